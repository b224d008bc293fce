// The best primary vertex without the candidate's tracks, through the whole builder: where the file links tracks to
// the vertex that they were fitted to, flight lengths are those from a fit without them.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/harness/decays.hpp"
#include "tests/physics/linked_tracks.hpp"

namespace quartet::test
{
namespace
{

/// Two kaons of opposite charge and `vertex_constraint: none`.
Decay two_kaons()
{
    Decay decay = read_decay_yaml(
        "decay: TwoKaons\n"
        "particles: {K: {collection: track, mass: kaon, cut: 'pt > 5'}}\n"
        "candidate: {of: [K, K], charge: 0, raw_mass: [0.9, 900], cut: 'mass > 0', best: all}\n",
        "test");
    decay.store = {"vtx_x", "vtx_y", "vtx_z", "vtx_cov", "pv_index", "l3d", "l3d_err", "fd_chi2"};
    return decay;
}

/// Largest distance of l3d from that from the given vertices, in errors, and of fd_chi2 in relative terms; smallest
/// distance of l3d.
struct Deviation
{
    double length = 0, chi2 = 0, mean = 0;
};

Deviation deviation(ColumnTable const& table, std::vector<MeasuredPoint<double>> const& vertices)
{
    Deviation worst;
    auto const column = [&](char const* name) { return table.values<double>(name).data(); };
    for (std::size_t i = 0; i < static_cast<std::size_t>(table.rows()); ++i)
    {
        auto const event = static_cast<std::size_t>(table.values<std::int64_t>("event_index")[i]);
        MeasuredPoint<double> const& pv = vertices[event];
        double const d[3] = {column("vtx_x")[i] - pv.x[0], column("vtx_y")[i] - pv.x[1], column("vtx_z")[i] - pv.x[2]};
        double sum[6], inverse[6], w[3];
        for (std::size_t k = 0; k < 6; ++k) sum[k] = column("vtx_cov")[6 * i + k] + pv.cov[k];
        EXPECT_TRUE(invert3(sum, inverse));
        multiply3(inverse, d, w);
        double const chi2 = d[0] * w[0] + d[1] * w[1] + d[2] * w[2];
        double const off = std::abs(column("l3d")[i] - std::hypot(d[0], d[1], d[2])) / column("l3d_err")[i];
        worst.length = std::max(worst.length, off);
        worst.mean += off / static_cast<double>(table.rows());
        worst.chi2 = std::max(worst.chi2, std::abs(column("fd_chi2")[i] - chi2) / (1 + chi2));
    }
    return worst;
}

TEST(VertexWithoutTheCandidate, FlightIsFromAFitWithoutItsTracks)
{
    LinkedTracks const toy;
    auto const backend = make_reference_candidates();
    EventBatchView linked = toy.batch.view(), unlinked = linked;
    unlinked.track.pv_index = {};
    DecayPlan const plan = plan_for(two_kaons(), linked);
    ColumnTable const free = candidates_of(*backend, plan, linked), kept = candidates_of(*backend, plan, unlinked);
    ASSERT_GT(free.rows(), linked_events / 2);
    ASSERT_EQ(free.rows(), kept.rows());
    Deviation const released = deviation(free, toy.without), all = deviation(kept, toy.with);
    Deviation const wrong = deviation(kept, toy.without);
    std::printf("l3d from the fit without the leaves: %.4f errors at most; with them %.2f on average\n",
                released.length, wrong.mean);
    EXPECT_LT(released.length, 0.02);
    EXPECT_LT(released.chi2, 0.02);
    EXPECT_LT(all.length, 1e-6);  // without links the vertex stays as it is
    EXPECT_LT(all.chi2, 1e-6);
    EXPECT_GT(wrong.mean, 0.1);  // and that is something else
}

/// A muon is taken out where the track that it is was fitted to the vertex.
TEST(VertexWithoutTheCandidate, MuonsAreReleasedByTheirTracks)
{
    LinkedTracks toy;
    toy.make_muons();
    Decay decay = two_kaons();
    decay.kinds[0].collection = Collection::muon;
    auto const backend = make_reference_candidates();
    EventBatchView const view = toy.batch.view();
    ColumnTable const table = candidates_of(*backend, plan_for(decay, view), view);
    ASSERT_GT(table.rows(), linked_events / 2);
    EXPECT_LT(deviation(table, toy.without).length, 0.02);
}

/// Tracks that the file links to another vertex, or to none, are not taken out.
TEST(VertexWithoutTheCandidate, OnlyItsOwnTracksAreReleased)
{
    LinkedTracks toy;
    auto const backend = make_reference_candidates();
    for (std::int32_t const link : {-1, 3})
    {
        for (int e = 0; e < linked_events; ++e)
            for (int i = 0; i < 2; ++i)
                toy.batch.track.pv_index.values[static_cast<std::size_t>(tracks_per_event * e + i)] = link;
        EventBatchView const view = toy.batch.view();
        ColumnTable const table = candidates_of(*backend, plan_for(two_kaons(), view), view);
        ASSERT_GT(table.rows(), linked_events / 2);
        EXPECT_LT(deviation(table, toy.with).length, 1e-6) << link;
    }
}

/// Files link tracks by their distance along the beam; those of a decay in flight were not fitted to the vertex.
TEST(VertexWithoutTheCandidate, DisplacedTracksAreNotReleased)
{
    LinkedTracks const toy(true);
    auto const backend = make_reference_candidates();
    EventBatchView const view = toy.batch.view();
    ColumnTable const table = candidates_of(*backend, plan_for(two_kaons(), view), view);
    ASSERT_GT(table.rows(), linked_events / 2);
    EXPECT_LT(deviation(table, toy.with).length, 1e-6);
}

}  // namespace
}  // namespace quartet::test
