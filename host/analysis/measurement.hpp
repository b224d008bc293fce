// What the measurement steps share.
#pragma once

#include "host/analysis/candidate_data.hpp"
#include "host/analysis/mass_fit.hpp"
#include "host/analysis/measurement_steps.hpp"

namespace quartet::analysis
{

/// The chain of that name; there must be one.
SampleChain const& chain_of(std::vector<SampleChain> const& chains, std::string const& name);

/// Scored candidates of a sample, with the truth for the simulated ones.
CandidateData read_sample(RunContext const& context, SampleChain const& chain);
/// Settings of the steps that look at truth: what the analysis states of it.
nlohmann::json truth_settings(std::vector<SampleChain> const& chains);

nlohmann::json to_json(Histogram const& histogram);
nlohmann::json shape_json(Bs4MuShape const& shape);
Bs4MuShape shape_from(nlohmann::json const& json);
/// Value and error of every parameter of a fit.
nlohmann::json parameters_json(MassFit const& fitted);

/// Masses of truth-matched candidates; `choose(i)` decides about candidate i.
template <class Choose>
WeightedMasses true_masses(CandidateData const& data, Choose choose)
{
    WeightedMasses masses;
    for (std::size_t i = 0; i < data.size(); ++i)
        if (data.is_signal[i] != 0 && choose(i)) masses.add(data.mass[i], data.weight[i]);
    return masses;
}

/// A step that reads the scored candidates of the chains `used` and the file of inputs.
Step make_step(RunContext& context, std::vector<SampleChain> const& chains, std::string const& name,
               std::vector<std::string> const& used, std::vector<std::string> const& outputs,
               void (*work)(RunContext&, std::vector<SampleChain> const&));

}  // namespace quartet::analysis
