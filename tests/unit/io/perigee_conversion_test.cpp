#include "host/io/perigee_conversion.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace quartet
{
namespace
{

double component(PerigeeTrack const& t, int i) { return (double const[]){t.d0, t.z0, t.phi, t.theta, t.qoverp}[i]; }
double& component(CmsTrack& t, int i)
{
    double* const parts[] = {&t.qoverp, &t.lambda, &t.phi, &t.dxy, &t.dsz};
    return *parts[i];
}

/// J C J^T with the Jacobian of perigee_from_cms by central differences.
void numerical_covariance(CmsTrack const& track, double const* from, double* to)
{
    double jacobian[5][5];
    double const step = 1e-6;
    for (int j = 0; j < 5; ++j)
    {
        CmsTrack up = track;
        CmsTrack down = track;
        component(up, j) += step;
        component(down, j) -= step;
        for (int i = 0; i < 5; ++i)
            jacobian[i][j] = (component(perigee_from_cms(up), i) - component(perigee_from_cms(down), i)) / (2 * step);
    }
    for (int i = 0; i < 5; ++i)
        for (int k = 0; k <= i; ++k)
        {
            double sum = 0;
            for (int a = 0; a < 5; ++a)
                for (int b = 0; b < 5; ++b) sum += jacobian[i][a] * jacobian[k][b] * from[triangle_index(a, b)];
            to[triangle_index(i, k)] = sum;
        }
}

CmsTrack const tracks[] = {
    {0.2, 0.5, 0.3, 0.01, 2.0}, {-0.1, -1.2, -3.0, -0.05, -7.0}, {0.05, 1.4, 2.0, 0.2, 0.3}, {1.0, 0.0, 0.0, 0.0, 0.0}};

TEST(PerigeeConversion, CovarianceFollowsTheNumericalJacobian)
{
    double cov[15];
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j <= i; ++j) cov[triangle_index(i, j)] = (i == j ? 2.0 : 0.0) + 0.1 * (i + 1) - 0.05 * j;
    for (auto const& track : tracks)
    {
        double analytic[15];
        double numerical[15];
        perigee_covariance_from_cms(track, cov, analytic);
        numerical_covariance(track, cov, numerical);
        for (int k = 0; k < 15; ++k) EXPECT_NEAR(analytic[k], numerical[k], 1e-7 * (1 + std::fabs(numerical[k]))) << k;
    }
}

TEST(PerigeeConversion, ThePointOfClosestApproachIsTheSame)
{
    // CMS TrackBase: the point is (-dxy sin phi, dxy cos phi, dsz / cos lambda) from the reference; q/p and phi are
    // kept.
    for (auto const& track : tracks)
    {
        PerigeeTrack const inside = perigee_from_cms(track);
        EXPECT_DOUBLE_EQ(inside.d0, track.dxy);
        EXPECT_DOUBLE_EQ(inside.z0 * std::cos(track.lambda), track.dsz);
        EXPECT_NEAR(std::cos(inside.theta), std::sin(track.lambda), 1e-15);
        EXPECT_EQ(inside.phi, track.phi);
        EXPECT_EQ(inside.qoverp, track.qoverp);
    }
}

TEST(PerigeeConversion, ThereAndBackIsTheIdentity)
{
    double cov[15];
    for (int k = 0; k < 15; ++k) cov[k] = 1 + 0.1 * k;
    for (auto const& track : tracks)
    {
        PerigeeTrack const inside = perigee_from_cms(track);
        CmsTrack back = cms_from_perigee(inside);
        CmsTrack original = track;
        for (int i = 0; i < 5; ++i) EXPECT_NEAR(component(back, i), component(original, i), 1e-14);
        double there[15];
        double again[15];
        perigee_covariance_from_cms(track, cov, there);
        cms_covariance_from_perigee(inside, there, again);
        double largest = 0;
        for (double const element : there) largest = std::max(largest, std::fabs(element));
        for (int k = 0; k < 15; ++k) EXPECT_NEAR(again[k], cov[k], 1e-13 * (1 + largest)) << k;
    }
}

}  // namespace
}  // namespace quartet
