// Factors of yields and morphs of templates of the native model format.
#include <cmath>

#include "fits/formula.hpp"
#include "host/io/model_yaml_parts.hpp"

namespace quartet::model_yaml
{
namespace
{

YieldFactor read_log_normal(YamlMap& map, YamlNode const& node, Reading& reading)
{
    YamlNode const name = map.at("lnN");
    YamlNode const kappa = map.at("kappa");
    double low = 0;
    double high = 0;
    if (kappa.is_list())
    {
        std::vector<YamlNode> const both = kappa.items();
        if (both.size() != 2) kappa.fail("kappa is one number or [at -1 sigma, at +1 sigma]");
        low = both[0].positive();
        high = both[1].positive();
    }
    else
    {
        high = kappa.positive();
        low = 1 / high;
    }
    map.optional("sign",
                 [&](YamlNode const& value)
                 {
                     double const sign = value.number();
                     if (sign != 1 && sign != -1) value.fail("the sign is 1 or -1");
                     if (sign < 0) std::swap(low, high);
                 });
    if (!std::isfinite(low)) node.fail("kappa is too small");
    return YieldFactor::log_normal(reading.parameter(name, name.text()), low, high);
}

std::vector<double> per_bin_sizes(YamlNode const& node, std::size_t bins)
{
    std::vector<double> sizes;
    for (YamlNode const& item : node.items()) sizes.push_back(item.not_negative());
    if (sizes.size() != bins) node.fail("one number per bin is expected, " + std::to_string(bins) + " in all");
    return sizes;
}

/// HistFactory shapesys: bin b has gamma_b with Poisson(tau_b | gamma_b tau_b), tau = (content / uncertainty)^2.
YieldFactor read_shapesys(YamlMap& map, std::vector<double> const& contents, Reading& reading)
{
    YamlNode const name = map.at("shapesys");
    std::vector<double> const sizes = per_bin_sizes(map.at("uncertainty"), contents.size());
    std::vector<int> parameters(contents.size(), -1);
    for (std::size_t b = 0; b < contents.size(); ++b)
    {
        if (sizes[b] == 0 || contents[b] == 0) continue;
        double const relative = sizes[b] / contents[b];
        double const tau = 1 / (relative * relative);
        ModelParameter p;
        p.name = name.text() + "[" + std::to_string(b) + "]";
        p.value = 1;
        p.lower = 0;
        p.constraint = {ConstraintKind::poisson, tau, 1, tau};
        if (!std::isfinite(tau) || tau <= 0)
            name.fail("the uncertainty of bin " + std::to_string(b) + " is out of proportion");
        parameters[b] = reading.implied(name, p);
    }
    return YieldFactor::per_bin(parameters);
}

/// HistFactory staterror: bin b has gamma_b with Gauss(1 | gamma_b, relative_b), shared by samples of the same name.
YieldFactor read_staterror(YamlMap& map, std::vector<double> const& contents, Reading& reading)
{
    YamlNode const name = map.at("staterror");
    std::vector<double> const sizes = per_bin_sizes(map.at("relative"), contents.size());
    std::vector<int> parameters(contents.size(), -1);
    for (std::size_t b = 0; b < contents.size(); ++b)
    {
        if (sizes[b] == 0) continue;
        ModelParameter p;
        p.name = name.text() + "[" + std::to_string(b) + "]";
        p.value = 1;
        p.lower = 0;
        p.constraint = {ConstraintKind::gaussian, 1, sizes[b], 1};
        parameters[b] = reading.implied(name, p);
    }
    return YieldFactor::per_bin(parameters);
}

/// One declared parameter per bin; null where a bin has none.
YieldFactor read_per_bin(YamlMap& map, std::size_t bins, Reading& reading)
{
    YamlNode const names = map.at("per_bin");
    std::vector<int> parameters;
    for (YamlNode const& item : names.items())
        parameters.push_back(item.is_null() ? -1 : reading.parameter(item, item.text()));
    if (parameters.size() != bins)
        names.fail("one parameter per bin is expected, " + std::to_string(bins) + " in all",
                   "write null for a bin without");
    return YieldFactor::per_bin(parameters);
}

/// One of HistFactory's interpolations: {normsys: theta, low: 0.9, high: 1.1, code: 4}.
YieldFactor read_normsys(YamlMap& map, Reading& reading)
{
    YamlNode const name = map.at("normsys");
    FactorKind kind = FactorKind::polynomial_exponential;
    map.optional("code",
                 [&](YamlNode const& code)
                 {
                     if (code.text() == "0")
                         kind = FactorKind::piecewise_linear;
                     else if (code.text() == "1")
                         kind = FactorKind::piecewise_exponential;
                     else if (code.text() != "4")
                         code.fail("there is no interpolation code " + code.text() + " for yields", "known: 0, 1, 4");
                 });
    auto const size = [&](char const* key)
    {
        YamlNode const node = map.at(key);
        return kind == FactorKind::piecewise_linear ? node.number() : node.positive();
    };
    double const low = size("low");
    double const high = size("high");
    return YieldFactor::interpolated(kind, reading.parameter(name, name.text()), low, high);
}

/// {formula: "a*b/c"} with names of parameters; equal formulas are one.
YieldFactor read_formula(YamlMap& map, Reading& reading)
{
    YamlNode const node = map.at("formula");
    std::string const text = node.text();
    ModelFormula formula;
    formula.name = text;
    auto const argument = [&](std::string const& name)
    {
        int const index = reading.parameter(node, name);
        std::size_t k = 0;
        while (k < formula.parameters.size() && formula.parameters[k] != index) ++k;
        if (k == formula.parameters.size()) formula.parameters.push_back(index);
        return static_cast<int>(k);
    };
    formula.text = numbered(text, compile_formula(text, node.place(), 0, argument));
    if (formula.parameters.empty()) node.fail("a formula has no parameter", "multiply the yield by the number instead");
    if (formula.parameters.size() > max_formula_parameters)
        node.fail("a formula has more than " + std::to_string(max_formula_parameters) + " parameters",
                  "two formulas may be factors of one yield");
    auto& formulas = reading.document.model.formulas;
    for (std::size_t k = 0; k < formulas.size(); ++k)
        if (formulas[k].text == formula.text && formulas[k].parameters == formula.parameters)
            return YieldFactor::formula(static_cast<int>(k));
    formulas.push_back(std::move(formula));
    return YieldFactor::formula(static_cast<int>(formulas.size()) - 1);
}

MorphKind read_histosys_code(YamlMap& map)
{
    MorphKind kind = MorphKind::polynomial_linear;
    map.optional("code",
                 [&](YamlNode const& code)
                 {
                     if (code.text() == "0")
                         kind = MorphKind::piecewise_linear;
                     else if (code.text() == "2")
                         kind = MorphKind::quadratic_linear;
                     else if (code.text() != "4p")
                         code.fail("there is no interpolation code " + code.text() + " for templates",
                                   "known: 0, 2, 4p");
                 });
    return kind;
}

}  // namespace

YieldFactor read_factor(YamlNode const& node, std::vector<double> const& contents, Reading& reading)
{
    if (node.is_scalar()) return YieldFactor::linear(reading.parameter(node, node.text()));
    YamlMap map(node);
    YieldFactor factor;
    if (map.has("lnN"))
        factor = read_log_normal(map, node, reading);
    else if (map.has("normsys"))
        factor = read_normsys(map, reading);
    else if (map.has("formula"))
        factor = read_formula(map, reading);
    else if (map.has("shapesys"))
        factor = read_shapesys(map, contents, reading);
    else if (map.has("staterror"))
        factor = read_staterror(map, contents, reading);
    else if (map.has("per_bin"))
        factor = read_per_bin(map, contents.size(), reading);
    else
        node.fail("unknown factor",
                  "a factor is the name of a parameter, {lnN: name, kappa: k}, {normsys: name, low: l, high: h}, "
                  "{formula: expression}, {shapesys: name, uncertainty: [...]}, {staterror: name, relative: [...]} or "
                  "{per_bin: [names]}");
    map.finish();
    return factor;
}

TemplateMorph read_morph(YamlNode const& node, std::size_t bins, Reading& reading)
{
    YamlMap map(node);
    TemplateMorph morph;
    char const* const key = map.has("histosys") ? "histosys" : map.has("shape") ? "shape" : "shapeN";
    if (!map.has(key))
        node.fail("unknown morph",
                  "a morph is {histosys: name, low: [...], high: [...]}, {shape: name, ...} or {shapeN: name, ...}");
    YamlNode const name = map.at(key);
    morph.parameter = reading.parameter(name, name.text());
    if (map.has("histosys"))
        morph.kind = read_histosys_code(map);
    else
        morph.kind = map.has("shape") ? MorphKind::vertical : MorphKind::vertical_logarithmic;
    auto const contents = [&](char const* side)
    {
        YamlNode const list = map.at(side);
        std::vector<double> const values = list.numbers();
        if (values.size() != bins)
            list.fail("one number per bin is expected, " + std::to_string(bins) + " in all",
                      "write the contents of the template at theta = -1 and +1");
        return values;
    };
    morph.low = contents("low");
    morph.high = contents("high");
    map.optional("scale",
                 [&](YamlNode const& scale)
                 {
                     morph.scale = scale.number();
                     if (morph.scale == 0) scale.fail("the scale of a morph is 0", "remove the morph");
                 });
    map.finish();
    return morph;
}

}  // namespace quartet::model_yaml
