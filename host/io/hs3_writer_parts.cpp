#include "host/io/hs3_writer_parts.hpp"

#include <fmt/format.h>

#include <cmath>

#include "fits/formula.hpp"
#include "models/base/error.hpp"

namespace quartet::hs3
{
namespace
{

using nlohmann::json;

/// Shortest text that reads back the same.
std::string number(double value) { return fmt::format("{}", value); }

bool is_symmetric(YieldFactor const& factor) { return std::abs(factor.kappa_low * factor.kappa_high - 1) <= 4e-16; }

bool needs_quotes(std::string const& text) { return text.find('\'') != std::string::npos; }

/// Names in expressions of the standard are those of programming languages.
bool is_identifier(std::string const& name)
{
    for (std::size_t i = 0; i < name.size(); ++i)
    {
        char const c = name[i];
        bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9')) return false;
    }
    return !name.empty();
}

char const* own_type(FactorKind kind)
{
    switch (kind)
    {
        case FactorKind::piecewise_linear:
            return "quartet_code0";
        case FactorKind::piecewise_exponential:
            return "quartet_code1";
        case FactorKind::polynomial_exponential:
            return "quartet_code4";
        default:
            return "quartet_log_normal";
    }
}

}  // namespace

Written::Written(StatisticalModel const& model) : model_(model)
{
    for (ModelParameter const& p : model.parameters) names_.insert(p.name);
    for (ModelChannel const& channel : model.channels) names_.insert(channel.name);
}

std::string Written::fresh(std::string const& wanted)
{
    std::string name = wanted;
    for (int i = 2; !names_.insert(name).second; ++i) name = wanted + "_" + std::to_string(i);
    return name;
}

json Written::form(LinearForm const& form)
{
    if (form.terms.empty()) return form.constant;
    std::vector<json> summands;
    if (form.constant != 0) summands.emplace_back(form.constant);
    for (LinearForm::Term const& term : form.terms)
    {
        if (term.coefficient == 1)
            summands.emplace_back(name(term.parameter));
        else
            summands.push_back(
                product({json(term.coefficient), json(name(term.parameter))}, name(term.parameter) + "_scaled"));
    }
    if (summands.size() == 1) return summands.front();
    json function{{"type", "sum"}, {"summands", summands}};
    auto const [known, added] = known_.emplace(function.dump(), "");
    if (!added) return known->second;
    known->second = fresh("sum_" + name(form.terms.front().parameter));
    function["name"] = known->second;
    functions.push_back(function);
    return known->second;
}

json Written::product(std::vector<json> const& factors, std::string const& wanted)
{
    if (factors.size() == 1) return factors.front();
    json function{{"type", "product"}, {"factors", factors}};
    auto const [known, added] = known_.emplace(function.dump(), "");
    if (!added) return known->second;
    known->second = fresh(wanted);
    function["name"] = known->second;
    functions.push_back(function);
    return known->second;
}

json Written::product(double value, std::vector<YieldFactor> const& factors, std::string const& wanted)
{
    std::vector<json> list;
    if (value != 1 || factors.empty()) list.emplace_back(value);
    for (YieldFactor const& f : factors) list.push_back(factor(f));
    return product(list, wanted);
}

json Written::factor(YieldFactor const& factor)
{
    if (factor.kind == FactorKind::linear) return name(factor.parameter);
    if (factor.kind == FactorKind::formula)
        return formula(model_.formulas[static_cast<std::size_t>(factor.formula_index)]);
    if (factor.kind == FactorKind::log_normal && is_symmetric(factor) && is_identifier(name(factor.parameter)))
        return log_normal(factor);
    json function{{"type", own_type(factor.kind)},
                  {"parameter", name(factor.parameter)},
                  {"low", factor.kappa_low},
                  {"high", factor.kappa_high}};
    auto const [known, added] = known_.emplace(function.dump(), "");
    if (!added) return known->second;
    known->second = fresh(name(factor.parameter) + "_effect");
    function["name"] = known->second;
    own_functions.push_back(function);
    return known->second;
}

std::string Written::log_normal(YieldFactor const& factor)
{
    std::string const text = "pow(" + number(factor.kappa_high) + ", " + name(factor.parameter) + ")";
    auto const [known, added] = known_.emplace(text, "");
    if (!added) return known->second;
    known->second = fresh(name(factor.parameter) + "_lnN");
    functions.push_back({{"name", known->second}, {"type", "generic_function"}, {"expression", text}});
    return known->second;
}

std::string Written::formula(ModelFormula const& formula)
{
    std::vector<std::string> names;
    bool plain = true;
    for (int parameter : formula.parameters)
    {
        names.push_back(name(parameter));
        plain = plain && is_identifier(names.back());
    }
    std::string const text = named(formula.text, names);
    auto const [known, added] = known_.emplace(text, "");
    if (!added) return known->second;
    known->second = fresh(formula.name.empty() ? "formula" : formula.name);
    json const function{{"name", known->second}, {"type", "generic_function"}, {"expression", text}};
    (plain && !needs_quotes(text) ? functions : own_functions).push_back(function);
    return known->second;
}

void write_constraint(ModelParameter const& p, Written& written, json& likelihood)
{
    Constraint const& c = p.constraint;
    if (c.kind == ConstraintKind::none) return;
    json entry{{"name", written.fresh("constraint_" + p.name)}, {"x", "global_" + p.name}};
    json* list = &written.distributions;
    if (c.kind == ConstraintKind::gaussian)
        entry.update({{"type", "gaussian_dist"}, {"mean", p.name}, {"sigma", c.width}});
    else if (c.kind == ConstraintKind::poisson)
        entry.update({{"type", "poisson_dist"},
                      {"mean", c.scale == 1 ? json(p.name)
                                            : written.product({json(c.scale), json(p.name)}, p.name + "_expected")}});
    else if (c.kind == ConstraintKind::log_normal)
    {
        std::string const logarithm = written.fresh("log_" + p.name);
        written.functions.push_back(
            {{"name", logarithm}, {"type", "generic_function"}, {"expression", "log(" + p.name + ")"}});
        entry.update({{"type", "lognormal_dist"}, {"mu", logarithm}, {"sigma", c.width}});
    }
    else
    {
        entry.update({{"type", "quartet_bifurcated_gaussian"},
                      {"mean", p.name},
                      {"sigma_L", c.width_low},
                      {"sigma_R", c.width}});
        list = &written.own_distributions;
    }
    likelihood["distributions"].push_back(entry["name"]);
    likelihood["data"].push_back(c.centre);
    list->push_back(entry);
}

}  // namespace quartet::hs3
