#include "host/io/perigee_conversion.hpp"

#include <numbers>

#include "models/base/math.hpp"

namespace quartet
{
namespace
{

enum
{
    cms_qoverp,
    cms_lambda,
    cms_phi,
    cms_dxy,
    cms_dsz
};
enum
{
    per_d0,
    per_z0,
    per_phi,
    per_theta,
    per_qoverp
};

/// A row of the Jacobian: at most two entries differ from zero.
struct Row
{
    int first;
    double d_first;
    int second = 0;
    double d_second = 0;
};

/// to = J from J^T.
void propagate(Row const (&jacobian)[5], double const* from, double* to)
{
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j <= i; ++j)
        {
            Row const& a = jacobian[i];
            Row const& b = jacobian[j];
            to[triangle_index(i, j)] = a.d_first * b.d_first * from[triangle_index(a.first, b.first)]
                                       + a.d_first * b.d_second * from[triangle_index(a.first, b.second)]
                                       + a.d_second * b.d_first * from[triangle_index(a.second, b.first)]
                                       + a.d_second * b.d_second * from[triangle_index(a.second, b.second)];
        }
}

}  // namespace

PerigeeTrack perigee_from_cms(CmsTrack const& track)
{
    return {track.dxy, track.dsz / quartet::cos(track.lambda), track.phi, std::numbers::pi / 2 - track.lambda,
            track.qoverp};
}

CmsTrack cms_from_perigee(PerigeeTrack const& track)
{
    return {track.qoverp, std::numbers::pi / 2 - track.theta, track.phi, track.d0,
            track.z0 * quartet::sin(track.theta)};
}

void perigee_covariance_from_cms(CmsTrack const& track, double const* from, double* to)
{
    double const cosine = quartet::cos(track.lambda);
    double const dz0_dlambda = track.dsz * quartet::sin(track.lambda) / (cosine * cosine);
    Row const jacobian[5] = {
        {cms_dxy, 1}, {cms_dsz, 1 / cosine, cms_lambda, dz0_dlambda}, {cms_phi, 1}, {cms_lambda, -1}, {cms_qoverp, 1}};
    propagate(jacobian, from, to);
}

void cms_covariance_from_perigee(PerigeeTrack const& track, double const* from, double* to)
{
    Row const jacobian[5] = {{per_qoverp, 1},
                             {per_theta, -1},
                             {per_phi, 1},
                             {per_d0, 1},
                             {per_z0, quartet::sin(track.theta), per_theta, track.z0 * quartet::cos(track.theta)}};
    propagate(jacobian, from, to);
}

}  // namespace quartet
