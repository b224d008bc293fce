// Events of one primary vertex each, fitted from all nine tracks, which are linked to it.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "host/io/event_batch.hpp"
#include "models/kinematics/vertex_fit_many.hpp"
#include "tests/physics/decay_toy_fit.hpp"

namespace quartet::test
{

inline constexpr int linked_events = 40, tracks_per_event = 9;

/// The first two tracks of an event have more than 5 GeV and opposite charges.
class LinkedTracks
{
  public:
    /// Displaced: the first two tracks come from 2 mm away, are linked to the vertex, but were not fitted to it.
    explicit LinkedTracks(bool displaced = false) : displaced_(displaced)
    {
        for (int e = 0; e < linked_events; ++e) add_event(e);
        close();
    }

    /// The first two tracks of each event are muons, too.
    void make_muons()
    {
        MuonColumns& m = batch.muon;
        TrackColumns const& t = batch.track;
        batch.track.muon_index.make(linked_events * tracks_per_event);
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
        auto& cov = m.track.cov.make(15 * 2 * linked_events);
        for (std::size_t e = 0; e < static_cast<std::size_t>(linked_events); ++e)
            for (std::size_t i = 0; i < 2; ++i)
                for (std::size_t k = 0; k < 15; ++k)
                    cov[k * 2 * linked_events + 2 * e + i] = covariances_[15 * (tracks_per_event * e + i) + k];
        for (std::size_t e = 0; e <= static_cast<std::size_t>(linked_events); ++e)
            m.offsets.values[e] = static_cast<std::int64_t>(2 * e);
    }

    EventBatch batch;
    using Track = TrackMeasurement<double>;
    std::vector<MeasuredPoint<double>> with, without;  ///< the vertex with and without the first two tracks
    std::vector<std::array<Track, 2>> first;           ///< the first two tracks

  private:
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
        first.push_back({tracks[0], tracks[1]});
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
        batch.n_events = linked_events;
        batch.bfield_tesla = toy_field;
        push(batch.track.offsets, std::int64_t(tracks_per_event) * linked_events);
        push(batch.pv.offsets, std::int64_t(linked_events));
        push(batch.muon.offsets, std::int64_t(0));
        std::size_t const n = covariances_.size() / 15;
        auto& cov = batch.track.track.cov.make(static_cast<std::int64_t>(15 * n));
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < 15; ++k) cov[k * n + i] = covariances_[15 * i + k];
        auto& pv = batch.pv.cov.make(6 * linked_events);
        for (std::size_t e = 0; e < static_cast<std::size_t>(linked_events); ++e)
            for (std::size_t k = 0; k < 6; ++k) pv[k * linked_events + e] = with[e].cov[k];
        for (Column<std::int32_t>* column : {&batch.muon.charge}) column->present = true;
        for (Column<double>* column :
             {&batch.muon.pt, &batch.muon.eta, &batch.muon.phi, &batch.muon.px, &batch.muon.py, &batch.muon.pz})
            column->present = true;
    }

    std::vector<double> covariances_;
    bool displaced_;
};

}  // namespace quartet::test
