// From scored candidates to what goes into the statistical model.
#pragma once

#include "fits/compiled_model.hpp"
#include "fits/fit_result.hpp"
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
/// Value and error of parameter `index` of a fit, both divided by `unit` after `zero` was taken away. A parameter that
/// ended at a bound has no Hessian error: `error` is null and "at_bound" true. A flat direction: `error` is null.
nlohmann::json fitted_json(CompiledModel const& model, FitResult const& result, int index, double unit = 1,
                           double zero = 0);

}  // namespace quartet::analysis
