// Impact parameters with errors: of a candidate's straight flight line, and of a track, to a point or the beam line.
//
// Candidate (Bmm5 pvip, pvlip; K* mu mu bDCABS): d = V - point, v = P/|P|.
//   3D: |d - v (v.d)|; transverse: (dx Py - dy Px) / pT, signed; longitudinal: dz - (d.P)_T Pz / pT^2.
// Track (K* mu mu kstTrkDCABS, Bmm close tracks): the helix is seen from the point (helix.hpp), which gives d0 and z0
// there; 3D: sqrt(d0^2 + (z0 sin theta)^2). The covariance is transported with the exact derivatives.
// The covariance of the point enters every error: give zeros for CMS's perigee errors, which are the track's alone, and
// the width of the luminous region for IPTools-like errors. Lengths in cm.
#pragma once

#include "models/kinematics/flight.hpp"

QUARTET_BEGIN

/// Distance of the flight line from the point in space. The error is NaN where the line goes through the point.
template <class T>
QUARTET_HD Measured<T> impact_3d(CandidateParameters<T> const& c, MeasuredPoint<T> const& point)
{
    FlightVectors<T> const f = flight_vectors(c, point, false);
    T const ip = T(1) / sqrt(f.pp);
    T const v[3] = {f.p[0] * ip, f.p[1] * ip, f.p[2] * ip};
    T const along = dot3(f.d, v);
    // d x v has the length of the distance without the difference d - v (v.d); e = v x (d x v) / |d x v|.
    T const n[3] = {fma(f.d[1], v[2], -(f.d[2] * v[1])), fma(f.d[2], v[0], -(f.d[0] * v[2])),
                    fma(f.d[0], v[1], -(f.d[1] * v[0]))};
    T const distance = sqrt(dot3(n, n));
    T const r = T(1) / distance, lever = along * ip;
    T const e[3] = {fma(v[1], n[2], -(v[2] * n[1])) * r, fma(v[2], n[0], -(v[0] * n[2])) * r,
                    fma(v[0], n[1], -(v[1] * n[0])) * r};
    T const g[7] = {e[0], e[1], e[2], -(lever * e[0]), -(lever * e[1]), -(lever * e[2]), T(0)};
    return {distance, error_from(c, point, g)};
}

/// Signed transverse distance: positive when the flight line passes the point on the left of its own direction, as d0.
template <class T>
QUARTET_HD Measured<T> impact_transverse(CandidateParameters<T> const& c, MeasuredPoint<T> const& point)
{
    FlightVectors<T> const f = flight_vectors(c, point, true);
    T const ip = T(1) / sqrt(f.pp);
    T const cx = f.p[0] * ip, cy = f.p[1] * ip;
    T const value = fma(f.d[1], cx, -(f.d[0] * cy)), lever = (f.dp * ip) * ip;
    T const g[7] = {-cy, cx, T(0), lever * cy, -(lever * cx), T(0), T(0)};
    return {value, error_from(c, point, g)};
}

/// Distance along z between the point and the flight line, where the line is nearest to it in the transverse plane.
template <class T>
QUARTET_HD Measured<T> impact_longitudinal(CandidateParameters<T> const& c, MeasuredPoint<T> const& point)
{
    FlightVectors<T> const f = flight_vectors(c, point, true);
    T const dz = c.v[2] - point.x[2], pz = c.v[5];
    T const ipp = T(1) / f.pp, path = f.dp * ipp, slope = pz * ipp;
    T const g[7] = {-(f.p[0] * slope),
                    -(f.p[1] * slope),
                    T(1),
                    -(slope * fma(-(path + path), f.p[0], f.d[0])),
                    -(slope * fma(-(path + path), f.p[1], f.d[1])),
                    -path,
                    T(0)};
    return {fma(-path, pz, dz), error_from(c, point, g)};
}

/// A track as seen from a point.
template <class T>
struct TrackAtPoint
{
    T d0, z0;
    Angle<T> theta;
    T track[2][5];  ///< derivatives of d0 and z0 by (d0, z0, phi, theta, qoverp) at the reference
    T point[2][3];  ///< by the point
};

/// q = (d0, z0, phi, theta, qoverp) at `reference`; `curvature_scale` = constants::curvature_constant * B.
template <class T>
QUARTET_HD TrackAtPoint<T> track_at_point(T const (&q)[5], T const (&reference)[3], T const (&point)[3],
                                          T curvature_scale)
{
    TrackAtPoint<T> a;
    a.theta = angle_of(q[3]);
    Angle<T> const phi = angle_of(q[2]);
    T const inverse_sin = T(1) / a.theta.sin;
    T const cot = a.theta.cos * inverse_sin, slope = -(curvature_scale * inverse_sin), kappa = slope * q[4];
    Perigee<T> const h =
        perigee_of(fma(-q[0], phi.sin, reference[0] - point[0]), fma(q[0], phi.cos, reference[1] - point[1]),
                   (reference[2] - point[2]) + q[1], phi, kappa, cot);
    PerigeeJacobian<T> const j = perigee_jacobian(h, kappa, slope, cot, inverse_sin);
    a.d0 = h.d0;
    a.z0 = h.z0;
    for (int row = 0; row < 2; ++row)
    {
        T const jx = j.position[row][0], jy = j.position[row][1];
        a.track[row][0] = fma(jy, phi.cos, -(jx * phi.sin));
        a.track[row][1] = T(row);
        a.track[row][2] = fma(-q[0], fma(jx, phi.cos, jy * phi.sin), j.momentum[row][0]);
        a.track[row][3] = j.momentum[row][1];
        a.track[row][4] = j.momentum[row][2];
        a.point[row][0] = -jx;
        a.point[row][1] = -jy;
        a.point[row][2] = T(-row);
    }
    return a;
}

/// sigma of a function of (d0, z0, theta) at the point with the gradient (fd, fz, ft); both covariances as triangles.
template <class T>
QUARTET_INLINE T track_error(TrackAtPoint<T> const& a, T const (&cov)[15], T const (&point_cov)[6], T fd, T fz, T ft)
{
    T g[5], gp[3], cg[3];
    for (int k = 0; k < 5; ++k) g[k] = fma(fd, a.track[0][k], fz * a.track[1][k]);
    g[3] = g[3] + ft;
    for (int k = 0; k < 3; ++k) gp[k] = fma(fd, a.point[0][k], fz * a.point[1][k]);
    multiply3(point_cov, gp, cg);
    T sum = dot3(gp, cg);
    for (int i = 0; i < 5; ++i)
    {
        T row = T(0);
        for (int k = 0; k < 5; ++k) row = fma(cov[symmetric(i, k)], g[k], row);
        sum = fma(g[i], row, sum);
    }
    return sqrt(max(T(0), sum));
}

/// Transverse impact parameter d0 at the point: the distance to the beam line there.
template <class T>
QUARTET_HD Measured<T> track_impact_transverse(TrackAtPoint<T> const& a, T const (&cov)[15], T const (&point_cov)[6])
{
    return {a.d0, track_error(a, cov, point_cov, T(1), T(0), T(0))};
}

/// Distance of the track from the point in space: the doca of close tracks.
template <class T>
QUARTET_HD Measured<T> track_impact_3d(TrackAtPoint<T> const& a, T const (&cov)[15], T const (&point_cov)[6])
{
    T const across = a.z0 * a.theta.sin;
    T const distance = sqrt(fma(a.d0, a.d0, across * across));
    T const r = T(1) / distance, share = across * r;
    return {distance, track_error(a, cov, point_cov, a.d0 * r, share * a.theta.sin, share * (a.z0 * a.theta.cos))};
}

QUARTET_END
