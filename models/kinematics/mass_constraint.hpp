// Kinematic mass constraints on the fitted tracks: J/psi, phi, or both at once.
//
// Least squares with f_k(x) = m_k(x) - m0_k = 0 about the fitted parameters x0 = (V, p_1 ... p_N) with covariance C
// (Prokofiev and Speer, CHEP 2004; the step is that of CMS's KinematicFitter). H = df/dx is taken at the point x_n:
//   S = H C H^T + sigma^2,  lambda = S^-1 (f(x_n) + H (x0 - x_n)),  x_{n+1} = x0 - C H^T lambda,
//   chi2 grows by lambda^T S lambda, ndf by one per constraint, C' = C - C H^T S^-1 H C.
// sigma = 0 fixes the mass; sigma > 0 is a Gaussian width. Masses do not depend on the vertex, yet the vertex moves by
// its correlation with the momenta.
#pragma once

#include "models/kinematics/decay_mass.hpp"

QUARTET_BEGIN

/// The mass of the chosen leaves is `mass`, GeV, with the Gaussian width `sigma`.
template <class T>
struct MassTarget
{
    LeafMask leaves;
    T mass;
    T sigma = T(0);
};

/// Ends when the masses are met within this share of their errors (the parameters then lie within about a thousandth
/// of theirs of the limit): two or three steps, up to eight for a narrow resonance near its threshold that starts
/// several errors away.
template <class T>
struct ConstraintControl
{
    int max_steps = 10;
    T tolerance = is_double<T> ? T(1e-5) : T(1e-3);
};

template <class T, int N, int M>
struct ConstrainedFit
{
    T x[3];  ///< vertex, relative to the local origin
    TrackMomentum<T> p[N];
    T chi2;                       ///< of the constraints alone; the fit's is to be added
    FitVector<T, N> response[M];  ///< C H^T
    T gain[M * (M + 1) / 2];      ///< S^-1
    MaskOf<T> regular, converged;
    static constexpr int ndf = M;
};

namespace detail
{

/// Inverse of a symmetric positive definite matrix of one or two rows.
template <class T, int Size>
QUARTET_INLINE MaskOf<T> invert_small(T const (&s)[Size], T (&inverse)[Size])
{
    static_assert(Size == 1 || Size == 3, "one or two constraints");
    if constexpr (Size == 1)
    {
        inverse[0] = T(1) / s[0];
        return (s[0] > T(0)) & is_finite(inverse[0]);
    }
    else
    {
        T const determinant = fma(s[0], s[2], -(s[1] * s[1]));
        T const r = T(1) / determinant;
        inverse[0] = s[2] * r;
        inverse[1] = -(s[1] * r);
        inverse[2] = s[0] * r;
        return (s[0] > T(0)) & (s[2] > T(0)) & (determinant > T(0)) & is_finite(r);
    }
}

/// Linearisation of M constraints at one point: what a step needs besides the responses.
template <class T, int M>
struct ConstraintStep
{
    T miss[M];    ///< f(x_n)
    T offset[M];  ///< f(x_n) + H (x0 - x_n)
    T lambda[M];
    T s[M * (M + 1) / 2];
};

/// H (x0 - x_n); masses do not depend on the vertex.
template <class T, int N>
QUARTET_INLINE T along(FitVector<T, N> const& h, TrackMomentum<T> const (&from)[N], TrackMomentum<T> const (&to)[N])
{
    T sum = T(0);
    for (int i = 0; i < N; ++i)
    {
        T const d[3] = {from[i].phi - to[i].phi, from[i].theta - to[i].theta, from[i].qoverp - to[i].qoverp};
        sum = sum + dot3(h.momentum[i], d);
    }
    return sum;
}

/// Evaluates the constraints at result.p, and from them responses, gain and chi2 of `result`.
template <class T, int N, int M>
QUARTET_INLINE void linearise_constraints(VertexFit<T, N> const& fit, T const (&mass)[N],
                                          MassTarget<T> const (&target)[M], ConstrainedFit<T, N, M>& result,
                                          ConstraintStep<T, M>& step)
{
    FourMomentum<T> q[N];
    leaf_momenta(result.p, mass, q);
    ReducedGradient<T, N> reduced[M];
    FitVector<T, N> h[M];
    for (int k = 0; k < M; ++k)
    {
        T const m = mass_of(q, mass, target[k].leaves);
        h[k] = mass_gradient(q, result.p, m, target[k].leaves);
        reduced[k] = reduce(fit, h[k]);
        result.response[k] = response(fit, h[k], reduced[k]);
        step.miss[k] = m - target[k].mass;
        step.offset[k] = step.miss[k] + along(h[k], fit.p, result.p);
        for (int l = 0; l < k; ++l) step.s[lower(k, l)] = covariance(h[k], reduced[k], reduced[l]);
        step.s[lower(k, k)] = fma(target[k].sigma, target[k].sigma, covariance(h[k], reduced[k], reduced[k]));
    }
    result.regular = invert_small(step.s, result.gain);
    result.chi2 = T(0);
    for (int k = 0; k < M; ++k)
    {
        T sum = result.gain[symmetric(k, 0)] * step.offset[0];
        for (int l = 1; l < M; ++l) sum = fma(result.gain[symmetric(k, l)], step.offset[l], sum);
        step.lambda[k] = sum;
        result.chi2 = fma(sum, step.offset[k], result.chi2);
    }
}

/// x = x0 - C H^T lambda where `active`.
template <class T, int N, int M>
QUARTET_INLINE void move_to_constraints(VertexFit<T, N> const& fit, ConstraintStep<T, M> const& step, MaskOf<T> active,
                                        ConstrainedFit<T, N, M>& result)
{
    auto const moved = [&](T start, auto component, T now)
    {
        for (int k = 0; k < M; ++k) start = fma(-step.lambda[k], component(result.response[k]), start);
        return select(active, start, now);
    };
    for (int c = 0; c < 3; ++c)
        result.x[c] = moved(
            fit.x[c], [&](FitVector<T, N> const& r) { return r.vertex[c]; }, result.x[c]);
    for (int i = 0; i < N; ++i)
    {
        TrackMomentum<T>& p = result.p[i];
        p.phi = moved(
            fit.p[i].phi, [&](FitVector<T, N> const& r) { return r.momentum[i][0]; }, p.phi);
        p.theta = moved(
            fit.p[i].theta, [&](FitVector<T, N> const& r) { return r.momentum[i][1]; }, p.theta);
        p.qoverp = moved(
            fit.p[i].qoverp, [&](FitVector<T, N> const& r) { return r.momentum[i][2]; }, p.qoverp);
    }
}

}  // namespace detail

/// Constrains the masses of subsets of the fitted tracks; `mass` are the hypotheses of the leaves. A lane whose masses
/// cannot be met within control.max_steps is not `converged`. No constraint may follow from another.
template <class T, int N, int M>
QUARTET_HD ConstrainedFit<T, N, M> constrain_masses(VertexFit<T, N> const& fit, T const (&mass)[N],
                                                    MassTarget<T> const (&target)[M],
                                                    ConstraintControl<T> const& control = {})
{
    ConstrainedFit<T, N, M> result;
    for (int k = 0; k < 3; ++k) result.x[k] = fit.x[k];
    for (int i = 0; i < N; ++i) result.p[i] = fit.p[i];
    result.converged = MaskOf<T>(false);
    MaskOf<T> active = fit.regular;
    T previous[M] = {};  // lambda of the step that led to the point
    for (int n = 0;; ++n)
    {
        detail::ConstraintStep<T, M> step;
        detail::linearise_constraints(fit, mass, target, result, step);
        active = active & result.regular;
        MaskOf<T> met = active;
        for (int k = 0; k < M; ++k)
        {
            T const left = fma(-(target[k].sigma * target[k].sigma), previous[k], step.miss[k]);
            met = met & (left * left < (control.tolerance * control.tolerance) * step.s[lower(k, k)]);
        }
        if (n > 0) result.converged = result.converged | met;
        active = active & !result.converged;
        if (n == control.max_steps || !any(active)) return result;
        detail::move_to_constraints(fit, step, active, result);
        for (int k = 0; k < M; ++k) previous[k] = select(active, step.lambda[k], previous[k]);
    }
}

/// Cov(f, g) under the constraints, from the value without them and the gradients of f and g.
template <class T, int N, int M>
QUARTET_INLINE T constrained_covariance(ConstrainedFit<T, N, M> const& c, T free, FitVector<T, N> const& f,
                                        FitVector<T, N> const& g)
{
    T fk[M], gk[M];
    for (int k = 0; k < M; ++k)
    {
        fk[k] = inner(f, c.response[k]);
        gk[k] = inner(g, c.response[k]);
    }
    for (int k = 0; k < M; ++k)
        for (int l = 0; l < M; ++l) free = fma(-(fk[k] * c.gain[symmetric(k, l)]), gk[l], free);
    return free;
}

/// Error under the constraints of the mass of the chosen leaves; `q` are the constrained momenta, `mass` their mass.
template <class T, int N, int M>
QUARTET_HD T mass_error(VertexFit<T, N> const& fit, ConstrainedFit<T, N, M> const& c, FourMomentum<T> const (&q)[N],
                        T mass, LeafMask leaves = all_leaves<N>)
{
    FitVector<T, N> const g = mass_gradient(q, c.p, mass, leaves);
    return sqrt(max(T(0), constrained_covariance(c, variance(fit, g), g, g)));
}

QUARTET_END
