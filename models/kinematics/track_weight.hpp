// Checks a track and inverts its covariance, once per track: the weight serves every fit the track takes part in.
#pragma once

#include "models/base/number.hpp"
#include "models/kinematics/vertex_status.hpp"
#include "models/kinematics/vertex_terms.hpp"

QUARTET_BEGIN

/// Smallest pivot of a covariance, relative to its variance, that counts as positive definite: covariances stored in
/// float32 are known to 1e-7.
inline constexpr double smallest_relative_pivot = 1e-6;

/// Inverse of a symmetric positive definite 5x5 matrix by L D L^T. False where a pivot is too small; the inverse is not
/// meaningful there.
template <class T>
QUARTET_HD MaskOf<T> invert5(T const (&m)[15], T (&inverse)[15])
{
    T l[15], d[5], r[5], k[15];  // unit lower factor, pivots and their reciprocals, inverse of the factor
    MaskOf<T> regular(true);
    for (int i = 0; i < 5; ++i)
    {
        for (int j = 0; j <= i; ++j)
        {
            T sum = m[lower(i, j)];
            for (int n = 0; n < j; ++n) sum = sum - l[lower(i, n)] * l[lower(j, n)] * d[n];
            if (i == j)
                d[i] = sum;
            else
                l[lower(i, j)] = sum * r[j];
        }
        regular = regular & (d[i] > T(smallest_relative_pivot) * m[lower(i, i)]);
        r[i] = T(1) / d[i];
        l[lower(i, i)] = T(1);
    }
    for (int i = 0; i < 5; ++i)
    {
        k[lower(i, i)] = T(1);
        for (int j = i - 1; j >= 0; --j)
        {
            T sum = T(0);
            for (int n = j; n < i; ++n) sum = sum - l[lower(i, n)] * k[lower(n, j)];
            k[lower(i, j)] = sum;
        }
    }
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j <= i; ++j)
        {
            T sum = T(0);
            for (int n = i; n < 5; ++n) sum = sum + (k[lower(n, i)] * k[lower(n, j)]) * r[n];
            inverse[lower(i, j)] = sum;
        }
    return regular;
}

/// Checks (d0, z0, phi, theta, qoverp) and its covariance and inverts the covariance into `weight`.
/// Returns, as a number, VertexStatus::fitted or what is wrong with the track (then `weight` is not meaningful).
template <class T>
QUARTET_HD T weigh_tracks(T const (&q)[5], T const (&cov)[15], T (&weight)[15])
{
    auto const code = [](VertexStatus status) { return T(static_cast<ScalarOf<T>>(status)); };
    MaskOf<T> known(true), positive(true);
    for (int k = 0; k < 5; ++k) known = known & is_finite(q[k]);
    for (int k = 0; k < 15; ++k) known = known & is_finite(cov[k]);
    for (int k = 0; k < 5; ++k) positive = positive & (cov[lower(k, k)] > T(0));
    MaskOf<T> const sensible = (q[4] != T(0)) & (q[3] > T(0)) & (q[3] < T(3.14159265358979323846));
    MaskOf<T> const regular = invert5(cov, weight);
    T status = select(regular, code(VertexStatus::fitted), code(VertexStatus::singular_covariance));
    status = select(positive, status, code(VertexStatus::bad_variance));
    status = select(sensible, status, code(VertexStatus::bad_parameter));
    return select(known, status, code(VertexStatus::not_a_number));
}

/// The same for one track.
template <class T>
QUARTET_HD VertexStatus weigh_track(T const (&q)[5], T const (&cov)[15], T (&weight)[15])
{
    return static_cast<VertexStatus>(static_cast<std::uint8_t>(weigh_tracks(q, cov, weight)));
}

QUARTET_END
