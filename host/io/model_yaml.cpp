#include "host/io/model_yaml.hpp"

#include "host/io/model_yaml_parts.hpp"

namespace quartet
{
namespace
{

using model_yaml::Reading;

void read_poi(YamlNode const& node, Reading& reading)
{
    std::vector<YamlNode> const names = node.is_list() ? node.items() : std::vector<YamlNode>{node};
    if (names.empty()) node.fail("name at least one parameter of interest");
    for (YamlNode const& name : names)
    {
        int const index = reading.document.model.find_parameter(name.text());
        if (index < 0) name.fail("unknown parameter '" + name.text() + "'", "declare it under 'parameters'");
        if (!reading.used[static_cast<std::size_t>(index)])
            name.fail("nothing depends on the parameter of interest '" + name.text() + "'",
                      "add it to the 'factors' of the signal");
        if (reading.document.model.parameters[static_cast<std::size_t>(index)].constant)
            name.fail("the parameter of interest '" + name.text() + "' is fixed", "remove its 'fixed: true'");
        reading.document.model.poi.push_back(index);
    }
}

/// A free parameter on which nothing depends is a mistake; a constrained one is harmless.
void check_use(YamlNode const& parameters, Reading const& reading)
{
    for (auto const& [name, node] : parameters.entries())
    {
        auto const index = static_cast<std::size_t>(reading.document.model.find_parameter(name));
        ModelParameter const& p = reading.document.model.parameters[index];
        if (!reading.used[index] && !p.constant && p.constraint.kind == ConstraintKind::none)
            node.fail("nothing depends on the free parameter '" + name + "'", "remove it, or use it");
    }
}

}  // namespace

ModelDocument parse_model_yaml(std::string const& text, std::string const& file, bool read_data_files)
{
    YamlMap map(YamlNode::parse(text, file));
    Reading reading;
    reading.read_data_files = read_data_files;
    reading.document.files = {file};
    YamlNode const version = map.at("quartet_model");
    if (version.number() != 1) version.fail("version " + version.text() + " of the format is not known", "known: 1");
    map.optional("name", [&](YamlNode const& node) { reading.document.model.name = node.text(); });
    map.optional("description", [](YamlNode const& node) { node.text(); });
    map.optional("discrete_penalty",
                 [&](YamlNode const& node) { reading.document.model.discrete_penalty = node.not_negative(); });
    map.optional("blind_data",
                 [&](YamlNode const& node)
                 {
                     if (node.text() != "removed") node.fail("'" + node.text() + "' is not known", "known: removed");
                     reading.document.blind_data_removed = true;
                 });
    YamlNode const parameters = map.at("parameters");
    model_yaml::read_parameters(parameters, reading);
    model_yaml::read_channels(map.at("channels"), reading);
    read_poi(map.at("poi"), reading);
    map.finish();
    check_use(parameters, reading);
    return std::move(reading.document);
}

bool looks_like_model_yaml(std::string const& text)
{
    constexpr std::string_view key = "quartet_model:";
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1))
        if (at == 0 || text[at - 1] == '\n') return true;
    return false;
}

}  // namespace quartet
