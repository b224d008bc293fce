#include "host/analysis/analysis_config.hpp"

#include <filesystem>

#include "host/io/model_yaml_node.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

namespace fs = std::filesystem;

std::string existing_file(YamlNode const& node, fs::path const& folder)
{
    fs::path const name = folder / node.text();
    if (!fs::exists(name))
        node.fail("the file " + name.string() + " does not exist", "Names count from the folder of the analysis");
    return fs::absolute(name).lexically_normal().string();
}

SampleSource read_sample(YamlMap& samples, std::string const& role, std::string const& label, fs::path const& folder)
{
    SampleSource sample{role, label, "", std::nullopt, 0, false};
    YamlMap map(samples.at(role));
    map.optional("label", [&](YamlNode const& value) { sample.label = value.text(); });
    map.optional("events_file", [&](YamlNode const& value) { sample.events_file = existing_file(value, folder); });
    map.optional("generated", [&](YamlNode const& value)
                 { sample.generated = static_cast<std::int64_t>(value.number_in(1, 1e15)); });
    if (sample.is_signal())
        map.optional("all_signal", [&](YamlNode const& value) { sample.all_signal = value.flag(); });
    map.optional("simulation",
                 [&](YamlNode const& value) { sample.simulation = simulation::read_simulation(value, role, -1); });
    map.finish();
    if (sample.events_file.empty() == !sample.simulation.has_value())
        samples.node().fail("sample " + role + " needs either events_file or simulation", "Give one of the two");
    return sample;
}

void read_samples(YamlNode const& node, fs::path const& folder, AnalysisConfig& config)
{
    YamlMap samples(node);
    config.signal_bs = read_sample(samples, "signal_bs", "Bs to 4 muons, simulation", folder);
    config.signal_b0 = read_sample(samples, "signal_b0", "B0 to 4 muons, simulation", folder);
    config.normalisation = read_sample(samples, "normalisation", "Bs to J/psi phi, simulation", folder);
    config.data = read_sample(samples, "data", "data", folder);
    if (samples.has("background"))
        config.background = read_sample(samples, "background", "combinatorial background, simulation", folder);
    samples.finish();
    if (config.background && !config.data.events_file.empty()
        && config.background->events_file == config.data.events_file)
        node.fail("the samples data and background are the same file, but the background is not blinded",
                  "Give simulated events, or leave the sample out: then the sidebands of data serve");
    for (SampleSource const* sample : {&config.signal_bs, &config.signal_b0, &config.normalisation, &config.data})
        config.simulated = config.simulated || sample->simulation.has_value();
}

void read_selection(YamlNode const& node, fs::path const& folder, AnalysisConfig& config)
{
    YamlMap map(node);
    map.optional("bdt_model", [&](YamlNode const& value) { config.bdt_model = existing_file(value, folder); });
    auto const decay = [&](char const* key, std::string& target)
    {
        map.optional(key,
                     [&](YamlNode const& value)
                     {
                         target = value.text();
                         if (target.ends_with(".yaml") || target.ends_with(".yml"))
                             target = existing_file(value, folder);
                     });
    };
    decay("bs", config.signal_decays[0]);
    decay("b0", config.signal_decays[1]);
    decay("normalisation", config.normalisation_decay);
    map.optional("normalisation_score",
                 [&](YamlNode const& value) { config.normalisation_score = value.number_in(0, 1); });
    map.optional("normalisation_range", [&](YamlNode const& value) { config.normalisation_range = value.interval(); });
    map.finish();
}

void read_limits(YamlNode const& node, LimitSettings& limits)
{
    YamlMap map(node);
    map.optional("cl", [&](YamlNode const& value) { limits.cl = value.number_in(0.5, 0.9999); });
    map.optional("toys",
                 [&](YamlNode const& value) { limits.toys = static_cast<std::int64_t>(value.number_in(0, 1e9)); });
    map.optional("accuracy", [&](YamlNode const& value) { limits.accuracy = value.number_in(1e-4, 1); });
    map.optional("scan_points",
                 [&](YamlNode const& value) { limits.scan_points = static_cast<int>(value.number_in(0, 10000)); });
    map.optional("background_scales", [&](YamlNode const& value) { limits.background_scales = value.numbers(); });
    map.optional("background_toys", [&](YamlNode const& value) { limits.background_toys = value.flag(); });
    map.finish();
    for (double scale : limits.background_scales)
        if (!(scale >= 0)) node.fail("a scale of the background is negative", "Give numbers from 0 upwards");
}

ContourSettings read_contour(YamlNode const& node)
{
    ContourSettings contour;
    YamlMap map(node);
    auto const count = [](YamlNode const& value, double low)
    { return static_cast<std::int64_t>(value.number_in(low, 1e9)); };
    map.optional("points", [&](YamlNode const& value) { contour.points = static_cast<int>(value.number_in(2, 1000)); });
    map.optional("bs_max", [&](YamlNode const& value) { contour.largest[0] = value.number_in(1e-15, 1e-3); });
    map.optional("b0_max", [&](YamlNode const& value) { contour.largest[1] = value.number_in(1e-15, 1e-3); });
    map.optional("toys", [&](YamlNode const& value) { contour.toys = count(value, 0); });
    map.optional("near_toys", [&](YamlNode const& value) { contour.near_toys = count(value, 1); });
    map.optional("near_errors", [&](YamlNode const& value) { contour.near_errors = value.number_in(0, 1000); });
    map.finish();
    return contour;
}

void read_figures(YamlNode const& node, AnalysisConfig& config)
{
    YamlMap map(node);
    map.optional("mass_bin", [&](YamlNode const& value) { config.mass_bin = value.number_in(1e-3, 1); });
    map.optional("signal_bs", [&](YamlNode const& value) { config.signal_drawn[0] = value.not_negative(); });
    map.optional("signal_b0", [&](YamlNode const& value) { config.signal_drawn[1] = value.not_negative(); });
    map.finish();
}

}  // namespace

AnalysisConfig read_analysis(std::string const& path)
{
    AnalysisConfig config;
    config.file = std::filesystem::absolute(path).lexically_normal().string();  // folders of outputs are elsewhere
    fs::path const folder = fs::absolute(path).parent_path();
    YamlMap map(YamlNode::parse(read_text_file(path), path));
    YamlNode const version = map.at("quartet_analysis");
    if (version.number() != 1) version.fail("unknown version of the analysis file", "This program reads version 1");
    map.optional("title", [&](YamlNode const& value) { config.title = value.text(); });
    map.optional("seed", [&](YamlNode const& value)
                 { config.seed = static_cast<std::uint64_t>(value.number_in(0, 9007199254740992.0)); });
    map.optional("luminosity_fb", [&](YamlNode const& value) { config.luminosity_fb = value.not_negative(); });
    config.inputs_file = existing_file(map.at("inputs"), folder);
    read_samples(map.at("samples"), folder, config);
    map.optional("selection", [&](YamlNode const& value) { read_selection(value, folder, config); });
    map.optional("limits", [&](YamlNode const& value) { read_limits(value, config.limits); });
    map.optional("contour", [&](YamlNode const& value) { config.contour = read_contour(value); });
    map.optional("figures", [&](YamlNode const& value) { read_figures(value, config); });
    map.optional("report", [&](YamlNode const& value) { config.report = value.flag(); });
    map.finish();
    return config;
}

}  // namespace quartet::analysis
