// quartet candidates: combinations, vertex fits, selection.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/app/candidate_backends.hpp"
#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/candidates/candidate_flow.hpp"
#include "host/candidates/candidate_job.hpp"
#include "host/candidates/decay_source.hpp"
#include "host/core/backend_choice.hpp"
#include "host/core/progress.hpp"
#include "host/core/same_file.hpp"
#include "host/io/event_file.hpp"

namespace quartet::app
{
namespace
{

struct CandidatesOptions
{
    std::string events, decay, output;
    bool no_cuts = false;
    std::int64_t batch_events = 16384;
};

nlohmann::json to_json(std::vector<FlowStep> const& steps)
{
    nlohmann::json result = nlohmann::json::array();
    for (FlowStep const& step : steps) result.push_back({{"name", step.name}, {"count", step.count}});
    return result;
}

nlohmann::json status_json(NodeCounts const& counts)
{
    nlohmann::json result = nlohmann::json::object();
    for (std::size_t k = 0; k < vertex_status_names().size(); ++k)
        result[vertex_status_names()[k]] = counts.status.count[k];
    return result;
}

nlohmann::json to_json(CandidateJobResult const& job, std::string const& device)
{
    CandidateSummary const& s = job.summary;
    nlohmann::json result = {{"decay", job.plan.decay.name},
                             {"cuts", job.plan.cuts},
                             {"device", device},
                             {"events", s.events},
                             {"objects_not_finite", s.objects_not_finite},
                             {"combinations", s.root().combinations},
                             {"cut_flow", to_json(candidate_flow(job.plan, s))},
                             {"status", status_json(s.root())},
                             {"candidates", s.written},
                             {"warnings", job.plan.warnings}};
    for (std::size_t k = 0; k < job.plan.kinds.size(); ++k)
        result["particles"][job.plan.kinds[k].name] = {{"collection", group_name(job.plan.kinds[k].collection)},
                                                       {"objects", s.objects[k]},
                                                       {"selected", s.selected[k]}};
    for (std::size_t n = 0; n + 1 < job.plan.nodes.size(); ++n)
        result["resonances"][job.plan.nodes[n].name] = {{"combinations", s.nodes[n].combinations},
                                                        {"cut_flow", to_json(node_flow(job.plan.nodes[n], s.nodes[n]))},
                                                        {"status", status_json(s.nodes[n])}};
    return result;
}

void print_line(std::string const& text, std::int64_t count)
{
    fmt::print("  {:<60} {:>12}\n", text.size() > 60 ? text.substr(0, 57) + "..." : text, count);
}

void print(CandidateJobResult const& job)
{
    CandidateSummary const& s = job.summary;
    fmt::print("{} events\n", s.events);
    for (std::size_t k = 0; k < job.plan.kinds.size(); ++k)
        print_line(fmt::format("{}: selected of {}", job.plan.kinds[k].name, s.objects[k]), s.selected[k]);
    if (s.objects_not_finite != 0) print_line("objects with momenta not finite", s.objects_not_finite);
    for (std::size_t n = 0; n + 1 < job.plan.nodes.size(); ++n)
    {
        fmt::print("{}\n", job.plan.nodes[n].name);
        for (FlowStep const& step : node_flow(job.plan.nodes[n], s.nodes[n])) print_line(step.name, step.count);
    }
    fmt::print("{}\n", job.plan.decay.name);
    for (FlowStep const& step : candidate_flow(job.plan, s)) print_line(step.name, step.count);
    for (std::size_t k = 1; k < vertex_status_names().size(); ++k)
        if (s.root().status.count[k] != 0)
            print_line("vertex fit " + std::to_string(k) + ": " + vertex_status_names()[k], s.root().status.count[k]);
    print_line("candidates written", s.written);
}

int run(CandidatesOptions const& options, CommonOptions const& common)
{
    if (is_decay_file(options.decay))
    {
        refuse_same_file("-o", options.output, {options.decay});
        refuse_same_file("--json", common.json, {options.decay});
    }
    CandidateJob job{options.events, options.output, find_decay(options.decay), !options.no_cuts, options.batch_events};
    EventFileReader const check(options.events);  // a bad file is said before its hash is taken
    auto const backend = make_candidate_backend(choose_backend(common.device), common.threads);
    Provenance provenance = make_provenance(common);
    provenance.configuration = job.decay.source + (options.no_cuts ? "\n# --no-cuts\n" : "");
    provenance.device = backend->description();
    provenance.add_input(options.events);
    if (is_decay_file(options.decay)) provenance.add_input(options.decay);
    std::unique_ptr<Progress> progress;
    job.on_plan = [&](DecayPlan const& plan)
    {
        if (common.quiet) return;
        for (std::string const& warning : plan.warnings) fmt::print(stderr, "quartet candidates: {}\n", warning);
    };
    job.on_batch = [&](std::int64_t done, std::int64_t all)
    {
        if (!progress)
            progress = std::make_unique<Progress>("candidates", all,
                                                  common.quiet ? ProgressMode::quiet : ProgressMode::automatic);
        progress->update(done);
    };
    nlohmann::json result;
    auto const attributes = [&](CandidateJobResult const& done)
    {
        result = to_json(done, backend->description());
        return std::vector<std::pair<std::string, std::string>>{{"decay", done.plan.decay.name},
                                                                {"cut_flow", result.dump()}};
    };
    CandidateJobResult const done = run_candidate_job(job, *backend, provenance, attributes);
    if (progress) progress->finish();
    if (!common.quiet && common.json != "-") print(done);
    write_json(common.json, result, provenance);
    return 0;
}

}  // namespace

Command candidates_command()
{
    return {"candidates", "Build the candidates of a decay: combinations, vertex fits, selection",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<CandidatesOptions>();
                app.add_option("events", options->events, "event file (HDF5)")->required();
                app.add_option("--decay", options->decay, "name of a decay, or a YAML file of one")->required();
                app.add_option("-o,--output", options->output, "candidate file to write")->required();
                app.add_flag("--no-cuts", options->no_cuts, "keep every combination of different particles");
                app.add_option("--batch-events", options->batch_events, "events read at a time")
                    ->check(CLI::Range(std::int64_t(1), std::int64_t(1) << 30))
                    ->capture_default_str();
                return [options, &common] { return run(*options, common); };
            }};
}

}  // namespace quartet::app
