// Checks a track and inverts its covariance, once per track: the weight serves every fit the track takes part in.
#pragma once

#include "models/base/number.hpp"
#include "models/kinematics/vertex_status.hpp"
#include "models/kinematics/vertex_terms.hpp"

QUARTET_BEGIN

/// Smallest pivot of a covariance, relative to its variance, that counts as positive definite: covariances stored in
/// float32 are known to 1e-7.
inline constexpr double smallest_relative_pivot = 1e-6;

/// Inverse of a symmetric positive definite 5x5 matrix by L D L^T. False when a pivot is too small.
template <class T>
QUARTET_HD bool invert5(T const (&m)[15], T (&inverse)[15])
{
    T l[15], d[5], k[15];  // unit lower factor, pivots, inverse of the factor
    for (int i = 0; i < 5; ++i)
    {
        for (int j = 0; j <= i; ++j)
        {
            T sum = m[lower(i, j)];
            for (int n = 0; n < j; ++n) sum = sum - l[lower(i, n)] * l[lower(j, n)] * d[n];
            if (i == j)
                d[i] = sum;
            else
                l[lower(i, j)] = sum / d[j];
        }
        if (!(d[i] > T(smallest_relative_pivot) * m[lower(i, i)])) return false;
        l[lower(i, i)] = T(1);
    }
    for (int i = 0; i < 5; ++i)
        for (int j = i; j >= 0; --j)
        {
            T sum = T(i == j ? 1 : 0);
            for (int n = j; n < i; ++n) sum = sum - l[lower(i, n)] * k[lower(n, j)];
            k[lower(i, j)] = sum;
        }
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j <= i; ++j)
        {
            T sum = T(0);
            for (int n = i; n < 5; ++n) sum = sum + k[lower(n, i)] * k[lower(n, j)] / d[n];
            inverse[lower(i, j)] = sum;
        }
    return true;
}

/// Checks (d0, z0, phi, theta, qoverp) and its covariance and inverts the covariance into `weight`.
/// Returns VertexStatus::fitted, or what is wrong with the track (then `weight` is not meaningful).
template <class T>
QUARTET_HD VertexStatus weigh_track(T const (&q)[5], T const (&cov)[15], T (&weight)[15])
{
    for (int k = 0; k < 5; ++k)
        if (!is_finite(q[k])) return VertexStatus::not_a_number;
    for (int k = 0; k < 15; ++k)
        if (!is_finite(cov[k])) return VertexStatus::not_a_number;
    if (q[4] == T(0) || !(q[3] > T(0)) || !(q[3] < T(3.14159265358979323846))) return VertexStatus::bad_parameter;
    for (int k = 0; k < 5; ++k)
        if (!(cov[lower(k, k)] > T(0))) return VertexStatus::bad_variance;
    return invert5(cov, weight) ? VertexStatus::fitted : VertexStatus::singular_covariance;
}

QUARTET_END
