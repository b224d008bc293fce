// Track parameters between the CMS convention of files and the one convention inside the program.
//
// CMS: (q/p, lambda, phi, dxy, dsz); inside: (d0, z0, phi, theta, q/p), both with respect to one reference point.
// theta = pi/2 - lambda, z0 = dsz / cos(lambda), d0 = dxy. The covariance follows from the Jacobian of that map
// (linear error propagation): dz0/d(dsz) = 1/cos(lambda), dz0/d(lambda) = dsz sin(lambda)/cos^2(lambda).
#pragma once

namespace quartet
{

/// Number of the element (row, column) of a 5x5 lower triangle stored row by row.
constexpr int triangle_index(int row, int column)
{
    return row >= column ? row * (row + 1) / 2 + column : column * (column + 1) / 2 + row;
}

struct CmsTrack
{
    double qoverp, lambda, phi, dxy, dsz;
};

struct PerigeeTrack
{
    double d0, z0, phi, theta, qoverp;
};

PerigeeTrack perigee_from_cms(CmsTrack const& track);
CmsTrack cms_from_perigee(PerigeeTrack const& track);

/// 15 numbers each, in the order of the parameters of their convention. `from` and `to` may not overlap.
void perigee_covariance_from_cms(CmsTrack const& track, double const* from, double* to);
void cms_covariance_from_perigee(PerigeeTrack const& track, double const* from, double* to);

}  // namespace quartet
