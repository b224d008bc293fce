#include "host/analysis/pipeline.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <set>

#include "host/analysis/measurement_steps.hpp"
#include "host/analysis/sample_steps.hpp"
#include "host/analysis/statistics_steps.hpp"
#include "host/core/build_identity.hpp"
#include "host/core/same_file.hpp"
#include "host/core/version.hpp"
#include "host/trees/score_model.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

char const* const provenance_file = "results/provenance.json";

/// All steps in order. Nothing is read but the decays and the classifier.
std::vector<Step> all_steps(RunContext& context, std::vector<SampleChain> const& chains)
{
    std::vector<Step> steps;
    int number = 0;
    for (SampleChain const& chain : chains)
        if (chain.name == chain.source->role) steps.push_back(simulate_step(context, chain, number++));
    for (SampleChain const& chain : chains)
    {
        steps.push_back(candidates_step(context, chain));
        steps.push_back(score_step(context, chain));
    }
    steps.push_back(samples_step(context, chains));
    for (auto* measure : {&shapes_step, &normalisation_step, &efficiencies_step, &sidebands_step, &models_step})
        steps.push_back(measure(context, chains));
    steps.push_back(categories_step(context));
    steps.push_back(nuisances_step(context));
    steps.push_back(limit_step(context, Bs4MuDecay::bs));
    steps.push_back(limit_step(context, Bs4MuDecay::b0));
    steps.push_back(background_scan_step(context));
    if (context.config.contour) steps.push_back(contour_step(context));
    return steps;
}

/// Files from outside: what is read and no step writes.
std::vector<std::string> outside_files(RunContext const& context, std::vector<Step> const& steps)
{
    std::set<std::string> made;
    std::set<std::string> read = {context.config.file, context.config.inputs_file, context.bdt_model()};
    for (Step const& step : steps) made.insert(step.outputs.begin(), step.outputs.end());
    for (Step const& step : steps)
        for (std::string const& input : step.inputs)
            if (made.count(input) == 0) read.insert(input);
    return {read.begin(), read.end()};
}

/// An output that is one of the files from outside would destroy it.
void refuse_overwriting(RunContext const& context, std::vector<Step> const& steps)
{
    std::vector<std::string> const outside = outside_files(context, steps);
    std::vector<std::string> outputs = StepLedger::own_files(context.options.output);
    outputs.push_back(context.path(provenance_file));
    for (Step const& step : steps)
        for (std::string const& output : step.outputs) outputs.push_back(context.path(output));
    for (std::string const& output : outputs) refuse_same_file("-o", output, outside);
    refuse_same_file("--json", context.options.json, outside);
    refuse_same_file("--json", context.options.json, outputs);
}

/// What is to be said of a step that an earlier run did with another seed. The record is a file that anybody may edit.
std::string other_seed(StepRecord const& record, std::uint64_t seed)
{
    nlohmann::json const& by = record.made_by;
    if (!by.is_object() || !by.contains("seed") || by.at("seed") == seed) return "";
    return ", made with seed " + by.at("seed").dump();
}

void run_steps(RunContext& context, std::vector<Step> const& steps)
{
    int number = 0;
    context.ledger().sign({{"seed", context.config.seed},
                           {"command", context.options.command_line},
                           {"time", make_provenance("").time_utc}});
    for (Step const& step : steps)
    {
        ++number;
        StepRecord const record = context.ledger().run(step);
        if (context.options.quiet) continue;
        if (record.reused)
            fmt::print(stderr, "{:>3}  {:<34} unchanged{}\n", number, step.name,
                       other_seed(record, context.config.seed));
        else
            fmt::print(stderr, "{:>3}  {:<34} {:6.1f} s\n", number, step.name, record.seconds);
        std::fflush(stderr);
    }
}

/// All that the run has read, hashed.
Provenance whole_provenance(RunContext& context, std::vector<SampleChain> const& chains)
{
    std::vector<std::string> files = {context.config.file, context.config.inputs_file, context.bdt_model()};
    for (std::string const& fold : read_score_model(context.bdt_model()).files)
        if (fold != context.bdt_model()) files.push_back(fold);
    std::set<std::string> decays;
    for (SampleChain const& chain : chains)
    {
        if (chain.name == chain.source->role) files.push_back(chain.events());
        if (std::string const file = chain.decay_file(); !file.empty()) decays.insert(file);
    }
    files.insert(files.end(), decays.begin(), decays.end());
    Provenance provenance = context.provenance_of(files);
    provenance.configuration = context.config.file;
    return provenance;
}

void write_provenance(RunContext& context, Provenance const& provenance)
{
    nlohmann::json steps = nlohmann::json::array();
    nlohmann::json inputs = nlohmann::json::array();
    for (StepRecord const& record : context.ledger().records())
        steps.push_back({{"name", record.name},
                         {"seconds", record.seconds},
                         {"reused", record.reused},
                         {"made_by", record.made_by}});
    for (InputFile const& input : provenance.inputs) inputs.push_back({{"file", input.path}, {"sha256", input.sha256}});
    AnalysisConfig const& config = context.config;
    context.ledger().announce(provenance_file);
    write_result(context, provenance_file,
                 {{"version", version},
                  {"build", build_identity()},
                  {"command", context.options.command_line},
                  {"configuration", config.file},
                  {"title", config.title},
                  {"seed", config.seed},
                  {"device", to_string(context.options.device.kind)},
                  {"threads", context.pool.size()},
                  {"time", provenance.time_utc},
                  {"simulated", config.simulated},
                  {"blinded", !context.options.unblind},
                  {"luminosity_fb", config.luminosity_fb > 0 ? nlohmann::json(config.luminosity_fb) : nlohmann::json()},
                  {"inputs", inputs},
                  {"steps", steps}});
}

}  // namespace

RunSummary run_analysis(AnalysisConfig config, RunOptions options)
{
    auto const start = std::chrono::steady_clock::now();
    RunContext context(std::move(config), std::move(options));
    if (context.bdt_model().empty())
        throw InputError(message("the analysis names no classifier, and the program came without one",
                                 context.config.file, "Add selection: {bdt_model: FILE}"));
    std::vector<SampleChain> const chains = sample_chains(context.config);
    std::vector<Step> const steps = all_steps(context, chains);
    refuse_overwriting(context, steps);
    run_steps(context, steps);
    RunSummary summary;
    summary.provenance = whole_provenance(context, chains);
    write_provenance(context, summary.provenance);
    summary.steps = context.ledger().records();
    summary.missing = missing_limits(context);
    std::vector<std::string> const plane = missing_in_plane(context);
    summary.missing.insert(summary.missing.end(), plane.begin(), plane.end());
    if (context.options.write_report && context.config.report) context.options.write_report();
    summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return summary;
}

}  // namespace quartet::analysis
