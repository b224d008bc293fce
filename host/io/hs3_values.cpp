// Numbers, parameters and functions of an HS3 document.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "fits/formula.hpp"
#include "host/io/hs3_parts.hpp"

namespace quartet::hs3
{
namespace
{

constexpr int max_depth = 50;

/// Functions may refer to functions; a circle must not.
void check_depth(int depth, JsonNode const& node)
{
    if (depth > max_depth) node.fail("functions refer to each other without end");
}

LinearForm scaled(LinearForm form, double factor)
{
    form.constant *= factor;
    for (LinearForm::Term& term : form.terms) term.coefficient *= factor;
    return form;
}

LinearForm sum(LinearForm a, LinearForm const& b)
{
    a.constant += b.constant;
    for (LinearForm::Term const& term : b.terms)
    {
        bool found = false;
        for (LinearForm::Term& mine : a.terms)
            if (mine.parameter == term.parameter)
            {
                mine.coefficient += term.coefficient;
                found = true;
            }
        if (!found) a.terms.push_back(term);
    }
    return a;
}

LinearForm form_of(JsonNode const& node, Reading& reading, int depth);

/// "-name", "-(name)" or "(-name)", as ROOT writes the coefficient of an exponential; empty for other expressions.
std::string negated_name(JsonNode const& function)
{
    std::string text = function.at("expression").text();
    std::erase(text, ' ');
    auto const strip_parentheses = [&]
    {
        if (text.size() > 2 && text.front() == '(' && text.back() == ')') text = text.substr(1, text.size() - 2);
    };
    strip_parentheses();
    if (text.empty() || text[0] != '-') return "";
    text.erase(0, 1);
    strip_parentheses();
    if (text.empty() || !formula_names::is_first(text[0])) return "";
    return std::ranges::all_of(text, [](char c) { return formula_names::is_inside(c); }) ? text : "";
}

LinearForm form_of_name(std::string const& name, JsonNode const& node, Reading& reading, int depth);

LinearForm product_form(JsonNode const& function, Reading& reading, int depth)
{
    LinearForm product = 1.0;
    for (JsonNode const& factor : function.at("factors").items())
    {
        LinearForm const f = form_of(factor, reading, depth + 1);
        if (!f.terms.empty() && !product.terms.empty())
            factor.fail("a parameter of a density is a product of parameters",
                        "only functions that are linear in parameters can be read here");
        product = f.terms.empty() ? scaled(product, f.constant) : scaled(f, product.constant);
    }
    return product;
}

LinearForm form_of(JsonNode const& node, Reading& reading, int depth)
{
    if (node.is_number()) return node.number();
    return form_of_name(node.text(), node, reading, depth);
}

LinearForm form_of_name(std::string const& name, JsonNode const& node, Reading& reading, int depth)
{
    check_depth(depth, node);
    if (!reading.has("functions", name)) return LinearForm::of(reading.parameter(name, node));
    JsonNode const function = reading.named("functions", name, node);
    std::string const type = function.at("type").text();
    if (type == "product") return product_form(function, reading, depth);
    if (type == "generic_function")
        if (std::string const negated = negated_name(function); !negated.empty())
            return scaled(form_of_name(negated, function.at("expression"), reading, depth + 1), -1);
    if (type != "sum")
        node.fail("a parameter of a density is the function '" + name + "' of type " + type,
                  "only sums and products that are linear in parameters can be read here");
    LinearForm total = 0.0;
    for (JsonNode const& summand : function.at("summands").items())
        total = sum(total, form_of(summand, reading, depth + 1));
    return total;
}

/// "pow(1.1, theta)": a log-normal effect of the parameter theta; false for other expressions.
bool log_normal(JsonNode const& expression, Reading& reading, YieldFactor& factor)
{
    std::string const text = expression.text();
    if (text.rfind("pow(", 0) != 0 || text.back() != ')') return false;
    double kappa = 0;
    char const* const end = text.data() + text.size() - 1;
    auto const [at, status] = std::from_chars(text.data() + 4, end, kappa);
    if (status != std::errc() || !std::isfinite(kappa) || !(kappa > 0) || !std::isfinite(1 / kappa) || at == end
        || *at != ',')
        return false;
    std::string name(at + 1, end);
    name.erase(0, name.find_first_not_of(' '));
    if (name.empty() || !formula_names::is_first(name.front())) return false;
    for (char c : name)
        if (!formula_names::is_inside(c)) return false;
    if (reading.has("functions", name)) return false;
    factor = YieldFactor::log_normal(reading.parameter(name, expression), kappa);
    return true;
}

/// An expression in which names stand for parameters.
YieldFactor formula(JsonNode const& function, Reading& reading)
{
    JsonNode const expression = function.at("expression");
    YieldFactor effect;
    if (log_normal(expression, reading, effect)) return effect;
    std::vector<int> parameters;
    auto const number_of = [&](std::string const& name)
    {
        if (reading.has("functions", name))
            expression.fail("the expression refers to the function '" + name + "'",
                            "write the function out in the expression");
        int const parameter = reading.parameter(name, expression);
        for (std::size_t i = 0; i < parameters.size(); ++i)
            if (parameters[i] == parameter) return static_cast<int>(i);
        parameters.push_back(parameter);
        return static_cast<int>(parameters.size()) - 1;
    };
    std::string const text = expression.text();
    CompiledFormula const compiled = compile_formula(text, expression.where(), 0, number_of);
    std::vector<ModelFormula>& formulas = reading.document.model.formulas;
    formulas.push_back({function.at("name").text(), numbered(text, compiled), parameters});
    return YieldFactor::formula(static_cast<int>(formulas.size()) - 1);
}

/// The interpolations that HS3 has not (misc.quartet).
YieldFactor own_function(JsonNode const& function, std::string const& type, Reading& reading)
{
    function.known_keys({"name", "type", "parameter", "low", "high"});
    JsonNode const name = function.at("parameter");
    int const parameter = reading.parameter(name.text(), name);
    double const low = function.at("low").number();
    double const high = function.at("high").number();
    if (type == "quartet_log_normal") return YieldFactor::log_normal(parameter, low, high);
    if (type == "quartet_code0") return YieldFactor::interpolated(FactorKind::piecewise_linear, parameter, low, high);
    if (type == "quartet_code1")
        return YieldFactor::interpolated(FactorKind::piecewise_exponential, parameter, low, high);
    if (type == "quartet_code4")
        return YieldFactor::interpolated(FactorKind::polynomial_exponential, parameter, low, high);
    function.at("type").fail("unknown type of function '" + type + "'", "known: product, sum, generic_function");
}

Product product_of(JsonNode const& node, Reading& reading, int depth)
{
    check_depth(depth, node);
    if (node.is_number()) return {node.number(), {}};
    std::string const name = node.text();
    if (!reading.has("functions", name)) return {1, {YieldFactor::linear(reading.parameter(name, node))}};
    JsonNode const function = reading.named("functions", name, node);
    std::string const type = function.at("type").text();
    if (type == "generic_function") return {1, {formula(function, reading)}};
    if (type == "sum")
        function.fail("an expectation is a sum of parameters", "write it as a generic_function, or as several samples");
    if (type != "product") return {1, {own_function(function, type, reading)}};
    Product product;
    for (JsonNode const& factor : function.at("factors").items())
    {
        Product const f = product_of(factor, reading, depth + 1);
        product.number *= f.number;
        product.factors.insert(product.factors.end(), f.factors.begin(), f.factors.end());
    }
    return product;
}

}  // namespace

LinearForm read_form(JsonNode const& node, Reading& reading) { return form_of(node, reading, 0); }

Product read_product(JsonNode const& node, Reading& reading)
{
    Product product = product_of(node, reading, 0);
    if (!(product.number >= 0)) node.fail("an expectation is negative", "its number must not be below 0");
    return product;
}

}  // namespace quartet::hs3
