// Shapes of the native model format.
#include <algorithm>
#include <string_view>

#include "host/io/model_yaml_parts.hpp"
#include "host/io/model_yaml_shapes.hpp"

namespace quartet::model_yaml
{
namespace
{

std::string known_shapes()
{
    std::vector<std::string> names;
    for (ShapeGrammar const& shape : named_shapes())
        if (names.empty() || names.back() != shape.name) names.emplace_back(shape.name);
    for (ListGrammar const& shape : list_shapes()) names.emplace_back(shape.name);
    for (char const* other : {"histogram", "kernel_density", "sum", "product", "choose"}) names.emplace_back(other);
    return "known: " + join_words(names);
}

PdfComponent read_list(ListGrammar const& shape, YamlNode const& node, Reading& reading)
{
    PdfComponent component;
    component.kind = shape.kind;
    for (YamlNode const& item : node.items()) component.parameters.push_back(read_form(item, reading));
    if (component.parameters.size() < shape.least || component.parameters.size() > shape.most)
        node.fail(std::string(shape.complaint), std::string(shape.mend));
    return component;
}

/// The first entry of this name whose parameters are all there, else the last one, whose absence is then reported.
ShapeGrammar const& entry_of(std::string_view name, YamlMap const& values)
{
    ShapeGrammar const* found = nullptr;
    for (ShapeGrammar const& shape : named_shapes())
    {
        if (shape.name != name) continue;
        found = &shape;
        auto const there = [&](std::string const& parameter) { return values.has(parameter); };
        if (std::ranges::all_of(shape.parameters, there)) break;
    }
    return *found;
}

PdfComponent read_named(std::string_view name, YamlNode const& node, Reading& reading)
{
    YamlMap values(node);
    ShapeGrammar const& shape = entry_of(name, values);
    PdfComponent component;
    component.kind = shape.kind;
    for (std::string const& parameter : shape.parameters)
        component.parameters.push_back(read_form(values.at(parameter), reading));
    values.finish();
    return component;
}

PdfComponent read_histogram(YamlNode const& node)
{
    YamlMap map(node);
    PdfComponent component;
    component.kind = PdfKind::histogram;
    YamlNode const contents = map.at("contents");
    component.data.contents = contents.numbers();
    map.optional("edges", [&](YamlNode const& edges) { component.data.edges = edges.numbers(); });
    map.finish();
    return component;
}

PdfComponent read_kernel_density(YamlNode const& node, Window range, Reading& reading)
{
    YamlMap map(node);
    PdfComponent component;
    component.kind = PdfKind::kernel_density;
    std::string file;
    ChannelData data = read_events(map.at("data"), {range}, reading.read_data_files, file);
    reading.add_file(file);
    component.data.points = std::move(data.values);
    component.data.weights = std::move(data.weights);
    map.optional("scale", [&](YamlNode const& value) { component.data.scale = value.positive(); });
    map.optional("adaptive", [&](YamlNode const& value) { component.data.adaptive = value.flag(); });
    map.optional("mirror", [&](YamlNode const& value) { component.data.mirror = value.flag(); });
    map.finish();
    return component;
}

/// Reads the one entry of `map` that names a shape.
PdfComponent read_component(YamlMap& map, Window range, Reading& reading)
{
    for (ShapeGrammar const& shape : named_shapes())
        if (map.has(std::string(shape.name))) return read_named(shape.name, map.at(std::string(shape.name)), reading);
    for (ListGrammar const& shape : list_shapes())
        if (map.has(std::string(shape.name))) return read_list(shape, map.at(std::string(shape.name)), reading);
    if (map.has("histogram")) return read_histogram(map.at("histogram"));
    if (map.has("kernel_density")) return read_kernel_density(map.at("kernel_density"), range, reading);
    if (map.has("template")) map.node().fail("a template needs a binned channel", "give the channel the type 'binned'");
    map.node().fail("no known shape here", known_shapes());
}

std::vector<PdfComponent> read_sum(YamlNode const& node, Window range, Reading& reading)
{
    std::vector<PdfComponent> components;
    for_each_summand(node, reading,
                     [&](YamlMap& map, LinearForm const& fraction)
                     {
                         components.push_back(read_component(map, range, reading));
                         components.back().fraction = fraction;
                     });
    return components;
}

/// The density of a sample, or one of its alternatives.
std::vector<PdfComponent> read_whole(YamlNode const& node, Observables const& observables, Reading& reading)
{
    if (observables.size() > 1) return read_products(node, observables, reading);
    if (node.is_scalar() && node.text() == "uniform") return {PdfComponent{}};
    YamlMap map(node);
    if (map.has("product")) node.fail("a product needs a channel of several observables", "give it 'observables'");
    std::vector<PdfComponent> components =
        read_density(map, {observables.front().low, observables.front().high}, reading);
    map.finish();
    return components;
}

/// {by: index, from: [shape, shape, ...]}
ModelShape read_choice(YamlNode const& node, Observables const& observables, Reading& reading)
{
    YamlMap map(node);
    YamlNode const by = map.at("by");
    int const index = reading.parameter(by, by.text());
    int const choices = reading.document.model.parameters[static_cast<std::size_t>(index)].choices;
    if (choices == 0) by.fail("'" + by.text() + "' is not a discrete parameter", "declare it as {choices: N}");
    YamlNode const from = map.at("from");
    std::vector<std::vector<PdfComponent>> alternatives;
    for (YamlNode const& item : from.items()) alternatives.push_back(read_whole(item, observables, reading));
    if (static_cast<int>(alternatives.size()) != choices)
        from.fail("there is not one shape for each of the " + std::to_string(choices) + " choices of '" + by.text()
                  + "'");
    map.finish();
    return ModelShape::one_of(index, std::move(alternatives));
}

}  // namespace

void for_each_summand(YamlNode const& node, Reading& reading, std::function<void(YamlMap&, LinearForm const&)> const& f)
{
    std::vector<YamlNode> const items = node.items();
    if (items.empty()) node.fail("a sum needs at least one component");
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        YamlMap map(items[i]);
        bool const last = i + 1 == items.size();
        if (last && map.has("fraction"))
            items[i].fail("the last component of a sum has no fraction", "it takes what the others leave");
        f(map, last ? LinearForm(1.0) : read_form(map.at("fraction"), reading));
        map.finish();
    }
}

std::vector<PdfComponent> read_density(YamlMap& map, Window range, Reading& reading)
{
    if (map.has("sum")) return read_sum(map.at("sum"), range, reading);
    return {read_component(map, range, reading)};
}

ModelShape read_shape(YamlNode const& node, Observables const& observables, Reading& reading)
{
    if (node.is_map())
    {
        YamlMap map(node);
        if (map.has("choose"))
        {
            ModelShape shape = read_choice(map.at("choose"), observables, reading);
            map.finish();
            return shape;
        }
    }
    return ModelShape::pdf(read_whole(node, observables, reading));
}

}  // namespace quartet::model_yaml
