// An event batch with everything that candidate building looks at, made in memory: no file, no network.
#pragma once

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "host/io/event_batch.hpp"
#include "tests/harness/decays.hpp"
#include "tests/physics/vertex_toy.hpp"

namespace quartet::test
{

class BatchMaker
{
  public:
    /// Events with 0 to 9 muons, one with 14, one with 23; four of them often from one vertex. Some tracks are bad.
    explicit BatchMaker(int events)
    {
        for (int e = 0; e < events; ++e) add_event(e);
        close_columns();
    }
    EventBatch batch;

  private:
    static void push(Column<double>& column, double value)
    {
        column.present = true;
        column.values.push_back(value);
    }
    template <class T>
    static void push(Column<T>& column, T value)
    {
        column.present = true;
        column.values.push_back(value);
    }

    void add_event(int e)
    {
        RandomStream random(99, 1, static_cast<std::uint64_t>(e));
        int const count = e == 3 ? 14 : e == 11 ? 23 : static_cast<int>(10 * random.next_uniform());
        push(batch.muon.offsets, static_cast<std::int64_t>(batch.muon.charge.values.size()));
        for (int first = 0; first < count; first += 4)
        {
            std::uint64_t const index = 100 * static_cast<std::uint64_t>(e) + static_cast<std::uint64_t>(first);
            ToyVertex const toy = make_vertex(42, index, 3.8);
            for (int i = 0; i < 4 && first + i < count; ++i) add_muon(e, toy.muon[i], toy.track[i], first / 4, random);
        }
        add_surroundings(e, random);
    }

    void add_muon(int e, ToyMuon const& m, ToyTrack t, int decay, RandomStream& random)
    {
        MuonColumns& c = batch.muon;
        if (random.next_uniform() < 0.06) spoil(t, static_cast<int>(5 * random.next_uniform()));
        push(c.pt, m.pt);
        push(c.eta, -std::log(std::tan(m.theta / 2)));
        push(c.phi, m.phi);
        double const sense = random.next_uniform() < 0.02 ? std::numeric_limits<double>::quiet_NaN() : 1.0;
        push(c.px, m.pt * std::cos(m.phi) * sense);
        push(c.py, m.pt * std::sin(m.phi));
        push(c.pz, m.pt / std::tan(m.theta));
        push(c.charge, random.next_uniform() < 0.8 ? m.charge : -m.charge);
        push(c.rel_iso, random.next_uniform());
        push(c.is_global, static_cast<std::uint8_t>(random.next_uniform() < 0.95));
        push(c.is_pf, std::uint8_t(1));
        push(c.medium_id, std::uint8_t(1));
        push(c.gen_index, static_cast<std::int32_t>(random.next_uniform() < 0.9 ? decay : -1));
        push(c.gen_parent, std::int32_t(531));
        double const reference[3] = {0.01 * (e % 3), -0.02, 0.5};
        push(c.track.d0, t.q[0] + reference[0] * std::sin(t.q[2]) - reference[1] * std::cos(t.q[2]));
        push(c.track.z0, t.q[1] - reference[2]);
        push(c.track.phi, t.q[2]);
        push(c.track.theta, t.q[3]);
        push(c.track.qoverp, t.q[4]);
        push(c.track.ref_x, reference[0]);
        push(c.track.ref_y, reference[1]);
        push(c.track.ref_z, reference[2]);
        covariances_.push_back(std::vector<double>(t.cov, t.cov + 15));
    }

    static void spoil(ToyTrack& t, int how)
    {
        if (how == 0) t.q[1] = std::numeric_limits<double>::quiet_NaN();
        if (how == 1) t.q[4] = 0;
        if (how == 2) t.cov[5] = -1e-8;
        if (how == 3) t.cov[3] = std::sqrt(t.cov[0] * t.cov[5]);
        if (how == 4) t.cov[9] = std::numeric_limits<double>::infinity();
    }

    void add_surroundings(int e, RandomStream& random)
    {
        push(batch.run, std::uint32_t(7));
        push(batch.luminosity_block, static_cast<std::uint32_t>(e / 10));
        push(batch.event, static_cast<std::uint64_t>(1000 + e));
        push(batch.weight, 1.0);
        BeamSpotColumns& b = batch.beamspot;
        push(b.x, 0.01);
        push(b.y, -0.02);
        push(b.z, 0.3);
        push(b.sigma_x, 0.0015);
        push(b.sigma_y, 0.0014);
        push(b.sigma_z, 3.5);
        push(b.dxdz, 1e-4);
        push(b.dydz, -2e-4);
        push(batch.pv.offsets, static_cast<std::int64_t>(batch.pv.x.values.size()));
        push(batch.trigobj.offsets, static_cast<std::int64_t>(batch.trigobj.eta.values.size()));
        push(batch.gen.offsets, static_cast<std::int64_t>(batch.gen.channel.values.size()));
        push(batch.track.offsets, static_cast<std::int64_t>(batch.track.charge.values.size()));
        for (int k = 0; k < e % 5; ++k) add_vertex(random);
        for (int k = 0; k < 6; ++k) add_gen_and_objects(random);
        for (int k = 0; k < 12; ++k) add_track(random, e % 5);
    }

    void add_vertex(RandomStream& random)
    {
        push(batch.pv.x, 0.01 + 0.002 * random.next_normal());
        push(batch.pv.y, -0.02 + 0.002 * random.next_normal());
        push(batch.pv.z, 4 * random.next_normal());
    }

    void add_gen_and_objects(RandomStream& random)
    {
        push(batch.gen.pdg_id, std::int32_t(531));
        push(batch.gen.channel, std::int32_t(1));
        push(batch.gen.mass, 5.36693);
        push(batch.gen.pt, 10 * random.next_exponential());
        push(batch.gen.eta, random.next_normal());
        push(batch.gen.phi, 6.28 * random.next_uniform() - 3.14);
        push(batch.gen.vx, random.next_normal());
        push(batch.gen.vy, random.next_normal());
        push(batch.gen.vz, 4 * random.next_normal());
        std::size_t const n = batch.muon.eta.values.size();
        if (n == 0) return;
        std::size_t const near = static_cast<std::size_t>(static_cast<double>(n) * random.next_uniform());
        push(batch.trigobj.pt, 4.0);
        push(batch.trigobj.eta, batch.muon.eta.values[near] + 0.03 * random.next_normal());
        push(batch.trigobj.phi, batch.muon.phi.values[near] + 0.03 * random.next_normal());
    }

    void add_track(RandomStream& random, int vertices)
    {
        double const pt = 0.4 + random.next_exponential(), phi = 6.28 * random.next_uniform() - 3.14;
        double const eta = 5 * random.next_uniform() - 2.5;
        TrackColumns& c = batch.track;
        push(c.pt, pt);
        push(c.eta, eta);
        push(c.phi, phi);
        push(c.px, pt * std::cos(phi));
        push(c.py, pt * std::sin(phi));
        push(c.pz, pt * std::sinh(eta));
        push(c.charge, std::int32_t(1));
        push(c.pv_index, static_cast<std::int32_t>(vertices * random.next_uniform()));
    }

    void close_columns()
    {
        batch.n_events = static_cast<std::int64_t>(batch.event.values.size());
        batch.bfield_tesla = 3.8;
        std::size_t const n = covariances_.size();
        batch.muon.track.cov.make(static_cast<std::int64_t>(15 * n));
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < 15; ++k) batch.muon.track.cov.values[k * n + i] = covariances_[i][k];
        push(batch.muon.offsets, static_cast<std::int64_t>(n));
        push(batch.pv.offsets, static_cast<std::int64_t>(batch.pv.x.values.size()));
        push(batch.trigobj.offsets, static_cast<std::int64_t>(batch.trigobj.eta.values.size()));
        push(batch.gen.offsets, static_cast<std::int64_t>(batch.gen.channel.values.size()));
        push(batch.track.offsets, static_cast<std::int64_t>(batch.track.charge.values.size()));
        auto& cov = batch.pv.cov.make(static_cast<std::int64_t>(6 * batch.pv.x.values.size()));
        std::size_t const vertices = batch.pv.x.values.size();
        for (std::size_t i = 0; i < cov.size(); ++i)
        {
            double const diagonal[6] = {4e-6, 0, 4e-6, 0, 0, 1e-5};
            cov[i] = diagonal[i / vertices];
        }
    }

    std::vector<std::vector<double>> covariances_;
};

/// Name of the first column whose bits differ, empty when all agree.
inline std::string first_difference(ColumnTable const& a, ColumnTable const& b)
{
    auto const left = a.columns(), right = b.columns();
    if (left.size() != right.size()) return "number of columns";
    for (std::size_t i = 0; i < left.size(); ++i)
    {
        if (left[i]->about.name != right[i]->about.name) return "order of columns";
        bool const same = std::visit(
            [&](auto const& values)
            {
                auto const& others = std::get<std::decay_t<decltype(values)>>(right[i]->values);
                return values.size() == others.size()
                       && (values.empty()
                           || std::memcmp(values.data(), others.data(), values.size() * sizeof(values[0])) == 0);
            },
            left[i]->values);
        if (!same) return left[i]->about.name;
    }
    return "";
}

}  // namespace quartet::test
