// From the measured inputs to models, fits and limits.
#pragma once

#include "host/analysis/sample_steps.hpp"

namespace quartet::analysis
{

/// model_bs.yaml and model_b0.yaml: the six categories with their data and the blind windows. Blinded: without the data
/// in the windows, and the models say so.
Step models_step(RunContext& context, std::vector<SampleChain> const& chains);

/// results/categories.json: the simultaneous fit. Blinded: background only, outside of the windows.
Step categories_step(RunContext& context);

/// results/limit_bs.json or results/limit_b0.json.
Step limit_step(RunContext& context, Bs4MuDecay decay);

/// results/background_scan.json: expected limits for several levels of the background.
Step background_scan_step(RunContext& context);

/// results/exclusion_plane.json: CLs on a grid of both branching fractions. Only for an analysis with a contour block.
Step contour_step(RunContext& context);

/// What of the plane is not to be trusted because fits failed, one sentence each.
std::vector<std::string> missing_in_plane(RunContext const& context);

/// What of limits and background levels is missing because a search ended without a limit, one sentence each.
std::vector<std::string> missing_limits(RunContext const& context);

/// results/nuisances.json.
Step nuisances_step(RunContext& context);

/// "model_bs.yaml", "model_b0.yaml".
std::string model_file(Bs4MuDecay decay);

}  // namespace quartet::analysis
