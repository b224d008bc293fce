// From what the decaying particles are drawn: momentum, direction, lifetime, line shape.
#pragma once

#include "models/simulation/four_vector.hpp"

QUARTET_BEGIN
namespace generator
{

/// dN/dpT proportional to pT / (pT^2 + scale^2)^power above pt_min: the shape of the FONLL prediction for b
/// hadrons (Cacciari, Greco, Nason, JHEP 05 (1998) 007) over the range a muon trigger sees, in a form that can
/// be inverted: with x = pT^2 + scale^2 the density is x^-power.
template <class T>
struct PtSpectrum
{
    T pt_min{};
    T scale{};
    T power{};  ///< above 1

    /// pT at the quantile 1 - u, u in (0, 1).
    QUARTET_HD T operator()(T u) const
    {
        T const lowest = fma(pt_min, pt_min, scale * scale);
        T const x = lowest * exp(-log(u) / (power - T(1)));
        return sqrt(fma(-scale, scale, x));
    }

    /// Fraction of the spectrum above `pt` (at least pt_min).
    QUARTET_HD T above(T pt) const
    {
        T const ratio = fma(pt_min, pt_min, scale * scale) / fma(pt, pt, scale * scale);
        return exp((power - T(1)) * log(ratio));
    }
};

/// Mass at the quantile u of a non-relativistic Breit-Wigner of the given pole and full width, cut at
/// pole +- reach.
template <class T>
QUARTET_HD T breit_wigner_mass(T pole, T width, T reach, T u)
{
    T const half = width * T(0.5);
    T const largest = atan2(reach, half);
    auto const [sine, cosine] = sincos(largest * fma(T(2), u, T(-1)));
    return fma(half, sine / cosine, pole);
}

/// The same, cut at `low` and `high`.
template <class T>
QUARTET_HD T breit_wigner_between(T pole, T width, T low, T high, T u)
{
    T const half = width * T(0.5);
    T const first = atan2(low - pole, half);
    T const last = atan2(high - pole, half);
    auto const [sine, cosine] = sincos(fma(u, last - first, first));
    return fma(half, sine / cosine, pole);
}

/// Where a particle produced at `origin` decays: flight = ct * p / m.
template <class T>
QUARTET_HD Vector3<T> decay_point(Vector3<T> const& origin, FourVector<T> const& p, T mass, T ct)
{
    T const factor = ct / mass;
    return {fma(p.px, factor, origin.x), fma(p.py, factor, origin.y), fma(p.pz, factor, origin.z)};
}

}  // namespace generator
QUARTET_END
