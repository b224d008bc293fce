// Parts of the writer of pyhf workspaces; only pyhf_writer*.cpp include this.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fits/model.hpp"

namespace quartet::pyhf
{

/// InputError: "this model is no HistFactory model: what (where). mend".
[[noreturn]] void refuse_pyhf(std::string const& what, std::string const& where, std::string const& mend);

/// Contents times yield.
std::vector<double> nominal(ModelSample const& sample);
std::vector<double> scaled(std::vector<double> const& contents, double yield);

/// The codes by which the written modifiers must be read: one for each type.
class WrittenCodes
{
  public:
    void normsys(std::string const& code, std::string const& where);
    void histosys(std::string const& code, std::string const& where);
    /// As for ModelOptions::interpolation; empty where pyhf's defaults are right.
    std::string option() const;

  private:
    std::string normsys_;
    std::string histosys_;
};

/// The modifiers that carry a parameter of their own, and the configuration that gives each its start, bounds and
/// constraint.
class WrittenParameters
{
  public:
    explicit WrittenParameters(StatisticalModel const& model) : model_(model) {}

    /// A normfactor, or lumi.
    nlohmann::json linear(int parameter, std::string const& where);
    /// A shapefactor, shapesys or staterror.
    nlohmann::json per_bin(YieldFactor const& factor, ModelChannel const& channel, ModelSample const& sample,
                           std::string const& where);
    /// Name of a parameter whose Gaussian constraint has width 1, as interpolations need it.
    std::string unit_gaussian(int parameter, std::string const& type, std::string const& where);
    nlohmann::json configurations() const;

  private:
    /// The parameters of one name; position = number in brackets, 0 for a scalar.
    struct Set
    {
        std::string type;
        bool per_bin = false;
        std::map<std::size_t, int> members;
        std::size_t size = 1;  ///< members and bins without a parameter
    };

    Set& set(std::string const& name, std::string const& type, std::string const& where);
    ModelParameter const& at(int parameter) const { return model_.parameters[static_cast<std::size_t>(parameter)]; }
    std::string common_name(YieldFactor const& factor, std::size_t& first, std::string const& where) const;
    std::vector<double> shapesys_sizes(YieldFactor const& factor, std::vector<double> const& nominal,
                                       std::string const& where) const;
    std::vector<double> staterror_sizes(YieldFactor const& factor, ModelChannel const& channel,
                                        ModelSample const& sample, std::string const& where) const;
    nlohmann::json configuration(std::string const& name, Set const& set) const;

    StatisticalModel const& model_;
    std::map<std::string, Set> sets_;
};

}  // namespace quartet::pyhf
