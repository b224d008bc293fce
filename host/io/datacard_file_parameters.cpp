// Parameters of densities that the JSON file of a card declares, and indices over densities.
#include "host/io/datacard_translation.hpp"
#include "host/io/model_yaml_parts.hpp"

namespace quartet::datacard
{
namespace
{

constexpr char const* in_file = "a parameter of a JSON file";

/// Two files may declare the same parameter.
bool same(ModelParameter const& a, ModelParameter const& b)
{
    return a.value == b.value && a.lower == b.lower && a.upper == b.upper && a.constant == b.constant;
}

void check_kind(ModelParameter const& p, YamlNode const& node)
{
    if (p.constraint.kind != ConstraintKind::none)
        node.fail("the constraint of '" + p.name + "' stands in the JSON file",
                  "write it into the card, '" + p.name + " param mean sigma', and leave the parameter out here");
    if (p.choices > 0)
        node.fail("the discrete parameter '" + p.name + "' stands in the JSON file",
                  "write '" + p.name + " discrete' into the card, and leave it out here");
}

}  // namespace

void Parameters::declare_in_file(YamlNode const& block)
{
    model_yaml::Reading reading;
    model_yaml::read_parameters(block, reading);
    StatisticalModel const& read = reading.document.model;
    for (auto const& [name, node] : block.entries())
    {
        ModelParameter p = read.parameters[static_cast<std::size_t>(read.find_parameter(name))];
        check_kind(p, node);
        p.constant = p.constant || card_.frozen.count(name) != 0;
        auto const old = declared_.find(name);
        if (old != declared_.end() && kinds_[name] == in_file && same(parameters_[old->second], p)) continue;
        if (known(name))
            node.fail("'" + name + "' is declared twice, also as " + kinds_[name], "leave it out in one of the places");
        declare(p, {});
        kinds_[name] = in_file;
    }
}

void Parameters::declare_discrete(Word const& line, int choices)
{
    ModelParameter p;
    p.name = line.text;
    p.choices = choices;
    p.lower = 0;
    p.upper = choices - 1;
    p.constant = choices == 1;
    declare(p, line);
    kinds_[line.text] = "discrete";
}

}  // namespace quartet::datacard
