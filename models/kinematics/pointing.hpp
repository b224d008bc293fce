// Displacement of a decay vertex and the direction of its momentum.
//
// d = SV - PV (or SV - BS), p the momentum of the candidate; errors neglect the momentum's. Covariances are lower
// triangles xx, xy, yy, xz, yz, zz. Lengths in cm.
#pragma once

#include "models/base/number.hpp"

QUARTET_BEGIN

template <class T>
struct Point
{
    T x, y, z;
};

/// A length, its error, and their ratio.
template <class T>
struct Displacement
{
    T length, error, significance;
};

/// Centre of the luminous region at height z.
template <class T>
QUARTET_INLINE Point<T> beam_at(Point<T> const& beam, T dxdz, T dydz, T z)
{
    return {beam.x + dxdz * (z - beam.z), beam.y + dydz * (z - beam.z), z};
}

/// Transverse decay length |d_xy| with sigma = sqrt(d^T C d) / |d|; C is the sum of both covariances (xx, xy, yy).
template <class T>
QUARTET_INLINE Displacement<T> transverse_displacement(T dx, T dy, T cxx, T cxy, T cyy)
{
    T const length = sqrt(dx * dx + dy * dy);
    T const form = dx * dx * cxx + T(2) * dx * dy * cxy + dy * dy * cyy;
    T const error = sqrt(form) / length;
    return {length, error, length / error};
}

/// Decay length |d| with sigma = sqrt(d^T C d) / |d|; C is the sum of both covariances.
template <class T>
QUARTET_INLINE Displacement<T> displacement(T const (&d)[3], T const (&c)[6])
{
    T const length = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    T const form = d[0] * d[0] * c[0] + d[1] * d[1] * c[2] + d[2] * d[2] * c[5]
                   + T(2) * (d[0] * d[1] * c[1] + d[0] * d[2] * c[3] + d[1] * d[2] * c[4]);
    T const error = sqrt(form) / length;
    return {length, error, length / error};
}

/// Cosine of the angle between two vectors, clamped to [-1, 1].
template <class T>
QUARTET_INLINE T cosine(T const (&a)[3], T const (&b)[3])
{
    T const dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    T const aa = a[0] * a[0] + a[1] * a[1] + a[2] * a[2];
    T const bb = b[0] * b[0] + b[1] * b[1] + b[2] * b[2];
    T const c = dot / sqrt(aa * bb);
    T const low = select(c < T(-1), T(-1), c);
    return select(low > T(1), T(1), low);  // keeps NaN
}

/// The same in the transverse plane.
template <class T>
QUARTET_INLINE T cosine_transverse(T const (&a)[3], T const (&b)[3])
{
    T const a2[3] = {a[0], a[1], T(0)}, b2[3] = {b[0], b[1], T(0)};
    return cosine(a2, b2);
}

/// Distance along the beam between a primary vertex and the straight flight line of a candidate, where the line is
/// nearest to the vertex in the transverse plane. d = SV - PV.
template <class T>
QUARTET_INLINE T longitudinal_impact(T const (&d)[3], T const (&p)[3])
{
    T const pt2 = p[0] * p[0] + p[1] * p[1];
    return d[2] - (d[0] * p[0] + d[1] * p[1]) / pt2 * p[2];
}

/// Proper decay length: L cos(alpha) m / |p|.
template <class T>
QUARTET_INLINE T proper_length(T length, T cos_alpha, T mass, T momentum)
{
    return length * cos_alpha * (mass / momentum);
}

/// Transverse impact parameter over its error, positive when the closest point lies on the side towards which
/// (px, py) points, the momentum of the candidate. `d0` is the perigee parameter with respect to the beam (the closest
/// point lies at d0 (-sin phi, cos phi)), `variance` includes the width of the beam.
template <class T>
QUARTET_INLINE T signed_significance(T d0, T sin_phi, T cos_phi, T variance, T px, T py)
{
    T const side = d0 * (cos_phi * py - sin_phi * px);
    T const size = abs(d0) / sqrt(variance);
    return select(side < T(0), -size, size);
}

QUARTET_END
