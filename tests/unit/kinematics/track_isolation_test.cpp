// Isolation, close tracks and distances between leaves.
#include "models/kinematics/track_isolation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/base/ordered_sum.hpp"
#include "models/kinematics/leaf_distances.hpp"
#include "tests/physics/decay_toy_fit.hpp"

namespace quartet::test
{
namespace
{

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A track at delta R from (0, 0), with a doca and its error.
NearbyTrack<double> track(double pt, double dr, double doca = nan, double error = nan, bool eligible = true)
{
    return {pt, dr * 0.6, -dr * 0.8, doca, error, eligible};
}

double sum(IsolationCone const& cone, std::initializer_list<NearbyTrack<double>> tracks)
{
    NearbyTrack<double> const* t = tracks.begin();
    return ordered_sum<double>(static_cast<std::int64_t>(tracks.size()),
                               [&](std::int64_t i) { return cone_pt(cone, 0.0, 0.0, t[i]); });
}

TEST(TrackIsolation, CandidateConeOfBmm4)
{
    // pT > 0.9 GeV, delta R < 0.7, the same vertex, not a daughter.
    double const close = sum(candidate_cone(), {track(0.89, 0.1), track(1.0, 0.69), track(5.0, 0.71),
                                                track(7.0, 0.2, nan, nan, false), track(2.0, 0.0)});
    EXPECT_NEAR(close, 3.0, 1e-14);
    EXPECT_NEAR(isolation(12.0, close), 0.8, 1e-15);
    EXPECT_EQ(sum(muon_cone(), {track(0.6, 0.49), track(0.4, 0.1), track(2.0, 0.51)}), 0.6);
}

TEST(TrackIsolation, DaughterConesWithAndWithoutDca)
{
    std::initializer_list<NearbyTrack<double>> const tracks = {track(1.0, 0.29, 0.05), track(2.0, 0.39, 0.2),
                                                               track(4.0, 0.69, 0.099), track(8.0, 0.1)};
    EXPECT_EQ(sum(daughter_cone(0.3, false), tracks), 9.0);
    EXPECT_EQ(sum(daughter_cone(0.4, false), tracks), 11.0);
    EXPECT_EQ(sum(daughter_cone(0.7, false), tracks), 15.0);
    EXPECT_EQ(sum(daughter_cone(0.3, true), tracks), 1.0);  // an unknown DCA does not pass a condition on it
    EXPECT_EQ(sum(daughter_cone(0.4, true), tracks), 1.0);
    EXPECT_EQ(sum(daughter_cone(0.7, true), tracks), 5.0);
    EXPECT_EQ(relative_isolation(4.0, 5.0), 1.25);
}

TEST(TrackIsolation, CloseTracksByDocaAndSignificance)
{
    NearbyTrack<double> const tracks[] = {
        track(1, 2, 0.005, 0.01), track(1, 2, 0.015, 0.01),  track(1, 2, 0.025, 0.01),      track(1, 2, 0.029, 0.005),
        track(1, 2, 0.031, 0.1),  track(0.4, 2, 0.001, 0.1), track(1, 2, 0.001, 0.1, false)};
    int const expected[4] = {4, 1, 2, 3};
    for (int s = 0; s < 4; ++s)
    {
        double count = 0;
        for (auto const& t : tracks) count += close_track(close_track_cut(s), t);
        EXPECT_EQ(count, expected[s]) << "significance " << s;
    }
    double nearest = infinity_of<double>();
    for (auto const& t : tracks) nearest = nearest_track(nearest, close_track_cut(0), t);
    EXPECT_EQ(nearest, 0.005);
}

TEST(TrackIsolation, PairsOfADaughterAndATrack)
{
    // Two straight tracks through (1, 0, 0) at +-30 degrees: the sum points along x, away from the origin.
    HelixLine<double> const a{{1, 0, 0}, angle_of(M_PI / 6), 1e-9, 0}, b{{1, 0, 0}, angle_of(-M_PI / 6), 1e-9, 0};
    Crossing<double> const c = crossing_of(a, b);
    EXPECT_NEAR(c.distance, 0, 1e-12);
    for (int k = 0; k < 3; ++k) EXPECT_NEAR(c.x[k], k == 0 ? 1 : 0, 1e-12);
    EXPECT_NEAR(pair_isolation(c, 2.0, 2.0, {0.0, 0.0, 0.0}), 0, 1e-12);
    // Seen from (1, -1, 0) the flight is along y: alpha = pi / 2, |p| = 2 sqrt 3.
    double const weighted = 2 * std::sqrt(3.0) * M_PI / 2;
    EXPECT_NEAR(pair_isolation(c, 2.0, 2.0, {1.0, -1.0, 0.0}), weighted / (weighted + 4), 1e-12);
    // Unequal and inclined tracks: momenta add with their lengths along z.
    HelixLine<double> const up{{1, 0, 0}, angle_of(0.0), 1e-9, 1.0};
    Crossing<double> const inclined = crossing_of(up, b);
    double const px = 3 + std::cos(M_PI / 6), py = -0.5, pz = 3, p = std::sqrt(px * px + py * py + pz * pz);
    double const alpha = std::acos(px / p);
    EXPECT_NEAR(pair_isolation(inclined, 3.0, 1.0, {0.0, 0.0, 0.0}), p * alpha / (p * alpha + 4), 1e-9);
}

HelixLine<double> helix_of_track(ToyTrack const& t)
{
    Angle<double> const phi = angle_of(t.q[2]), theta = angle_of(t.q[3]);
    return {{-t.q[0] * phi.sin, t.q[0] * phi.cos, t.q[1]},
            phi,
            curvature(t.q[4], theta.sin, toy_field),
            theta.cos / theta.sin};
}

/// The cheaper distance against the six steps. Tracks within a few milliradians (kaons of a phi) may have no closest
/// approach that six steps find; they are counted.
TEST(LeafDistances, AsAccurateAsSixSteps)
{
    double worst = 0;
    int pairs = 0, differ = 0;
    for (std::uint64_t e = 0; e < 2000; ++e)
    {
        auto const d = make_decay<4>(61, e, toy_field);
        HelixLine<double> h[4];
        for (int i = 0; i < 4; ++i) h[i] = helix_of_track(d.track[i]);
        for (int i = 0; i < 4; ++i)
            for (int j = i + 1; j < 4; ++j)
            {
                double const difference = std::abs(near_helix_distance(h[i], h[j]) - helix_distance(h[i], h[j]));
                ++pairs;
                bool const same = difference < 1e-5;
                differ += same ? 0 : 1;
                worst = std::max(worst, same ? difference : 0);
            }
    }
    std::printf("near_helix_distance: at most %.2g cm from helix_distance but for %d of %d pairs\n", worst, differ,
                pairs);
    EXPECT_LE(differ, 12);
    EXPECT_LT(worst, 2e-6);
}

TEST(LeafDistances, SmallestLargestAndMean)
{
    // Nearly straight lines through the z axis: known distances 1, 2, 3.
    HelixLine<double> const h[3] = {{{0, 0, 0}, angle_of(0.0), 1e-12, 0},
                                    {{0, 0, 1}, angle_of(1.0), 1e-12, 0},
                                    {{0, 0, 3}, angle_of(2.0), 1e-12, 0}};
    auto const d = leaf_distances(h);
    EXPECT_NEAR(d.smallest, 1, 1e-9);
    EXPECT_NEAR(d.largest, 3, 1e-9);
    EXPECT_NEAR(d.mean, 2, 1e-9);
}

}  // namespace
}  // namespace quartet::test
