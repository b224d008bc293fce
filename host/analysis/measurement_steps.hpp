// From scored candidates to what goes into the statistical model.
#pragma once

#include "host/analysis/sample_steps.hpp"

namespace quartet::analysis
{

/// results/shapes.json: mass shape of the simulated signal, per resolution class.
Step shapes_step(RunContext& context, std::vector<SampleChain> const& chains);
/// results/normalisation.json: yield of the normalisation channel in data.
Step normalisation_step(RunContext& context, std::vector<SampleChain> const& chains);
/// results/efficiencies.json: from the truth of the simulated samples.
Step efficiencies_step(RunContext& context, std::vector<SampleChain> const& chains);
/// results/sidebands.json: background beside the signal windows.
Step sidebands_step(RunContext& context, std::vector<SampleChain> const& chains);

/// The inputs of the analysis with everything replaced that was measured by the steps above.
Bs4MuInputs measured_inputs(RunContext const& context);

/// Files that measured_inputs() reads.
std::vector<std::string> measured_files(RunContext const& context);

/// Writes a histogram or a value as docs/run_outputs.md says.
nlohmann::json value_json(double value, double error);

}  // namespace quartet::analysis
