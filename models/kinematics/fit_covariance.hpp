// Covariances of quantities of a vertex fit, without the 3 + 3N matrix.
//
// A quantity f(V, p_1 ... p_N) enters by its gradients v = df/dV and a_i = df/d(phi_v, theta, qoverp)_i. With
// Cov(V, p_i) = -Cov(V) B_i S_i and Cov(p_i, p_j) = delta_ij S_i + S_i B_i^T Cov(V) B_j S_j (vertex_terms.hpp):
//   w_f = v_f - sum_i B_i S_i a_i,   Cov(f, g) = w_f^T Cov(V) w_g + sum_i a_i^T S_i b_i,
//   Cov(V, f) = Cov(V) w_f,          Cov(p_i, f) = S_i (a_i - B_i^T Cov(V) w_f).
// The variance is a sum of two positive forms: nothing cancels in float32.
#pragma once

#include "models/kinematics/vertex_fit.hpp"

QUARTET_BEGIN

/// One number per parameter of the fit: the gradient of a quantity, or its covariance with the parameters.
template <class T, int N>
struct FitVector
{
    T vertex[3];
    T momentum[N][3];  ///< phi_v, theta, qoverp
};

/// The gradient of a quantity after the elimination of the momenta.
template <class T, int N>
struct ReducedGradient
{
    T w[3];      ///< v - sum B S a
    T cw[3];     ///< Cov(V) w: the covariance of the quantity with the vertex
    T sa[N][3];  ///< S a
};

template <class T, int N>
QUARTET_INLINE FitVector<T, N> zero_vector()
{
    FitVector<T, N> f;
    for (int k = 0; k < 3; ++k)
    {
        f.vertex[k] = T(0);
        for (int i = 0; i < N; ++i) f.momentum[i][k] = T(0);
    }
    return f;
}

template <class T, int N>
QUARTET_INLINE T inner(FitVector<T, N> const& a, FitVector<T, N> const& b)
{
    T sum = dot3(a.vertex, b.vertex);
    for (int i = 0; i < N; ++i) sum = sum + dot3(a.momentum[i], b.momentum[i]);
    return sum;
}

template <class T, int N>
QUARTET_INLINE ReducedGradient<T, N> reduce(VertexFit<T, N> const& fit, FitVector<T, N> const& f)
{
    ReducedGradient<T, N> r;
    for (int k = 0; k < 3; ++k) r.w[k] = f.vertex[k];
    for (int i = 0; i < N; ++i)
    {
        TrackTerms<T> const& t = fit.track[i];
        multiply3(t.s, f.momentum[i], r.sa[i]);
        for (int k = 0; k < 3; ++k)
            r.w[k] = r.w[k] - fma(t.b[3 * k], r.sa[i][0], fma(t.b[3 * k + 1], r.sa[i][1], t.b[3 * k + 2] * r.sa[i][2]));
    }
    multiply3(fit.cov, r.w, r.cw);
    return r;
}

/// Cov(f, g) from the gradient of f, its reduced form and the reduced gradient of g.
template <class T, int N>
QUARTET_INLINE T covariance(FitVector<T, N> const& f, ReducedGradient<T, N> const& rf, ReducedGradient<T, N> const& rg)
{
    T sum = dot3(rf.w, rg.cw);
    for (int i = 0; i < N; ++i) sum = sum + dot3(f.momentum[i], rg.sa[i]);
    return sum;
}

/// Cov(f, g) of two quantities.
template <class T, int N>
QUARTET_INLINE T covariance(VertexFit<T, N> const& fit, FitVector<T, N> const& f, FitVector<T, N> const& g)
{
    return covariance(f, reduce(fit, f), reduce(fit, g));
}

/// Variance of one quantity.
template <class T, int N>
QUARTET_INLINE T variance(VertexFit<T, N> const& fit, FitVector<T, N> const& f)
{
    ReducedGradient<T, N> const r = reduce(fit, f);
    return covariance(f, r, r);
}

/// Cov(parameters, f): how the parameters move when f is measured.
template <class T, int N>
QUARTET_INLINE FitVector<T, N> response(VertexFit<T, N> const& fit, FitVector<T, N> const& f,
                                        ReducedGradient<T, N> const& r)
{
    FitVector<T, N> c;
    for (int k = 0; k < 3; ++k) c.vertex[k] = r.cw[k];
    for (int i = 0; i < N; ++i)
    {
        TrackTerms<T> const& t = fit.track[i];
        T rest[3];
        for (int k = 0; k < 3; ++k)
            rest[k] = f.momentum[i][k] - fma(t.b[k], r.cw[0], fma(t.b[3 + k], r.cw[1], t.b[6 + k] * r.cw[2]));
        multiply3(t.s, rest, c.momentum[i]);
    }
    return c;
}

QUARTET_END
