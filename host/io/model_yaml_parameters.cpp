// Parameters and linear forms of the native model format.
#include "host/io/model_yaml_parts.hpp"

namespace quartet::model_yaml
{
namespace
{

void read_gauss(YamlNode const& node, ModelParameter& p)
{
    YamlMap map(node);
    double const mean = map.at("mean").number();
    YamlNode const sigma = map.at("sigma");
    if (sigma.is_list())
    {
        std::vector<YamlNode> const both = sigma.items();
        if (both.size() != 2) sigma.fail("sigma is one number or [below the mean, above it]");
        p.constraint = {ConstraintKind::bifurcated_gaussian, mean, both[1].positive(), 1, both[0].positive()};
    }
    else
        p.constraint = {ConstraintKind::gaussian, mean, sigma.positive(), 1};
    p.value = mean;
    map.finish();
}

void read_log_normal(YamlNode const& node, ModelParameter& p)
{
    YamlMap map(node);
    double const median = map.at("median").positive();
    p.constraint = {ConstraintKind::log_normal, median, map.at("sigma").positive(), 1};
    p.value = median;
    p.lower = 0;
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
            node.fail("unknown constraint '" + node.text() + "'", "known: normal, gauss, log_normal, poisson");
        p.constraint = {ConstraintKind::gaussian, 0, 1, 1};
        p.value = 0;
        p.lower = -7;
        p.upper = 7;
        return;
    }
    YamlMap map(node);
    if (map.has("gauss") + map.has("log_normal") + map.has("poisson") != 1)
        node.fail("one constraint is expected here",
                  "gauss: {mean, sigma}, log_normal: {median, sigma} or poisson: {observed, scale}");
    map.optional("gauss", [&](YamlNode const& value) { read_gauss(value, p); });
    map.optional("log_normal", [&](YamlNode const& value) { read_log_normal(value, p); });
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
           && a.constraint.width == b.constraint.width && a.constraint.width_low == b.constraint.width_low
           && a.constraint.scale == b.constraint.scale;
}

}  // namespace

int Reading::parameter(YamlNode const& node, std::string const& name)
{
    int const index = document.model.find_parameter(name);
    if (index < 0)
    {
        std::vector<std::string> known;
        for (ModelParameter const& p : document.model.parameters) known.push_back(p.name);
        node.fail("unknown parameter '" + name + "'", declared_where + ": " + join_words(known));
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

}  // namespace quartet::model_yaml
