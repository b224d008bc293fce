// Vertex constraints through the whole builder: to which point, where they take part, and what they leave without an
// error.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "models/kinematics/probability.hpp"
#include "models/kinematics/vertex_prior.hpp"
#include "tests/harness/decays.hpp"
#include "tests/physics/linked_tracks.hpp"

namespace quartet::test
{
namespace
{

using Vertices = std::vector<MeasuredPoint<double>>;

/// The events of a toy with other primary vertices; the tracks are linked to number `link`.
EventBatch with_vertices(LinkedTracks const& toy, std::function<Vertices(std::size_t event)> const& of_event,
                         std::int32_t link)
{
    EventBatch batch = toy.batch;
    auto& pv = batch.pv;
    for (auto* column : {&pv.x, &pv.y, &pv.z}) column->values.clear();
    Vertices all;
    for (std::size_t e = 0; e < static_cast<std::size_t>(linked_events); ++e)
    {
        for (MeasuredPoint<double> const& vertex : of_event(e)) all.push_back(vertex);
        pv.offsets.values[e + 1] = static_cast<std::int64_t>(all.size());
    }
    auto& cov = pv.cov.make(static_cast<std::int64_t>(6 * all.size()));
    for (std::size_t i = 0; i < all.size(); ++i)
    {
        pv.x.values.push_back(all[i].x[0]);
        pv.y.values.push_back(all[i].x[1]);
        pv.z.values.push_back(all[i].x[2]);
        for (std::size_t k = 0; k < 6; ++k) cov[k * all.size() + i] = all[i].cov[k];
    }
    for (std::int32_t& index : batch.track.pv_index.values) index = link;
    return batch;
}

EventBatch with_beam(LinkedTracks const& toy, double sigma)
{
    EventBatch batch = toy.batch;
    auto const fill = [](Column<double>& column, double value)
    {
        column.present = true;
        column.values.assign(static_cast<std::size_t>(linked_events), value);
    };
    BeamSpotColumns& b = batch.beamspot;
    fill(b.x, 0.01), fill(b.y, -0.02), fill(b.z, 0.0), fill(b.dxdz, 0.0), fill(b.dydz, 0.0);
    fill(b.sigma_x, sigma), fill(b.sigma_y, sigma), fill(b.sigma_z, 1000 * sigma);
    return batch;
}

/// Two kaons of opposite charge; `keys` of the candidate.
ColumnTable two_kaons(EventBatchView const& view, std::string const& keys, std::string const& top = "")
{
    Decay const decay = read_decay_yaml(
        "decay: TwoKaons\n"
        "particles: {K: {collection: track, mass: kaon, cut: 'pt > 5'}}\n"
        "candidate: {of: [K, K], charge: 0, raw_mass: [0.9, 900], cut: 'mass > 0', best: all, "
        "constrain: {candidate: {mass: 20 GeV, width: 15 GeV}}, "
            + keys + "}\n" + top,
        "test");
    return candidates_of(*make_reference_candidates(), plan_for(decay, view), view);
}

std::size_t event_of(ColumnTable const& table, std::size_t row)
{
    return static_cast<std::size_t>(table.values<std::int64_t>("event_index")[row]);
}

double at(ColumnTable const& table, char const* name, std::size_t row) { return table.values<double>(name)[row]; }

char const* const vertex_errors[] = {"l3d_err",          "l3d_sig",          "fd_chi2",   "ct_err",    "ct_xy_err",
                                     "cos_alpha_2d_err", "cos_alpha_3d_err", "pv_ip_sig", "pv_lip_sig"};
char const* const vertex_values[] = {"l3d", "ct", "ct_xy", "cos_alpha_2d", "cos_alpha_3d", "pv_ip", "pv_lip"};

/// The fit of two tracks with a point.
VertexFit<double, 2> expected_fit(std::array<LinkedTracks::Track, 2> const& leaves, MeasuredPoint<double> const& point)
{
    VertexConstraint<double> prior;
    EXPECT_TRUE(vertex_prior(point, prior));
    TrackMeasurement<double> const tracks[2] = {leaves[0], leaves[1]};
    return fit_vertex(tracks, toy_scale, &prior);
}

/// Behind a first vertex that is not theirs the candidates find their own, and take their tracks out of it.
TEST(VertexConstraint, IsTheOwnVertexWithoutTheCandidate)
{
    LinkedTracks const toy;
    EventBatch const batch = with_vertices(
        toy,
        [&](std::size_t e)
        {
            MeasuredPoint<double> other = toy.with[e];
            other.x[2] += 4;
            return Vertices{other, toy.with[e]};
        },
        1);
    ColumnTable const table = two_kaons(batch.view(), "vertex_constraint: pv");
    auto const rows = static_cast<std::size_t>(table.rows());
    ASSERT_GT(rows, linked_events / 2);
    double wrong = 0;
    for (std::size_t i = 0; i < rows; ++i)
    {
        std::size_t const e = event_of(table, i);
        auto const fit = expected_fit(toy.first[e], toy.without[e]), twice = expected_fit(toy.first[e], toy.with[e]);
        EXPECT_EQ(table.values<std::int32_t>("pv_index")[i], 1);
        EXPECT_EQ(table.values<std::int32_t>("vtx_ndf")[i], 4);
        EXPECT_NEAR(at(table, "vtx_chi2", i), fit.chi2, 0.02 * (1 + fit.chi2));
        EXPECT_NEAR(at(table, "vtx_x", i), fit.x[0], 0.02 * std::sqrt(fit.cov[0]));
        EXPECT_NEAR(at(table, "vtx_y", i), fit.x[1], 0.02 * std::sqrt(fit.cov[2]));
        EXPECT_NEAR(at(table, "vtx_z", i), fit.x[2], 0.02 * std::sqrt(fit.cov[5]));
        wrong += std::abs(twice.chi2 - fit.chi2) / (1 + fit.chi2);
        for (char const* name : vertex_errors) EXPECT_TRUE(std::isnan(at(table, name, i))) << name;
        for (char const* name : vertex_values) EXPECT_FALSE(std::isnan(at(table, name, i))) << name;
    }
    std::printf("the vertex with the candidate's tracks would change 1 + chi2 by %.2f of itself\n",
                wrong / static_cast<double>(rows));
    EXPECT_GT(wrong / static_cast<double>(rows), 0.1);
}

/// Events without a vertex, and vertices without a covariance: the fit is free and counts as free.
TEST(VertexConstraint, CountsOnlyWhereItTakesPart)
{
    LinkedTracks const toy;
    EventBatch const batch = with_vertices(
        toy,
        [&](std::size_t e)
        {
            if (e % 4 == 1) return Vertices{};
            MeasuredPoint<double> vertex = toy.with[e];
            if (e % 4 == 2)
                for (double& c : vertex.cov) c = 0;
            if (e % 4 == 3) vertex.cov[0] = std::numeric_limits<double>::quiet_NaN();
            return Vertices{vertex};
        },
        0);
    ColumnTable const with = two_kaons(batch.view(), "vertex_constraint: pv"), free = two_kaons(batch.view(), "");
    ASSERT_EQ(with.rows(), free.rows());
    int constrained = 0, unconstrained = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(with.rows()); ++i)
    {
        bool const used = event_of(with, i) % 4 == 0;
        ++(used ? constrained : unconstrained);
        EXPECT_EQ(with.values<std::int32_t>("vtx_ndf")[i], used ? 4 : 1);
        for (char const* name : {"vtx_prob", "vtx_chi2", "prob_constrained", "chi2_constrained", "mass"})
            if (used)
                EXPECT_NE(at(with, name, i), at(free, name, i)) << name;
            else
                EXPECT_EQ(at(with, name, i), at(free, name, i)) << name;
    }
    EXPECT_GE(constrained, 8);
    EXPECT_GE(unconstrained, 20);
}

/// The probability of the chi2 of the mass constraint with that of the vertex constraint: 1 + 3 + 1 measurements.
TEST(VertexConstraint, CountsInTheConstrainedMass)
{
    LinkedTracks const toy;
    ColumnTable const table = two_kaons(toy.batch.view(), "vertex_constraint: pv");
    ASSERT_GT(table.rows(), linked_events / 2);
    for (std::size_t i = 0; i < static_cast<std::size_t>(table.rows()); ++i)
        EXPECT_DOUBLE_EQ(at(table, "prob_constrained", i), chi2_probability_odd(at(table, "chi2_constrained", i), 5));
}

TEST(VertexConstraint, TheBeamSpotNeedsAWidth)
{
    LinkedTracks const toy;
    EventBatch const wide = with_beam(toy, 0.002), thin = with_beam(toy, 0);
    ColumnTable const with = two_kaons(wide.view(), "vertex_constraint: beamspot"),
                      without = two_kaons(thin.view(), "vertex_constraint: beamspot"),
                      free = two_kaons(thin.view(), "");
    ASSERT_GT(with.rows(), linked_events / 2);
    for (std::size_t i = 0; i < static_cast<std::size_t>(with.rows()); ++i)
    {
        EXPECT_EQ(with.values<std::int32_t>("vtx_ndf")[i], 4);
        EXPECT_FALSE(std::isnan(at(with, "lxy", i)));
        for (char const* name : {"lxy_err", "lxy_sig", "dca_bs_sig"}) EXPECT_TRUE(std::isnan(at(with, name, i)));
        EXPECT_FALSE(std::isnan(at(with, "l3d_err", i))) << "the primary vertex is another point";
        EXPECT_EQ(without.values<std::int32_t>("vtx_ndf")[i], 1);
        for (char const* name : {"vtx_prob", "lxy_err"}) EXPECT_EQ(at(without, name, i), at(free, name, i)) << name;
    }
}

/// A vertex without a covariance is not exact: lengths have no error, and are what they were.
TEST(PrimaryVertex, WithoutACovarianceLengthsHaveNoErrors)
{
    LinkedTracks const toy;
    EventBatchView known = toy.batch.view();
    known.track.pv_index = {};  // nothing is taken out of the vertices, which would move them
    EventBatchView unknown = known;
    unknown.pv.cov = {};
    ColumnTable const with = two_kaons(known, ""), without = two_kaons(unknown, "");
    ASSERT_GT(with.rows(), linked_events / 2);
    ASSERT_EQ(with.rows(), without.rows());
    for (std::size_t i = 0; i < static_cast<std::size_t>(with.rows()); ++i)
    {
        for (char const* name : vertex_values) EXPECT_EQ(at(with, name, i), at(without, name, i)) << name;
        for (char const* name : vertex_errors)
        {
            EXPECT_FALSE(std::isnan(at(with, name, i))) << name;
            EXPECT_TRUE(std::isnan(at(without, name, i))) << name;
        }
    }
}

/// Three vertices: the first far away, one 1 mm beside the flight line at the right height, one on the line but 2 mm
/// along the beam.
TEST(PrimaryVertex, IsChosenAsTheDecaySays)
{
    LinkedTracks const toy;
    EventBatch const batch = with_vertices(
        toy,
        [&](std::size_t e)
        {
            MeasuredPoint<double> far = toy.with[e], beside = far, along = far;
            far.x[2] += 4;
            beside.x[0] += 0.1;
            beside.x[1] += 0.1;
            along.x[2] += 0.02;
            return Vertices{far, beside, along};
        },
        -1);
    int different = 0;
    ColumnTable const longitudinal = two_kaons(batch.view(), ""),
                      named = two_kaons(batch.view(), "", "primary_vertex: longitudinal\n"),
                      space = two_kaons(batch.view(), "", "primary_vertex: 3d\n"),
                      first = two_kaons(batch.view(), "", "primary_vertex: first\n");
    auto const index = [](ColumnTable const& table, std::size_t i)
    { return table.values<std::int32_t>("pv_index")[i]; };
    ASSERT_GT(first.rows(), linked_events / 2);
    for (std::size_t i = 0; i < static_cast<std::size_t>(first.rows()); ++i)
    {
        EXPECT_EQ(index(first, i), 0);
        EXPECT_EQ(index(named, i), index(longitudinal, i));
        for (ColumnTable const* table : {&longitudinal, &space}) EXPECT_NE(index(*table, i), 0);
        // Each choice has the smallest distance of its kind.
        EXPECT_LE(std::abs(at(longitudinal, "pv_lip", i)), std::abs(at(space, "pv_lip", i)));
        EXPECT_LE(at(space, "pv_ip", i), at(longitudinal, "pv_ip", i) * (1 + 1e-12));
        different += index(space, i) != index(longitudinal, i) ? 1 : 0;
    }
    EXPECT_GT(different, 3);
}

}  // namespace
}  // namespace quartet::test
