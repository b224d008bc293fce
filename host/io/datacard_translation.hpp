// From a card to a model; only datacard*.cpp include this.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/io/datacard.hpp"
#include "host/io/datacard_densities.hpp"
#include "host/io/datacard_options.hpp"
#include "host/io/datacard_templates.hpp"
#include "host/io/model_document.hpp"

namespace quartet::datacard
{

/// A factor of a yield whose parameter is still a name.
struct NamedFactor
{
    FactorKind kind = FactorKind::linear;
    std::string parameter;  ///< of a formula: its own name
    double low = 1;
    double high = 1;
};

struct NamedMorph
{
    MorphKind kind = MorphKind::vertical;
    std::string parameter;
    std::vector<double> low;
    std::vector<double> high;
    double scale = 1;
};

/// A process in a channel, ready for the model but for its parameters.
struct NamedSample
{
    double yield = 0;
    std::vector<NamedFactor> factors;
    std::vector<double> contents{1.0};
    std::vector<NamedMorph> morphs;
    Template histogram;                    ///< as read, empty in a counting channel
    double norm = 1;                       ///< multiplies the yield, also that of a side band
    std::optional<DensityObject> density;  ///< of an unbinned channel; `contents` is empty then
};

/// Builds the samples of a card, and knows which signal has which strength.
class Samples
{
  public:
    Samples(Card const& card, DatacardOptions const& options, Templates& templates);

    NamedSample make(std::size_t column);
    /// Names of the signal strengths in the order of the options, the common r last.
    std::vector<std::string> strengths() const;

  private:
    std::string strength_of(Column const& column) const;
    void add_nuisance(Nuisance const& nuisance, std::size_t column, NamedSample& sample);
    void add_gamma(Nuisance const& nuisance, std::size_t column, NamedSample& sample);
    void add_shape(Nuisance const& nuisance, std::size_t column, NamedSample& sample);
    void add_template(Column const& column, NamedSample& sample);
    void add_density(Column const& column, NamedSample& sample);
    bool has_templates(Nuisance const& nuisance, Column const& column);

    struct Strength
    {
        std::string name;
        std::string channel;
        std::string process;
    };

    Card const& card_;
    DatacardOptions const& options_;
    Templates& templates_;
    std::vector<Strength> strengths_;
};

/// The parameters that a card declares. Only those that something uses become parameters of the model.
class Parameters
{
  public:
    /// Throws InputError where two lines of the card contradict each other.
    Parameters(Card const& card, DatacardOptions const& options, std::vector<std::string> strengths);

    /// Adds the parameters of densities that a JSON file declares.
    void declare_in_file(YamlNode const& block);
    /// Adds an index over densities.
    void declare_discrete(Word const& line, int choices);
    /// Complains about names in flatParam and group lines that nothing declares.
    void check_names() const;
    std::vector<ModelParameter> const& declared() const { return parameters_; }

    bool is_formula(std::string const& name) const { return formulas_.count(name) != 0; }
    /// Marks a parameter, or all parameters of a formula, as used.
    void use(std::string const& name);
    /// Adds the used ones, in the order of the card, and the formulas.
    void add_to(StatisticalModel& model);
    int index(std::string const& name) const { return index_.at(name); }
    int formula_index(std::string const& name) const { return formula_index_.at(name); }
    bool known(std::string const& name) const { return declared_.count(name) != 0 || formulas_.count(name) != 0; }

  private:
    void declare(ModelParameter parameter, Word const& at);
    void declare_nuisance(Nuisance const& nuisance);
    void declare_param(Parameter const& parameter);
    void declare_rate(Rate const& rate);
    /// Text with @i for the parameters in `names`; the formulas among its arguments are put in, at most `budget` ones.
    std::string resolve(Rate const& rate, std::vector<std::string>& names, int& budget) const;

    Card const& card_;
    std::vector<std::string> strengths_;
    std::vector<ModelParameter> parameters_;
    std::map<std::string, std::size_t> declared_;  ///< into parameters_
    std::map<std::string, std::string> kinds_;     ///< type that the card gave, for complaints
    std::map<std::string, Rate const*> formulas_;
    std::map<std::string, bool> used_;
    std::map<std::string, int> index_;
    std::map<std::string, int> formula_index_;
};

/// The text of a formula as fits/ reads it: "@0*pow(@1,2)" from "x*TMath::Power(@1,2)" with arguments x and y. Throws
/// InputError at the formula of the card.
std::string plain_formula(Card const& card, Rate const& rate);

/// autoMCStats: adds the parameters of the statistical uncertainty of templates to the samples of the channels.
void add_template_statistics(Card const& card, std::vector<NamedSample> const& samples,
                             std::vector<std::pair<int, int>> const& places, StatisticalModel& model);

}  // namespace quartet::datacard
