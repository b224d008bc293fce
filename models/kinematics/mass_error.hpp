// Mass of the refitted tracks and its error with all correlations.
//
// With g_i = dm/d(phi_v, theta, qoverp)_i and the covariances of the vertex fit,
//   sigma_m^2 = sum_ij g_i^T Cov(p_i, p_j) g_j = sum_i g_i^T S_i g_i + k^T Cov(V) k,  k = sum_i B_i S_i g_i,
// so the 3N x 3N matrix is never formed. dm/dp_i = (E_tot beta_i - P_tot) / m.
#pragma once

#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/vertex_fit.hpp"

QUARTET_BEGIN

/// Four-momentum of a track at the vertex.
template <class T>
QUARTET_INLINE FourMomentum<T> momentum_of(TrackMomentum<T> const& p, T mass)
{
    Angle<T> const phi = angle_of(p.phi), theta = angle_of(p.theta);
    T const magnitude = T(1) / abs(p.qoverp);
    T const pt = magnitude * theta.sin;
    return on_shell(pt * phi.cos, pt * phi.sin, magnitude * theta.cos, mass);
}

/// Derivatives of the mass with respect to (phi_v, theta, qoverp) of one track with four-momentum q.
template <class T>
QUARTET_INLINE void mass_gradient(FourMomentum<T> const& q, FourMomentum<T> const& total, T mass, T qoverp, T (&g)[3])
{
    T const scale = total.e / q.e;
    T const im = T(1) / mass;
    T const mx = fma(scale, q.px, -total.px) * im;
    T const my = fma(scale, q.py, -total.py) * im;
    T const mz = fma(scale, q.pz, -total.pz) * im;
    T const pt = sqrt(fma(q.px, q.px, q.py * q.py));
    T const ipt = T(1) / pt;
    g[0] = fma(my, q.px, -(mx * q.py));
    g[1] = fma(fma(mx, q.px, my * q.py), q.pz * ipt, -(mz * pt));
    g[2] = -(fma(mx, q.px, fma(my, q.py, mz * q.pz)) / qoverp);
}

/// sigma_m of the N fitted tracks; `q` are their four-momenta at the vertex.
template <int N, class T>
QUARTET_HD T mass_error(VertexFit<T, N> const& fit, FourMomentum<T> const (&q)[N], T mass)
{
    FourMomentum<T> total = q[0];
    for (int i = 1; i < N; ++i) total = total + q[i];
    T variance = T(0), k[3] = {T(0), T(0), T(0)};
    for (int i = 0; i < N; ++i)
    {
        TrackTerms<T> const& t = fit.track[i];
        T g[3], sg[3];
        mass_gradient(q[i], total, mass, fit.p[i].qoverp, g);
        multiply3(t.s, g, sg);
        variance = variance + dot3(g, sg);
        for (int row = 0; row < 3; ++row)
            k[row] = k[row] + fma(t.b[3 * row], sg[0], fma(t.b[3 * row + 1], sg[1], t.b[3 * row + 2] * sg[2]));
    }
    T ck[3];
    multiply3(fit.cov, k, ck);
    return sqrt(variance + dot3(k, ck));
}

QUARTET_END
