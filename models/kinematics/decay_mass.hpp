// Masses of N particles of different kinds, or of some of them: the candidate and its intermediate states.
//
// m^2 = sum_i m_i^2 + 2 sum_{i<j} (E_i E_j - p_i.p_j), each product in the form without cancellation (four_vector.hpp).
// dm/dp_i = (E_tot beta_i - P_tot) / m, and by (phi_v, theta, qoverp) as in mass_error.hpp.
#pragma once

#include "models/kinematics/fit_covariance.hpp"
#include "models/kinematics/mass_error.hpp"

QUARTET_BEGIN

/// Some of the N leaves: bit i is leaf i. The same for all lanes: it belongs to the decay.
using LeafMask = unsigned;
template <int N>
inline constexpr LeafMask all_leaves = (1U << N) - 1U;

QUARTET_INLINE constexpr bool has_leaf(LeafMask leaves, int i) { return ((leaves >> i) & 1U) != 0; }

/// Four-momenta of the leaves at the vertex; `mass` are their hypotheses.
template <class T, int N>
QUARTET_INLINE void leaf_momenta(TrackMomentum<T> const (&p)[N], T const (&mass)[N], FourMomentum<T> (&q)[N])
{
    for (int i = 0; i < N; ++i) q[i] = momentum_of(p[i], mass[i]);
}

template <class T, int N>
QUARTET_INLINE FourMomentum<T> total_momentum(FourMomentum<T> const (&q)[N], LeafMask leaves = all_leaves<N>)
{
    FourMomentum<T> sum{T(0), T(0), T(0), T(0)};
    for (int i = 0; i < N; ++i)
        if (has_leaf(leaves, i)) sum = sum + q[i];
    return sum;
}

/// Invariant mass of the chosen leaves.
template <class T, int N>
QUARTET_HD T mass_of(FourMomentum<T> const (&q)[N], T const (&mass)[N], LeafMask leaves = all_leaves<N>)
{
    T squares = T(0), products = T(0);
    for (int i = 0; i < N; ++i)
    {
        if (!has_leaf(leaves, i)) continue;
        squares = fma(mass[i], mass[i], squares);
        for (int j = i + 1; j < N; ++j)
            if (has_leaf(leaves, j)) products = products + invariant_product(q[i], q[j], mass[i], mass[j]);
    }
    return sqrt(squares + (products + products));
}

/// Derivatives by (phi_v, theta, qoverp) of a quantity whose gradient by the momentum (px, py, pz) is `f`.
template <class T>
QUARTET_INLINE void momentum_gradient(FourMomentum<T> const& q, T qoverp, T const (&f)[3], T (&g)[3])
{
    T const pt = sqrt(fma(q.px, q.px, q.py * q.py));
    g[0] = fma(f[1], q.px, -(f[0] * q.py));
    g[1] = fma(fma(f[0], q.px, f[1] * q.py), q.pz / pt, -(f[2] * pt));
    g[2] = -(fma(f[0], q.px, fma(f[1], q.py, f[2] * q.pz)) / qoverp);
}

/// Gradient of the mass of the chosen leaves; zero for the others and for the vertex.
template <class T, int N>
QUARTET_HD FitVector<T, N> mass_gradient(FourMomentum<T> const (&q)[N], TrackMomentum<T> const (&p)[N], T mass,
                                         LeafMask leaves = all_leaves<N>)
{
    FitVector<T, N> f = zero_vector<T, N>();
    FourMomentum<T> const total = total_momentum(q, leaves);
    for (int i = 0; i < N; ++i)
        if (has_leaf(leaves, i)) mass_gradient(q[i], total, mass, p[i].qoverp, f.momentum[i]);
    return f;
}

/// Error of the mass of the chosen leaves, refitted to the common vertex of all N; `mass` is their invariant mass.
template <class T, int N>
QUARTET_HD T mass_error(VertexFit<T, N> const& fit, FourMomentum<T> const (&q)[N], T mass, LeafMask leaves)
{
    return sqrt(variance(fit, mass_gradient(q, fit.p, mass, leaves)));
}

QUARTET_END
