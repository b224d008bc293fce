// Distance of closest approach of two tracks. Lengths in cm.
#pragma once

#include "models/kinematics/helix.hpp"
#include "models/kinematics/pointing.hpp"

QUARTET_BEGIN

/// A straight line: a point and a unit vector.
template <class T>
struct Line
{
    T point[3];
    T direction[3];
};

/// |w . (t_A x t_B)| / |t_A x t_B| with w = x_A - x_B; for parallel lines the distance |w x t|.
template <class T>
QUARTET_INLINE T line_distance(Line<T> const& a, Line<T> const& b)
{
    T const wx = a.point[0] - b.point[0], wy = a.point[1] - b.point[1], wz = a.point[2] - b.point[2];
    T const* s = a.direction;
    T const* t = b.direction;
    T const cx = s[1] * t[2] - s[2] * t[1], cy = s[2] * t[0] - s[0] * t[2], cz = s[0] * t[1] - s[1] * t[0];
    T const cross2 = cx * cx + cy * cy + cz * cz;
    auto const parallel = !(cross2 > T(1e-12));
    T const skew = abs(wx * cx + wy * cy + wz * cz) / sqrt(select(parallel, T(1), cross2));
    T const vx = wy * s[2] - wz * s[1], vy = wz * s[0] - wx * s[2], vz = wx * s[1] - wy * s[0];
    return select(parallel, sqrt(vx * vx + vy * vy + vz * vz), skew);
}

/// A helix by its closest point to the beam line, where the path length is 0.
template <class T>
struct HelixLine
{
    T point[3];
    Angle<T> phi;  ///< direction there
    T kappa;       ///< signed curvature, 1/cm
    T cot_theta;
};

/// Position and direction (per transverse length) at the transverse path length s.
template <class T>
struct HelixState
{
    T x[3], t[3];
};

/// With chord angle kappa s / 2: x = x0 + s sinc(kappa s / 2) (cos, sin)(phi + kappa s / 2).
template <class T>
QUARTET_INLINE HelixState<T> helix_at(HelixLine<T> const& h, T s)
{
    T const half = T(0.5) * h.kappa * s;
    Angle<T> const c = angle_of(half);
    auto const small = abs(half) < T(1e-4);
    T const sinc = select(small, T(1) - half * half * T(1.0 / 6), c.sin / select(small, T(1), half));
    T const chord = s * sinc;
    T const middle_cos = h.phi.cos * c.cos - h.phi.sin * c.sin, middle_sin = h.phi.sin * c.cos + h.phi.cos * c.sin;
    T const end_cos = middle_cos * c.cos - middle_sin * c.sin, end_sin = middle_sin * c.cos + middle_cos * c.sin;
    HelixState<T> state;
    state.x[0] = h.point[0] + chord * middle_cos;
    state.x[1] = h.point[1] + chord * middle_sin;
    state.x[2] = h.point[2] + s * h.cot_theta;
    state.t[0] = end_cos;
    state.t[1] = end_sin;
    state.t[2] = h.cot_theta;
    return state;
}

/// One Gauss-Newton step of both path lengths towards the closest approach; none where the directions are parallel.
template <class T>
QUARTET_INLINE void approach(HelixState<T> const& a, HelixState<T> const& b, T& sa, T& sb)
{
    T aa = T(0), bb = T(0), ab = T(0), aw = T(0), bw = T(0);
    for (int k = 0; k < 3; ++k)
    {
        T const w = a.x[k] - b.x[k];
        aa = aa + a.t[k] * a.t[k];
        bb = bb + b.t[k] * b.t[k];
        ab = ab + a.t[k] * b.t[k];
        aw = aw + a.t[k] * w;
        bw = bw + b.t[k] * w;
    }
    T const det = aa * bb - ab * ab;
    auto const regular = det > T(1e-12) * aa * bb;
    T const inverse = T(1) / select(regular, det, T(1));
    sa = sa + select(regular, (ab * bw - bb * aw) * inverse, T(0));
    sb = sb + select(regular, (aa * bw - ab * aw) * inverse, T(0));
}

/// Distance of closest approach of two helices near their stored points: six steps in the two path lengths (the
/// curvature over a few centimetres is small, so each step gains several digits).
template <class T>
QUARTET_HD T helix_distance(HelixLine<T> const& a, HelixLine<T> const& b)
{
    T sa = T(0), sb = T(0);
    for (int step = 0; step < 6; ++step) approach(helix_at(a, sa), helix_at(b, sb), sa, sb);
    HelixState<T> const ea = helix_at(a, sa), eb = helix_at(b, sb);
    T const dx = ea.x[0] - eb.x[0], dy = ea.x[1] - eb.x[1], dz = ea.x[2] - eb.x[2];
    return sqrt(dx * dx + dy * dy + dz * dz);
}

QUARTET_END
