// From an event file to a candidate file.
#pragma once

#include <functional>
#include <string>

#include "host/candidates/candidate_builder.hpp"
#include "host/core/provenance.hpp"

namespace quartet
{

struct CandidateJob
{
    std::string events;  ///< event file
    std::string output;  ///< candidate file
    Decay decay;
    bool cuts = true;
    std::int64_t batch_events = 16384;
    std::function<void(DecayPlan const&)> on_plan = {};                      ///< before the first event
    std::function<void(std::int64_t done, std::int64_t all)> on_batch = {};  ///< events
};

struct CandidateJobResult
{
    DecayPlan plan;
    CandidateSummary summary;
};

/// Streams the file through `backend`. The provenance of the events joins the history of `provenance`. `attributes`
/// writes attributes of the output before it is complete. Throws InputError for bad events or decays, EnvironmentError
/// when the output cannot be written.
CandidateJobResult run_candidate_job(
    CandidateJob const& job, CandidateBackend& backend, Provenance const& provenance,
    std::function<std::vector<std::pair<std::string, std::string>>(CandidateJobResult const&)> const& attributes);

}  // namespace quartet
