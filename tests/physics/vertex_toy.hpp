// Simulated tracks for tests of the vertex fit, by the geometry of circles: no formula of models/kinematics is used.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "models/base/constants.hpp"
#include "models/base/philox.hpp"

namespace quartet::test
{

struct ToyMuon
{
    double vertex[3];  ///< cm
    double pt, phi, theta;
    int charge;
};

struct ToyTrack
{
    double q[5];     ///< d0, z0, phi, theta, qoverp with respect to (0, 0, 0)
    double cov[15];  ///< lower triangle
};

/// The perigee of a muon with respect to the origin in a field of `bfield` tesla.
inline void exact_perigee(ToyMuon const& m, double bfield, double (&q)[5])
{
    double const kappa = -0.00299792458 * bfield * m.charge / m.pt;  // 1/cm; clockwise for positive charge
    double const cx = m.vertex[0] - std::sin(m.phi) / kappa, cy = m.vertex[1] + std::cos(m.phi) / kappa;
    double const distance = std::hypot(cx, cy), radius = std::abs(1 / kappa);
    double const px = cx * (1 - radius / distance), py = cy * (1 - radius / distance);
    double const nx = (cx - px) * kappa, ny = (cy - py) * kappa;  // left of the direction
    q[2] = std::atan2(-nx, ny);
    q[0] = nx * px + ny * py;
    double turn = q[2] - m.phi;
    turn -= 2 * M_PI * std::round(turn / (2 * M_PI));
    q[1] = m.vertex[2] + turn / kappa / std::tan(m.theta);
    q[3] = m.theta;
    q[4] = m.charge * std::sin(m.theta) / m.pt;
}

/// Resolutions like those of the CMS tracker, with the correlations of a barrel track.
inline void covariance_of(ToyMuon const& m, double (&cov)[15])
{
    double const sigma[5] = {std::hypot(0.0020, 0.0060 / m.pt), std::hypot(0.0040, 0.0080 / m.pt),
                             std::hypot(0.0002, 0.0015 / m.pt), std::hypot(0.0003, 0.0012 / m.pt),
                             0.011 * std::sin(m.theta) / m.pt};
    double const rho[15] = {1, 0.05, 1, -0.85, -0.04, 1, -0.03, -0.80, 0.02, 1, 0.30, 0.06, -0.45, -0.08, 1};
    for (int i = 0, k = 0; i < 5; ++i)
        for (int j = 0; j <= i; ++j, ++k) cov[k] = rho[k] * sigma[i] * sigma[j];
}

/// Adds a normal error with covariance cov to q.
inline void smear(double const (&cov)[15], RandomStream& random, double (&q)[5])
{
    double l[5][5] = {}, z[5];
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j <= i; ++j)
        {
            double sum = cov[i * (i + 1) / 2 + j];
            for (int k = 0; k < j; ++k) sum -= l[i][k] * l[j][k];
            l[i][j] = i == j ? std::sqrt(sum) : sum / l[j][j];
        }
    for (double& value : z) value = random.next_normal();
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j <= i; ++j) q[i] += l[i][j] * z[j];
}

struct ToyVertex
{
    double vertex[3];
    ToyMuon muon[4];
    ToyTrack track[4];
};

/// A displaced vertex with four tracks of 2 to 20 GeV within a cone, as of a decay in flight.
inline ToyVertex make_vertex(std::uint64_t seed, std::uint64_t index, double bfield)
{
    RandomStream random(seed, 77, index);
    ToyVertex v;
    v.vertex[0] = 0.1 * random.next_normal();
    v.vertex[1] = 0.1 * random.next_normal();
    v.vertex[2] = 4.0 * random.next_normal();
    double const phi = 2 * M_PI * random.next_uniform() - M_PI, eta = 4 * random.next_uniform() - 2;
    for (int i = 0; i < 4; ++i)
    {
        ToyMuon& m = v.muon[i];
        for (int k = 0; k < 3; ++k) m.vertex[k] = v.vertex[k];
        m.pt = 2 + 4 * random.next_exponential();
        m.phi = phi + 0.4 * random.next_normal();
        m.theta = 2 * std::atan(std::exp(-(eta + 0.4 * random.next_normal())));
        m.charge = i % 2 == 0 ? 1 : -1;
        exact_perigee(m, bfield, v.track[i].q);
        covariance_of(m, v.track[i].cov);
        smear(v.track[i].cov, random, v.track[i].q);
    }
    return v;
}

/// Probability that the largest distance of n uniform numbers from the straight line exceeds that of `values`
/// (Kolmogorov, Smirnov; asymptotic series with Stephens' correction).
inline double uniformity(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    double const n = static_cast<double>(values.size());
    double d = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        d = std::max({d, (static_cast<double>(i) + 1) / n - values[i], values[i] - static_cast<double>(i) / n});
    double const lambda = (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n)) * d;
    double p = 0;
    for (int k = 1; k <= 100; ++k) p += (k % 2 == 1 ? 2 : -2) * std::exp(-2 * k * k * lambda * lambda);
    return std::min(1.0, p);
}

}  // namespace quartet::test
