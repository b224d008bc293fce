#include "host/io/hdf5_provenance.hpp"

#include <algorithm>

#include "models/base/error.hpp"

namespace quartet::hdf5
{
namespace
{

char const* const names[] = {"provenance", "program_version", "command_line", "device", "seed", "time_utc", "inputs"};

}  // namespace

void write_provenance(Group& root, Provenance const& provenance)
{
    root.set_attribute("provenance",
                       to_json(provenance).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    root.set_attribute("program_version", provenance.program_version);
    root.set_attribute("command_line", provenance.command_line);
    root.set_attribute("time_utc", provenance.time_utc);
    if (!provenance.device.empty()) root.set_attribute("device", provenance.device);
    if (provenance.seed) root.set_attribute("seed", std::to_string(*provenance.seed));
    std::string inputs;
    for (auto const& input : provenance.inputs) inputs += input.sha256 + "  " + input.path + "\n";
    if (!inputs.empty()) root.set_attribute("inputs", inputs);
}

bool is_provenance_attribute(std::string const& name)
{
    return std::any_of(std::begin(names), std::end(names), [&](char const* known) { return name == known; });
}

std::string read_provenance(Group const& root)
{
    return root.has_attribute("provenance") ? root.string_attribute("provenance") : "";
}

Provenance with_history(Provenance provenance, Group const& input)
{
    std::string text;
    try
    {
        text = read_provenance(input);
    }
    catch (InputError const&)
    {
        return provenance;  // not a text
    }
    nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_object()) provenance.history.push_back(std::move(json));
    return provenance;
}

}  // namespace quartet::hdf5
