// How a fit ended.
#pragma once

#include <cstdint>

namespace quartet
{

enum class FitStatus : std::int8_t
{
    converged = 0,
    skipped = 1,        ///< not needed (see ToyFit::skip_above_fit), no result
    not_converged = 2,  ///< the iterations and the retries ran out; the best point found is reported
    flat = 3,           ///< converged in value; some directions do not change the likelihood, their errors are infinite
    impossible = 4,  ///< the likelihood is zero at every point tried (events where nothing is expected); nll = infinity
    buffer_full = 5,  ///< a toy with more events than there is room for; not fitted
    bad_input = 6     ///< a value, start or datum is not finite; not fitted
};

/// True for results whose nll and values may be used (converged, flat, impossible).
constexpr bool usable(FitStatus s)
{
    return s == FitStatus::converged || s == FitStatus::flat || s == FitStatus::impossible;
}

}  // namespace quartet
