// What a reconstruction derives from the parameters of a track.
#pragma once

#include "models/simulation/helix.hpp"
#include "models/simulation/resolution.hpp"

namespace quartet::simulation
{

using namespace generator;  // the formulas

struct MeasuredMomentum
{
    double pt = 0, eta = 0, phi = 0;  ///< phi in (-pi, pi]
};

inline MeasuredMomentum measured_momentum(Perigee<double> const& track)
{
    auto const [sin_theta, cos_theta] = sincos(track.theta);
    auto const [sin_phi, cos_phi] = sincos(track.phi);
    return {sin_theta / abs(track.qoverp), asinh(cos_theta / sin_theta), atan2(sin_phi, cos_phi)};
}

struct ImpactParameters
{
    double dxy = 0, dz = 0;  ///< cm
};

/// Of the track with respect to `vertex`, in the straight-line approximation of CMS's TrackBase::dxy(point), dz(point).
inline ImpactParameters impact_parameters(Perigee<double> const& track, Vector3<double> const& reference,
                                          Vector3<double> const& vertex)
{
    auto const [sin_theta, cos_theta] = sincos(track.theta);
    auto const [sin_phi, cos_phi] = sincos(track.phi);
    Vector3<double> const point = closest_point(track, reference);
    double const dx = point.x - vertex.x;
    double const dy = point.y - vertex.y;
    return {dy * cos_phi - dx * sin_phi, (point.z - vertex.z) - (dx * cos_phi + dy * sin_phi) * cos_theta / sin_theta};
}

/// Uncertainty of pT = sin(theta) / |q/p|: both terms, with their correlation.
inline double pt_error(MeasuredTrack const& track, double pt)
{
    auto const [sin_theta, cos_theta] = sincos(track.parameters.theta);
    double const cot = cos_theta / sin_theta;
    double const inverse = -1 / track.parameters.qoverp;
    double const* c = track.covariance;
    double const relative2 = cot * cot * c[9] + inverse * inverse * c[14] + 2 * cot * inverse * c[13];
    return pt * std::sqrt(relative2);
}

}  // namespace quartet::simulation
