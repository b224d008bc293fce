// Momenta of particles and the boosts between their frames.
#pragma once

#include "models/base/math.hpp"

QUARTET_BEGIN
namespace generator
{

/// Three numbers in space: a position in cm or a momentum in GeV.
template <class T>
struct Vector3
{
    T x{};
    T y{};
    T z{};
};

/// Momentum and energy in GeV.
template <class T>
struct FourVector
{
    T px{};
    T py{};
    T pz{};
    T e{};

    QUARTET_HD T p2() const { return fma(px, px, fma(py, py, pz * pz)); }
    QUARTET_HD T pt() const { return sqrt(fma(px, px, py * py)); }
    QUARTET_HD T mass2() const { return fma(e, e, -p2()); }
    QUARTET_HD T phi() const { return atan2(py, px); }
    QUARTET_HD T eta() const { return asinh(pz / pt()); }
};

template <class T>
QUARTET_HD FourVector<T> operator+(FourVector<T> const& a, FourVector<T> const& b)
{
    return {a.px + b.px, a.py + b.py, a.pz + b.pz, a.e + b.e};
}

/// The particle of mass `mass` with the momentum (px, py, pz).
template <class T>
QUARTET_HD FourVector<T> on_shell(T px, T py, T pz, T mass)
{
    return {px, py, pz, sqrt(fma(px, px, fma(py, py, fma(pz, pz, mass * mass))))};
}

/// The particle with the given transverse momentum, pseudorapidity, azimuth and mass.
template <class T>
QUARTET_HD FourVector<T> from_pt_eta_phi(T pt, T eta, T phi, T mass)
{
    auto const [sine, cosine] = sincos(phi);
    return on_shell(pt * cosine, pt * sine, pt * sinh(eta), mass);
}

/// `p`, given in the rest frame of `parent` (mass `parent_mass`), seen in the frame of `parent`'s momentum.
/// J. D. Jackson, Classical Electrodynamics, eq. 11.19, written without division by the velocity.
template <class T>
QUARTET_HD FourVector<T> boost_from_rest(FourVector<T> const& p, FourVector<T> const& parent, T parent_mass)
{
    T const along = fma(p.px, parent.px, fma(p.py, parent.py, p.pz * parent.pz));
    T const factor = (along / (parent.e + parent_mass) + p.e) / parent_mass;
    return {fma(parent.px, factor, p.px), fma(parent.py, factor, p.py), fma(parent.pz, factor, p.pz),
            fma(p.e, parent.e, along) / parent_mass};
}

}  // namespace generator
QUARTET_END
