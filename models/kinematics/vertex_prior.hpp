// Vertex constraints: an independent measurement of the point (primary vertex, beam spot) that joins the fit.
//
// fit_vertex adds the weight of the point to the normal equations and its residual to the chi2. A point with a
// covariance of rank 3 adds three measurements: ndf = 2N - 3 + 3 = 2N. This holds for the beam spot, too: the
// luminous region is a normal distribution in x, y and z, whose width along z counts like the others (as CMSSW, whose
// vertex state of a beam spot is three-dimensional).
#pragma once

#include "models/kinematics/flight.hpp"

QUARTET_BEGIN

/// Degrees of freedom of N tracks from one point, with a vertex constraint and mass constraints.
QUARTET_INLINE constexpr int vertex_ndf(int tracks, bool vertex_constraint, int mass_constraints)
{
    return 2 * tracks - 3 + (vertex_constraint ? 3 : 0) + mass_constraints;
}

/// The constraint of a point. Returns where its covariance is positive definite; elsewhere the weight is 0, which
/// leaves the fit free.
template <class T>
QUARTET_HD MaskOf<T> vertex_prior(MeasuredPoint<T> const& point, VertexConstraint<T>& prior)
{
    T weight[6];
    MaskOf<T> regular = invert3(point.cov, weight);
    for (int k = 0; k < 3; ++k) regular = regular & is_finite(point.x[k]);
    for (int k = 0; k < 6; ++k) prior.weight[k] = select(regular, weight[k], T(0));
    for (int k = 0; k < 3; ++k) prior.x[k] = select(regular, point.x[k], T(0));
    return regular;
}

/// The luminous region: widths along x, y, z, and the slopes of its axis.
template <class T>
struct BeamRegion
{
    T x[3];
    T sigma[3];
    T dxdz, dydz;
};

/// Centre and covariance of the luminous region: x = x0 + dxdz (z - z0) + sigma_x u, and so on. This is the width of
/// the region (CMS rotatedCovariance3D), not the error of its centre (CMS covariance()), which is far smaller.
template <class T>
QUARTET_HD MeasuredPoint<T> beam_point(BeamRegion<T> const& beam)
{
    T const zz = beam.sigma[2] * beam.sigma[2], xz = beam.dxdz * zz, yz = beam.dydz * zz;
    return {{beam.x[0], beam.x[1], beam.x[2]},
            {fma(beam.sigma[0], beam.sigma[0], beam.dxdz * xz), beam.dxdz * yz,
             fma(beam.sigma[1], beam.sigma[1], beam.dydz * yz), xz, yz, zz}};
}

/// The beam at the height z, with its transverse width: the point that Lxy and impact parameters refer to.
template <class T>
QUARTET_HD MeasuredPoint<T> beam_at_height(BeamRegion<T> const& beam, T z)
{
    T const dz = z - beam.x[2];
    return {{fma(beam.dxdz, dz, beam.x[0]), fma(beam.dydz, dz, beam.x[1]), z},
            {beam.sigma[0] * beam.sigma[0], T(0), beam.sigma[1] * beam.sigma[1], T(0), T(0), T(0)}};
}

QUARTET_END
