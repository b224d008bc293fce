// Four-momenta and invariant masses. GeV, c = 1.
#pragma once

#include "models/base/number.hpp"

QUARTET_BEGIN

template <class T>
struct FourMomentum
{
    T px, py, pz, e;
};

template <class T>
QUARTET_INLINE FourMomentum<T> operator+(FourMomentum<T> const& a, FourMomentum<T> const& b)
{
    return {a.px + b.px, a.py + b.py, a.pz + b.pz, a.e + b.e};
}

/// On the mass shell.
template <class T>
QUARTET_INLINE FourMomentum<T> on_shell(T px, T py, T pz, T mass)
{
    return {px, py, pz, sqrt(px * px + py * py + pz * pz + mass * mass)};
}

/// E1 E2 - p1.p2 of two particles on their mass shells. The difference cancels for collinear particles; where the
/// momenta point into one hemisphere it is written as a quotient of positive sums, with
///   (E1 E2)^2 - (p1.p2)^2 = m1^2 m2^2 + m1^2 |p2|^2 + m2^2 |p1|^2 + |p1 x p2|^2.
template <class T>
QUARTET_INLINE T invariant_product(FourMomentum<T> const& a, FourMomentum<T> const& b, T mass_a, T mass_b)
{
    T const dot = a.px * b.px + a.py * b.py + a.pz * b.pz;
    T const ee = a.e * b.e;
    T const cx = a.py * b.pz - a.pz * b.py;
    T const cy = a.pz * b.px - a.px * b.pz;
    T const cz = a.px * b.py - a.py * b.px;
    T const ma2 = mass_a * mass_a, mb2 = mass_b * mass_b;
    T const pa2 = a.px * a.px + a.py * a.py + a.pz * a.pz;
    T const pb2 = b.px * b.px + b.py * b.py + b.pz * b.pz;
    T const difference = ma2 * mb2 + ma2 * pb2 + mb2 * pa2 + (cx * cx + cy * cy + cz * cz);
    auto const same_side = dot > T(0);
    return select(same_side, difference / select(same_side, ee + dot, T(1)), ee - dot);
}

/// Invariant mass of N particles of equal mass: m^2 = N mass^2 + 2 sum of E_i E_j - p_i.p_j. Muon momenta of files
/// are more precise than their energies (6 digits in the CMS outreach tables), hence only momenta enter.
template <class T, int N>
QUARTET_HD T invariant_mass(FourMomentum<T> const (&p)[N], T mass)
{
    T sum = T(0);
    for (int i = 0; i < N; ++i)
        for (int j = i + 1; j < N; ++j) sum = sum + invariant_product(p[i], p[j], mass, mass);
    return sqrt(T(N) * (mass * mass) + (sum + sum));
}

template <class T>
QUARTET_INLINE T pair_mass(FourMomentum<T> const& a, FourMomentum<T> const& b, T mass)
{
    T const product = invariant_product(a, b, mass, mass);
    return sqrt((mass * mass + mass * mass) + (product + product));
}

QUARTET_END
