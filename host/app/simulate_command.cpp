// quartet simulate: events with detector resolution, for tests, demonstrations and benchmarks.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/core/progress.hpp"
#include "host/core/same_file.hpp"
#include "host/simulation/simulate.hpp"

namespace quartet::app
{
namespace
{

std::int64_t constexpr default_events = 10000;

struct Options
{
    std::string source;
    std::string output;
    std::int64_t events = -1;
};

/// A preset wins over a file or folder that happens to have its name; such a file is ./NAME.
bool is_file_name(std::string const& source)
{
    auto const& names = simulation::component_names;
    if (source == "mix" || std::find(std::begin(names), std::end(names), source) != std::end(names)) return false;
    return source.ends_with(".yaml") || source.ends_with(".yml") || source.find('/') != std::string::npos
           || std::filesystem::exists(source);
}

simulation::SimulationConfig configuration(Options const& options)
{
    if (is_file_name(options.source)) return simulation::read_simulation_file(options.source, options.events);
    return simulation::simulation_preset(options.source, options.events < 0 ? default_events : options.events);
}

nlohmann::json describe(simulation::SimulationSummary const& summary, simulation::SimulationConfig const& config)
{
    nlohmann::json components;
    for (std::size_t i = 0; i < simulation::n_components; ++i)
    {
        simulation::ComponentCount const& count = summary.components[i];
        if (count.events > 0)
            components[simulation::component_names[i]] = {{"events", count.events}, {"tries", count.tries}};
    }
    return {{"events", config.events()},
            {"muons", summary.muons},
            {"tracks", summary.tracks},
            {"components", components},
            {"configuration", simulation::to_json(config)},
            {"purpose", "generator for tests, demonstrations and benchmarks; no detector simulation"}};
}

int simulate(Options const& options, CommonOptions const& common)
{
    bool const from_file = is_file_name(options.source);
    if (from_file)
    {
        refuse_same_file("-o", options.output, {options.source});
        refuse_same_file("--json", common.json, {options.source});
    }
    simulation::SimulationConfig const config = configuration(options);
    ThreadPool pool(common.threads);
    Provenance provenance = make_provenance(common);
    provenance.configuration = simulation::to_json(config).dump();
    provenance.device = "cpu";
    if (from_file) provenance.add_input(options.source);
    Progress progress("simulate", config.events(), common.quiet ? ProgressMode::quiet : ProgressMode::automatic);
    auto const summary = simulation::simulate_to_file(config, common.seed, pool, options.output, provenance,
                                                      [&](std::int64_t done, std::int64_t) { progress.update(done); });
    progress.finish();
    write_json(common.json, describe(summary, config), provenance);
    if (!common.quiet && common.json != "-")
        fmt::print("{}: {} events, {} muons (generator for tests, demonstrations and benchmarks)\n", options.output,
                   config.events(), summary.muons);
    return 0;
}

}  // namespace

Command simulate_command()
{
    return {"simulate", "Simulated events with detector resolution",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<Options>();
                app.add_option(
                       "source", options->source,
                       fmt::format("preset ({}, mix) or a YAML file", fmt::join(simulation::component_names, ", ")))
                    ->type_name(name_or_file)
                    ->required();
                app.add_option("-o,--output", options->output, "event file to write")->required();
                app.add_option("--events", options->events,
                               fmt::format("number of events; default {} or what the file says", default_events))
                    ->check(CLI::Range(std::int64_t(0), std::int64_t(1000000000)));
                return [options, &common] { return simulate(*options, common); };
            }};
}

}  // namespace quartet::app
