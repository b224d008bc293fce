#include "host/simulation/config.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

#include "host/io/model_yaml_node.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"
#include "models/simulation/multiplicity.hpp"

namespace quartet::simulation
{
namespace
{

std::int64_t constexpr most_events = 1'000'000'000;

/// Components of the preset `mix`: shares of a sample in which every component can be seen.
std::array<double, n_components> constexpr mix_weights = {0.02, 0.02, 0.06, 0.90};

/// "bs4mu, b04mu, ..."
std::string known_components()
{
    std::string names;
    for (auto const* name : component_names) names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

int component_index(std::string const& name)
{
    for (int i = 0; i < n_components; ++i)
        if (name == component_names[static_cast<std::size_t>(i)]) return i;
    return -1;
}

/// Component names with counts (all whole, without `events`) or with shares of `events`.
void read_components(YamlNode const& node, std::int64_t events, SimulationConfig& config)
{
    std::array<double, n_components> weights{};
    bool whole = true;
    double sum = 0;
    for (auto const& [name, value] : node.entries())
    {
        int const index = component_index(name);
        if (index < 0) value.fail("unknown component " + name, "Known: " + known_components());
        double const weight = value.number_in(0, static_cast<double>(most_events));
        weights[static_cast<std::size_t>(index)] = weight;
        whole = whole && weight == std::floor(weight);
        sum += weight;
    }
    if (events < 0 && !whole) node.fail("the components are fractions, but `events` is missing", "Add events: N");
    if (events < 0) events = static_cast<std::int64_t>(sum);
    if (events > most_events)
        node.fail("the simulation has " + std::to_string(events) + " events",
                  "At most 1000000000 are made in one file");
    if (sum == 0 && events > 0) node.fail("all components are 0", "Give at least one a positive share");
    if (sum > 0) config.counts = share_out(weights, events);
}

void read_beam(YamlNode const& node, BeamConditions& beam)
{
    YamlMap map(node);
    auto const number = [&](char const* key, double& target)
    { map.optional(key, [&](YamlNode const& value) { target = value.number(); }); };
    auto const width = [&](char const* key, double& target)
    { map.optional(key, [&](YamlNode const& value) { target = value.not_negative(); }); };
    map.optional("bfield_tesla", [&](YamlNode const& v) { beam.bfield_tesla = v.number_in(0.1, 20); });
    map.optional("pileup", [&](YamlNode const& v) { beam.pileup = v.number_in(0, 500); });
    map.optional("vertex_efficiency", [&](YamlNode const& v) { beam.vertex_efficiency = v.number_in(0, 1); });
    number("x", beam.x);
    number("y", beam.y);
    number("z", beam.z);
    number("dxdz", beam.dxdz);
    number("dydz", beam.dydz);
    width("sigma_x", beam.sigma_x);
    width("sigma_y", beam.sigma_y);
    width("sigma_z", beam.sigma_z);
    map.finish();
}

/// Spectrum of b hadrons or of light mesons.
template <class Spectrum>
void read_spectrum(YamlNode const& node, Spectrum& spectrum)
{
    YamlMap map(node);
    map.optional("pt_min", [&](YamlNode const& v) { spectrum.pt.pt_min = v.number_in(0, 1000); });
    map.optional("pt_scale", [&](YamlNode const& v) { spectrum.pt.scale = v.number_in(0.1, 1000); });
    map.optional("pt_power", [&](YamlNode const& v) { spectrum.pt.power = v.number_in(1.1, 20); });
    map.optional("eta_max", [&](YamlNode const& v) { spectrum.eta_max = v.number_in(0.1, 6); });
    map.finish();
}

template <class Spectrum>
nlohmann::json spectrum_json(Spectrum const& spectrum)
{
    return {{"pt_min", spectrum.pt.pt_min},
            {"pt_scale", spectrum.pt.scale},
            {"pt_power", spectrum.pt.power},
            {"eta_max", spectrum.eta_max}};
}

void read_combinatorial(YamlNode const& node, Combinatorial& settings)
{
    YamlMap map(node);
    map.optional("min_muons",
                 [&](YamlNode const& v) { settings.min_muons = static_cast<int>(v.number_in(0, max_table_muons)); });
    map.optional("mass_window",
                 [&](YamlNode const& v)
                 {
                     std::tie(settings.mass_low, settings.mass_high) = v.interval();
                     settings.mass_filter = true;
                 });
    map.optional("splitting", [&](YamlNode const& v) { settings.splitting = v.number_in(0, 1); });
    map.finish();
}

}  // namespace

std::int64_t SimulationConfig::events() const { return std::accumulate(counts.begin(), counts.end(), std::int64_t{0}); }

bool SimulationConfig::has_hadrons() const
{
    return std::any_of(counts.begin() + static_cast<int>(first_with_hadrons), counts.end(),
                       [](std::int64_t n) { return n > 0; });
}

bool SimulationConfig::has_jets() const
{
    return std::any_of(counts.begin() + static_cast<int>(first_with_jets), counts.end(),
                       [](std::int64_t n) { return n > 0; });
}

std::array<std::int64_t, n_components> share_out(std::array<double, n_components> const& weights, std::int64_t events)
{
    double const sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (!(sum > 0)) throw InputError("all components of the simulation are 0. Give at least one a positive share");
    std::array<std::int64_t, n_components> counts{};
    std::array<std::pair<double, std::size_t>, n_components> rests{};
    std::int64_t given = 0;
    for (std::size_t i = 0; i < n_components; ++i)
    {
        double const exact = static_cast<double>(events) * weights[i] / sum;
        counts[i] = static_cast<std::int64_t>(std::floor(exact));
        rests[i] = {std::floor(exact) - exact, i};  // largest rest first
        given += counts[i];
    }
    std::sort(rests.begin(), rests.end());
    for (std::size_t i = 0; given < events; ++i, ++given) ++counts[rests[i % n_components].second];
    return counts;
}

SimulationConfig simulation_preset(std::string const& name, std::int64_t events)
{
    if (events < 0 || events > most_events) throw InputError("the number of events must lie between 0 and 1e9");
    SimulationConfig config;
    config.name = name;
    int const index = component_index(name);
    if (index >= 0)
        config.counts[static_cast<std::size_t>(index)] = events;
    else if (name == "mix")
        config.counts = share_out(mix_weights, events);
    else
        throw InputError(message("unknown preset of the simulation", name,
                                 "Known: " + known_components() + ", mix; or give a YAML file"));
    return config;
}

SimulationConfig parse_simulation(std::string const& text, std::string const& where, std::int64_t events)
{
    return read_simulation(YamlNode::parse(text, where), where, events);
}

SimulationConfig read_simulation(YamlNode const& node, std::string const& name, std::int64_t events)
{
    SimulationConfig config;
    config.name = name;
    YamlMap map(node);
    map.optional("events",
                 [&](YamlNode const& v)
                 {
                     auto const number = static_cast<std::int64_t>(v.number_in(0, static_cast<double>(most_events)));
                     if (events < 0) events = number;
                 });
    map.optional("beam", [&](YamlNode const& v) { read_beam(v, config.beam); });
    map.optional("b_hadrons", [&](YamlNode const& v) { read_spectrum(v, config.b); });
    map.optional("light_mesons", [&](YamlNode const& v) { read_spectrum(v, config.light); });
    map.optional("combinatorial", [&](YamlNode const& v) { read_combinatorial(v, config.combinatorial); });
    map.optional("resolution_scale", [&](YamlNode const& v) { config.resolution_scale = v.number_in(1e-3, 100); });
    map.optional("soft_tracks", [&](YamlNode const& v) { config.soft_tracks = v.number_in(0, 60); });
    map.optional("pileup_tracks", [&](YamlNode const& v) { config.pileup_tracks = v.number_in(0, 60); });
    map.optional("pileup_jets", [&](YamlNode const& v) { config.pileup_jets = v.number_in(0, 30); });
    map.optional("track_covariance", [&](YamlNode const& v) { config.track_covariance = v.flag(); });
    map.optional("filter", [&](YamlNode const& v) { config.filter = v.flag(); });
    map.optional("run", [&](YamlNode const& v) { config.run = static_cast<std::uint32_t>(v.number_in(1, 4e9)); });
    read_components(map.at("components"), events, config);
    map.finish();
    return config;
}

SimulationConfig read_simulation_file(std::string const& path, std::int64_t events)
{
    return parse_simulation(read_text_file(path), path, events);
}

nlohmann::json to_json(SimulationConfig const& config)
{
    nlohmann::json components;
    for (std::size_t i = 0; i < n_components; ++i) components[component_names[i]] = config.counts[i];
    BeamConditions const& beam = config.beam;
    nlohmann::json combinatorial = {{"min_muons", config.combinatorial.min_muons},
                                    {"splitting", config.combinatorial.splitting}};
    if (config.combinatorial.mass_filter)
        combinatorial["mass_window"] = {config.combinatorial.mass_low, config.combinatorial.mass_high};
    return {{"components", components},
            {"beam",
             {{"bfield_tesla", beam.bfield_tesla},
              {"x", beam.x},
              {"y", beam.y},
              {"z", beam.z},
              {"sigma_x", beam.sigma_x},
              {"sigma_y", beam.sigma_y},
              {"sigma_z", beam.sigma_z},
              {"dxdz", beam.dxdz},
              {"dydz", beam.dydz},
              {"pileup", beam.pileup},
              {"vertex_efficiency", beam.vertex_efficiency}}},
            {"b_hadrons", spectrum_json(config.b)},
            {"light_mesons", spectrum_json(config.light)},
            {"combinatorial", combinatorial},
            {"resolution_scale", config.resolution_scale},
            {"soft_tracks", config.soft_tracks},
            {"pileup_tracks", config.pileup_tracks},
            {"pileup_jets", config.pileup_jets},
            {"track_covariance", config.track_covariance},
            {"filter", config.filter},
            {"run", config.run}};
}

}  // namespace quartet::simulation
