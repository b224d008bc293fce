// Parameters of a card: constraints, ranges and formulas.
#include <cmath>

#include "host/io/datacard_parts.hpp"
#include "host/io/datacard_translation.hpp"

namespace quartet::datacard
{
namespace
{

constexpr double sigmas = 7;        ///< range of constrained parameters
constexpr int most_formulas = 100;  ///< put into one another

/// Families of types that are one and the same parameter when they share a name.
std::string family(std::string const& type)
{
    if (type == "lnU" || type == "shapeU") return "uniform";
    if (type == "lnN" || type == "trG" || is_shape(type)) return "normal";
    return type;
}

/// 1 + v theta stays at or above 0 in the range of theta.
void keep_positive(double v, ModelParameter& parameter)
{
    if (v > 0) parameter.lower = std::max(parameter.lower, -1 / v);
    if (v < 0) parameter.upper = std::min(parameter.upper, -1 / v);
}

ModelParameter nuisance_parameter(Nuisance const& nuisance)
{
    ModelParameter p;
    p.name = nuisance.name.text;
    std::string const& type = nuisance.type.text;
    if (type == "gmN")
    {
        p.value = nuisance.numbers[0];
        p.lower = 0;
        p.constraint = {ConstraintKind::poisson, nuisance.numbers[0], 1, 1};
        return p;
    }
    if (type == "gmM")
    {
        // Gamma(theta | kappa, 1/kappa) with kappa = 1/k^2 is the Poisson probability of kappa - 1 with mean kappa
        // theta, up to a constant.
        double k = 0;
        for (Effect const& effect : nuisance.effects) k = std::max(k, effect.value);
        p.value = 1;
        p.lower = std::max(0.01, 1 - 5 * k);
        p.upper = 1 + 5 * k;
        p.constraint = {ConstraintKind::poisson, 1 / (k * k) - 1, 1, 1 / (k * k)};
        return p;
    }
    if (type == "unif")
    {
        p.lower = nuisance.numbers[0];
        p.upper = nuisance.numbers[1];
        p.value = 0.5 * (p.lower + p.upper);
        return p;
    }
    bool const uniform = family(type) == "uniform";
    p.lower = uniform ? -1 : -sigmas;
    p.upper = uniform ? 1 : sigmas;
    if (!uniform) p.constraint = {ConstraintKind::gaussian, 0, 1, 1};
    return p;
}

}  // namespace

Parameters::Parameters(Card const& card, DatacardOptions const& options, std::vector<std::string> strengths)
    : card_(card), strengths_(std::move(strengths))
{
    for (std::string const& name : strengths_)
    {
        ModelParameter p;
        p.name = name;
        p.lower = options.strength_range.first;
        p.upper = options.strength_range.second;
        p.value = std::min(std::max(1.0, p.lower), p.upper);
        declare(p, {});
        kinds_[name] = "signal strength";
    }
    // A param line goes before the others of its name: they have its constraint then.
    for (Parameter const& parameter : card.parameters) declare_param(parameter);
    for (Nuisance const& nuisance : card.nuisances) declare_nuisance(nuisance);
    for (Rate const& rate : card.rates) declare_rate(rate);
}

void Parameters::check_names() const
{
    for (Word const& name : card_.flat)
        if (!known(name.text))
            card_.source.refuse(name, "no parameter is called '" + name.text.substr(0, 60) + "'",
                                "flatParam is for parameters that the card or the JSON file of its densities declares: "
                                "those of a RooWorkspace cannot be read");
    for (Group const& group : card_.groups)
        for (Word const& member : group.members)
            if (!known(member.text))
                card_.source.refuse(member, "group '" + group.name.text + "' names '" + member.text.substr(0, 60)
                                                + "', which does not exist");
}

void Parameters::declare(ModelParameter parameter, Word const& at)
{
    if (card_.frozen.count(parameter.name) != 0) parameter.constant = true;
    if (known(parameter.name))
        card_.source.refuse(at, "'" + parameter.name + "' is declared twice, also as " + kinds_[parameter.name]);
    declared_[parameter.name] = parameters_.size();
    parameters_.push_back(std::move(parameter));
}

void Parameters::declare_param(Parameter const& line)
{
    ModelParameter p;
    p.name = line.name.text;
    p.value = line.mean;
    p.lower = line.range ? line.range->first : line.mean - sigmas * line.down;
    p.upper = line.range ? line.range->second : line.mean + sigmas * line.up;
    p.constraint = {ConstraintKind::gaussian, line.mean, line.up, 1, line.down};
    if (line.up != line.down) p.constraint.kind = ConstraintKind::bifurcated_gaussian;
    declare(p, line.name);
    kinds_[line.name.text] = "param";
}

void Parameters::declare_nuisance(Nuisance const& nuisance)
{
    std::string const& name = nuisance.name.text;
    std::string const& type = nuisance.type.text;
    if (!known(name))
    {
        declare(nuisance_parameter(nuisance), nuisance.name);
        kinds_[name] = type;
    }
    else if (kinds_[name] == "param" ? family(type) != "normal" : family(type) != family(kinds_[name]))
        card_.source.refuse(nuisance.name,
                            "'" + name + "' is " + type + " here and " + kinds_[name] + " in another line");
    ModelParameter& parameter = parameters_[declared_[name]];
    if (type == "gmN" && parameter.constraint.centre != nuisance.numbers[0])
        card_.source.refuse(nuisance.name, "'" + name + "' has two numbers of events");
    if (type == "trG" || type == "unif")
        for (Effect const& effect : nuisance.effects) keep_positive(effect.value, parameter);
    if (!(parameter.lower < parameter.upper) || parameter.value < parameter.lower || parameter.value > parameter.upper)
        card_.source.refuse(nuisance.name, "an effect of '" + name + "' makes a yield negative over its whole range");
}

void Parameters::declare_rate(Rate const& rate)
{
    std::string const& name = rate.name.text;
    if (!rate.formula.text.empty())
    {
        if (declared_.count(name) != 0)
            card_.source.refuse(rate.name, "'" + name + "' is a formula here and " + kinds_[name] + " in another line");
        formulas_[name] = &rate;
        kinds_[name] = "formula";
        return;
    }
    // Several lines of one parameter agree (read_rate), and a param line gives it its constraint and its range.
    if (kinds_.count(name) != 0 && (kinds_[name] == "rateParam" || kinds_[name] == "param")) return;
    ModelParameter p;
    p.name = name;
    p.value = rate.value;
    if (rate.range) std::tie(p.lower, p.upper) = *rate.range;
    p.constant = rate.constant;
    declare(p, rate.name);
    kinds_[name] = "rateParam";
}

std::string Parameters::resolve(Rate const& rate, std::vector<std::string>& names, int& budget) const
{
    if (--budget < 0)
        card_.source.refuse(rate.name,
                            "the formula of '" + rate.name.text + "' depends on itself, or on too many others");
    std::vector<std::string> put;
    for (Word const& argument : rate.arguments)
    {
        auto const formula = formulas_.find(argument.text);
        if (formula != formulas_.end())
        {
            put.push_back("(" + resolve(*formula->second, names, budget) + ")");
            continue;
        }
        if (declared_.count(argument.text) == 0)
            card_.source.refuse(argument, "no parameter is called '" + argument.text.substr(0, 60) + "'",
                                "declare it with rateParam, extArg, param or a nuisance line");
        std::size_t i = 0;
        while (i < names.size() && names[i] != argument.text) ++i;
        if (i == names.size()) names.push_back(argument.text);
        put.push_back("@" + std::to_string(i));
    }
    std::string const text = plain_formula(card_, rate);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] != '@')
        {
            out += text[i];
            continue;
        }
        std::size_t end = i + 1;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        out += put[static_cast<std::size_t>(std::stoi(text.substr(i + 1, end - i - 1)))];
        i = end - 1;
    }
    if (out.size() > 10000) card_.source.refuse(rate.formula, "the formula is longer than 10000 characters");
    return out;
}

void Parameters::use(std::string const& name)
{
    auto const formula = formulas_.find(name);
    if (formula == formulas_.end())
    {
        used_[name] = true;
        return;
    }
    if (used_[name]) return;
    used_[name] = true;
    std::vector<std::string> names;
    int budget = most_formulas;
    resolve(*formula->second, names, budget);
    for (std::string const& argument : names) used_[argument] = true;
}

void Parameters::add_to(StatisticalModel& model)
{
    for (ModelParameter const& parameter : parameters_)
        if (used_[parameter.name]) index_[parameter.name] = model.add(parameter);
    for (auto const& [name, rate] : formulas_)
    {
        if (!used_[name]) continue;
        std::vector<std::string> names;
        int budget = most_formulas;
        ModelFormula formula{name, resolve(*rate, names, budget), {}};
        for (std::string const& argument : names) formula.parameters.push_back(index_.at(argument));
        formula_index_[name] = static_cast<int>(model.formulas.size());
        model.formulas.push_back(std::move(formula));
    }
    for (std::string const& name : strengths_)
        if (index_.count(name) != 0) model.poi.push_back(index_.at(name));
}

}  // namespace quartet::datacard
