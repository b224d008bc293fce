// What the lines of a card do to the yield and to the template of a process.
#include <algorithm>
#include <cmath>

#include "host/io/datacard_parts.hpp"
#include "host/io/datacard_translation.hpp"
#include "models/base/error.hpp"

namespace quartet::datacard
{
namespace
{

/// How far a printed number may be from the one that was meant: half a unit of its last digit.
double rounding(std::string const& text)
{
    std::size_t const point = text.find('.');
    if (point == std::string::npos || text.find_first_of("eE") != std::string::npos) return 0;
    return 0.5 * std::pow(10.0, -static_cast<double>(text.size() - point - 1));
}

std::vector<double> normalised(std::vector<double> contents, double integral)
{
    for (double& content : contents) content /= integral;
    return contents;
}

}  // namespace

Samples::Samples(Card const& card, DatacardOptions const& options, Templates& templates)
    : card_(card), options_(options), templates_(templates)
{
    if (!(options.strength_range.first < options.strength_range.second))
        throw InputError(message("the range of the signal strength is empty or inverted", "--poi-range",
                                 "give two numbers, low and high"));
    for (std::string const& text : options.strengths)
    {
        std::size_t const equal = text.find('=');
        if (equal == 0 || equal == std::string::npos || equal + 1 == text.size())
            throw InputError(message("this is not a signal strength: '" + text + "'", "--strength",
                                     "write name=process or name=channel/process, with * for any"));
        std::string const pattern = text.substr(equal + 1);
        std::size_t const slash = pattern.find('/');
        Strength strength{text.substr(0, equal), "*", pattern};
        if (slash != std::string::npos)
            strength = {text.substr(0, equal), pattern.substr(0, slash), pattern.substr(slash + 1)};
        bool found = false;
        for (Column const& column : card.columns)
            found = found
                    || (column.signal && matches_wildcard(strength.channel, card.channel_of(column))
                        && matches_wildcard(strength.process, column.process.text));
        if (!found)
            throw InputError(
                message("no signal of the card fits '" + text + "'", "--strength " + card.source.file, ""));
        strengths_.push_back(std::move(strength));
    }
}

std::vector<std::string> Samples::strengths() const
{
    std::vector<std::string> names;
    for (Strength const& strength : strengths_)
        if (std::find(names.begin(), names.end(), strength.name) == names.end()) names.push_back(strength.name);
    if (std::find(names.begin(), names.end(), "r") == names.end()) names.emplace_back("r");
    return names;
}

std::string Samples::strength_of(Column const& column) const
{
    std::string name = "r";
    for (Strength const& strength : strengths_)
        if (matches_wildcard(strength.channel, card_.channel_of(column))
            && matches_wildcard(strength.process, column.process.text))
            name = strength.name;
    return name;
}

NamedSample Samples::make(std::size_t k)
{
    Column const& column = card_.columns[k];
    NamedSample sample;
    sample.yield = column.rate;
    if (templates_.counting(column.channel))
    {
        if (column.rate == -1)
            card_.source.refuse(column.rate_word,
                                "a rate of -1 stands for the integral of a template, and there is none");
    }
    else if (templates_.unbinned(column.channel))
        add_density(column, sample);
    else
        add_template(column, sample);
    if (sample.yield == 0) return sample;
    if (column.signal) sample.factors.push_back({FactorKind::linear, strength_of(column), 1, 1});
    if (!options_.no_systematics)
        for (Nuisance const& nuisance : card_.nuisances)
            if (!nuisance.effects[k].none()) add_nuisance(nuisance, k, sample);
    for (Rate const& rate : card_.rates)
        if (std::find(rate.columns.begin(), rate.columns.end(), static_cast<int>(k)) != rate.columns.end())
            sample.factors.push_back(
                {rate.formula.text.empty() ? FactorKind::linear : FactorKind::formula, rate.name.text, 1, 1});
    sample.yield *= sample.norm;
    return sample;
}

void Samples::add_template(Column const& column, NamedSample& sample)
{
    sample.histogram = templates_.nominal(column.process.text, column.channel, column.process);
    double const integral = sample.histogram.integral();
    if (column.rate == -1) sample.yield = integral;
    if (std::abs(sample.yield - integral) > 0.01 * std::max(1.0, sample.yield))
        card_.source.refuse(column.rate_word,
                            "the rate is not the integral of the template, " + std::to_string(integral),
                            "write -1 to take the integral");
    sample.contents = integral > 0 ? normalised(sample.histogram.contents, integral) : sample.histogram.contents;
}

/// The rate is multiplied by the norm of the density; -1 stands for 1 then.
void Samples::add_density(Column const& column, NamedSample& sample)
{
    sample.density = read_density_object(*templates_.object(column.process.text, column.channel, column.process));
    sample.contents.clear();
    std::optional<YamlNode> const& norm = sample.density->norm;
    if (column.rate == -1 && !norm)
        card_.source.refuse(
            column.rate_word,
            "a rate of -1 stands for the 'norm' of its density, and there is none (" + sample.density->pdf.place()
                + ")",
            "write the expected number of events, or give \"norm\": a number or the name of a parameter");
    if (column.rate == -1) sample.yield = 1;
    if (!norm) return;
    double number = 0;
    if (is_number(norm->text(), number))
        sample.norm = norm->not_negative();
    else
        sample.factors.push_back({FactorKind::linear, norm->text(), 1, 1});
}

void Samples::add_nuisance(Nuisance const& nuisance, std::size_t k, NamedSample& sample)
{
    std::string const& type = nuisance.type.text;
    std::string const& name = nuisance.name.text;
    Effect const& effect = nuisance.effects[k];
    bool const shape = is_shape(type) && (!type.ends_with("?") || has_templates(nuisance, card_.columns[k]));
    if (type == "gmN") return add_gamma(nuisance, k, sample);
    if (shape) return add_shape(nuisance, k, sample);
    if (type == "gmM")
        sample.factors.push_back({FactorKind::linear, name, 1, 1});
    else if (type == "trG" || type == "unif")
        sample.factors.push_back({FactorKind::piecewise_linear, name, 1 - effect.value, 1 + effect.value});
    else if (effect.two_sided)
        sample.factors.push_back({FactorKind::log_normal, name, effect.down, effect.value});
    else if (effect.value != 1)
        sample.factors.push_back({FactorKind::log_normal, name, 1 / effect.value, effect.value});
}

/// The yield is alpha times the expectation of the side band; the rate of the card is only compared with it.
void Samples::add_gamma(Nuisance const& nuisance, std::size_t k, NamedSample& sample)
{
    Column const& column = card_.columns[k];
    double const alpha = nuisance.effects[k].value;
    double const n = nuisance.numbers[0];
    Word const& at = column.rate_word;
    double const rate = sample.yield;
    double const slack = std::max(0.05 * std::max(n * alpha, rate), rounding(at.text));
    bool const matches = n == 0 ? rate <= alpha * (1 + 1e-9) : std::abs(n * alpha - rate) <= slack;
    if (!matches)
        card_.source.refuse(at,
                            "the rate of process '" + column.process.text + "' in bin '" + card_.channel_of(column)
                                + "' is " + at.text + ", but gmN '" + nuisance.name.text + "' of line "
                                + std::to_string(nuisance.name.line) + " gives N alpha = " + std::to_string(n * alpha),
                            "the rate must be N times alpha");
    for (Nuisance const& other : card_.nuisances)
        if (&other != &nuisance && other.type.text == "gmN" && !other.effects[k].none())
            card_.source.refuse(nuisance.name, "process '" + column.process.text + "' in bin '"
                                                   + card_.channel_of(column) + "' has two gmN, '" + nuisance.name.text
                                                   + "' and '" + other.name.text + "'");
    sample.yield = alpha;
    sample.factors.push_back({FactorKind::linear, nuisance.name.text, 1, 1});
}

bool Samples::has_templates(Nuisance const& nuisance, Column const& column)
{
    if (templates_.counting(column.channel) || templates_.unbinned(column.channel)) return false;
    return templates_.varied(column.process.text, column.channel, nuisance.template_name + "Up", nuisance.name)
        .has_value();
}

/// Shape and normalisation apart: a morph of the normalised templates, and a log-normal for their integrals.
void Samples::add_shape(Nuisance const& nuisance, std::size_t k, NamedSample& sample)
{
    Column const& column = card_.columns[k];
    Effect const& effect = nuisance.effects[k];
    std::string const where = "process '" + column.process.text + "' in bin '" + card_.channel_of(column) + "'";
    if (templates_.counting(column.channel))
        card_.source.refuse(nuisance.name,
                            "'" + nuisance.name.text + "' changes the shape of " + where + ", which has none",
                            "use lnN, or write - there");
    if (templates_.unbinned(column.channel))
        card_.source.refuse(nuisance.name,
                            "'" + nuisance.name.text + "' changes the template of " + where + ", which is a density",
                            "let a parameter of the density depend on '" + nuisance.name.text + "'");
    if (effect.two_sided)
        card_.source.refuse(nuisance.name, "a shape effect is one number: the scale of its parameter");
    NamedMorph morph;
    morph.kind = nuisance.type.text.starts_with("shapeN") ? MorphKind::vertical_logarithmic : MorphKind::vertical;
    morph.parameter = nuisance.name.text;
    morph.scale = effect.value;
    double const nominal = sample.histogram.integral();
    double kappa[2];
    for (int side : {0, 1})
    {
        std::string const name = nuisance.template_name + (side == 0 ? "Down" : "Up");
        auto const varied = templates_.varied(column.process.text, column.channel, name, nuisance.name);
        if (!varied) card_.source.refuse(nuisance.name, "the template '" + name + "' of " + where + " is missing");
        if (varied->contents.size() != sample.contents.size())
            card_.source.refuse(nuisance.name,
                                "the template '" + name + "' of " + where + " has another number of bins");
        double const integral = varied->integral();
        if (!(integral > 0))
            card_.source.refuse(nuisance.name, "the template '" + name + "' of " + where + " is empty");
        (side == 0 ? morph.low : morph.high) = normalised(varied->contents, integral);
        kappa[side] = std::pow(integral / nominal, effect.value);
    }
    sample.morphs.push_back(std::move(morph));
    if (kappa[0] != 1 || kappa[1] != 1)
        sample.factors.push_back({FactorKind::log_normal, nuisance.name.text, kappa[0], kappa[1]});
}

}  // namespace quartet::datacard
