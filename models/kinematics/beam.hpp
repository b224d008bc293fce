// The luminous region and the distance of tracks from it.
#pragma once

#include "models/kinematics/leaves.hpp"
#include "models/kinematics/vertex_prior.hpp"

QUARTET_BEGIN

/// One number per event, `absent` when the file does not have the column.
template <class T>
QUARTET_INLINE T of_event(Span<double const> const& column, IntOf<T> event, double absent)
{
    return column.data != nullptr ? gather<T>(column.data, event) : T(absent);
}

/// The luminous region of an event; widths and slopes that the file does not have are 0.
template <class T>
QUARTET_INLINE BeamRegion<T> beam_region(BeamSpotView const& b, IntOf<T> event)
{
    return {
        {gather<T>(b.x.data, event), gather<T>(b.y.data, event), gather<T>(b.z.data, event)},
        {of_event<T>(b.sigma_x, event, 0.0), of_event<T>(b.sigma_y, event, 0.0), of_event<T>(b.sigma_z, event, 0.0)},
        of_event<T>(b.dxdz, event, 0.0),
        of_event<T>(b.dydz, event, 0.0)};
}

/// A track seen from the beam at the track's height.
template <class T>
struct BeamImpact
{
    T d0;          ///< perigee parameter, cm
    T variance;    ///< with the width of the beam across the track, cm^2
    Angle<T> phi;  ///< azimuth at the closest point
};

template <class T>
QUARTET_INLINE BeamImpact<T> impact_to_beam(BeamSpotView const& b, ObjectTableView const& objects, IntOf<T> event,
                                            IntOf<T> row, double bfield_tesla)
{
    auto const number = [&](ObjectColumn column) { return object_number<T>(objects, row, column); };
    MeasuredPoint<T> const beam = beam_at_height(beam_region<T>(b, event), number(ObjectColumn::z));
    Angle<T> const theta = angle_of(number(ObjectColumn::theta));
    T const kappa = curvature(number(ObjectColumn::qoverp), theta.sin, T(bfield_tesla));
    Perigee<T> const seen = perigee_of(number(ObjectColumn::x) - beam.x[0], number(ObjectColumn::y) - beam.x[1], T(0),
                                       angle_of(number(ObjectColumn::track_phi)), kappa, theta.cos / theta.sin);
    T const nx = -seen.phi.sin, ny = seen.phi.cos;
    T const width = nx * nx * beam.cov[0] + ny * ny * beam.cov[2];
    return {seen.d0, number(ObjectColumn::d0_variance) + width, seen.phi};
}

QUARTET_END
