// A helix in a solenoid field along z, seen from a fixed reference point O: perigee parameters and their derivatives.
//
// Formulas: Billoir and Qian, NIM A 311 (1992) 139, in a form without cancellation for small curvature.
// The point V lies on the helix, where the momentum has azimuth phi_v, polar angle theta and charge/momentum qoverp:
//   D = V - O, t = (cos phi_v, sin phi_v), n = (-sin phi_v, cos phi_v), a = D.t, b = D.n, r2 = Dx^2 + Dy^2,
//   A = 2 b + kappa r2, U = sqrt(1 + kappa A),
//   d0 = A / (1 + U), delta = atan2(-kappa a, 1 + kappa b), phi = phi_v + delta, z0 = Dz + (delta / kappa) cot theta
// (the turn delta: helix_turn.hpp).
// Lengths in cm, momenta in GeV, fields in tesla. d0 has the sign of n.(closest point - O), as CMS dxy and ATLAS d0.
#pragma once

#include "models/base/constants.hpp"
#include "models/base/math.hpp"
#include "models/base/number.hpp"
#include "models/kinematics/helix_turn.hpp"

QUARTET_BEGIN

/// Sine and cosine of one angle.
template <class T>
using Angle = SinCos<T>;

template <class T>
QUARTET_INLINE Angle<T> angle_of(T x)
{
    return sincos(x);
}

/// An angle difference brought to [-pi, pi], for |x| < 3 pi.
template <class T>
QUARTET_INLINE T wrap_angle(T x)
{
    T const pi = T(3.14159265358979323846), two_pi = T(6.28318530717958647692);
    return x - select(x > pi, two_pi, T(0)) + select(x < -pi, two_pi, T(0));
}

/// Signed curvature, 1/cm: a positive charge turns clockwise in a field along +z.
template <class T>
QUARTET_INLINE T curvature(T qoverp, T sin_theta, T bfield_tesla)
{
    return -(T(constants::curvature_constant) * bfield_tesla * qoverp) / sin_theta;
}

/// Perigee parameters of a helix with respect to O, and what the derivatives need.
template <class T>
struct Perigee
{
    T d0, z0, delta;  ///< phi = phi_v + delta
    T a, b, r2;       ///< components of V - O along and across the momentum at V, and their squared norm
    T s;              ///< signed transverse path length from V to the closest point, delta / kappa
    T bend;           ///< (dphi/dkappa - s) / kappa
    T inverse_u;      ///< 1 / U
    T one_plus_kb;    ///< 1 + kappa b
    Angle<T> phi;     ///< azimuth at the closest point
};

/// The helix through O + (dx, dy, dz) with azimuth `v` there, as seen from O.
template <class T>
QUARTET_INLINE Perigee<T> perigee_of(T dx, T dy, T dz, Angle<T> v, T kappa, T cot_theta)
{
    Perigee<T> h;
    h.a = fma(dx, v.cos, dy * v.sin);
    h.b = fma(dy, v.cos, -(dx * v.sin));
    h.r2 = fma(dx, dx, dy * dy);
    T const ka = kappa * h.a;
    h.one_plus_kb = fma(kappa, h.b, T(1));
    T const big_a = fma(kappa, h.r2, h.b + h.b);
    T const u = sqrt(fma(kappa, big_a, T(1))), one_plus_u = T(1) + u;
    T const inverse = T(1) / (u * one_plus_u);  // one division for two
    h.inverse_u = one_plus_u * inverse;
    h.d0 = big_a * (u * inverse);
    HelixTurn<T> const turn = helix_turn(kappa, h.a, h.inverse_u, h.d0, h.one_plus_kb);
    h.delta = turn.delta;
    h.s = turn.s;
    h.bend = turn.bend;
    h.z0 = fma(h.s, cot_theta, dz);
    T const sin_delta = -(ka * h.inverse_u), cos_delta = h.one_plus_kb * h.inverse_u;
    h.phi.sin = fma(v.sin, cos_delta, v.cos * sin_delta);
    h.phi.cos = fma(v.cos, cos_delta, -(v.sin * sin_delta));
    return h;
}

/// Derivatives of (d0, z0, phi) with respect to V and to (phi_v, theta, qoverp). The others are constants:
/// d0 and phi do not depend on Vz, dz0/dVz = 1, theta and qoverp are their own parameters.
template <class T>
struct PerigeeJacobian
{
    T position[3][2];  ///< rows d0, z0, phi; columns Vx, Vy
    T momentum[3][3];  ///< rows d0, z0, phi; columns phi_v, theta, qoverp
};

/// `kappa_slope` = d kappa / d qoverp; `inverse_sin` = 1 / sin theta.
template <class T>
QUARTET_INLINE PerigeeJacobian<T> perigee_jacobian(Perigee<T> const& h, T kappa, T kappa_slope, T cot_theta,
                                                   T inverse_sin)
{
    PerigeeJacobian<T> j;
    T const iu = h.inverse_u, iu2 = iu * iu;
    j.position[0][0] = -h.phi.sin;
    j.position[0][1] = h.phi.cos;
    T const cot_iu = cot_theta * iu;
    j.position[1][0] = -(h.phi.cos * cot_iu);
    j.position[1][1] = -(h.phi.sin * cot_iu);
    T const k_iu = kappa * iu;
    j.position[2][0] = -(k_iu * h.phi.cos);
    j.position[2][1] = -(k_iu * h.phi.sin);

    T const d0_kappa = T(0.5) * fma(-h.d0, h.d0, h.r2) * iu;
    T const phi_kappa = -(h.a * iu2);
    T const z0_kappa = cot_theta * h.bend;
    T const kappa_theta = -(kappa * cot_theta);
    j.momentum[0][0] = -(h.a * iu);
    j.momentum[0][1] = d0_kappa * kappa_theta;
    j.momentum[0][2] = d0_kappa * kappa_slope;
    j.momentum[1][0] = -(cot_theta * (fma(kappa, h.r2, h.b) * iu2));
    j.momentum[1][1] = fma(z0_kappa, kappa_theta, -(h.s * (inverse_sin * inverse_sin)));
    j.momentum[1][2] = z0_kappa * kappa_slope;
    j.momentum[2][0] = h.one_plus_kb * iu2;
    j.momentum[2][1] = phi_kappa * kappa_theta;
    j.momentum[2][2] = phi_kappa * kappa_slope;
    return j;
}

QUARTET_END
