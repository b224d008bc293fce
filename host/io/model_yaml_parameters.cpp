// Parameters, linear forms and factors of the native model format.
#include <cmath>

#include "host/io/model_yaml_parts.hpp"

namespace quartet::model_yaml
{
namespace
{

void read_gauss(YamlNode const& node, ModelParameter& p)
{
    YamlMap map(node);
    double const mean = map.at("mean").number();
    p.constraint = {ConstraintKind::gaussian, mean, map.at("sigma").positive(), 1};
    p.value = mean;
    map.finish();
}

void read_poisson(YamlNode const& node, ModelParameter& p)
{
    YamlMap map(node);
    p.constraint = {ConstraintKind::poisson, map.at("observed").not_negative(), 1, 1};
    map.optional("scale", [&](YamlNode const& value) { p.constraint.scale = value.positive(); });
    p.value = p.constraint.centre / p.constraint.scale;
    p.lower = 0;
    map.finish();
}

void read_constraint(YamlNode const& node, ModelParameter& p)
{
    if (node.is_scalar())
    {
        if (node.text() != "normal")
            node.fail("unknown constraint '" + node.text() + "'", "known: normal, gauss, poisson");
        p.constraint = {ConstraintKind::gaussian, 0, 1, 1};
        p.value = 0;
        p.lower = -7;
        p.upper = 7;
        return;
    }
    YamlMap map(node);
    if (map.has("gauss") == map.has("poisson"))
        node.fail("one constraint is expected here", "gauss: {mean, sigma} or poisson: {observed, scale}");
    map.optional("gauss", [&](YamlNode const& value) { read_gauss(value, p); });
    map.optional("poisson", [&](YamlNode const& value) { read_poisson(value, p); });
    map.finish();
}

/// {choices: 3, value: 0, fixed: true}: an index over densities.
ModelParameter read_discrete(std::string const& name, YamlMap& map)
{
    constexpr int most = 64;
    auto const whole = [](YamlNode const& node, double low, double high)
    {
        double const value = node.number_in(low, high);
        if (value != std::floor(value)) node.fail("a whole number is expected here");
        return value;
    };
    ModelParameter p;
    p.name = name;
    p.choices = static_cast<int>(whole(map.at("choices"), 1, most));
    p.lower = 0;
    p.upper = p.choices - 1;
    map.optional("value", [&](YamlNode const& value) { p.value = whole(value, 0, p.upper); });
    map.optional("fixed", [&](YamlNode const& value) { p.constant = value.flag(); });
    p.constant = p.constant || p.choices == 1;
    map.finish();
    return p;
}

ModelParameter read_parameter(std::string const& name, YamlNode const& node)
{
    ModelParameter p;
    p.name = name;
    if (node.is_scalar())
    {
        read_constraint(node, p);
        return p;
    }
    YamlMap map(node);
    if (map.has("choices")) return read_discrete(name, map);
    bool has_start = map.has("value");
    map.optional("constraint",
                 [&](YamlNode const& value)
                 {
                     read_constraint(value, p);
                     has_start = true;
                 });
    map.optional("range", [&](YamlNode const& value) { std::tie(p.lower, p.upper) = value.bounds(); });
    map.optional("value", [&](YamlNode const& value) { p.value = value.number(); });
    map.optional("fixed", [&](YamlNode const& value) { p.constant = value.flag(); });
    map.optional("step", [&](YamlNode const& value) { p.step = value.positive(); });
    map.finish();
    if (!has_start) node.fail("a parameter without constraint needs a 'value'");
    if (p.value < p.lower || p.value > p.upper) node.fail("the value lies outside of the range");
    return p;
}

bool same(ModelParameter const& a, ModelParameter const& b)
{
    return a.value == b.value && a.constraint.kind == b.constraint.kind && a.constraint.centre == b.constraint.centre
           && a.constraint.width == b.constraint.width && a.constraint.scale == b.constraint.scale;
}

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

}  // namespace

int Reading::parameter(YamlNode const& node, std::string const& name)
{
    int const index = document.model.find_parameter(name);
    if (index < 0)
    {
        std::vector<std::string> known;
        for (ModelParameter const& p : document.model.parameters) known.push_back(p.name);
        node.fail("unknown parameter '" + name + "'", "declared under 'parameters': " + join_words(known));
    }
    used[static_cast<std::size_t>(index)] = true;
    return index;
}

int Reading::implied(YamlNode const& node, ModelParameter const& p)
{
    int const index = document.model.find_parameter(p.name);
    if (index >= 0)
    {
        if (!same(document.model.parameters[static_cast<std::size_t>(index)], p))
            node.fail("'" + p.name + "' exists already with another constraint", "give this one another name");
        return index;
    }
    used.push_back(true);
    return document.model.add(p);
}

void read_parameters(YamlNode const& node, Reading& reading)
{
    for (auto const& [name, value] : node.entries())
    {
        if (name.find_first_of(" \t\n,:") != std::string::npos)
            value.fail("the name '" + name + "' contains a space, comma or colon");
        reading.document.model.add(read_parameter(name, value));
        reading.used.push_back(false);
    }
}

LinearForm read_form(YamlNode const& node, Reading& reading)
{
    if (node.is_scalar())
    {
        std::string const written = node.text();
        if (reading.document.model.find_parameter(written) >= 0)
            return LinearForm::of(reading.parameter(node, written));
        bool const number_like = written.find_first_of("0123456789.+-") == 0 || written == "inf" || written == "nan";
        if (number_like) return node.number();
        reading.parameter(node, written);
    }
    YamlMap map(node);
    LinearForm form;
    map.optional("constant", [&](YamlNode const& value) { form.constant = value.number(); });
    map.optional("plus",
                 [&](YamlNode const& terms)
                 {
                     for (auto const& [name, value] : terms.entries())
                         form.terms.push_back({reading.parameter(value, name), value.number()});
                 });
    map.optional("relative",
                 [&](YamlNode const& terms)
                 {
                     if (form.constant == 0) terms.fail("'relative' needs a 'constant' that is not 0");
                     for (auto const& [name, value] : terms.entries())
                         form.terms.push_back({reading.parameter(value, name), form.constant * value.number()});
                 });
    map.finish();
    return form;
}

YieldFactor read_factor(YamlNode const& node, std::vector<double> const& contents, Reading& reading)
{
    if (node.is_scalar()) return YieldFactor::linear(reading.parameter(node, node.text()));
    YamlMap map(node);
    YieldFactor factor;
    if (map.has("lnN"))
        factor = read_log_normal(map, node, reading);
    else if (map.has("shapesys"))
        factor = read_shapesys(map, contents, reading);
    else if (map.has("staterror"))
        factor = read_staterror(map, contents, reading);
    else if (map.has("per_bin"))
        factor = read_per_bin(map, contents.size(), reading);
    else
        node.fail("unknown factor",
                  "a factor is the name of a parameter, {lnN: name, kappa: k}, "
                  "{shapesys: name, uncertainty: [...]}, {staterror: name, relative: [...]} or {per_bin: [names]}");
    map.finish();
    return factor;
}

}  // namespace quartet::model_yaml
