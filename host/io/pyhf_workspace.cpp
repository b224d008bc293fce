#include "host/io/pyhf_workspace.hpp"

#include <array>
#include <set>

#include "host/expression/did_you_mean.hpp"

namespace quartet::pyhf
{
namespace
{

constexpr std::array<std::pair<char const*, ModifierType>, 7> type_names{{{"normfactor", ModifierType::normfactor},
                                                                          {"lumi", ModifierType::lumi},
                                                                          {"normsys", ModifierType::normsys},
                                                                          {"histosys", ModifierType::histosys},
                                                                          {"shapesys", ModifierType::shapesys},
                                                                          {"staterror", ModifierType::staterror},
                                                                          {"shapefactor", ModifierType::shapefactor}}};

std::vector<JsonNode> filled(JsonNode const& node, std::string const& what)
{
    std::vector<JsonNode> list = node.items();
    if (list.empty()) node.fail("at least one " + what + " is expected here");
    return list;
}

std::vector<double> one_per_bin(JsonNode const& node, std::size_t bins)
{
    std::vector<double> values = node.numbers();
    if (values.size() != bins)
        node.fail("there are " + std::to_string(values.size()) + " numbers for " + std::to_string(bins) + " bins",
                  "give one number per bin of the channel");
    return values;
}

std::vector<double> not_negative(JsonNode const& node, std::size_t bins, std::string const& what)
{
    std::vector<double> values = one_per_bin(node, bins);
    for (std::size_t b = 0; b < bins; ++b)
        if (values[b] < 0) node.items()[b].fail(what + " is negative");
    return values;
}

ModifierType read_type(JsonNode const& node)
{
    std::string const written = node.text();
    std::vector<std::string> known;
    for (auto const& [name, type] : type_names)
    {
        if (written == name) return type;
        known.emplace_back(name);
    }
    node.fail("unknown type of modifier '" + written + "'", did_you_mean(written, known, "known: "));
}

double positive(JsonNode const& node)
{
    double const value = node.number();
    if (!(value > 0)) node.fail("a factor of a normsys must be positive", "1.1 stands for +10 %");
    return value;
}

Modifier read_modifier(JsonNode const& node, std::size_t bins)
{
    node.known_keys({"name", "type", "data"});
    Modifier modifier{node, read_type(node.at("type")), node.at("name").text(), 1, 1, {}, {}, {}};
    JsonNode const data = node.at("data");
    switch (modifier.type)
    {
        case ModifierType::normsys:
            data.known_keys({"lo", "hi"});
            modifier.low = positive(data.at("lo"));
            modifier.high = positive(data.at("hi"));
            break;
        case ModifierType::histosys:
            data.known_keys({"lo_data", "hi_data"});
            modifier.low_data = one_per_bin(data.at("lo_data"), bins);
            modifier.high_data = one_per_bin(data.at("hi_data"), bins);
            break;
        case ModifierType::shapesys:
        case ModifierType::staterror:
            modifier.uncertainty = not_negative(data, bins, "an uncertainty");
            break;
        case ModifierType::lumi:
            if (modifier.name != "lumi") node.at("name").fail("a modifier of type lumi has the name lumi");
            [[fallthrough]];
        default:
            if (!data.is_null()) data.fail("a " + to_string(modifier.type) + " has no data", "write \"data\": null");
    }
    return modifier;
}

Sample read_sample(JsonNode const& node, std::size_t bins)
{
    node.known_keys({"name", "data", "modifiers"});
    Sample sample{node, node.at("name").text(), {}, {}};
    JsonNode const data = node.at("data");
    if (bins == 0) bins = filled(data, "bin").size();
    sample.data = not_negative(data, bins, "the expected content of a bin");
    std::set<std::pair<ModifierType, std::string>> seen;
    for (JsonNode const& item : node.at("modifiers").items())
    {
        Modifier modifier = read_modifier(item, bins);
        if (!seen.insert({modifier.type, modifier.name}).second)
            item.fail("the sample has the " + to_string(modifier.type) + " '" + modifier.name + "' twice",
                      "remove one of the two");
        sample.modifiers.push_back(std::move(modifier));
    }
    return sample;
}

Channel read_channel(JsonNode const& node)
{
    node.known_keys({"name", "samples"});
    Channel channel{node, node.at("name").text(), {}, {}};
    std::set<std::string> names;
    for (JsonNode const& item : filled(node.at("samples"), "sample"))
    {
        channel.samples.push_back(read_sample(item, channel.samples.empty() ? 0 : channel.bins()));
        if (!names.insert(channel.samples.back().name).second)
            item.at("name").fail("two samples of the channel have the name '" + channel.samples.back().name + "'",
                                 "rename one of them");
    }
    return channel;
}

void read_observations(JsonNode const& node, std::vector<Channel>& channels)
{
    std::set<std::string> names;
    for (JsonNode const& item : node.items())
    {
        item.known_keys({"name", "data"});
        std::string const name = item.at("name").text();
        if (!names.insert(name).second) item.at("name").fail("the channel '" + name + "' is observed twice");
        for (Channel& channel : channels)
            if (channel.name == name)
                channel.observed = not_negative(item.at("data"), channel.bins(), "an observed count");
    }
    for (Channel const& channel : channels)
        if (channel.observed.empty())
            node.fail("there is no observation of the channel '" + channel.name + "'",
                      "add {\"name\": \"" + channel.name + "\", \"data\": [...]}");
}

JsonNode choose_measurement(JsonNode const& node, std::string const& wanted)
{
    std::vector<std::string> known;
    std::vector<JsonNode> const list = filled(node, "measurement");
    for (JsonNode const& item : list)
    {
        item.known_keys({"name", "config"});
        known.push_back(item.at("name").text());
        if (known.back() == wanted) return item;
    }
    if (wanted.empty()) return list.front();
    node.fail("there is no measurement '" + wanted + "'", did_you_mean(wanted, known, "known: "));
}

}  // namespace

std::string to_string(ModifierType type)
{
    for (auto const& [name, known] : type_names)
        if (known == type) return name;
    return "";
}

Workspace read_workspace(JsonNode const& node, std::string const& measurement)
{
    node.known_keys({"channels", "observations", "measurements", "version", "$schema"});
    JsonNode const version = node.at("version");
    if (version.text() != "1.0.0")
        version.fail("version " + version.text() + " of the workspace is not known", "known: 1.0.0");
    std::vector<Channel> channels;
    std::set<std::string> names;
    for (JsonNode const& item : filled(node.at("channels"), "channel"))
    {
        channels.push_back(read_channel(item));
        if (!names.insert(channels.back().name).second)
            item.at("name").fail("two channels have the name '" + channels.back().name + "'", "rename one of them");
    }
    read_observations(node.at("observations"), channels);
    JsonNode const chosen = choose_measurement(node.at("measurements"), measurement);
    JsonNode const config = chosen.at("config");
    config.known_keys({"poi", "parameters"});
    JsonNode const poi = config.at("poi");
    if (!poi.is_text()) poi.fail("the name of the parameter of interest is expected here");
    return {std::move(channels), chosen, poi.json().get<std::string>(), config.at("parameters")};
}

}  // namespace quartet::pyhf
