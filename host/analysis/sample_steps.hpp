// From events to scored candidates.
#pragma once

#include <vector>

#include "host/analysis/run_context.hpp"

namespace quartet::analysis
{

/// A chain events -> candidates -> scored candidates.
struct SampleChain
{
    SampleSource const* source;
    std::string name;   ///< of its files: signal_bs, ..., data, data_normalisation, background
    std::string decay;  ///< selection
    std::string label;

    std::string events() const
    {
        return source->events_file.empty() ? "events/" + source->role + ".h5" : source->events_file;
    }
    std::string counts() const { return "events/" + source->role + ".json"; }
    /// Absolute name of the file that describes the decay; empty for a built-in one.
    std::string decay_file() const;
    std::string candidates() const { return "candidates/" + name + ".h5"; }
    std::string scored() const { return name + ".h5"; }
};

/// signal_bs, signal_b0, normalisation, data, data again with the selection of the normalisation channel, and the
/// background where the analysis has one.
std::vector<SampleChain> sample_chains(AnalysisConfig const& config);

/// Number of steps of each kind below, and the steps themselves, in order. The events file and its counts
/// {"events", "tries"}; candidates with their cut flow; scored candidates.
Step simulate_step(RunContext& context, SampleChain const& chain, int number);
Step candidates_step(RunContext& context, SampleChain const& chain);
Step score_step(RunContext& context, SampleChain const& chain);

/// results/samples.json, results/cutflow.json and results/selection.json.
Step samples_step(RunContext& context, std::vector<SampleChain> const& chains);

}  // namespace quartet::analysis
