// Runs a forest over an inference file: /inputs/X (or /X) to /outputs/margin and /outputs/prob.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/core/progress.hpp"
#include "host/core/provenance.hpp"
#include "host/trees/backend.hpp"

namespace quartet
{

/// Agreement of one output with the values in the input file.
struct OutputCheck
{
    std::string name;
    std::int64_t values = 0;
    double max_absolute = 0;
    double max_relative = 0;
    std::int64_t outside = 0;  ///< values beyond the tolerance
};

struct InferenceOptions
{
    std::string input;
    std::string output;  ///< empty: nothing is written
    bool check = false;  ///< compare with /outputs/*, else with /margin and /prob
    double relative_tolerance = 1e-4;
    double absolute_tolerance = 1e-5;
    std::int64_t batch_rows = 1 << 17;
    ProgressMode progress = ProgressMode::automatic;
};

struct InferenceResult
{
    std::int64_t rows = 0;
    std::vector<OutputCheck> checks;

    bool passed() const
    {
        for (OutputCheck const& check : checks)
            if (check.outside > 0) return false;
        return true;
    }
};

/// Streams the rows in batches. Values that are not float32 are rounded to it, as XGBoost does. Throws InputError when
/// the input has no X, X does not fit the model, or there is nothing to check.
InferenceResult run_inference(InferenceOptions const& options, Forest const& forest, TreeBackend& backend,
                              Provenance const& provenance);

}  // namespace quartet
