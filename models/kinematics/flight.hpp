// Flight of a candidate from a point (primary vertex, beam spot): lengths, angles, proper time, with complete errors.
//
// d = V - from, P the momentum, m the mass. Every quantity f has the gradient (df/dd, df/dP, df/dm); its variance is
// the form of the 7x7 covariance of the candidate plus df/dd^T C_from df/dd. Bmm5 (KinematicFitResult.cc,
// Displacement.cc) neglects the momentum and mass terms in the angle; they are kept here, with their correlation to the
// vertex. The point must not have been fitted with the candidate's tracks (vertex_removal.hpp), or the errors count
// them twice. Lengths in cm. A quantity and its error are NaN where d is zero.
#pragma once

#include "models/kinematics/candidate_parameters.hpp"

QUARTET_BEGIN

/// A point with its covariance (lower triangle xx, xy, yy, xz, yz, zz), relative to the origin of the candidate.
template <class T>
struct MeasuredPoint
{
    T x[3];
    T cov[6];
};

/// sigma of a quantity with gradient g by the parameters of the candidate, and -g[0..2] by the point.
template <class T>
QUARTET_INLINE T error_from(CandidateParameters<T> const& c, MeasuredPoint<T> const& from, T const (&g)[7])
{
    T const gd[3] = {g[0], g[1], g[2]};
    T cg[3];
    multiply3(from.cov, gd, cg);
    return sqrt(max(T(0), c.variance(g) + dot3(gd, cg)));
}

/// d, and the momentum; the z components are zero in the transverse plane.
template <class T>
struct FlightVectors
{
    T d[3], p[3];
    T dd, pp, dp;  ///< d.d, P.P, d.P
};

template <class T>
QUARTET_INLINE FlightVectors<T> flight_vectors(CandidateParameters<T> const& c, MeasuredPoint<T> const& from,
                                               bool transverse)
{
    FlightVectors<T> f;
    for (int k = 0; k < 3; ++k)
    {
        bool const dropped = transverse && k == 2;
        f.d[k] = dropped ? T(0) : c.v[k] - from.x[k];
        f.p[k] = dropped ? T(0) : c.v[3 + k];
    }
    f.dd = dot3(f.d, f.d);
    f.pp = dot3(f.p, f.p);
    f.dp = dot3(f.d, f.p);
    return f;
}

/// |d|, or |d_xy|: sigma = sqrt(d^T (C_V + C_from) d) / |d|.
template <class T>
QUARTET_HD Measured<T> decay_length(CandidateParameters<T> const& c, MeasuredPoint<T> const& from, bool transverse)
{
    FlightVectors<T> const f = flight_vectors(c, from, transverse);
    T const length = sqrt(f.dd);
    T const g[7] = {f.d[0] / length, f.d[1] / length, f.d[2] / length, T(0), T(0), T(0), T(0)};
    return {length, error_from(c, from, g)};
}

/// The angle between d and P. The error of the cosine is sin(alpha) times that of the angle: near alpha = 0 the cosine
/// is not normally distributed, the two components of the angle are.
template <class T>
struct Pointing
{
    Measured<T> cosine;  ///< clamped to [-1, 1]
    Measured<T> angle;   ///< radian, 0 to pi; the error is NaN where d and P are parallel
};

/// With u = d/|d|, v = P/|P|, e the unit vector of v - u cos(alpha): d alpha / dd = -e / |d|, likewise for P.
template <class T>
QUARTET_HD Pointing<T> pointing(CandidateParameters<T> const& c, MeasuredPoint<T> const& from, bool transverse)
{
    FlightVectors<T> const f = flight_vectors(c, from, transverse);
    T const id = T(1) / sqrt(f.dd), ip = T(1) / sqrt(f.pp);
    T const u[3] = {f.d[0] * id, f.d[1] * id, f.d[2] * id}, v[3] = {f.p[0] * ip, f.p[1] * ip, f.p[2] * ip};
    T const n[3] = {fma(u[1], v[2], -(u[2] * v[1])), fma(u[2], v[0], -(u[0] * v[2])), fma(u[0], v[1], -(u[1] * v[0]))};
    T const sine = sqrt(dot3(n, n)), cosine = dot3(u, v);
    // e = n x u / sin, e' = v x n / sin: both without the difference v - u cos.
    T const is = T(1) / sine;
    T const e[3] = {fma(n[1], u[2], -(n[2] * u[1])) * is, fma(n[2], u[0], -(n[0] * u[2])) * is,
                    fma(n[0], u[1], -(n[1] * u[0])) * is};
    T const h[3] = {fma(v[1], n[2], -(v[2] * n[1])) * is, fma(v[2], n[0], -(v[0] * n[2])) * is,
                    fma(v[0], n[1], -(v[1] * n[0])) * is};
    T const g[7] = {-(e[0] * id), -(e[1] * id), -(e[2] * id), -(h[0] * ip), -(h[1] * ip), -(h[2] * ip), T(0)};
    T const known = select(sine > T(0), error_from(c, from, g), nan_of<T>());
    T const low = select(cosine < T(-1), T(-1), cosine);
    T const clamped = select(low > T(1), T(1), low);  // keeps NaN
    return {{clamped, select(sine > T(0), sine * known, T(0))}, {atan2(sine, clamped), known}};
}

/// ct = |d| cos(alpha) m / |P| = m d.P / P^2, or the same in the transverse plane (c tau_xy = Lxy cos(alpha_xy) m /
/// pT).
template <class T>
QUARTET_HD Measured<T> proper_decay_length(CandidateParameters<T> const& c, MeasuredPoint<T> const& from,
                                           bool transverse)
{
    FlightVectors<T> const f = flight_vectors(c, from, transverse);
    T const m = c.v[6];
    T const ipp = T(1) / f.pp;
    T const scale = m * ipp, ratio = f.dp * ipp;
    T const twice = ratio + ratio;
    T g[7];
    for (int k = 0; k < 3; ++k)
    {
        g[k] = f.p[k] * scale;
        g[3 + k] = fma(-twice, f.p[k], f.d[k]) * scale;
    }
    g[6] = ratio;
    return {ratio * m, error_from(c, from, g)};
}

/// Flight-distance chi2 of LHCb: d^T (C_V + C_from)^-1 d. NaN where the sum is not positive definite.
template <class T>
QUARTET_HD T flight_chi2(CandidateParameters<T> const& c, MeasuredPoint<T> const& from)
{
    FlightVectors<T> const f = flight_vectors(c, from, false);
    T sum[6], inverse[6], wd[3];
    for (int k = 0; k < 6; ++k) sum[k] = c.cov[k] + from.cov[k];
    MaskOf<T> const regular = invert3(sum, inverse);
    multiply3(inverse, f.d, wd);
    return select(regular, dot3(f.d, wd), nan_of<T>());
}

QUARTET_END
