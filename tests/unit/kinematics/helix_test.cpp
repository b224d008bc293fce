#include "models/kinematics/helix.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/kinematics/track_weight.hpp"
#include "models/kinematics/vertex_terms.hpp"
#include "tests/physics/vertex_toy.hpp"

namespace quartet::test
{
namespace
{

constexpr double scale = constants::curvature_constant * 3.8;

/// Predicted (d0, z0, phi) in long double, from the defining formulas: the judge of the derivatives.
struct Prediction
{
    long double d0, z0, phi;
};

Prediction predict(long double const (&v)[3], long double phi_v, long double theta, long double qoverp)
{
    long double const kappa = -static_cast<long double>(scale) * qoverp / std::sin(theta);
    long double const a = v[0] * std::cos(phi_v) + v[1] * std::sin(phi_v);
    long double const b = -v[0] * std::sin(phi_v) + v[1] * std::cos(phi_v);
    long double const u = std::sqrt(1 + kappa * (2 * b + kappa * (v[0] * v[0] + v[1] * v[1])));
    long double const delta = std::atan2(-kappa * a, 1 + kappa * b);
    return {(u - 1) / kappa, v[2] + delta / kappa / std::tan(theta), phi_v + delta};
}

struct Point6
{
    long double v[3], p[3];

    Prediction predicted() const { return predict(v, p[0], p[1], p[2]); }
    /// Central difference along coordinate k (0 to 2: V, 3 to 5: phi_v, theta, qoverp).
    Prediction derivative(int k) const
    {
        Point6 up = *this, down = *this;
        long double& u = k < 3 ? up.v[k] : up.p[k - 3];
        long double& d = k < 3 ? down.v[k] : down.p[k - 3];
        long double const h = 1e-5L * (std::abs(u) > 1e-2L ? std::abs(u) : 1e-2L);
        u += h;
        d -= h;
        Prediction const x = up.predicted(), y = down.predicted();
        return {(x.d0 - y.d0) / (2 * h), (x.z0 - y.z0) / (2 * h), (x.phi - y.phi) / (2 * h)};
    }
};

TEST(Helix, PerigeeAgreesWithTheGeometryOfCircles)
{
    for (std::uint64_t i = 0; i < 500; ++i)
    {
        ToyVertex const toy = make_vertex(3, i, 3.8);
        ToyMuon const& m = toy.muon[0];
        double q[5];
        exact_perigee(m, 3.8, q);
        double const kappa = curvature(q[4], std::sin(m.theta), 3.8);
        Perigee<double> const h =
            perigee_of(m.vertex[0], m.vertex[1], m.vertex[2], angle_of(m.phi), kappa, 1 / std::tan(m.theta));
        EXPECT_NEAR(h.d0, q[0], 1e-9);
        EXPECT_NEAR(h.z0, q[1], 1e-9);
        EXPECT_NEAR(wrap_angle(m.phi + h.delta - q[2]), 0, 1e-12);
        EXPECT_NEAR(h.phi.sin, std::sin(q[2]), 1e-12);
        EXPECT_NEAR(h.phi.cos, std::cos(q[2]), 1e-12);
    }
}

void expect_close(double value, long double expected, char const* what)
{
    EXPECT_NEAR(value, static_cast<double>(expected), 1e-7 * std::max(1.0, std::abs(static_cast<double>(expected))))
        << what;
}

TEST(Helix, JacobiansAgreeWithCentralDifferences)
{
    for (std::uint64_t i = 0; i < 200; ++i)
    {
        ToyVertex const toy = make_vertex(4, i, 3.8);
        ToyMuon const& m = toy.muon[i % 4];
        double const qoverp = m.charge * std::sin(m.theta) / m.pt;
        double const slope = -scale / std::sin(m.theta), kappa = slope * qoverp, cot = 1 / std::tan(m.theta);
        auto const h = perigee_of(m.vertex[0], m.vertex[1], m.vertex[2], angle_of(m.phi), kappa, cot);
        auto const j = perigee_jacobian(h, kappa, slope, cot, 1 / std::sin(m.theta));
        Point6 const point{{m.vertex[0], m.vertex[1], m.vertex[2]}, {m.phi, m.theta, qoverp}};
        for (int k = 0; k < 2; ++k)
        {
            Prediction const d = point.derivative(k);
            expect_close(j.position[0][k], d.d0, "d0, position");
            expect_close(j.position[1][k], d.z0, "z0, position");
            expect_close(j.position[2][k], d.phi, "phi, position");
        }
        Prediction const dz = point.derivative(2);
        expect_close(1, dz.z0, "z0, z");
        expect_close(0, dz.d0, "d0, z");
        for (int k = 0; k < 3; ++k)
        {
            Prediction const d = point.derivative(3 + k);
            expect_close(j.momentum[0][k], d.d0, "d0, momentum");
            expect_close(j.momentum[1][k], d.z0, "z0, momentum");
            expect_close(j.momentum[2][k], d.phi, "phi, momentum");
        }
    }
}

TEST(Helix, WrapsAngles)
{
    EXPECT_NEAR(wrap_angle(6.0), 6.0 - 2 * M_PI, 1e-15);
    EXPECT_NEAR(wrap_angle(-6.0), 2 * M_PI - 6.0, 1e-15);
    EXPECT_EQ(wrap_angle(3.0), 3.0);
}

TEST(TrackWeight, InvertsCovariances)
{
    ToyVertex const toy = make_vertex(8, 1, 3.8);
    double weight[15];
    ASSERT_EQ(weigh_track(toy.track[0].q, toy.track[0].cov, weight), VertexStatus::fitted);
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j < 5; ++j)
        {
            double sum = 0;
            for (int k = 0; k < 5; ++k) sum += toy.track[0].cov[symmetric(i, k)] * weight[symmetric(k, j)];
            double const size = std::sqrt(toy.track[0].cov[lower(i, i)] / toy.track[0].cov[lower(j, j)]);
            EXPECT_NEAR(sum, i == j ? 1 : 0, 1e-12 * size) << i << " " << j;
        }
}

TEST(TrackWeight, NamesWhatIsWrong)
{
    ToyTrack const good = make_vertex(8, 1, 3.8).track[0];
    double weight[15];
    auto const status = [&](auto change)
    {
        ToyTrack t = good;
        change(t);
        return weigh_track(t.q, t.cov, weight);
    };
    EXPECT_EQ(status([](ToyTrack& t) { t.q[2] = NAN; }), VertexStatus::not_a_number);
    EXPECT_EQ(status([](ToyTrack& t) { t.cov[4] = INFINITY; }), VertexStatus::not_a_number);
    EXPECT_EQ(status([](ToyTrack& t) { t.q[4] = 0; }), VertexStatus::bad_parameter);
    EXPECT_EQ(status([](ToyTrack& t) { t.q[3] = 3.2; }), VertexStatus::bad_parameter);
    EXPECT_EQ(status([](ToyTrack& t) { t.cov[5] = -t.cov[5]; }), VertexStatus::bad_variance);
    EXPECT_EQ(status([](ToyTrack& t) { t.cov[0] = 0; }), VertexStatus::bad_variance);
    EXPECT_EQ(status([](ToyTrack& t) { t.cov[3] = -std::sqrt(t.cov[0] * t.cov[5]); }),
              VertexStatus::singular_covariance);
    EXPECT_EQ(status([](ToyTrack& t) { t.cov[3] = -1.2 * std::sqrt(t.cov[0] * t.cov[5]); }),
              VertexStatus::singular_covariance);
}

}  // namespace
}  // namespace quartet::test
