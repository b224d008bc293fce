// One track in a vertex fit: its measurement, its linearisation, and what it adds to the normal equations.
//
// The fit minimises sum_i r_i^T W_i r_i with r_i = q_i - h_i(V, p_i) over the vertex V and the momenta
// p_i = (phi_v, theta, qoverp) at V. With D = dh/dV and E = dh/dp each track is eliminated by a Schur complement
// (Billoir, Fruehwirth, Regler, NIM A 241 (1985) 115):
//   C = E^T W E, B = D^T W E, u = E^T W r, S = C^-1;  A = sum D^T W D - B S B^T,  g = sum D^T W r - B S u.
// Symmetric matrices are stored as lower triangles, row by row.
#pragma once

#include "models/kinematics/helix.hpp"

QUARTET_BEGIN

/// Row i, column j <= i of a lower triangle.
QUARTET_INLINE constexpr int lower(int i, int j) { return i * (i + 1) / 2 + j; }
QUARTET_INLINE constexpr int symmetric(int i, int j) { return i >= j ? lower(i, j) : lower(j, i); }

/// A track as measured: q = (d0, z0, phi, theta, qoverp) at `reference` (relative to the local origin of the fit),
/// and the inverse of its covariance.
template <class T>
struct TrackMeasurement
{
    T q[5];
    T reference[3];
    T weight[15];
};

/// Momentum of a track at the vertex.
template <class T>
struct TrackMomentum
{
    T phi, theta, qoverp;
};

/// What remains of a track after its elimination.
template <class T>
struct TrackTerms
{
    T s[6];  ///< S: covariance of the momentum at fixed vertex
    T b[9];  ///< B, rows x, y, z; columns phi_v, theta, qoverp
    T u[3];  ///< E^T W r
    T chi2;  ///< r^T W r
};

/// The normal equations of the vertex.
template <class T>
struct VertexSystem
{
    T a[6];  ///< A: inverse covariance of the vertex
    T g[3];
};

/// Inverse of a symmetric 3x3 matrix by cofactors (no loss under different scales of the rows).
/// Returns where the matrix is positive definite; elsewhere the inverse is not meaningful.
template <class T>
QUARTET_INLINE MaskOf<T> invert3(T const (&m)[6], T (&inverse)[6])
{
    T const c00 = fma(m[2], m[5], -(m[4] * m[4]));
    T const c10 = fma(m[3], m[4], -(m[1] * m[5]));
    T const c20 = fma(m[1], m[4], -(m[2] * m[3]));
    T const det = fma(m[0], c00, fma(m[1], c10, m[3] * c20));
    T const minor = fma(m[0], m[2], -(m[1] * m[1]));
    T const id = T(1) / det;
    inverse[0] = c00 * id;
    inverse[1] = c10 * id;
    inverse[2] = fma(m[0], m[5], -(m[3] * m[3])) * id;
    inverse[3] = c20 * id;
    inverse[4] = fma(m[1], m[3], -(m[0] * m[4])) * id;
    inverse[5] = minor * id;
    return (m[0] > T(0)) & (minor > T(0)) & (det > T(0)) & is_finite(det) & is_finite(id);
}

/// r = m v for a symmetric 3x3 matrix.
template <class T>
QUARTET_INLINE void multiply3(T const (&m)[6], T const (&v)[3], T (&r)[3])
{
    r[0] = fma(m[0], v[0], fma(m[1], v[1], m[3] * v[2]));
    r[1] = fma(m[1], v[0], fma(m[2], v[1], m[4] * v[2]));
    r[2] = fma(m[3], v[0], fma(m[4], v[1], m[5] * v[2]));
}

template <class T>
QUARTET_INLINE T dot3(T const (&a)[3], T const (&b)[3])
{
    return fma(a[0], b[0], fma(a[1], b[1], a[2] * b[2]));
}

/// Measurement minus prediction, and the derivatives of the prediction.
template <class T>
struct TrackLinear
{
    T r[5];
    PerigeeJacobian<T> j;
};

/// Linearises h at (vertex, momentum). `curvature_scale` = constants::curvature_constant * B.
template <class T>
QUARTET_INLINE TrackLinear<T> linearise(TrackMeasurement<T> const& track, T const (&vertex)[3],
                                        TrackMomentum<T> const& p, T curvature_scale)
{
    Angle<T> const theta = angle_of(p.theta);
    T const inverse_sin = T(1) / theta.sin;
    T const cot = theta.cos * inverse_sin;
    T const slope = -(curvature_scale * inverse_sin);
    T const kappa = slope * p.qoverp;
    Perigee<T> const h = perigee_of(vertex[0] - track.reference[0], vertex[1] - track.reference[1],
                                    vertex[2] - track.reference[2], angle_of(p.phi), kappa, cot);
    TrackLinear<T> linear;
    linear.r[0] = track.q[0] - h.d0;
    linear.r[1] = track.q[1] - h.z0;
    linear.r[2] = wrap_angle((track.q[2] - p.phi) - h.delta);
    linear.r[3] = track.q[3] - p.theta;
    linear.r[4] = track.q[4] - p.qoverp;
    linear.j = perigee_jacobian(h, kappa, slope, cot, inverse_sin);
    return linear;
}

/// W E, rows of the five parameters, columns phi_v, theta, qoverp.
template <class T>
QUARTET_INLINE void weigh_momentum(T const (&w)[15], PerigeeJacobian<T> const& j, T (&we)[5][3])
{
    for (int row = 0; row < 5; ++row)
        for (int c = 0; c < 3; ++c)
        {
            T sum = c == 0 ? w[symmetric(row, 0)] * j.momentum[0][0]
                           : fma(w[symmetric(row, 0)], j.momentum[0][c], w[symmetric(row, c + 2)]);
            sum = fma(w[symmetric(row, 1)], j.momentum[1][c], sum);
            we[row][c] = fma(w[symmetric(row, 2)], j.momentum[2][c], sum);
        }
}

/// Adds D^T W D and D^T W r of one track to the system.
template <class T>
QUARTET_INLINE void add_position(T const (&w)[15], PerigeeJacobian<T> const& j, T const (&wr)[5],
                                 VertexSystem<T>& system)
{
    T wd[3][2];  // rows d0, z0, phi of W D, columns x, y
    for (int row = 0; row < 3; ++row)
        for (int c = 0; c < 2; ++c)
            wd[row][c] = fma(w[symmetric(row, 0)], j.position[0][c],
                             fma(w[symmetric(row, 1)], j.position[1][c], w[symmetric(row, 2)] * j.position[2][c]));
    auto const project = [&](T v0, T v1, T v2, int c)
    { return fma(j.position[0][c], v0, fma(j.position[1][c], v1, j.position[2][c] * v2)); };
    system.a[0] = system.a[0] + project(wd[0][0], wd[1][0], wd[2][0], 0);
    system.a[1] = system.a[1] + project(wd[0][0], wd[1][0], wd[2][0], 1);
    system.a[2] = system.a[2] + project(wd[0][1], wd[1][1], wd[2][1], 1);
    system.a[3] = system.a[3] + wd[1][0];
    system.a[4] = system.a[4] + wd[1][1];
    system.a[5] = system.a[5] + w[symmetric(1, 1)];
    system.g[0] = system.g[0] + project(wr[0], wr[1], wr[2], 0);
    system.g[1] = system.g[1] + project(wr[0], wr[1], wr[2], 1);
    system.g[2] = system.g[2] + wr[1];
}

/// C = E^T W E and B = D^T W E from W E, and u = E^T W r.
template <class T>
QUARTET_INLINE void momentum_terms(PerigeeJacobian<T> const& j, T const (&we)[5][3], T const (&wr)[5], T (&c)[6],
                                   TrackTerms<T>& terms)
{
    for (int row = 0; row < 3; ++row)
    {
        for (int col = 0; col <= row; ++col)
        {
            T sum = row == 0 ? j.momentum[0][0] * we[0][col] : fma(j.momentum[0][row], we[0][col], we[row + 2][col]);
            sum = fma(j.momentum[1][row], we[1][col], sum);
            c[lower(row, col)] = fma(j.momentum[2][row], we[2][col], sum);
        }
        T sum = row == 0 ? j.momentum[0][0] * wr[0] : fma(j.momentum[0][row], wr[0], wr[row + 2]);
        sum = fma(j.momentum[1][row], wr[1], sum);
        terms.u[row] = fma(j.momentum[2][row], wr[2], sum);
        for (int i = 0; i < 2; ++i)
            terms.b[3 * i + row] =
                fma(j.position[0][i], we[0][row], fma(j.position[1][i], we[1][row], j.position[2][i] * we[2][row]));
        terms.b[6 + row] = we[1][row];
    }
}

/// Subtracts B S B^T and B S u of one track.
template <class T>
QUARTET_INLINE void eliminate(TrackTerms<T> const& t, VertexSystem<T>& system)
{
    T bs[3][3];
    for (int i = 0; i < 3; ++i)
    {
        T const row[3] = {t.b[3 * i], t.b[3 * i + 1], t.b[3 * i + 2]};
        multiply3(t.s, row, bs[i]);
    }
    for (int i = 0; i < 3; ++i)
    {
        for (int k = 0; k <= i; ++k)
        {
            T const row[3] = {t.b[3 * k], t.b[3 * k + 1], t.b[3 * k + 2]};
            system.a[lower(i, k)] = system.a[lower(i, k)] - dot3(bs[i], row);
        }
        system.g[i] = system.g[i] - dot3(bs[i], t.u);
    }
}

/// Linearises one track and adds it to the system. Returns where its momentum block is positive definite.
template <class T>
QUARTET_INLINE MaskOf<T> add_track(TrackMeasurement<T> const& track, T const (&vertex)[3], TrackMomentum<T> const& p,
                                   T curvature_scale, TrackTerms<T>& terms, VertexSystem<T>& system)
{
    TrackLinear<T> const linear = linearise(track, vertex, p, curvature_scale);
    T wr[5];
    for (int row = 0; row < 5; ++row)
    {
        T sum = track.weight[symmetric(row, 0)] * linear.r[0];
        for (int col = 1; col < 5; ++col) sum = fma(track.weight[symmetric(row, col)], linear.r[col], sum);
        wr[row] = sum;
    }
    T chi2 = linear.r[0] * wr[0];
    for (int row = 1; row < 5; ++row) chi2 = fma(linear.r[row], wr[row], chi2);
    terms.chi2 = chi2;
    T we[5][3];
    weigh_momentum(track.weight, linear.j, we);
    T c[6];
    momentum_terms(linear.j, we, wr, c, terms);
    auto const regular = invert3(c, terms.s);
    add_position(track.weight, linear.j, wr, system);
    eliminate(terms, system);
    return regular;
}

QUARTET_END
