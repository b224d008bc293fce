// Work of the vertex-fit benchmark: tracks of `count` candidates, column-wise, small enough for the nearest caches.
#pragma once

#include <cstdint>

namespace quartet
{

/// Number k of track t of candidate i is at track[(20 * t + k) * count + i]: d0, z0, phi, theta, qoverp and the 15
/// elements of the weight. All references are the origin. Results: x, y, z, chi2 at result[k * count + i].
template <class Scalar>
struct FitWorkload
{
    std::int64_t count = 0;
    Scalar curvature_scale = 0;
    int max_steps = 10;
    Scalar tolerance = 0;
    Scalar const* track = nullptr;
    Scalar* result = nullptr;
};

}  // namespace quartet
