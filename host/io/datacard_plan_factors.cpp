// Factors and morphs of a model as lines of a card.
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "host/io/datacard_plan.hpp"

namespace quartet::datacard
{
namespace
{

bool is_close(double a, double b) { return std::abs(a - b) <= 1e-14 * std::max(std::abs(a), std::abs(b)); }

std::string range_text(ModelParameter const& p)
{
    if (std::isinf(p.lower) && std::isinf(p.upper)) return "";
    auto const end = [](double x) { return std::isinf(x) ? std::string(x < 0 ? "-1e30" : "1e30") : number_text(x); };
    return " [" + end(p.lower) + "," + end(p.upper) + "]";
}

/// The shortest v that gives the factors 1 - v and 1 + v.
std::string shift_text(YieldFactor const& factor)
{
    double const v = 0.5 * (factor.kappa_high - factor.kappa_low);
    char text[40];
    for (int digits = 1; digits < 17; ++digits)
    {
        std::snprintf(text, sizeof text, "%.*g", digits, v);
        double const rounded = std::strtod(text, nullptr);
        if (1 - rounded == factor.kappa_low && 1 + rounded == factor.kappa_high) return text;
    }
    return number_text(v);
}

bool is_normal(ModelParameter const& p)
{
    return p.constraint.kind == ConstraintKind::gaussian && p.constraint.centre == 0 && p.constraint.width == 1
           && p.lower == -7 && p.upper == 7;
}

bool has_width(ModelParameter const& p)
{
    return p.constraint.kind == ConstraintKind::gaussian || p.constraint.kind == ConstraintKind::bifurcated_gaussian;
}

bool is_flat(ModelParameter const& p)
{
    return p.constraint.kind == ConstraintKind::none && p.lower == -1 && p.upper == 1;
}

}  // namespace

void Plan::effect(std::string const& head, std::string const& value)
{
    std::size_t const k = columns.size() - 1;
    for (auto& [name, effects] : nuisances)
        if (name == head)
        {
            if (effects.count(k) != 0) refuse("'" + head + "' acts twice on one sample");
            effects[k] = value;
            return;
        }
    nuisances.push_back({head, {{k, value}}});
}

void Plan::add_factor(YieldFactor const& factor, ModelSample const& sample, int bin)
{
    auto const b = static_cast<std::size_t>(std::max(bin, 0));
    switch (factor.kind)
    {
        case FactorKind::linear:
            return add_linear(factor.parameter);
        case FactorKind::per_bin:
            if (factor.bin_parameters[b] >= 0) add_linear(factor.bin_parameters[b]);
            return;
        case FactorKind::log_normal:
            return add_log_normal(factor);
        case FactorKind::piecewise_linear:
            return add_piecewise_linear(factor);
        case FactorKind::formula:
            return add_formula(model_.formulas[static_cast<std::size_t>(factor.formula_index)]);
        case FactorKind::piecewise_exponential:
            if (is_close(factor.kappa_low * factor.kappa_high, 1)) return add_log_normal(factor);
            break;
        case FactorKind::polynomial_exponential:
            break;
    }
    refuse("'" + sample.name + "' is interpolated in '" + name_of(factor.parameter)
           + "' as HistFactory does, and a card knows Combine's log-normal only");
}

void Plan::add_linear(int index)
{
    if (is_poi(index)) return;
    ModelParameter const& p = parameter(index);
    if (p.constraint.kind == ConstraintKind::poisson) return add_gamma(index);
    PlannedColumn const& column = columns.back();
    std::string const range = p.constraint.kind == ConstraintKind::none ? range_text(p) : "";
    lines.push_back(name_of(index) + " rateParam " + column.channel + " " + column.process + " " + number_text(p.value)
                    + range);
    declared_.insert(index);
    if (p.constraint.kind != ConstraintKind::none) declare(index);
}

void Plan::add_gamma(int index)
{
    ModelParameter const& p = parameter(index);
    double const n = p.constraint.centre;
    double const scale = p.constraint.scale;
    std::string const name = name_of(index);
    PlannedColumn& column = columns.back();
    declared_.insert(index);
    constrained_.insert(index);
    if (std::abs(n - (scale - 1)) <= 1e-12 * scale && p.value == 1)
        return effect(name + " gmM", number_text(1 / std::sqrt(scale)));
    if (scale != 1)
        refuse("the count behind '" + name + "' has a scale, " + number_text(scale),
               "write the parameter as the expectation of its count");
    if (n != std::floor(n) || n > 1e9) refuse("the count behind '" + name + "' is not an integer: " + number_text(n));
    std::size_t const k = columns.size() - 1;
    for (auto const& [head, effects] : nuisances)
        if (head.find(" gmN ") != std::string::npos && effects.count(k) != 0)
            refuse("'" + column.process + "' in '" + column.channel + "' has two factors with a Poisson constraint");
    effect(name + " gmN " + number_text(n), number_text(column.rate));
    double const times = std::max(n, 1.0);
    for (double& content : column.contents) content *= times;
    column.rate *= column.contents.empty() ? n : times;
}

void Plan::add_log_normal(YieldFactor const& factor)
{
    ModelParameter const& p = parameter(factor.parameter);
    if (!has_width(p) && !is_flat(p))
        refuse("'" + name_of(factor.parameter) + "' acts as a log-normal, but its constraint is not Gaussian");
    bool const symmetric = is_close(factor.kappa_low * factor.kappa_high, 1);
    effect(name_of(factor.parameter) + (is_flat(p) ? " lnU" : " lnN"),
           symmetric ? number_text(factor.kappa_high)
                     : number_text(factor.kappa_low) + "/" + number_text(factor.kappa_high));
    declared_.insert(factor.parameter);
    if (!is_normal(p) && !is_flat(p)) declare(factor.parameter);
    constrained_.insert(factor.parameter);
}

void Plan::add_piecewise_linear(YieldFactor const& factor)
{
    ModelParameter const& p = parameter(factor.parameter);
    std::string const name = name_of(factor.parameter);
    if (!is_close(factor.kappa_low + factor.kappa_high, 2))
        refuse("the effect of '" + name + "' has a kink, which a card cannot say");
    std::string const value = shift_text(factor);
    declared_.insert(factor.parameter);
    if (p.constraint.kind == ConstraintKind::none)
    {
        if (std::isinf(p.lower) || std::isinf(p.upper)) refuse("the range of '" + name + "' is not finite");
        constrained_.insert(factor.parameter);
        return effect(name + " unif " + number_text(p.lower) + " " + number_text(p.upper), value);
    }
    if (!has_width(p)) refuse("'" + name + "' acts linearly, but its constraint is neither Gaussian nor uniform");
    effect(name + " trG", value);
    // The type implies mean 0, width 1 and a range that keeps the yield positive.
    if (p.constraint.kind != ConstraintKind::gaussian || p.constraint.centre != 0 || p.constraint.width != 1)
        declare(factor.parameter);
    constrained_.insert(factor.parameter);
}

void Plan::add_formula(ModelFormula const& formula)
{
    PlannedColumn const& column = columns.back();
    check_name(formula.name);
    std::string line = formula.name + " rateParam " + column.channel + " " + column.process + " ";
    for (char c : formula.text)
        if (c != ' ' && c != '\t') line += c;
    for (std::size_t i = 0; i < formula.parameters.size(); ++i)
        line += (i == 0 ? " " : ",") + name_of(formula.parameters[i]);
    if (formula.parameters.empty()) refuse("the formula '" + formula.name + "' has no parameters");
    lines.push_back(line);
    arguments_.insert(formula.parameters.begin(), formula.parameters.end());
}

void Plan::add_morph(TemplateMorph const& morph, ModelSample const& sample)
{
    ModelParameter const& p = parameter(morph.parameter);
    std::string const name = name_of(morph.parameter);
    if (morph.kind != MorphKind::vertical && morph.kind != MorphKind::vertical_logarithmic)
        refuse("the template of '" + sample.name + "' changes with '" + name + "' as HistFactory does");
    double const nominal = sum_of(sample.shape.contents);
    for (std::vector<double> const* side : {&morph.low, &morph.high})
        if (std::abs(sum_of(*side) - nominal) > 1e-12 * nominal)
            refuse("the templates of '" + sample.name + "' for '" + name + "' differ in their sum",
                   "put the change of the sum into a log-normal factor");
    if (!has_width(p) && !(is_flat(p) && morph.kind == MorphKind::vertical))
        refuse("'" + name + "' changes a template, but its constraint is not Gaussian");
    std::string const type = is_flat(p) ? "shapeU" : morph.kind == MorphKind::vertical ? "shape" : "shapeN";
    PlannedColumn const& column = columns.back();
    effect(name + " " + type, number_text(morph.scale));
    for (bool up : {false, true})
    {
        std::vector<double> contents = up ? morph.high : morph.low;
        for (double& content : contents) content *= column.rate / nominal;
        varied[column.channel + "/" + column.process + "_" + name + (up ? "Up" : "Down")] = std::move(contents);
    }
    declared_.insert(morph.parameter);
    if (!is_normal(p) && !is_flat(p)) declare(morph.parameter);
    constrained_.insert(morph.parameter);
}

void Plan::declare(int index)
{
    if (!constrained_.insert(index).second) return;
    declared_.insert(index);
    ModelParameter const& p = parameter(index);
    Constraint const& c = p.constraint;
    std::string const name = name_of(index);
    if (!has_width(p)) refuse("the constraint of '" + name + "' is neither Gaussian, uniform nor Poisson");
    std::string const width = c.kind == ConstraintKind::gaussian
                                  ? number_text(c.width)
                                  : "-" + number_text(c.width_low) + "/+" + number_text(c.width);
    lines.push_back(name + " param " + number_text(c.centre) + " " + width + range_text(p));
}

void Plan::declare_arguments()
{
    for (int index : arguments_)
    {
        ModelParameter const& p = parameter(index);
        if (declared_.count(index) != 0) continue;
        if (p.constraint.kind != ConstraintKind::none)
            declare(index);
        else
            lines.push_back(name_of(index) + " extArg " + number_text(p.value) + range_text(p));
        declared_.insert(index);
    }
}

void Plan::add_groups()
{
    for (auto const& [name, members] : document_.groups)
    {
        check_name(name);
        std::string line = name + " group =";
        bool some = false;
        for (std::string const& member : members)
        {
            int const index = model_.find_parameter(member);
            if (index < 0 || is_poi(index) || declared_.count(index) == 0) continue;
            line += " " + name_of(index);
            some = true;
        }
        if (some) lines.push_back(line);
    }
}

}  // namespace quartet::datacard
