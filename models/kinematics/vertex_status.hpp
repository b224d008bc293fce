// Why a candidate has, or has no, vertex. The numbers are those of the column `status` of candidate files.
#pragma once

#include <cstdint>

namespace quartet
{

enum class VertexStatus : std::uint8_t
{
    fitted = 0,
    no_covariance = 1,        ///< the file has no track parameters or no covariances
    not_a_number = 2,         ///< a momentum, track parameter or covariance is NaN or infinite
    bad_parameter = 3,        ///< charge/momentum is 0 or the polar angle is outside (0, pi)
    bad_variance = 4,         ///< a variance is zero or negative
    singular_covariance = 5,  ///< a covariance is not positive definite
    singular_vertex = 6,      ///< the tracks do not determine a point (parallel, or the inverse overflows)
    not_converged = 7,        ///< the steps did not become small
    not_finite = 8            ///< the result is not finite
};

inline constexpr int vertex_status_count = 9;

}  // namespace quartet
