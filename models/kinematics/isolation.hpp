// Distances in (eta, phi) and isolation.
#pragma once

#include "models/kinematics/helix.hpp"

QUARTET_BEGIN

/// (d eta)^2 + (d phi)^2.
template <class T>
QUARTET_INLINE T delta_r2(T eta1, T phi1, T eta2, T phi2)
{
    T const deta = eta1 - eta2;
    T const dphi = wrap_angle(phi1 - phi2);
    return deta * deta + dphi * dphi;
}

/// pT(B) / (pT(B) + sum of the pT of close tracks).
template <class T>
QUARTET_INLINE T isolation(T pt, T close_pt)
{
    return pt / (pt + close_pt);
}

/// Cone and threshold of the candidate's isolation (Bmm4 style).
inline constexpr double isolation_cone = 0.7;
inline constexpr double isolation_min_pt = 0.9;  // GeV
inline constexpr double isolation_max_dz = 0.2;  // cm, where tracks have no link to a vertex

QUARTET_END
