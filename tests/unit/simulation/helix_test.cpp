// Helices against a search along the trajectory, and measurements against their covariance.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "models/simulation/particles.hpp"
#include "models/simulation/resolution.hpp"

namespace quartet::generator
{
namespace
{

struct State
{
    double x, y, z, phi;
};

/// Where the particle is after the transverse path s: the equation of motion in a field along z turns the direction by
/// -k B q / pT per unit path.
State follow(Vector3<double> const& start, FourVector<double> const& p, double charge, double bfield, double s)
{
    double const pt = std::hypot(p.px, p.py);
    double const turn = -0.00299792458 * bfield * charge / pt;
    double const phi0 = std::atan2(p.py, p.px);
    double const phi = phi0 + turn * s;
    return {start.x + (std::sin(phi) - std::sin(phi0)) / turn, start.y - (std::cos(phi) - std::cos(phi0)) / turn,
            start.z + s * p.pz / pt, phi};
}

/// Path to the closest point, by bisection of the derivative of the distance.
double closest_path(Vector3<double> const& start, FourVector<double> const& p, double charge, double bfield,
                    Vector3<double> const& o)
{
    double low = -5;
    double high = 5;
    for (int i = 0; i < 100; ++i)
    {
        double const middle = 0.5 * (low + high);
        State const at = follow(start, p, charge, bfield, middle);
        bool const before = (at.x - o.x) * std::cos(at.phi) + (at.y - o.y) * std::sin(at.phi) < 0;
        (before ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

TEST(Helix, PerigeeIsTheClosestPoint)
{
    Draws draws(2, Purpose::detector, 0);
    for (int i = 0; i < 300; ++i)
    {
        FourVector<double> const p =
            from_pt_eta_phi(draws.uniform(0.6, 20), draws.uniform(-2.4, 2.4), draws.uniform(-pi, pi), muon_mass);
        Vector3<double> const start{draws.uniform(-2, 2), draws.uniform(-2, 2), draws.uniform(-9, 9)};
        Vector3<double> const o{0.1, -0.05, 0.3};
        double const charge = draws.chance(0.5) ? 1 : -1;
        Perigee<double> const track = perigee(start, p, charge, 3.8, o);
        State const at = follow(start, p, charge, 3.8, closest_path(start, p, charge, 3.8, o));
        EXPECT_NEAR(track.d0, -(at.x - o.x) * std::sin(at.phi) + (at.y - o.y) * std::cos(at.phi), 1e-10);
        EXPECT_NEAR(track.z0, at.z - o.z, 1e-9);
        EXPECT_NEAR(std::remainder(track.phi - at.phi, 2 * pi), 0, 1e-11);
        EXPECT_NEAR(track.theta, std::atan2(p.pt(), p.pz), 1e-14);
        EXPECT_NEAR(track.qoverp * std::sqrt(p.p2()), charge, 1e-14);
        Vector3<double> const point = closest_point(track, o);
        EXPECT_NEAR(point.x, at.x, 1e-10);
        EXPECT_NEAR(point.y, at.y, 1e-10);
    }
}

TEST(Helix, PositiveChargeTurnsClockwise)
{
    FourVector<double> const p = from_pt_eta_phi(2.0, 0.0, 0.0, muon_mass);
    // Born one centimetre before the reference, flying along x: at the perigee it has turned to negative angles.
    EXPECT_LT(perigee<double>({-1, 0, 0}, p, 1, 3.8, {0, 0, 0}).phi, 0);
    EXPECT_GT(perigee<double>({-1, 0, 0}, p, -1, 3.8, {0, 0, 0}).phi, 0);
}

Eigen::Matrix<double, 5, 5> matrix(double const* lower)
{
    Eigen::Matrix<double, 5, 5> full;
    for (int i = 0, k = 0; i < 5; ++i)
        for (int j = 0; j <= i; ++j, ++k) full(i, j) = full(j, i) = lower[k];
    return full;
}

TEST(Resolution, DeviationsHaveTheStoredCovariance)
{
    int constexpr n = 20000;
    CorrelationFactor const factor{PerigeeCorrelations{}};
    Draws draws(4, Purpose::detector, 3);
    Eigen::Matrix<double, 5, 1> pull_sum = Eigen::Matrix<double, 5, 1>::Zero();
    Eigen::Matrix<double, 5, 1> pull_squares = Eigen::Matrix<double, 5, 1>::Zero();
    double chi2 = 0;
    for (int i = 0; i < n; ++i)
    {
        FourVector<double> const p =
            from_pt_eta_phi(draws.uniform(1, 15), draws.uniform(-2.4, 2.4), draws.uniform(-3, 3), muon_mass);
        Perigee<double> const truth = perigee<double>({0.1, 0.2, 3}, p, 1, 3.8, {0, 0, 0});
        MeasuredTrack const track = measure(truth, perigee_widths(truth, 1.0), factor, draws);
        Eigen::Matrix<double, 5, 1> residual;
        residual << track.parameters.d0 - truth.d0, track.parameters.z0 - truth.z0, track.parameters.phi - truth.phi,
            track.parameters.theta - truth.theta, track.parameters.qoverp - truth.qoverp;
        Eigen::Matrix<double, 5, 5> const cov = matrix(track.covariance);
        Eigen::Matrix<double, 5, 1> const pull = residual.cwiseQuotient(cov.diagonal().cwiseSqrt());
        pull_sum += pull;
        pull_squares += pull.cwiseProduct(pull);
        chi2 += residual.dot(cov.ldlt().solve(residual));
    }
    for (int k = 0; k < 5; ++k)
    {
        EXPECT_NEAR(pull_sum[k] / n, 0, 4 / std::sqrt(double(n))) << k;
        EXPECT_NEAR(std::sqrt(pull_squares[k] / n), 1, 4 / std::sqrt(2.0 * n)) << k;
    }
    EXPECT_NEAR(chi2 / n, 5, 4 * std::sqrt(10.0 / n));
}

TEST(Resolution, WorsensTowardsTheEndcapAndLowMomentum)
{
    auto const widths = [](double pt, double eta)
    {
        FourVector<double> const p = from_pt_eta_phi(pt, eta, 0.3, muon_mass);
        return perigee_widths(perigee<double>({0, 0, 0}, p, 1, 3.8, {0, 0, 0}), 1.0);
    };
    // CMS, JINST 9 (2014) P10009: about 70 um at 1 GeV and 15 um at 10 GeV in the barrel.
    EXPECT_NEAR(widths(1, 0.2).values[0], 65e-4, 15e-4);
    EXPECT_NEAR(widths(10, 0.2).values[0], 13e-4, 5e-4);
    EXPECT_GT(widths(5, 2.2).values[0], 1.3 * widths(5, 0.2).values[0]);
    EXPECT_NEAR(relative_pt_width(5.0, 0.0), 0.007, 0.002);
    EXPECT_NEAR(relative_pt_width(5.0, 2.0), 0.018, 0.005);
}

}  // namespace
}  // namespace quartet::generator
