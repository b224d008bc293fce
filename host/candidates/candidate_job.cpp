#include "host/candidates/candidate_job.hpp"

#include <map>

#include "host/candidates/batch_stream.hpp"
#include "host/io/candidate_file.hpp"
#include "host/io/event_file.hpp"
#include "host/io/hdf5.hpp"
#include "host/io/hdf5_provenance.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// A file without muons is valid; one without the place for them is not an event file for a decay to muons.
void require_collections(EventFileReader const& reader, Decay const& decay)
{
    for (ParticleKind const& kind : decay.kinds)
    {
        std::string const group = group_name(kind.collection);
        auto const refuse = [&](std::string const& what, std::string const& mend)
        { throw InputError(message("the file has no " + what, reader.path(), mend)); };
        if (!reader.has_collection(group))
            refuse("group /" + group + ", which particle " + kind.name + " needs",
                   "Write it, with offsets and empty columns when there are none");
        if (kind.collection == Collection::jet) continue;
        if (!reader.has_column(group + "/charge") && !reader.has_column(group + "/trk_qoverp")
            && !reader.has_column(group + "/qOverP"))
            refuse("dataset /" + group + "/charge",
                   "Write it, or the track parameters trk_qoverp, ... that tell the charge");
    }
}

/// "full", "block3" or "diagonal".
char const* name_of(CovarianceKind kind)
{
    char const* const names[] = {"full", "block3", "diagonal"};
    return names[static_cast<int>(kind)];
}

/// Collections of the leaves whose tracks have covariances, with what is known of them.
std::map<std::string, CovarianceKind> covariances_of(EventFileReader const& reader, DecayPlan const& plan)
{
    std::map<std::string, CovarianceKind> kinds;
    for (Collection c : plan.root().leaf_collection)
        if (reader.has_column(std::string(group_name(c)) + "/cov"))
            kinds[group_name(c)] = reader.covariance(group_name(c));
    return kinds;
}

DecayPlan plan_for(CandidateJob const& job)
{
    EventFileReader const reader(job.events);
    require_collections(reader, job.decay);
    DecayPlan plan = plan_decay(job.decay, contents_of(reader), job.cuts);
    for (auto const& [collection, kind] : covariances_of(reader, plan))
        if (kind != CovarianceKind::full)
            plan.warnings.push_back("the covariances of /" + collection + " are " + name_of(kind)
                                    + ": what follows from vertex fits is approximate");
    return plan;
}

EventReadOptions read_options(CandidateJob const& job, DecayPlan const& plan)
{
    EventReadOptions options;
    options.max_events = job.batch_events;
    options.extra_columns = plan.extra_columns;
    bool jets = plan.uses[static_cast<int>(Collection::jet)],
         electrons = plan.uses[static_cast<int>(Collection::electron)];
    auto const use = [&](Collection collection)
    {
        jets = jets || collection == Collection::jet;
        electrons = electrons || collection == Collection::electron;
    };
    for (EventQuantityPlan const& quantity : plan.quantities)
    {
        use(quantity.selection.collection);
        for (AwayPlan const& others : quantity.away_from) use(others.selection.collection);
    }
    options.jets = jets;
    options.electrons = electrons;
    options.truth = plan.truth;
    return options;
}

}  // namespace

CandidateJobResult run_candidate_job(
    CandidateJob const& job, CandidateBackend& backend, Provenance const& provenance,
    std::function<std::vector<std::pair<std::string, std::string>>(CandidateJobResult const&)> const& attributes)
{
    CandidateJobResult result{plan_for(job), {}};
    if (job.on_plan) job.on_plan(result.plan);
    EventFileReader reader(job.events, read_options(job, result.plan));
    CandidateFileWriter writer(job.output, hdf5::with_history(provenance, hdf5::InputFile(job.events).root()));
    writer.append(candidate_table(result.plan));
    CandidateBuilder builder(backend, result.plan);
    std::int64_t const n_events = reader.n_events();
    BatchStream stream(reader, writer, result.plan, backend);
    while (stream.has_batch())
    {
        stream.begin();
        builder.build(stream.batch().view(), [&](ColumnTable const& rows) { stream.add(rows); });
        stream.end();
        if (job.on_batch) job.on_batch(builder.summary().events, n_events);
    }
    stream.finish();
    result.summary = builder.summary();
    for (auto const& [name, value] : attributes(result)) writer.set_attribute(name, value);
    for (auto const& [collection, kind] : covariances_of(reader, result.plan))
        writer.set_attribute("covariance_" + collection, std::string(name_of(kind)));
    writer.commit();
    return result;
}

}  // namespace quartet
