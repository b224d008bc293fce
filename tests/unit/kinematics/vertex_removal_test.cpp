// A primary vertex without some of its tracks against a fit from scratch; vertex constraints of points and of the beam.
#include "models/kinematics/vertex_removal.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <vector>

#include "models/kinematics/vertex_fit_many.hpp"
#include "models/kinematics/vertex_prior.hpp"
#include "tests/physics/decay_toy_fit.hpp"

namespace quartet::test
{
namespace
{

using Track = TrackMeasurement<double>;

/// `prompt` tracks from one point near (0.01, -0.02, 0.03).
std::vector<Track> prompt_tracks(std::uint64_t index, int prompt)
{
    RandomStream random(51, 2, index);
    std::vector<Track> tracks;
    for (int i = 0; i < prompt; ++i)
    {
        ToyMuon m{{0.01, -0.02, 0.03},
                  0.7 + random.next_exponential(),
                  2 * M_PI * random.next_uniform() - M_PI,
                  2 * std::atan(std::exp(4 * random.next_uniform() - 2)),
                  i % 2 == 0 ? 1 : -1};
        Track t{{}, {0, 0, 0}, {}};
        double cov[15];
        exact_perigee(m, toy_field, t.q);
        covariance_of(m, cov);
        smear(cov, random, t.q);
        EXPECT_EQ(weigh_track(t.q, cov, t.weight), VertexStatus::fitted);
        tracks.push_back(t);
    }
    return tracks;
}

MeasuredPoint<double> fit_of(std::vector<Track> const& tracks, VertexConstraint<double> const* prior = nullptr)
{
    std::vector<TrackMomentum<double>> p(tracks.size());
    std::vector<TrackTerms<double>> terms(tracks.size());
    auto const fit = fit_vertex_many(tracks.data(), static_cast<int>(tracks.size()), toy_scale,
                                     FitScratch<double>{p.data(), terms.data()}, prior);
    EXPECT_TRUE(fit.regular && fit.converged);
    MeasuredPoint<double> v{{fit.x[0], fit.x[1], fit.x[2]}, {}};
    for (int k = 0; k < 6; ++k) v.cov[k] = fit.cov[k];
    return v;
}

/// Largest difference of the coordinates in errors of `b`, and of the errors themselves.
double distance(MeasuredPoint<double> const& a, MeasuredPoint<double> const& b)
{
    double worst = 0;
    for (int k = 0; k < 3; ++k)
    {
        double const sigma = std::sqrt(b.cov[lower(k, k)]);
        worst = std::max(worst, std::abs(a.x[k] - b.x[k]) / sigma);
        worst = std::max(worst, std::abs(std::sqrt(a.cov[lower(k, k)]) / sigma - 1));
    }
    return worst;
}

TEST(VertexRemoval, AgreesWithAFitFromScratch)
{
    double worst = 0, smallest_shift = 1e9;
    for (std::uint64_t e = 0; e < 50; ++e)
    {
        auto tracks = prompt_tracks(e, 16);
        // Four tracks of a decay 2 mm away were fitted with them.
        auto const d = make_decay<4>(52, e, toy_field);
        for (int i = 0; i < 4; ++i)
        {
            ToyMuon m = d.leaf[i];
            Track t{{}, {0, 0, 0}, {}};
            double cov[15];
            RandomStream random(53, 1, 4 * e + static_cast<std::uint64_t>(i));
            for (int k = 0; k < 3; ++k) m.vertex[k] = 0.05 * (d.vertex[k] - d.origin[k]) + (k == 2 ? 0.03 : 0.01);
            exact_perigee(m, toy_field, t.q);
            covariance_of(m, cov);
            smear(cov, random, t.q);
            ASSERT_EQ(weigh_track(t.q, cov, t.weight), VertexStatus::fitted);
            tracks.push_back(t);
        }
        auto const all = fit_of(tracks), rest = fit_of({tracks.begin(), tracks.end() - 4});
        bool const belongs[4] = {true, true, true, true};
        MeasuredPoint<double> without;
        ASSERT_TRUE(remove_tracks(all, tracks.data() + 16, belongs, 4, toy_scale, without));
        worst = std::max(worst, distance(without, rest));
        smallest_shift = std::min(smallest_shift, distance(all, rest));
    }
    std::printf(
        "vertex without its tracks: at most %.2g sigma from the fit from scratch; the tracks moved it by at "
        "least %.2g sigma\n",
        worst, smallest_shift);
    EXPECT_LT(worst, 0.05);  // both fits end within 0.01 of their errors
    EXPECT_GT(smallest_shift, 1.0);
}

TEST(VertexRemoval, OnlyTracksThatBelongAreRemoved)
{
    auto const tracks = prompt_tracks(3, 12);
    auto const all = fit_of(tracks), rest = fit_of({tracks.begin() + 1, tracks.end()});
    bool const first[3] = {true, false, false}, none[3] = {false, false, false};
    MeasuredPoint<double> result;
    ASSERT_TRUE(remove_tracks(all, tracks.data(), first, 3, toy_scale, result));
    EXPECT_LT(distance(result, rest), 1e-3);
    ASSERT_TRUE(remove_tracks(all, tracks.data(), none, 3, toy_scale, result));
    EXPECT_LT(distance(result, all), 1e-9);
}

TEST(VertexRemoval, ABeamConstraintStays)
{
    auto const tracks = prompt_tracks(4, 8);
    BeamRegion<double> const beam{{0.012, -0.021, 0.5}, {0.0015, 0.0015, 4.0}, 1e-4, -5e-5};
    VertexConstraint<double> prior;
    ASSERT_TRUE(vertex_prior(beam_point(beam), prior));
    auto const all = fit_of(tracks, &prior), rest = fit_of({tracks.begin() + 2, tracks.end()}, &prior);
    bool const belongs[2] = {true, true};
    MeasuredPoint<double> result;
    ASSERT_TRUE(remove_tracks(all, tracks.data(), belongs, 2, toy_scale, result));
    EXPECT_LT(distance(result, rest), 1e-2);
}

TEST(VertexRemoval, WithoutEnoughTracksTheVertexStays)
{
    auto const tracks = prompt_tracks(5, 3);
    auto const all = fit_of(tracks);
    bool const belongs[3] = {true, true, true};
    MeasuredPoint<double> result;
    // Without all tracks nothing remains but rounding; with a covariance that claims more than they know, less than
    // none.
    MeasuredPoint<double> loose = all;
    for (double& c : loose.cov) c *= 4;
    EXPECT_FALSE(remove_tracks(loose, tracks.data(), belongs, 3, toy_scale, result));
    for (int k = 0; k < 3; ++k) EXPECT_EQ(result.x[k], all.x[k]);
    for (int k = 0; k < 6; ++k) EXPECT_EQ(result.cov[k], loose.cov[k]);
}

TEST(VertexPrior, WeightsAndDegreesOfFreedom)
{
    MeasuredPoint<double> const point{{1, 2, 3}, {4e-6, 1e-6, 9e-6, -2e-6, 5e-7, 1.6e-5}};
    VertexConstraint<double> prior;
    ASSERT_TRUE(vertex_prior(point, prior));
    Eigen::Matrix3d cov, weight;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
        {
            cov(i, j) = point.cov[symmetric(i, j)];
            weight(i, j) = prior.weight[symmetric(i, j)];
        }
    EXPECT_LT((cov * weight - Eigen::Matrix3d::Identity()).norm(), 1e-12);
    // A covariance of rank 2 leaves the fit free.
    EXPECT_FALSE(vertex_prior(MeasuredPoint<double>{{1, 2, 3}, {4e-6, 0, 9e-6, 0, 0, 0}}, prior));
    auto const in = toy_input<double>(make_decay<2>(54, 0, toy_field));
    EXPECT_EQ(fit_vertex(in.track, toy_scale, &prior).chi2, fit_vertex(in.track, toy_scale).chi2);
    // 2N - 3: 1, 3, 5 for 2, 3, 4 tracks (a 6-parameter track vector would give 3N - 3); + 3 for the point, + 1 per
    // mass.
    EXPECT_EQ(vertex_ndf(2, false, 0), 1);
    EXPECT_EQ(vertex_ndf(4, false, 0), 5);
    EXPECT_EQ((VertexFit<double, 4>::ndf), vertex_ndf(4, false, 0));
    EXPECT_EQ(vertex_ndf(4, false, 2), 7);
    EXPECT_EQ(vertex_ndf(2, true, 1), 5);
}

/// The chi2 of the constrained fit is the sum of the tracks' and the point's.
TEST(VertexPrior, Chi2CountsThePoint)
{
    auto const in = toy_input<double>(make_decay<3>(55, 0, toy_field));
    auto const free = fit_vertex(in.track, toy_scale);
    MeasuredPoint<double> point{{free.x[0], free.x[1], free.x[2]}, {1e-6, 0, 1e-6, 0, 0, 4e-6}};
    VertexConstraint<double> prior;
    ASSERT_TRUE(vertex_prior(point, prior));
    // At the fitted vertex itself it adds nothing but weight.
    auto const there = fit_vertex(in.track, toy_scale, &prior);
    EXPECT_NEAR(there.chi2, free.chi2, 1e-6);
    for (int k = 0; k < 3; ++k) EXPECT_LT(there.cov[lower(k, k)], point.cov[lower(k, k)]);
    // Elsewhere it grows by d^T (C_V + C_point)^-1 d.
    point.x[0] += 0.003;
    ASSERT_TRUE(vertex_prior(point, prior));
    double sum[6], inverse[6];
    for (int k = 0; k < 6; ++k) sum[k] = free.cov[k] + point.cov[k];
    ASSERT_TRUE(invert3(sum, inverse));
    EXPECT_NEAR(fit_vertex(in.track, toy_scale, &prior).chi2 - free.chi2, 9e-6 * inverse[0], 1e-3);
}

/// The width of the luminous region, not the error of its centre: candidates.md of the project's references, traps.
TEST(VertexPrior, TheBeamHasTheWidthOfItsRegion)
{
    BeamRegion<double> const beam{{0.1, 0.2, 1.0}, {0.002, 0.003, 4.0}, 1e-3, -2e-3};
    auto const region = beam_point(beam);
    EXPECT_NEAR(region.cov[0], 4e-6 + 1e-6 * 16, 1e-18);
    EXPECT_NEAR(region.cov[1], -2e-6 * 16, 1e-18);
    EXPECT_NEAR(region.cov[2], 9e-6 + 4e-6 * 16, 1e-18);
    EXPECT_NEAR(region.cov[3], 1e-3 * 16, 1e-15);
    EXPECT_NEAR(region.cov[5], 16, 1e-12);
    auto const slice = beam_at_height(beam, 11.0);
    EXPECT_NEAR(slice.x[0], 0.11, 1e-15);
    EXPECT_NEAR(slice.x[1], 0.18, 1e-15);
    EXPECT_NEAR(slice.cov[0], 4e-6, 1e-18);
    EXPECT_NEAR(slice.cov[2], 9e-6, 1e-18);
    // At a fixed height the region is the slice: the conditional covariance.
    EXPECT_NEAR(region.cov[0] - region.cov[3] * region.cov[3] / region.cov[5], slice.cov[0], 1e-15);
}

}  // namespace
}  // namespace quartet::test
