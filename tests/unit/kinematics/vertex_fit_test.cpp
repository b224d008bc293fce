#include "models/kinematics/vertex_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/pack.hpp"
#include "models/kinematics/mass_error.hpp"
#include "models/kinematics/track_weight.hpp"
#include "models/kinematics/vertex_fit_many.hpp"
#include "tests/physics/vertex_toy.hpp"
#include "tests/unit/kinematics/dense_fit.hpp"

namespace quartet::test
{
namespace
{

constexpr double scale = constants::curvature_constant * 3.8;

template <int N>
void measurements(ToyVertex const& toy, TrackMeasurement<double> (&tracks)[N])
{
    for (int i = 0; i < N; ++i)
    {
        for (int k = 0; k < 5; ++k) tracks[i].q[k] = toy.track[i].q[k];
        for (double& r : tracks[i].reference) r = 0;
        ASSERT_EQ(weigh_track(toy.track[i].q, toy.track[i].cov, tracks[i].weight), VertexStatus::fitted);
    }
}

TEST(VertexFit, AgreesWithTheFullSystem)
{
    for (std::uint64_t i = 0; i < 50; ++i)
    {
        TrackMeasurement<double> tracks[4];
        measurements(make_vertex(9, i, 3.8), tracks);
        auto const fit = fit_vertex(tracks, scale);
        ASSERT_TRUE(fit.regular && fit.converged);
        DenseFit const dense(tracks, fit, scale);
        EXPECT_NEAR(fit.chi2, dense.chi2, 1e-9 * (1 + dense.chi2));
        // At the minimum no further step is left: its length in standard deviations is tiny.
        EXPECT_LT(dense.gradient.dot(dense.covariance * dense.gradient), 1e-6);
        auto const close = [&](double value, int row, int column)
        {
            double const size = std::sqrt(dense.covariance(row, row) * dense.covariance(column, column));
            EXPECT_NEAR(value, dense.covariance(row, column), 1e-6 * size) << row << " " << column;
        };
        for (int r = 0; r < 3; ++r)
            for (int c = 0; c < 3; ++c) close(fit.cov[symmetric(r, c)], r, c);
        for (int t = 0; t < 4; ++t)
        {
            double vp[3][3], pp[3][3];
            covariance_vertex_momentum(fit.cov, fit.track[t], vp);
            for (int u = 0; u < 4; ++u)
            {
                covariance_momenta(fit.cov, fit.track[t], fit.track[u], t == u, pp);
                for (int r = 0; r < 3; ++r)
                    for (int c = 0; c < 3; ++c) close(pp[r][c], 3 + 3 * t + r, 3 + 3 * u + c);
            }
            for (int r = 0; r < 3; ++r)
                for (int c = 0; c < 3; ++c) close(vp[r][c], r, 3 + 3 * t + c);
        }
    }
}

TEST(VertexFit, MassErrorUsesAllCorrelations)
{
    TrackMeasurement<double> tracks[4];
    measurements(make_vertex(10, 3, 3.8), tracks);
    auto const fit = fit_vertex(tracks, scale);
    FourMomentum<double> q[4], total{0, 0, 0, 0};
    for (int k = 0; k < 4; ++k)
    {
        q[k] = momentum_of(fit.p[k], constants::muon_mass);
        total = total + q[k];
    }
    double const mass = invariant_mass(q, constants::muon_mass);
    Eigen::VectorXd g = Eigen::VectorXd::Zero(15);
    for (int t = 0; t < 4; ++t)
        for (int c = 0; c < 3; ++c)
        {
            // Central difference of the mass in one momentum parameter.
            auto const shifted = [&](double h)
            {
                FourMomentum<double> moved[4] = {q[0], q[1], q[2], q[3]};
                TrackMomentum<double> p = fit.p[t];
                (c == 0 ? p.phi : c == 1 ? p.theta : p.qoverp) += h;
                moved[t] = momentum_of(p, constants::muon_mass);
                return invariant_mass(moved, constants::muon_mass);
            };
            g[3 + 3 * t + c] = (shifted(1e-6) - shifted(-1e-6)) / 2e-6;
        }
    DenseFit const dense(tracks, fit, scale);
    EXPECT_NEAR(mass_error(fit, q, mass) / std::sqrt(g.dot(dense.covariance * g)), 1, 1e-6);
}

TEST(VertexFit, ConstraintPullsTheVertex)
{
    TrackMeasurement<double> tracks[4];
    measurements(make_vertex(11, 2, 3.8), tracks);
    auto const free = fit_vertex(tracks, scale);
    VertexConstraint<double> strong{{0.05, -0.02, free.x[2]}, {1e12, 0, 1e12, 0, 0, 1e12}};
    auto const fixed = fit_vertex(tracks, scale, &strong);
    for (int k = 0; k < 3; ++k) EXPECT_NEAR(fixed.x[k], strong.x[k], 1e-6);
    EXPECT_GT(fixed.chi2, free.chi2);
    VertexConstraint<double> weak{{0.05, -0.02, 0}, {1e-9, 0, 1e-9, 0, 0, 1e-9}};
    auto const loose = fit_vertex(tracks, scale, &weak);
    EXPECT_NEAR(loose.chi2, free.chi2, 1e-4);
}

TEST(VertexFit, ReferencePointsDoNotMatter)
{
    ToyVertex const toy = make_vertex(12, 5, 3.8);
    TrackMeasurement<double> tracks[4];
    measurements(toy, tracks);
    auto const a = fit_vertex(tracks, scale);
    for (auto& t : tracks) t.reference[2] += 7;  // all points move by 7 cm along z
    auto const b = fit_vertex(tracks, scale);
    EXPECT_NEAR(b.x[2], a.x[2] + 7, 1e-9);
    EXPECT_NEAR(b.chi2, a.chi2, 1e-6);
}

/// Eight candidates in the lanes of a pack give the bits of eight single fits.
TEST(VertexFit, PacksHaveTheBitsOfScalars)
{
    using P = Pack<double, 8>;
    TrackMeasurement<P> packed[4];
    VertexFit<double, 4> single[8];
    for (int l = 0; l < 8; ++l)
    {
        TrackMeasurement<double> tracks[4];
        measurements(make_vertex(13, static_cast<std::uint64_t>(l), 3.8), tracks);
        if (l == 3)
            for (double& w : tracks[1].weight) w = 0;  // one lane is not regular
        single[l] = fit_vertex(tracks, scale);
        for (int i = 0; i < 4; ++i)
        {
            for (int k = 0; k < 5; ++k) set_lane(packed[i].q[k], l, tracks[i].q[k]);
            for (int k = 0; k < 3; ++k) set_lane(packed[i].reference[k], l, 0.0);
            for (int k = 0; k < 15; ++k) set_lane(packed[i].weight[k], l, tracks[i].weight[k]);
        }
    }
    auto const fit = fit_vertex(packed, P(scale));
    for (int l = 0; l < 8; ++l)
    {
        EXPECT_EQ(lane(fit.regular, l), single[l].regular);
        EXPECT_EQ(single[l].regular, l != 3);
        if (l == 3) continue;
        EXPECT_EQ(to_bits(lane(fit.chi2, l)), to_bits(single[l].chi2));
        for (int k = 0; k < 3; ++k) EXPECT_EQ(to_bits(lane(fit.x[k], l)), to_bits(single[l].x[k]));
        for (int k = 0; k < 6; ++k) EXPECT_EQ(to_bits(lane(fit.cov[k], l)), to_bits(single[l].cov[k]));
    }
}

TEST(VertexFit, ParallelTracksAreSingular)
{
    TrackMeasurement<double> tracks[2];
    ToyVertex toy = make_vertex(14, 0, 3.8);
    toy.track[1] = toy.track[0];
    toy.track[0].q[4] = toy.track[1].q[4] = 1e-9;
    measurements(toy, tracks);
    auto const fit = fit_vertex(tracks, scale);
    EXPECT_FALSE(fit.regular && fit.converged && std::sqrt(fit.cov[5]) < 1);
}

TEST(VertexFit, AnyNumberOfTracksIsTheSameFit)
{
    TrackMeasurement<double> tracks[4];
    measurements(make_vertex(15, 1, 3.8), tracks);
    TrackMomentum<double> p[4];
    TrackTerms<double> terms[4];
    auto const many = fit_vertex_many(tracks, 4, scale, FitScratch<double>{p, terms});
    auto const fixed = fit_vertex(tracks, scale);
    EXPECT_EQ(many.chi2, fixed.chi2);
    EXPECT_EQ(many.ndf, 5);
    // A track that misses the others by 50 standard deviations is dropped.
    tracks[1].q[0] += 50 * std::sqrt(make_vertex(15, 1, 3.8).track[1].cov[0]);
    auto const cleaned = fit_vertex_dropping(tracks, 4, scale, 9.0, FitScratch<double>{p, terms});
    EXPECT_EQ(cleaned.tracks, 3);
    EXPECT_EQ(cleaned.ndf, 3);
    EXPECT_LT(cleaned.chi2, 30);
}

}  // namespace
}  // namespace quartet::test
