// The whole chain of a search, step by step.
#pragma once

#include "host/analysis/run_context.hpp"

namespace quartet::analysis
{

struct RunSummary
{
    std::vector<StepRecord> steps;
    Provenance provenance;  ///< of the whole run, with the hashes of all inputs
    double seconds = 0;
    std::vector<std::string> missing;  ///< limits that were not found, in words; a reused step counts too
};

/// Does the steps that are not done yet and writes results/provenance.json. Progress and one line per step on standard
/// error unless quiet. Throws InputError, before anything is written, when an output would replace a file that the
/// analysis reads; else InputError, EnvironmentError or CheckError, and the steps before the failed one stay done.
RunSummary run_analysis(AnalysisConfig config, RunOptions options);

}  // namespace quartet::analysis
