#include "host/analysis/pipeline.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "host/analysis/measurement_steps.hpp"
#include "host/analysis/sample_steps.hpp"
#include "host/analysis/statistics_steps.hpp"
#include "host/core/build_identity.hpp"
#include "host/core/version.hpp"
#include "host/trees/score_model.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

char const* const provenance_file = "results/provenance.json";

/// Steps are made one after the other, because the inputs of a later one are outputs of the earlier.
class Runner
{
  public:
    explicit Runner(RunContext& context) : context_(context) {}

    void run(Step const& step)
    {
        ++number_;
        StepRecord const record = context_.ledger.run(step);
        if (context_.options.quiet) return;
        if (record.reused)
            fmt::print(stderr, "{:>3}  {:<34} unchanged\n", number_, step.name);
        else
            fmt::print(stderr, "{:>3}  {:<34} {:6.1f} s\n", number_, step.name, record.seconds);
        std::fflush(stderr);
    }

  private:
    RunContext& context_;
    int number_ = 0;
};

void make_samples(RunContext& context, std::vector<SampleChain> const& chains, Runner& runner)
{
    int number = 0;
    for (SampleChain const& chain : chains)
        if (chain.name == chain.source->role) runner.run(simulate_step(context, chain, number++));
    for (SampleChain const& chain : chains)
    {
        runner.run(candidates_step(context, chain));
        runner.run(score_step(context, chain));
    }
    runner.run(samples_step(context, chains));
}

void make_statistics(RunContext& context, std::vector<SampleChain> const& chains, Runner& runner)
{
    runner.run(shapes_step(context, chains));
    runner.run(normalisation_step(context, chains));
    runner.run(efficiencies_step(context, chains));
    runner.run(sidebands_step(context, chains));
    runner.run(models_step(context, chains));
    runner.run(categories_step(context));
    runner.run(nuisances_step(context));
    runner.run(limit_step(context, Bs4MuDecay::bs));
    runner.run(limit_step(context, Bs4MuDecay::b0));
    runner.run(background_scan_step(context));
}

/// All that the run has read, hashed.
Provenance whole_provenance(RunContext& context, std::vector<SampleChain> const& chains)
{
    std::vector<std::string> files = {context.config.file, context.config.inputs_file, context.bdt_model()};
    for (std::string const& fold : read_score_model(context.bdt_model()).files)
        if (fold != context.bdt_model()) files.push_back(fold);
    for (SampleChain const& chain : chains)
        if (chain.name == chain.source->role) files.push_back(chain.events());
    Provenance provenance = context.provenance(files);
    provenance.configuration = context.config.file;
    return provenance;
}

void write_provenance(RunContext& context, Provenance const& provenance)
{
    nlohmann::json steps = nlohmann::json::array();
    nlohmann::json inputs = nlohmann::json::array();
    for (StepRecord const& record : context.ledger.records())
        steps.push_back({{"name", record.name}, {"seconds", record.seconds}, {"reused", record.reused}});
    for (InputFile const& input : provenance.inputs) inputs.push_back({{"file", input.path}, {"sha256", input.sha256}});
    AnalysisConfig const& config = context.config;
    context.ledger.announce(provenance_file);
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
    Runner runner(context);
    make_samples(context, chains, runner);
    make_statistics(context, chains, runner);
    RunSummary summary;
    summary.provenance = whole_provenance(context, chains);
    write_provenance(context, summary.provenance);
    summary.steps = context.ledger.records();
    if (context.options.write_report && context.config.report) context.options.write_report();
    summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return summary;
}

}  // namespace quartet::analysis
