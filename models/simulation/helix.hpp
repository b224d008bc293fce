// The helix of a charged particle, seen from a reference point.
#pragma once

#include "models/base/math.hpp"
#include "models/simulation/four_vector.hpp"

QUARTET_BEGIN
namespace generator
{

/// Bending of unit charge: 1/R [1/cm] = this * B [T] / pT [GeV]; the speed of light in GeV / (T cm).
inline constexpr double bending_constant = 0.00299792458;

/// Helix parameters at the point of closest approach, in the transverse plane, to a reference point; the order and
/// the meaning of PerigeeView (models/kinematics/event_view.hpp).
template <class T>
struct Perigee
{
    T d0{};      ///< cm; (-sin phi, cos phi) . (closest point - reference)
    T z0{};      ///< cm; z of the closest point minus that of the reference
    T phi{};     ///< azimuth of the momentum
    T theta{};   ///< polar angle
    T qoverp{};  ///< 1/GeV
};

/// The helix through `point` with momentum `p` and charge +-1 in the field `bfield` (tesla, along +z), with
/// respect to `reference`.
///
/// The projection on the transverse plane is a circle with centre point + n / kappa, n = (-sin phi, cos phi) and
/// kappa = -k B q / pT: a positive charge turns clockwise. The closest point lies on the line from the reference
/// to the centre, which gives its direction and, with U = |kappa| times that distance, d0 = A / (1 + U) without
/// cancellation, where 1 + kappa A = U^2.
template <class T>
QUARTET_HD Perigee<T> perigee(Vector3<T> const& point, FourVector<T> const& p, T charge, T bfield,
                              Vector3<T> const& reference)
{
    T const pt = p.pt();
    T const kappa = -T(bending_constant) * bfield * charge / pt;
    T const c = p.px / pt;
    T const s = p.py / pt;
    T const x = point.x - reference.x;
    T const y = point.y - reference.y;
    T const b = fma(c, y, -(s * x));
    T const a_term = fma(kappa, fma(x, x, y * y), b + b);
    T const u = sqrt(fma(kappa, a_term, T(1)));
    T const turn = atan2(-kappa * fma(c, x, s * y), fma(kappa, b, T(1)));  // from the point to the closest one
    Perigee<T> result;
    result.d0 = a_term / (T(1) + u);
    result.z0 = fma(turn / kappa, p.pz / pt, point.z - reference.z);
    result.phi = atan2(fma(-kappa, x, s), fma(kappa, y, c));
    result.theta = atan2(pt, p.pz);
    result.qoverp = charge / sqrt(p.p2());
    return result;
}

/// The closest point itself.
template <class T>
QUARTET_HD Vector3<T> closest_point(Perigee<T> const& track, Vector3<T> const& reference)
{
    auto const [sine, cosine] = sincos(track.phi);
    return {fma(-track.d0, sine, reference.x), fma(track.d0, cosine, reference.y), reference.z + track.z0};
}

}  // namespace generator
QUARTET_END
