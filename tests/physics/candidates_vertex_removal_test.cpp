// The best primary vertex without the candidate's tracks, through the whole builder: where the file links tracks to
// the vertex that they were fitted to, flight lengths are those from a fit without them.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "host/io/event_batch.hpp"
#include "models/kinematics/vertex_fit_many.hpp"
#include "tests/harness/decays.hpp"
#include "tests/physics/decay_toy_fit.hpp"

namespace quartet::test
{
namespace
{

constexpr int events = 40, tracks_per_event = 9;

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

/// Events of one primary vertex each, fitted from all nine tracks; the first two have more than 5 GeV.
class LinkedTracks
{
  public:
    /// Displaced: the first two tracks come from 2 mm away, are linked to the vertex, but were not fitted to it.
    explicit LinkedTracks(bool displaced = false) : displaced_(displaced)
    {
        for (int e = 0; e < events; ++e) add_event(e);
        close();
    }

    /// The first two tracks of each event are muons, too.
    void make_muons()
    {
        MuonColumns& m = batch.muon;
        TrackColumns const& t = batch.track;
        batch.track.muon_index.make(events * tracks_per_event);
        for (std::size_t i = 0; i < covariances_.size() / 15; ++i)
        {
            auto const number = static_cast<std::int32_t>(i % tracks_per_event);
            batch.track.muon_index.values[i] = number < 2 ? number : -1;
            if (number >= 2) continue;
            push(m.pt, t.pt.values[i]), push(m.eta, t.eta.values[i]), push(m.phi, t.phi.values[i]);
            push(m.px, t.px.values[i]), push(m.py, t.py.values[i]), push(m.pz, t.pz.values[i]);
            push(m.charge, t.charge.values[i]);
            push(m.track.d0, t.track.d0.values[i]), push(m.track.z0, t.track.z0.values[i]);
            push(m.track.phi, t.track.phi.values[i]), push(m.track.theta, t.track.theta.values[i]);
            push(m.track.qoverp, t.track.qoverp.values[i]);
            for (auto* reference : {&m.track.ref_x, &m.track.ref_y, &m.track.ref_z}) push(*reference, 0.0);
        }
        auto& cov = m.track.cov.make(15 * 2 * events);
        for (std::size_t e = 0; e < static_cast<std::size_t>(events); ++e)
            for (std::size_t i = 0; i < 2; ++i)
                for (std::size_t k = 0; k < 15; ++k)
                    cov[k * 2 * events + 2 * e + i] = covariances_[15 * (tracks_per_event * e + i) + k];
        for (std::size_t e = 0; e <= static_cast<std::size_t>(events); ++e)
            m.offsets.values[e] = static_cast<std::int64_t>(2 * e);
    }

    EventBatch batch;
    std::vector<MeasuredPoint<double>> with, without;  ///< the vertex with and without the first two tracks

  private:
    using Track = TrackMeasurement<double>;

    template <class T>
    static void push(Column<T>& column, T value)
    {
        column.present = true;
        column.values.push_back(value);
    }

    void add_event(int e)
    {
        RandomStream random(5, 6, static_cast<std::uint64_t>(e));
        push(batch.run, std::uint32_t(1));
        push(batch.luminosity_block, std::uint32_t(1));
        push(batch.event, static_cast<std::uint64_t>(e));
        push(batch.weight, 1.0);
        push(batch.track.offsets, std::int64_t(tracks_per_event) * e);
        push(batch.pv.offsets, std::int64_t(e));
        push(batch.muon.offsets, std::int64_t(0));
        std::vector<Track> tracks;
        for (int i = 0; i < tracks_per_event; ++i) tracks.push_back(add_track(i, random));
        if (!displaced_) with.push_back(fit_of(tracks));
        tracks.erase(tracks.begin(), tracks.begin() + 2);
        if (displaced_) with.push_back(fit_of(tracks));
        without.push_back(fit_of(tracks));
        push(batch.pv.x, with.back().x[0]);
        push(batch.pv.y, with.back().x[1]);
        push(batch.pv.z, with.back().x[2]);
    }

    Track add_track(int i, RandomStream& random)
    {
        double const away = displaced_ && i < 2 ? 0.2 : 0.0;
        ToyMuon const m{{0.01 + away, -0.02, 0.03},
                        i < 2 ? 5.5 + random.next_exponential() : 0.7 + random.next_uniform(),
                        away > 0 ? i - 0.5 : 2 * M_PI * random.next_uniform() - M_PI,
                        2 * std::atan(std::exp(3 * random.next_uniform() - 1.5)),
                        i % 2 == 0 ? 1 : -1};
        Track t{{}, {0, 0, 0}, {}};
        double cov[15];
        exact_perigee(m, toy_field, t.q);
        covariance_of(m, cov);
        smear(cov, random, t.q);
        EXPECT_EQ(weigh_track(t.q, cov, t.weight), VertexStatus::fitted);
        TrackColumns& c = batch.track;
        double const pt = std::sin(t.q[3]) / std::abs(t.q[4]);
        push(c.pt, pt);
        push(c.eta, -std::log(std::tan(t.q[3] / 2)));
        push(c.phi, t.q[2]);
        push(c.px, pt * std::cos(t.q[2]));
        push(c.py, pt * std::sin(t.q[2]));
        push(c.pz, pt / std::tan(t.q[3]));
        push(c.charge, std::int32_t(m.charge));
        push(c.pv_index, std::int32_t(0));
        push(c.track.d0, t.q[0]);
        push(c.track.z0, t.q[1]);
        push(c.track.phi, t.q[2]);
        push(c.track.theta, t.q[3]);
        push(c.track.qoverp, t.q[4]);
        for (auto* reference : {&c.track.ref_x, &c.track.ref_y, &c.track.ref_z}) push(*reference, 0.0);
        covariances_.insert(covariances_.end(), cov, cov + 15);
        return t;
    }

    static MeasuredPoint<double> fit_of(std::vector<Track> const& tracks)
    {
        std::vector<TrackMomentum<double>> p(tracks.size());
        std::vector<TrackTerms<double>> terms(tracks.size());
        auto const fit = fit_vertex_many(tracks.data(), static_cast<int>(tracks.size()), toy_scale,
                                         FitScratch<double>{p.data(), terms.data()});
        EXPECT_TRUE(fit.regular && fit.converged);
        MeasuredPoint<double> v{{fit.x[0], fit.x[1], fit.x[2]}, {}};
        for (int k = 0; k < 6; ++k) v.cov[k] = fit.cov[k];
        return v;
    }

    void close()
    {
        batch.n_events = events;
        batch.bfield_tesla = toy_field;
        push(batch.track.offsets, std::int64_t(tracks_per_event) * events);
        push(batch.pv.offsets, std::int64_t(events));
        push(batch.muon.offsets, std::int64_t(0));
        std::size_t const n = covariances_.size() / 15;
        auto& cov = batch.track.track.cov.make(static_cast<std::int64_t>(15 * n));
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < 15; ++k) cov[k * n + i] = covariances_[15 * i + k];
        auto& pv = batch.pv.cov.make(6 * events);
        for (std::size_t e = 0; e < static_cast<std::size_t>(events); ++e)
            for (std::size_t k = 0; k < 6; ++k) pv[k * events + e] = with[e].cov[k];
        for (Column<std::int32_t>* column : {&batch.muon.charge}) column->present = true;
        for (Column<double>* column :
             {&batch.muon.pt, &batch.muon.eta, &batch.muon.phi, &batch.muon.px, &batch.muon.py, &batch.muon.pz})
            column->present = true;
    }

    std::vector<double> covariances_;
    bool displaced_;
};

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
    ASSERT_GT(free.rows(), events / 2);
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
    ASSERT_GT(table.rows(), events / 2);
    EXPECT_LT(deviation(table, toy.without).length, 0.02);
}

/// Tracks that the file links to another vertex, or to none, are not taken out.
TEST(VertexWithoutTheCandidate, OnlyItsOwnTracksAreReleased)
{
    LinkedTracks toy;
    auto const backend = make_reference_candidates();
    for (std::int32_t const link : {-1, 3})
    {
        for (int e = 0; e < events; ++e)
            for (int i = 0; i < 2; ++i)
                toy.batch.track.pv_index.values[static_cast<std::size_t>(tracks_per_event * e + i)] = link;
        EventBatchView const view = toy.batch.view();
        ColumnTable const table = candidates_of(*backend, plan_for(two_kaons(), view), view);
        ASSERT_GT(table.rows(), events / 2);
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
    ASSERT_GT(table.rows(), events / 2);
    EXPECT_LT(deviation(table, toy.with).length, 1e-6);
}

}  // namespace
}  // namespace quartet::test
