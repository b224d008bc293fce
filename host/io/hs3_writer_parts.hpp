// Parts of the writer of HS3 documents; only hs3_writer*.cpp include this.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "fits/model.hpp"

namespace quartet::hs3
{

struct DensityName;

/// Functions and densities that a model needs, with names that stand for nothing else.
class Written
{
  public:
    explicit Written(StatisticalModel const& model);

    /// A name like `wanted` that no parameter, function or distribution has.
    std::string fresh(std::string const& wanted);
    std::string const& name(int parameter) const { return model_.parameters[static_cast<std::size_t>(parameter)].name; }
    /// A number, the name of a parameter, or the name of a new function.
    nlohmann::json form(LinearForm const& form);
    /// The name of a factor that is not per bin.
    nlohmann::json factor(YieldFactor const& factor);
    /// The number times the factors: a number, a name, or the name of a new function.
    nlohmann::json product(double number, std::vector<YieldFactor> const& factors, std::string const& wanted);
    nlohmann::json product(std::vector<nlohmann::json> const& factors, std::string const& wanted);
    /// The name of a new distribution.
    std::string density(ModelShape const& shape, std::string const& wanted, std::string const& observable);
    std::string density(std::vector<PdfComponent> const& components, std::string const& wanted,
                        std::string const& observable);
    std::string density(PdfComponent const& component, std::string const& wanted, std::string const& observable);

    nlohmann::json functions = nlohmann::json::array();
    nlohmann::json distributions = nlohmann::json::array();
    nlohmann::json own_functions = nlohmann::json::array();  ///< what HS3 has not
    nlohmann::json own_distributions = nlohmann::json::array();

  private:
    std::vector<nlohmann::json> parameters_of(PdfComponent const& component, DensityName const& known);
    std::string log_normal(YieldFactor const& factor);
    std::string formula(ModelFormula const& formula);

    StatisticalModel const& model_;
    std::set<std::string> names_;
    std::map<std::string, std::string> known_;  ///< text of a function -> its name
};

/// The distribution of a constraint, and its data; nothing for a free parameter.
void write_constraint(ModelParameter const& p, Written& written, nlohmann::json& likelihood);
/// histfactory_dist of a binned channel.
nlohmann::json histfactory(ModelChannel const& channel, nlohmann::json const& axis, Written& written);

}  // namespace quartet::hs3
