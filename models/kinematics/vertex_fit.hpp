// Full vertex fit of N tracks with their momenta (Billoir), relinearised until the steps are small.
//
// Every lane of a pack follows its own path: a lane that has converged keeps its vertex and momenta, and the
// covariances and the chi2 come from one last linearisation at the final point. So no result depends on the lanes
// beside it. The chi2 is the sum of r^T W r there, never a difference. ndf = 5 N - 3 (N + 1) = 2 N - 3.
#pragma once

#include "models/kinematics/vertex_status.hpp"
#include "models/kinematics/vertex_terms.hpp"

QUARTET_BEGIN

/// An independent measurement of the vertex (beam spot, primary vertex), relative to the local origin.
template <class T>
struct VertexConstraint
{
    T x[3];
    T weight[6];  ///< inverse covariance, lower triangle
};

/// Steps of the fit. Two are enough for tracks that start within a millimetre; more are taken where needed.
template <class T>
struct FitControl
{
    int max_steps = 10;
    T tolerance = T(1e-4);  ///< ends when a step lowers the chi2 by less
};

template <class T, int N>
struct VertexFit
{
    T x[3];    ///< relative to the local origin
    T cov[6];  ///< Cov(V)
    T chi2;
    TrackMomentum<T> p[N];
    TrackTerms<T> track[N];
    T last_decrease;    ///< of the chi2 by the last step
    MaskOf<T> regular;  ///< all matrices were positive definite
    MaskOf<T> converged;
    static constexpr int ndf = 2 * N - 3;
};

/// Point nearest to the straight lines tangent to the tracks at their perigees. Parallel tracks give the mean.
template <class T>
QUARTET_INLINE void crossing_of_tangents(TrackMeasurement<T> const* tracks, int n, T (&x)[3])
{
    T a[6] = {T(0), T(0), T(0), T(0), T(0), T(0)}, g[3] = {T(0), T(0), T(0)}, mean[3] = {T(0), T(0), T(0)};
    for (int i = 0; i < n; ++i)
    {
        TrackMeasurement<T> const& t = tracks[i];
        Angle<T> const phi = angle_of(t.q[2]), theta = angle_of(t.q[3]);
        T const point[3] = {fma(-t.q[0], phi.sin, t.reference[0]), fma(t.q[0], phi.cos, t.reference[1]),
                            t.q[1] + t.reference[2]};
        T const d[3] = {phi.cos * theta.sin, phi.sin * theta.sin, theta.cos};
        T const along = dot3(point, d);
        for (int k = 0; k < 3; ++k)
        {
            for (int l = 0; l <= k; ++l) a[lower(k, l)] = fma(-d[k], d[l], a[lower(k, l)] + T(k == l ? 1 : 0));
            g[k] = g[k] + fma(-along, d[k], point[k]);
            mean[k] = mean[k] + point[k];
        }
    }
    T inverse[6], crossing[3];
    auto const regular = invert3(a, inverse);
    multiply3(inverse, g, crossing);
    T const share = T(ScalarOf<T>(1) / ScalarOf<T>(n));
    for (int k = 0; k < 3; ++k) x[k] = select(regular & is_finite(crossing[k]), crossing[k], mean[k] * share);
}

/// The momenta start as measured: the turn between the perigee and the vertex is left to the first step.
template <class T>
QUARTET_INLINE TrackMomentum<T> first_momentum(TrackMeasurement<T> const& t)
{
    return {t.q[2], t.q[3], t.q[4]};
}

template <class T>
QUARTET_INLINE void add_constraint(VertexConstraint<T> const& c, T const (&x)[3], VertexSystem<T>& system, T& chi2)
{
    T const r[3] = {c.x[0] - x[0], c.x[1] - x[1], c.x[2] - x[2]};
    T wr[3];
    multiply3(c.weight, r, wr);
    for (int k = 0; k < 6; ++k) system.a[k] = system.a[k] + c.weight[k];
    for (int k = 0; k < 3; ++k) system.g[k] = system.g[k] + wr[k];
    chi2 = chi2 + dot3(r, wr);
}

/// Normal equations of all tracks (and the constraint, when not null) at (x, p); the chi2 there.
/// Returns where all matrices are positive definite; `cov` = A^-1.
template <class T>
QUARTET_INLINE MaskOf<T> solve_vertex(TrackMeasurement<T> const* tracks, int n, T curvature_scale,
                                      VertexConstraint<T> const* constraint, T const (&x)[3], TrackMomentum<T> const* p,
                                      TrackTerms<T>* terms, VertexSystem<T>& system, T (&cov)[6], T& chi2)
{
    for (int k = 0; k < 6; ++k) system.a[k] = T(0);
    for (int k = 0; k < 3; ++k) system.g[k] = T(0);
    chi2 = T(0);
    MaskOf<T> regular = MaskOf<T>(true);
    for (int i = 0; i < n; ++i)
    {
        regular = regular & add_track(tracks[i], x, p[i], curvature_scale, terms[i], system);
        chi2 = chi2 + terms[i].chi2;
    }
    if (constraint != nullptr) add_constraint(*constraint, x, system, chi2);
    return regular & invert3(system.a, cov);
}

/// One step of the vertex and the momenta, where `active`. Returns by how much it lowers the chi2 of the linear model.
template <class T>
QUARTET_INLINE T take_step(int n, MaskOf<T> active, VertexSystem<T> const& system, T const (&cov)[6],
                           TrackTerms<T> const* terms, T (&x)[3], TrackMomentum<T>* p)
{
    T dv[3];
    multiply3(cov, system.g, dv);
    T decrease = dot3(system.g, dv);
    for (int k = 0; k < 3; ++k) x[k] = x[k] + select(active, dv[k], T(0));
    for (int i = 0; i < n; ++i)
    {
        TrackTerms<T> const& t = terms[i];
        T rest[3], su[3], dp[3];
        for (int c = 0; c < 3; ++c) rest[c] = t.u[c] - fma(t.b[c], dv[0], fma(t.b[3 + c], dv[1], t.b[6 + c] * dv[2]));
        multiply3(t.s, rest, dp);
        multiply3(t.s, t.u, su);
        decrease = decrease + dot3(t.u, su);
        p[i].phi = p[i].phi + select(active, dp[0], T(0));
        p[i].theta = p[i].theta + select(active, dp[1], T(0));
        p[i].qoverp = p[i].qoverp + select(active, dp[2], T(0));
    }
    return decrease;
}

/// The loop, for n tracks whose state lives with the caller. x and p hold the start.
template <class T>
QUARTET_INLINE void iterate_fit(TrackMeasurement<T> const* tracks, int n, T curvature_scale,
                                VertexConstraint<T> const* constraint, FitControl<T> const& control, T (&x)[3],
                                TrackMomentum<T>* p, TrackTerms<T>* terms, T (&cov)[6], T& chi2, T& last_decrease,
                                MaskOf<T>& regular, MaskOf<T>& converged)
{
    VertexSystem<T> system;
    MaskOf<T> active = MaskOf<T>(true);
    converged = MaskOf<T>(false);
    last_decrease = infinity_of<T>();
    for (int step = 0; step < control.max_steps && any(active); ++step)
    {
        regular = solve_vertex(tracks, n, curvature_scale, constraint, x, p, terms, system, cov, chi2);
        active = active & regular;
        T const decrease = take_step(n, active, system, cov, terms, x, p);
        last_decrease = select(active, decrease, last_decrease);
        converged = converged | (active & (decrease < control.tolerance));
        active = active & !converged & is_finite(decrease);
    }
    regular = solve_vertex(tracks, n, curvature_scale, constraint, x, p, terms, system, cov, chi2);
}

/// Fits N tracks to a common vertex, starting at the crossing of their tangents.
/// `curvature_scale` = constants::curvature_constant * B; `constraint` may be null.
template <int N, class T>
QUARTET_HD VertexFit<T, N> fit_vertex(TrackMeasurement<T> const (&tracks)[N], T curvature_scale,
                                      VertexConstraint<T> const* constraint = nullptr,
                                      FitControl<T> const& control = {})
{
    VertexFit<T, N> fit;
    crossing_of_tangents(tracks, N, fit.x);
    for (int i = 0; i < N; ++i) fit.p[i] = first_momentum(tracks[i]);
    iterate_fit(tracks, N, curvature_scale, constraint, control, fit.x, fit.p, fit.track, fit.cov, fit.chi2,
                fit.last_decrease, fit.regular, fit.converged);
    return fit;
}

/// Cov(V, p_i), rows x, y, z: -Cov(V) B_i S_i.
template <class T>
QUARTET_INLINE void covariance_vertex_momentum(T const (&cov)[6], TrackTerms<T> const& t, T (&result)[3][3])
{
    for (int c = 0; c < 3; ++c)
    {
        T const s[3] = {t.s[symmetric(0, c)], t.s[symmetric(1, c)], t.s[symmetric(2, c)]};
        T bs[3], column[3];
        for (int i = 0; i < 3; ++i) bs[i] = fma(t.b[3 * i], s[0], fma(t.b[3 * i + 1], s[1], t.b[3 * i + 2] * s[2]));
        multiply3(cov, bs, column);
        for (int i = 0; i < 3; ++i) result[i][c] = -column[i];
    }
}

/// Cov(p_i, p_j) = delta_ij S_i + S_i B_i^T Cov(V) B_j S_j.
template <class T>
QUARTET_INLINE void covariance_momenta(T const (&cov)[6], TrackTerms<T> const& ti, TrackTerms<T> const& tj, bool same,
                                       T (&result)[3][3])
{
    T vj[3][3];
    covariance_vertex_momentum(cov, tj, vj);
    for (int row = 0; row < 3; ++row)
    {
        T const s[3] = {ti.s[symmetric(row, 0)], ti.s[symmetric(row, 1)], ti.s[symmetric(row, 2)]};
        T sb[3];
        for (int i = 0; i < 3; ++i) sb[i] = fma(s[0], ti.b[3 * i], fma(s[1], ti.b[3 * i + 1], s[2] * ti.b[3 * i + 2]));
        for (int c = 0; c < 3; ++c)
        {
            T const sum = fma(sb[0], vj[0][c], fma(sb[1], vj[1][c], sb[2] * vj[2][c]));
            result[row][c] = (same ? ti.s[symmetric(row, c)] : T(0)) - sum;
        }
    }
}

QUARTET_END
