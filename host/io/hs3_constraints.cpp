// Constraint terms of an HS3 document: a distribution of one auxiliary measurement.
#include <cmath>

#include "host/io/hs3_parts.hpp"

namespace quartet::hs3
{
namespace
{

/// Value of a number or of a constant parameter; complains about others.
double constant(JsonNode const& node, Reading const& reading)
{
    if (node.is_number()) return node.number();
    std::string const name = node.text();
    if (!reading.is_constant(name))
        node.fail("'" + name + "' is no constant", "set it to 'const': true in the parameter point, or write a number");
    return reading.constant(name);
}

bool is_fixed(JsonNode const& node, Reading const& reading)
{
    return node.is_number() || (node.is_text() && reading.is_constant(node.text()));
}

/// One parameter times a number.
LinearForm::Term scaled_parameter(JsonNode const& node, Reading& reading)
{
    LinearForm const form = read_form(node, reading);
    if (form.terms.size() != 1 || form.constant != 0 || !(form.terms.front().coefficient > 0))
        node.fail("a constraint is about one parameter, or a parameter times a positive number");
    return form.terms.front();
}

void read_gaussian(JsonNode const& distribution, double const* observed, Reading& reading)
{
    // Gaussians are written both ways round: x observed and mean the parameter, or the reverse.
    bool const reversed = observed == nullptr && is_fixed(distribution.at("mean"), reading);
    JsonNode const parameter = distribution.at(reversed ? "x" : "mean");
    LinearForm::Term const term = scaled_parameter(parameter, reading);
    Constraint c;
    c.kind = ConstraintKind::gaussian;
    c.centre = observed != nullptr ? *observed : constant(distribution.at(reversed ? "mean" : "x"), reading);
    c.width = constant(distribution.at("sigma"), reading);
    c.centre /= term.coefficient;
    c.width /= term.coefficient;
    if (!(c.width > 0)) distribution.at("sigma").fail("the width of a constraint must be positive");
    reading.constrain(term.parameter, c, distribution);
}

void read_poisson(JsonNode const& distribution, double const* observed, Reading& reading)
{
    LinearForm::Term const term = scaled_parameter(distribution.at("mean"), reading);
    Constraint c;
    c.kind = ConstraintKind::poisson;
    c.centre = observed != nullptr ? *observed : constant(distribution.at("x"), reading);
    c.scale = term.coefficient;
    if (c.centre < 0) distribution.fail("an observed count is negative");
    reading.constrain(term.parameter, c, distribution);
}

/// ln x ~ Gauss(ln theta, sigma): the parameter mu is a generic_function "log(theta)".
void read_log_normal(JsonNode const& distribution, double const* observed, Reading& reading)
{
    JsonNode const mu = distribution.at("mu");
    JsonNode const function = reading.named("functions", mu.text(), mu);
    std::string text = function.at("expression").text();
    if (text.rfind("log(", 0) != 0 || text.back() != ')')
        mu.fail("a log-normal constraint is about the logarithm of one parameter",
                "mu must be a generic_function log(parameter)");
    text = text.substr(4, text.size() - 5);
    Constraint c;
    c.kind = ConstraintKind::log_normal;
    c.centre = observed != nullptr ? *observed : constant(distribution.at("x"), reading);
    c.width = constant(distribution.at("sigma"), reading);
    if (!(c.centre > 0) || !(c.width > 0)) distribution.fail("a log-normal constraint needs positive numbers");
    reading.constrain(reading.parameter(text, function.at("expression")), c, distribution);
}

/// Two widths (misc.quartet).
void read_bifurcated(JsonNode const& distribution, double const* observed, Reading& reading)
{
    Constraint c;
    c.kind = ConstraintKind::bifurcated_gaussian;
    c.centre = observed != nullptr ? *observed : constant(distribution.at("x"), reading);
    c.width_low = distribution.at("sigma_L").number();
    c.width = distribution.at("sigma_R").number();
    if (!(c.width > 0) || !(c.width_low > 0)) distribution.fail("the widths of a constraint must be positive");
    JsonNode const mean = distribution.at("mean");
    reading.constrain(reading.parameter(mean.text(), mean), c, distribution);
}

}  // namespace

bool is_constraint(JsonNode const& distribution)
{
    std::string const type = distribution.at("type").text();
    return type == "gaussian_dist" || type == "normal_dist" || type == "poisson_dist" || type == "lognormal_dist"
           || type == "quartet_bifurcated_gaussian";
}

void read_constraint(JsonNode const& distribution, double const* observed, Reading& reading)
{
    std::string const type = distribution.at("type").text();
    if (type == "gaussian_dist" || type == "normal_dist") return read_gaussian(distribution, observed, reading);
    if (type == "poisson_dist") return read_poisson(distribution, observed, reading);
    if (type == "lognormal_dist") return read_log_normal(distribution, observed, reading);
    if (type == "quartet_bifurcated_gaussian") return read_bifurcated(distribution, observed, reading);
    if (type != "product_dist")
        distribution.at("type").fail("'" + type + "' is no constraint that can be read",
                                     "known: gaussian_dist, normal_dist, poisson_dist, lognormal_dist, product_dist");
    for (JsonNode const& factor : distribution.at("factors").items())
    {
        JsonNode const inside = reading.named("distributions", factor.text(), factor);
        if (!is_constraint(inside)) factor.fail("this factor of a product of constraints is no constraint");
        read_constraint(inside, nullptr, reading);
    }
}

}  // namespace quartet::hs3
