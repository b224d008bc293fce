#include "host/analysis/sample_steps.hpp"

#include <filesystem>

#include "host/analysis/candidate_data.hpp"
#include "host/analysis/cut_flow.hpp"
#include "host/analysis/selection_json.hpp"
#include "host/candidates/candidate_job.hpp"
#include "host/candidates/decay_source.hpp"
#include "host/io/candidate_file.hpp"
#include "host/io/event_file.hpp"
#include "host/simulation/simulate.hpp"
#include "host/trees/candidate_scorer.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

void simulate_sample(RunContext& context, SampleChain const& chain, std::uint64_t seed)
{
    simulation::SimulationConfig const& settings = *chain.source->simulation;
    Provenance provenance = context.provenance();
    provenance.configuration = simulation::to_json(settings).dump();
    provenance.seed = seed;
    Progress progress = context.progress("events " + chain.source->role, settings.events());
    auto const summary =
        simulation::simulate_to_file(settings, seed, context.pool, context.path(chain.events()), provenance,
                                     [&](std::int64_t done, std::int64_t) { progress.update(done); });
    progress.close();
    nlohmann::json counts = {{"events", settings.events()}};
    std::int64_t tries = 0;
    for (simulation::ComponentCount const& component : summary.components) tries += component.tries;
    counts["tries"] = tries;
    write_result(context, chain.counts(), counts);
}

void count_events(RunContext& context, SampleChain const& chain)
{
    EventFileReader const reader(context.path(chain.events()));
    bool const wanted = chain.source->is_signal() && !chain.source->all_signal;
    if (wanted && !reader.has_column("muon/gen_index"))  // hours before the first step that needs it
        refuse_without_truth(chain.source->role, chain.events() + ": no dataset /muon/gen_index");
    std::int64_t const generated = chain.source->generated;
    if (chain.source->is_signal() && generated == 0)
        throw InputError(
            message("nothing says how many decays stand behind the events of the sample " + chain.source->role,
                    chain.events(), "State generated: N for the sample, the number before any filter or selection"));
    write_result(context, chain.counts(),
                 {{"events", reader.n_events()}, {"tries", generated > 0 ? generated : reader.n_events()}});
}

void build_candidates(RunContext& context, SampleChain const& chain)
{
    CandidateJob job{context.path(chain.events()), context.path(chain.candidates()), find_decay(chain.decay)};
    auto const backend = context.options.make_candidates();
    Provenance provenance = context.provenance();
    provenance.configuration = job.decay.source;
    provenance.device = backend->description();
    Progress progress = context.progress("candidates " + chain.name, EventFileReader(job.events).n_events());
    job.on_batch = [&](std::int64_t done, std::int64_t) { progress.update(done); };
    run_candidate_job(job, *backend, provenance,
                      [&](CandidateJobResult const& done)
                      {
                          return std::vector<std::pair<std::string, std::string>>{
                              {"decay", job.decay.name},
                              {cut_flow_attribute, cut_flow(done.plan, done.summary).dump()}};
                      });
    progress.close();
}

void score_candidates(RunContext& context, SampleChain const& chain)
{
    ScoreModel model = read_score_model(context.bdt_model());
    Provenance provenance = context.provenance();
    provenance.configuration = nlohmann::json{{"model", context.bdt_model()}}.dump();
    CandidateScorer scorer(std::move(model), context.options.device, context.options.threads);
    provenance.device = scorer.device();
    CandidateFileReader const reader(context.path(chain.candidates()));
    scorer.check_columns(reader.columns(), reader.path());
    Progress progress = context.progress("score " + chain.name, reader.rows());
    copy_candidates(reader, context.path(chain.scored()), provenance,
                    [&](ColumnTable& block)
                    {
                        scorer.score(block);
                        progress.add(block.rows());
                    });
    progress.close();
}

Visible visible(RunContext const& context, SampleChain const& chain)
{
    if (context.options.unblind || chain.source->role != "data") return Visible::everything;
    return chain.name == "data" ? Visible::outside_windows : Visible::only_chosen_resonances;
}

}  // namespace

std::string SampleChain::decay_file() const
{
    return is_decay_file(decay) ? std::filesystem::absolute(decay).string() : "";
}

std::vector<SampleChain> sample_chains(AnalysisConfig const& config)
{
    std::vector<SampleChain> chains;
    auto const add = [&](SampleSource const& source, std::string const& name, std::string const& decay) {
        chains.push_back({&source, name, decay, source.label});
    };
    add(config.signal_bs, "signal_bs", config.signal_decays[0]);
    add(config.signal_b0, "signal_b0", config.signal_decays[1]);
    add(config.normalisation, "normalisation", config.normalisation_decay);
    add(config.data, "data", config.signal_decays[0]);
    add(config.data, "data_normalisation", config.normalisation_decay);
    chains.back().label += ", normalisation selection";
    if (config.background) add(*config.background, "background", config.signal_decays[0]);
    return chains;
}

Step simulate_step(RunContext& context, SampleChain const& chain, int number)
{
    Step step;
    step.name = "events " + chain.source->role;
    if (!chain.source->simulation)
    {
        step.settings = {{"generated", chain.source->generated}, {"all_signal", chain.source->all_signal}};
        step.inputs = {chain.events()};
        step.outputs = {chain.counts()};
        step.work = [&context, chain] { count_events(context, chain); };
        return step;
    }
    // Samples of one run must differ even when their settings do not.
    std::uint64_t const seed = context.config.seed * 16 + static_cast<std::uint64_t>(number);
    step.settings = {{"simulation", simulation::to_json(*chain.source->simulation)}, {"seed", seed}};
    step.outputs = {chain.events(), chain.counts()};
    step.work = [&context, chain, seed] { simulate_sample(context, chain, seed); };
    return step;
}

Step candidates_step(RunContext& context, SampleChain const& chain)
{
    Step step;
    step.name = "candidates " + chain.name;
    step.settings = {{"decay", find_decay(chain.decay).source}};
    step.inputs = {chain.events()};
    if (std::string const file = chain.decay_file(); !file.empty()) step.inputs.push_back(file);
    step.outputs = {chain.candidates()};
    step.work = [&context, chain] { build_candidates(context, chain); };
    return step;
}

Step score_step(RunContext& context, SampleChain const& chain)
{
    Step step;
    step.name = "score " + chain.name;
    step.inputs = {chain.candidates()};
    for (std::string const& file : read_score_model(context.bdt_model()).files) step.inputs.push_back(file);
    step.outputs = {chain.scored()};
    step.work = [&context, chain] { score_candidates(context, chain); };
    return step;
}

Step samples_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    Step step;
    step.name = "cut flow";
    step.settings["unblind"] = context.options.unblind;
    step.inputs = {context.config.inputs_file};
    for (std::string const& file : read_score_model(context.bdt_model()).files) step.inputs.push_back(file);
    for (SampleChain const& chain : chains)
    {
        step.settings["labels"].push_back({chain.name, chain.label});
        step.inputs.insert(step.inputs.end(), {chain.counts(), chain.scored()});
    }
    step.outputs = {"results/samples.json", "results/cutflow.json", "results/selection.json"};
    step.work = [&context, chains]
    {
        Bs4MuInputs const inputs = read_bs4mu_inputs(context.config.inputs_file);
        nlohmann::json samples = nlohmann::json::array();
        nlohmann::json flows = nlohmann::json::array();
        for (SampleChain const& chain : chains)
        {
            samples.push_back({{"role", chain.name}, {"file", chain.scored()}, {"label", chain.label}});
            CandidateFileReader const scored(context.path(chain.scored()));
            flows.push_back({{"role", chain.name},
                             {"events", read_result(context, chain.counts()).at("events")},
                             {"steps", with_scores(scored, inputs, visible(context, chain))}});
        }
        write_result(context, "results/samples.json", {{"samples", samples}});
        write_result(context, "results/cutflow.json", {{"samples", flows}});
        write_result(context, "results/selection.json", selection_json(read_score_model(context.bdt_model())));
    };
    return step;
}

}  // namespace quartet::analysis
