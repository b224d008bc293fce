// A candidate, or an intermediate state of it, as one particle: (x, y, z, px, py, pz, m) with its covariance.
//
// These are the parameters of CMS's KinematicState. Everything that follows (decay lengths, angles, proper time, impact
// parameters) depends on the tracks only through them, so each error is a form of the 7x7 covariance with all
// correlations between the vertex, the momenta and the mass.
#pragma once

#include "models/kinematics/mass_constraint.hpp"

QUARTET_BEGIN

/// Value, error and their ratio.
template <class T>
struct Measured
{
    T value, error;
    QUARTET_INLINE T significance() const { return value / error; }
};

template <class T>
struct CandidateParameters
{
    T v[7];     ///< x, y, z relative to the local origin, cm; px, py, pz, m, GeV
    T cov[28];  ///< lower triangle

    QUARTET_INLINE T variance(T const (&g)[7]) const
    {
        T sum = T(0);
        for (int i = 0; i < 7; ++i)
        {
            T row = T(0);
            for (int j = 0; j < 7; ++j) row = fma(cov[symmetric(i, j)], g[j], row);
            sum = fma(g[i], row, sum);
        }
        return sum;
    }
};

namespace detail
{

/// Gradients of px, py, pz, m of the chosen leaves.
template <class T, int N>
QUARTET_INLINE void candidate_gradients(TrackMomentum<T> const (&p)[N], FourMomentum<T> const (&q)[N], T mass,
                                        LeafMask leaves, FitVector<T, N> (&f)[4])
{
    for (int k = 0; k < 3; ++k)
    {
        f[k] = zero_vector<T, N>();
        T unit[3] = {T(0), T(0), T(0)};
        unit[k] = T(1);
        for (int i = 0; i < N; ++i)
            if (has_leaf(leaves, i)) momentum_gradient(q[i], p[i].qoverp, unit, f[k].momentum[i]);
    }
    f[3] = mass_gradient(q, p, mass, leaves);
}

/// Value and covariance of the fit at the momenta p (those of the fit, or the constrained ones).
template <class T, int N>
QUARTET_INLINE CandidateParameters<T> parameters_at(VertexFit<T, N> const& fit, T const (&x)[3],
                                                    TrackMomentum<T> const (&p)[N], T const (&mass)[N], LeafMask leaves,
                                                    FitVector<T, N> (&f)[4])
{
    CandidateParameters<T> c;
    FourMomentum<T> q[N];
    leaf_momenta(p, mass, q);
    FourMomentum<T> const total = total_momentum(q, leaves);
    for (int k = 0; k < 3; ++k) c.v[k] = x[k];
    c.v[3] = total.px;
    c.v[4] = total.py;
    c.v[5] = total.pz;
    c.v[6] = mass_of(q, mass, leaves);
    candidate_gradients(p, q, c.v[6], leaves, f);
    ReducedGradient<T, N> reduced[4];
    for (int k = 0; k < 4; ++k) reduced[k] = reduce(fit, f[k]);
    for (int k = 0; k < 6; ++k) c.cov[k] = fit.cov[k];
    for (int k = 0; k < 4; ++k)
    {
        for (int j = 0; j < 3; ++j) c.cov[lower(3 + k, j)] = reduced[k].cw[j];
        for (int l = 0; l <= k; ++l) c.cov[lower(3 + k, 3 + l)] = covariance(f[k], reduced[k], reduced[l]);
    }
    return c;
}

}  // namespace detail

/// The chosen leaves as one particle at the common vertex; `mass` are the hypotheses of all leaves.
template <class T, int N>
QUARTET_HD CandidateParameters<T> candidate_parameters(VertexFit<T, N> const& fit, T const (&mass)[N],
                                                       LeafMask leaves = all_leaves<N>)
{
    FitVector<T, N> f[4];
    return detail::parameters_at(fit, fit.x, fit.p, mass, leaves, f);
}

/// The same under mass constraints: C' = C - C H^T S^-1 H C.
template <class T, int N, int M>
QUARTET_HD CandidateParameters<T> candidate_parameters(VertexFit<T, N> const& fit, ConstrainedFit<T, N, M> const& c,
                                                       T const (&mass)[N], LeafMask leaves = all_leaves<N>)
{
    FitVector<T, N> f[4];
    CandidateParameters<T> result = detail::parameters_at(fit, c.x, c.p, mass, leaves, f);
    T along[M][7];
    for (int k = 0; k < M; ++k)
    {
        for (int i = 0; i < 3; ++i) along[k][i] = c.response[k].vertex[i];
        for (int i = 0; i < 4; ++i) along[k][3 + i] = inner(f[i], c.response[k]);
    }
    for (int i = 0; i < 7; ++i)
        for (int j = 0; j <= i; ++j)
            for (int k = 0; k < M; ++k)
                for (int l = 0; l < M; ++l)
                    result.cov[lower(i, j)] =
                        fma(-(along[k][i] * c.gain[symmetric(k, l)]), along[l][j], result.cov[lower(i, j)]);
    return result;
}

/// Transverse momentum of the candidate.
template <class T>
QUARTET_INLINE Measured<T> transverse_momentum(CandidateParameters<T> const& c)
{
    T const pt = sqrt(fma(c.v[3], c.v[3], c.v[4] * c.v[4]));
    T const g[7] = {T(0), T(0), T(0), c.v[3] / pt, c.v[4] / pt, T(0), T(0)};
    return {pt, sqrt(c.variance(g))};
}

/// Mass of the candidate. Under a constraint on the same leaves the variance is 0 but for rounding.
template <class T>
QUARTET_INLINE Measured<T> candidate_mass(CandidateParameters<T> const& c)
{
    return {c.v[6], sqrt(max(T(0), c.cov[27]))};
}

/// Covariance of (px, py, pz) of one refitted track, lower triangle.
template <class T, int N>
QUARTET_HD void leaf_covariance(VertexFit<T, N> const& fit, int leaf, T mass, T (&cov)[6])
{
    FourMomentum<T> const q = momentum_of(fit.p[leaf], mass);
    T pp[3][3], j[3][3];
    covariance_momenta(fit.cov, fit.track[leaf], fit.track[leaf], true, pp);
    for (int k = 0; k < 3; ++k)
    {
        T unit[3] = {T(0), T(0), T(0)};
        unit[k] = T(1);
        momentum_gradient(q, fit.p[leaf].qoverp, unit, j[k]);
    }
    for (int k = 0; k < 3; ++k)
    {
        T row[3];
        for (int i = 0; i < 3; ++i) row[i] = dot3(pp[i], j[k]);
        for (int l = 0; l <= k; ++l) cov[lower(k, l)] = dot3(row, j[l]);
    }
}

/// Transverse momentum of one refitted track: pT = sin theta / |qoverp|.
template <class T, int N>
QUARTET_HD Measured<T> leaf_transverse_momentum(VertexFit<T, N> const& fit, int leaf)
{
    TrackMomentum<T> const& p = fit.p[leaf];
    Angle<T> const theta = angle_of(p.theta);
    T const magnitude = T(1) / abs(p.qoverp);
    FitVector<T, N> f = zero_vector<T, N>();
    f.momentum[leaf][1] = magnitude * theta.cos;
    f.momentum[leaf][2] = -(magnitude * theta.sin / p.qoverp);
    return {magnitude * theta.sin, sqrt(variance(fit, f))};
}

QUARTET_END
