// Shapes of the native model format.
#include <array>
#include <string_view>

#include "host/io/model_yaml_parts.hpp"

namespace quartet::model_yaml
{
namespace
{

struct ShapeGrammar
{
    std::string_view name;
    PdfKind kind;
    std::vector<std::string> parameters;
};

std::vector<ShapeGrammar> const& grammar()
{
    static std::vector<ShapeGrammar> const shapes{
        {"gauss", PdfKind::gaussian, {"mean", "sigma"}},
        {"johnson_su", PdfKind::johnson_su, {"mu", "lambda", "gamma", "delta"}},
        {"exponential", PdfKind::exponential, {"slope"}},
        {"power_law", PdfKind::power_law, {"exponent"}},
        {"uniform", PdfKind::uniform, {}},
    };
    return shapes;
}

std::string known_shapes()
{
    return "known: gauss, johnson_su, exponential, power_law, uniform, bernstein, sum, choose";
}

PdfComponent read_bernstein(YamlNode const& node, Reading& reading)
{
    PdfComponent component;
    component.kind = PdfKind::bernstein;
    for (YamlNode const& item : node.items()) component.parameters.push_back(read_form(item, reading));
    if (component.parameters.size() < 2 || component.parameters.size() > 5)
        node.fail("a Bernstein polynomial has 2 to 5 coefficients", "orders 1 to 4 are supported");
    return component;
}

/// Reads the one entry of `map` that names a shape.
PdfComponent read_component(YamlMap& map, Reading& reading)
{
    for (ShapeGrammar const& shape : grammar())
    {
        std::string const name(shape.name);
        if (!map.has(name)) continue;
        YamlMap values(map.at(name));
        PdfComponent component;
        component.kind = shape.kind;
        for (std::string const& parameter : shape.parameters)
            component.parameters.push_back(read_form(values.at(parameter), reading));
        values.finish();
        return component;
    }
    if (map.has("bernstein")) return read_bernstein(map.at("bernstein"), reading);
    if (map.has("template")) map.node().fail("a template needs a binned channel", "give the channel the type 'binned'");
    map.node().fail("no known shape here", known_shapes());
}

std::vector<PdfComponent> read_sum(YamlNode const& node, Reading& reading)
{
    std::vector<YamlNode> const items = node.items();
    if (items.empty()) node.fail("a sum needs at least one component");
    std::vector<PdfComponent> components;
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        YamlMap map(items[i]);
        bool const last = i + 1 == items.size();
        if (last && map.has("fraction"))
            items[i].fail("the last component of a sum has no fraction", "it takes what the others leave");
        LinearForm fraction = 1.0;
        if (!last) fraction = read_form(map.at("fraction"), reading);
        components.push_back(read_component(map, reading));
        components.back().fraction = fraction;
        map.finish();
    }
    return components;
}

std::vector<PdfComponent> read_density(YamlNode const& node, Reading& reading)
{
    if (node.is_scalar() && node.text() == "uniform") return {PdfComponent{}};
    YamlMap map(node);
    std::vector<PdfComponent> components;
    if (map.has("sum"))
        components = read_sum(map.at("sum"), reading);
    else
        components = {read_component(map, reading)};
    map.finish();
    return components;
}

/// {by: index, from: [shape, shape, ...]}
ModelShape read_choice(YamlNode const& node, Reading& reading)
{
    YamlMap map(node);
    YamlNode const by = map.at("by");
    int const index = reading.parameter(by, by.text());
    int const choices = reading.document.model.parameters[static_cast<std::size_t>(index)].choices;
    if (choices == 0) by.fail("'" + by.text() + "' is not a discrete parameter", "declare it as {choices: N}");
    YamlNode const from = map.at("from");
    std::vector<std::vector<PdfComponent>> alternatives;
    for (YamlNode const& item : from.items()) alternatives.push_back(read_density(item, reading));
    if (static_cast<int>(alternatives.size()) != choices)
        from.fail("there is not one shape for each of the " + std::to_string(choices) + " choices of '" + by.text()
                  + "'");
    map.finish();
    return ModelShape::one_of(index, std::move(alternatives));
}

}  // namespace

ModelShape read_shape(YamlNode const& node, Reading& reading)
{
    if (node.is_map())
    {
        YamlMap map(node);
        if (map.has("choose"))
        {
            ModelShape shape = read_choice(map.at("choose"), reading);
            map.finish();
            return shape;
        }
    }
    return ModelShape::pdf(read_density(node, reading));
}

}  // namespace quartet::model_yaml
