// quartet candidates: combinations of four muons, vertex fits, selection.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/app/candidate_backends.hpp"
#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/candidates/candidate_builder.hpp"
#include "host/candidates/candidate_rows.hpp"
#include "host/candidates/decay_names.hpp"
#include "host/core/backend_choice.hpp"
#include "host/core/progress.hpp"
#include "host/core/same_file.hpp"
#include "host/io/candidate_file.hpp"
#include "host/io/event_file.hpp"

namespace quartet::app
{
namespace
{

struct CandidatesOptions
{
    std::string events, decay, output;
    bool no_cuts = false;
    std::int64_t batch_events = 65536;
};

char const* const cascade_names[cascade_code_count] = {"passed", "charge", "mass", "dz", "dca"};
char const* const selection_names[selection_code_count] = {
    "passed", "no_vertex", "mass", "vertex_probability", "lxy_significance", "trigger"};
char const* const status_names[vertex_status_count] = {"fitted",          "no_covariance", "not_a_number",
                                                       "bad_parameter",   "bad_variance",  "singular_covariance",
                                                       "singular_vertex", "not_converged", "not_finite"};

/// A file without muons is valid; one without the place for them is not an event file for this command.
void require_muons(EventFileReader const& reader, std::string const& file)
{
    auto const refuse = [&](std::string const& what, std::string const& mend)
    { throw InputError(message("the file has no " + what, file, mend)); };
    if (!reader.has_collection("muon"))
        refuse("group /muon", "Write it, with offsets and empty columns when there are none");
    if (!reader.has_column("muon/charge") && !reader.has_column("muon/trk_qoverp"))
        refuse("dataset /muon/charge", "Write it, or the track parameters trk_qoverp, ... that tell the charge");
}

/// Cuts that cannot be applied because the file lacks what they look at.
std::vector<std::string> missing_quantities(EventFileReader const& reader, DecaySpec const& spec)
{
    std::vector<std::string> missing;
    auto const need = [&](bool wanted, bool present, char const* what, char const* effect)
    {
        if (wanted && !present) missing.push_back(std::string("the file has no ") + what + ": " + effect);
    };
    bool const cuts = spec.cuts != 0;
    need(true, reader.has_column("muon/cov"), "muon/cov", "candidates have no vertex, masses are from the momenta");
    need(cuts && spec.require_global, reader.has_column("muon/isGlobal"), "muon/isGlobal", "no cut on it");
    need(cuts && spec.require_particle_flow, reader.has_column("muon/isPFcand"), "muon/isPFcand", "no cut on it");
    need(cuts && spec.require_medium, reader.has_column("muon/mediumId"), "muon/mediumId", "no cut on it");
    need(cuts, reader.has_collection("beamspot"), "beamspot", "no cut on the decay length");
    need(cuts && spec.best_only, reader.has_collection("pv"), "pv", "the first candidate of an event is the best");
    need(cuts, reader.has_collection("trigobj"), "trigobj", "no trigger matching");
    return missing;
}

nlohmann::json status_json(std::int64_t const (&counts)[vertex_status_count])
{
    nlohmann::json result = nlohmann::json::object();
    for (int k = 0; k < vertex_status_count; ++k) result[status_names[k]] = counts[k];
    return result;
}

struct Remaining
{
    std::string name;
    std::int64_t count;
};

/// What is left after each cut, in the order of the cuts.
template <std::size_t N>
std::vector<Remaining> remaining(char const* const (&names)[N], std::int64_t const (&counts)[N])
{
    std::int64_t left = 0;
    for (std::int64_t const count : counts) left += count;
    std::vector<Remaining> result;
    for (std::size_t i = 1; i < N; ++i)
    {
        left -= counts[i];
        result.push_back({std::string("after_") + names[i], left});
    }
    return result;
}

nlohmann::json to_json(std::vector<Remaining> const& cuts)
{
    nlohmann::json result = nlohmann::json::object();
    for (Remaining const& cut : cuts) result[cut.name] = cut.count;
    return result;
}

nlohmann::json to_json(CandidateSummary const& s, NamedDecay const& decay, std::string const& device,
                       std::vector<std::string> const& warnings)
{
    nlohmann::json result = {{"decay", decay.name},
                             {"cuts", decay.spec.cuts != 0},
                             {"device", device},
                             {"events", s.events},
                             {"muons", s.muons},
                             {"muons_not_finite", s.muons_not_finite},
                             {"selected_muons", s.selected_muons},
                             {"combinations", s.combinations},
                             {"cascade", to_json(remaining(cascade_names, s.cascade.count))},
                             {"fitted", s.status[0]},
                             {"status", status_json(s.status)},
                             {"selection", to_json(remaining(selection_names, s.selection))},
                             {"not_best", s.not_best},
                             {"resonance_windows", s.vetoed},
                             {"candidates", s.written},
                             {"warnings", warnings}};
    return result;
}

void print(CandidateSummary const& s)
{
    auto const line = [](std::string const& text, std::int64_t count) { fmt::print("  {:<32}{:>12}\n", text, count); };
    fmt::print("{} events, {} muons ({} selected), {} combinations of four\n", s.events, s.muons, s.selected_muons,
               s.combinations);
    if (s.muons_not_finite != 0) line("muons with momenta not finite", s.muons_not_finite);
    for (Remaining const& cut : remaining(cascade_names, s.cascade.count)) line(cut.name, cut.count);
    for (int k = 0; k < vertex_status_count; ++k)
        if (k == 0 || s.status[k] != 0) line(fmt::format("vertex fit {}: {}", k, status_names[k]), s.status[k]);
    for (Remaining const& cut : remaining(selection_names, s.selection)) line(cut.name, cut.count);
    line("not the best of the event", s.not_best);
    line("refused by resonance windows", s.vetoed);
    line("candidates written", s.written);
}

int run(CandidatesOptions const& options, CommonOptions const& common)
{
    if (is_decay_file(options.decay))
    {
        refuse_same_file("-o", options.output, {options.decay});
        refuse_same_file("--json", common.json, {options.decay});
    }
    NamedDecay decay = find_decay(options.decay);
    if (options.no_cuts) decay.spec.cuts = 0;
    EventReadOptions read;
    read.max_events = options.batch_events;
    EventFileReader reader(options.events, read);
    require_muons(reader, options.events);
    auto const backend = make_candidate_backend(choose_backend(common.device), common.threads);
    std::vector<std::string> const warnings = missing_quantities(reader, decay.spec);
    if (!common.quiet)
        for (std::string const& warning : warnings) fmt::print(stderr, "quartet candidates: {}\n", warning);

    Provenance provenance = make_provenance(common);
    provenance.configuration = to_yaml(decay) + (options.no_cuts ? "# --no-cuts\n" : "");
    provenance.device = backend->description();
    provenance.add_input(options.events);
    if (is_decay_file(options.decay)) provenance.add_input(options.decay);
    CandidateFileWriter writer(options.output, provenance);
    EventContents const contents{reader.has_collection("track"),
                                 reader.has_column("muon/gen_index") || reader.has_column("muon/gen_parent"),
                                 reader.has_column("muon/gen_index")};
    writer.append(candidate_table(contents));
    CandidateBuilder builder(*backend, decay.spec, contents);
    Progress progress("candidates", reader.n_events(), common.quiet ? ProgressMode::quiet : ProgressMode::automatic);
    EventBatch batch;
    while (reader.next(batch))
    {
        builder.build(batch.view(), [&](ColumnTable const& rows) { writer.append(rows); });
        progress.update(builder.summary().events);
    }
    progress.finish();
    nlohmann::json const result = to_json(builder.summary(), decay, backend->description(), warnings);
    writer.set_attribute("decay", decay.name);
    writer.set_attribute("cut_flow", result.dump());
    writer.commit();
    if (!common.quiet && common.json != "-") print(builder.summary());
    write_json(common.json, result, provenance);
    return 0;
}

}  // namespace

Command candidates_command()
{
    return {"candidates", "Build four-muon candidates: combinations, vertex fits, selection",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<CandidatesOptions>();
                app.add_option("events", options->events, "event file (HDF5)")->required();
                app.add_option("--decay", options->decay, "name of a decay, or a file with changed cuts")->required();
                app.add_option("-o,--output", options->output, "candidate file to write")->required();
                app.add_flag("--no-cuts", options->no_cuts, "keep every combination of four muons");
                app.add_option("--batch-events", options->batch_events, "events read at a time")
                    ->check(CLI::Range(std::int64_t(1), std::int64_t(1) << 30))
                    ->capture_default_str();
                return [options, &common] { return run(*options, common); };
            }};
}

}  // namespace quartet::app
