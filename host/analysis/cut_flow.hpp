// The cut flow of a sample, step by step.
#pragma once

#include <nlohmann/json.hpp>

#include "host/candidates/candidate_builder.hpp"
#include "host/io/candidate_file.hpp"

namespace quartet::analysis
{

/// [{"name", "count"}, ...]: candidates that remain after each cut of the candidate builder.
nlohmann::json cut_flow(CandidateSummary const& summary);

/// The same with the six categories of the scored file appended as one step.
nlohmann::json with_scores(nlohmann::json steps, CandidateFileReader const& scored);

}  // namespace quartet::analysis
