// The cut flow of a sample, step by step.
#pragma once

#include <nlohmann/json.hpp>

#include "host/candidates/candidate_builder.hpp"
#include "host/io/candidate_file.hpp"
#include "host/statistics/bs4mu_inputs.hpp"

namespace quartet::analysis
{

/// Attribute of the candidate files of a run with their cut flow as JSON. It is there and in no file beside them,
/// because it counts candidates inside the blind windows; scored files take it over.
inline constexpr char const* cut_flow_attribute = "run_cut_flow";

/// [{"name", "count", "sees_mass"}, ...]: candidates that remain after each cut of the candidate builder.
nlohmann::json cut_flow(DecayPlan const& plan, CandidateSummary const& summary);

/// What of a cut flow may be shown.
enum class Visible
{
    everything,
    outside_windows,        ///< data of the signal selection, blinded
    only_chosen_resonances  ///< data of the normalisation selection, blinded
};

/// The cut flow that a scored file carries, with its six categories appended as one step. Blinded data: the steps that
/// depend on the mass and come before the resonance windows are left out, since they count candidates of the signal
/// windows, too; of the signal selection the rest is counted outside of the windows, and the names of the steps say so.
nlohmann::json with_scores(CandidateFileReader const& scored, Bs4MuInputs const& inputs, Visible visible);

}  // namespace quartet::analysis
