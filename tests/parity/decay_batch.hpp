// The event batch of candidate_batch.hpp with tracks near the vertices of the muons, electrons and jets, and decays
// that use them.
#pragma once

#include "tests/parity/candidate_batch.hpp"

namespace quartet::test
{

class HadronMaker
{
  public:
    /// Replaces the tracks of the batch: hadrons from the vertices of the muons, others, and some muons again.
    explicit HadronMaker(EventBatch& batch) : batch_(batch)
    {
        batch_.track = {};
        for (std::int64_t e = 0; e < batch_.n_events; ++e) add_event(e);
        close();
    }

  private:
    template <class T>
    static void push(Column<T>& column, T value)
    {
        column.present = true;
        column.values.push_back(value);
    }

    void add_event(std::int64_t e)
    {
        RandomStream random(98, 2, static_cast<std::uint64_t>(e));
        auto const at = static_cast<std::size_t>(e);
        push(batch_.track.offsets, static_cast<std::int64_t>(batch_.track.charge.values.size()));
        push(batch_.electron.offsets, static_cast<std::int64_t>(batch_.electron.charge.values.size()));
        push(batch_.jet.offsets, static_cast<std::int64_t>(batch_.jet.pt.values.size()));
        auto const first = static_cast<std::size_t>(batch_.muon.offsets.values[at]);
        auto const muons = static_cast<std::size_t>(batch_.muon.offsets.values[at + 1]) - first;
        ToyVertex const vertex = make_vertex(42, 100 * static_cast<std::uint64_t>(e), 3.8);
        int const count = muons > 9 ? 2 : static_cast<int>(7 * random.next_uniform());
        for (int k = 0; k < count; ++k) add_hadron(vertex, random);
        if (muons > 0) add_muon_again(first, random);
        for (int k = 0; k < 3; ++k) add_electron(random);
        for (int k = 0; k < 4; ++k) add_jet(random);
    }

    void add_hadron(ToyVertex const& vertex, RandomStream& random)
    {
        ToyMuon hadron = vertex.muon[static_cast<std::size_t>(4 * random.next_uniform())];
        hadron.pt = 0.5 + 2 * random.next_exponential();
        hadron.phi += 0.3 * random.next_normal();
        hadron.theta = std::clamp(hadron.theta + 0.1 * random.next_normal(), 0.1, 3.0);
        hadron.charge = random.next_uniform() < 0.5 ? 1 : -1;
        if (random.next_uniform() < 0.2)
            for (double& x : hadron.vertex) x += 0.2 * random.next_normal();
        ToyTrack track;
        exact_perigee(hadron, 3.8, track.q);
        covariance_of(hadron, track.cov);
        smear(track.cov, random, track.q);
        if (random.next_uniform() < 0.04) track.cov[5] = -1e-8;
        if (random.next_uniform() < 0.04) track.q[1] = std::numeric_limits<double>::quiet_NaN();
        add_track(track, hadron, -1, random);
    }

    /// A muon of particle flow is a track, too.
    void add_muon_again(std::size_t muon, RandomStream& random)
    {
        MuonColumns const& m = batch_.muon;
        ToyMuon particle{};
        particle.pt = m.pt.values[muon];
        particle.theta = 2 * std::atan(std::exp(-m.eta.values[muon]));
        particle.phi = m.phi.values[muon];
        particle.charge = m.charge.values[muon];
        ToyTrack track;
        track.q[0] = m.track.d0.values[muon];
        track.q[1] = m.track.z0.values[muon];
        track.q[2] = m.track.phi.values[muon];
        track.q[3] = m.track.theta.values[muon];
        track.q[4] = m.track.qoverp.values[muon];
        covariance_of(particle, track.cov);
        add_track(track, particle, 0, random);
    }

    void add_track(ToyTrack const& t, ToyMuon const& p, std::int32_t muon, RandomStream& random)
    {
        TrackColumns& c = batch_.track;
        push(c.pt, p.pt);
        push(c.eta, -std::log(std::tan(p.theta / 2)));
        push(c.phi, p.phi);
        push(c.px, p.pt * std::cos(p.phi));
        push(c.py, p.pt * std::sin(p.phi));
        push(c.pz, p.pt / std::tan(p.theta));
        push(c.charge, static_cast<std::int32_t>(p.charge));
        push(c.pv_index, static_cast<std::int32_t>(3 * random.next_uniform()) - 1);
        push(c.muon_index, muon);
        push(c.dxy, t.q[0]);
        push(c.dz, t.q[1]);
        push(c.gen_index, static_cast<std::int32_t>(random.next_uniform() < 0.8 ? 0 : -1));
        push(c.gen_parent, std::int32_t(511));
        push(c.gen_pdg_id, std::int32_t(random.next_uniform() < 0.5 ? 211 : -321));
        push(c.track.d0, t.q[0]);
        push(c.track.z0, t.q[1]);
        push(c.track.phi, t.q[2]);
        push(c.track.theta, t.q[3]);
        push(c.track.qoverp, t.q[4]);
        for (auto* reference : {&c.track.ref_x, &c.track.ref_y, &c.track.ref_z}) push(*reference, 0.0);
        covariances_.push_back(std::vector<double>(t.cov, t.cov + 15));
    }

    void add_electron(RandomStream& random)
    {
        ElectronColumns& c = batch_.electron;
        double const pt = 5 + 20 * random.next_exponential(), eta = 4 * random.next_uniform() - 2;
        double const phi = 6.28 * random.next_uniform() - 3.14;
        push(c.pt, pt);
        push(c.eta, eta);
        push(c.phi, phi);
        push(c.px, pt * std::cos(phi));
        push(c.py, pt * std::sin(phi));
        push(c.pz, pt * std::sinh(eta));
        push(c.charge, std::int32_t(random.next_uniform() < 0.5 ? 1 : -1));
        push(c.gen_index, std::int32_t(-1));
        push(c.gen_parent, std::int32_t(0));
        push(c.gen_pdg_id, std::int32_t(11));
    }

    void add_jet(RandomStream& random)
    {
        JetColumns& c = batch_.jet;
        double const pt = 15 + 30 * random.next_exponential(), eta = 9 * random.next_uniform() - 4.5;
        double const phi = 6.28 * random.next_uniform() - 3.14;
        push(c.pt, pt);
        push(c.eta, eta);
        push(c.phi, phi);
        push(c.px, pt * std::cos(phi));
        push(c.py, pt * std::sin(phi));
        push(c.pz, pt * std::sinh(eta));
        push(c.mass, 5 + 10 * random.next_uniform());
        push(c.btag, random.next_uniform());
    }

    void close()
    {
        push(batch_.track.offsets, static_cast<std::int64_t>(batch_.track.charge.values.size()));
        push(batch_.electron.offsets, static_cast<std::int64_t>(batch_.electron.charge.values.size()));
        push(batch_.jet.offsets, static_cast<std::int64_t>(batch_.jet.pt.values.size()));
        std::size_t const n = covariances_.size();
        batch_.track.track.cov.make(static_cast<std::int64_t>(15 * n));
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < 15; ++k) batch_.track.track.cov.values[k * n + i] = covariances_[i][k];
        for (std::size_t i = 0; i < batch_.muon.charge.values.size(); ++i)
            push(batch_.muon.gen_pdg_id, std::int32_t(i % 7 == 0 ? 211 : 13));
    }

    EventBatch& batch_;
    std::vector<std::vector<double>> covariances_;
};

/// A batch for any decay.
inline EventBatch full_batch(int events)
{
    BatchMaker maker(events);
    HadronMaker{maker.batch};
    return std::move(maker.batch);
}

struct NamedDecay
{
    char const* name;
    char const* yaml;
};

/// Two, three and four leaves of every collection, with constraints, vertex constraints, assignments, further columns
/// and quantities of the event. Windows are wide, so that many candidates reach the last cuts.
inline NamedDecay const mixed_decays[] = {{"TwoTracks", R"yaml(decay: TwoTracks
particles:
  K: {collection: track, mass: kaon, cut: "pt > 0.5 and (muon_idx < 0 or not known(muon_idx))"}
  pi: {collection: track, mass: pion, cut: "pt > 0.5 and abs(dxy_sig) > 0.1"}
candidate:
  of: [K, pi]
  charge: 0
  raw_mass: [0.64, 50]
  max_dca: 1.9 cm
  assignment: closest kstar
  vertex_constraint: beamspot
  constrain: {candidate: kstar}
  cut: "vtx_prob > 0 and (K.pt > pi.pt or lxy > 0.01)"
  best: {smallest: "abs(mass - 0.9)"}
  columns: {ratio: "K.pt / pi.pt", angle: "delta_phi(K.phi, pi.phi)"}
)yaml"},
                                          {"TwoElectrons", R"yaml(decay: TwoElectrons
particles: {e: {collection: electron, cut: pt > 7}}
candidate: {of: [e, e], charge: 0, raw_mass: [1, 500], vertex: false, cut: "n_jets >= 1 and jj.mass > 20", best: all}
events:
  count: {n_jets: {collection: jet, cut: pt > 25}, n_soft: {collection: track, cut: pt < 1}}
  pair:
    jj: {collection: jet, cut: pt > 20, away_from: {e: 0.6, muon: 0.3}, choose: largest mass}
    ee: {collection: electron, charge: 0, choose: closest 91}
)yaml"},
                                          {"ThreeLeaves", R"yaml(decay: ThreeLeaves
primary_vertex: 3d
particles:
  mu: {collection: muon, mass: muon, cut: "pt > 2"}
  K: {collection: track, mass: kaon, cut: "muon_idx < 0 or not known(muon_idx)"}
resonances:
  mumu: {of: [mu, mu], charge: 0, raw_mass: [0.3, 60], max_dca: 1.5 cm, cut: "vtx_prob > 1e-6"}
candidate:
  of: [mumu, K]
  raw_mass: [1, 100]
  max_dz: 4 cm
  constrain: {mumu: jpsi}
  vertex_constraint: pv
  cut: "mumu.mass > 0.4 and mass > 1.2 and iso > 0.1"
  best: {largest: vtx_prob}
)yaml"},
                                          {"FourLeaves", R"yaml(decay: FourLeaves
particles:
  mu: {collection: muon, mass: muon}
  K: {collection: track, mass: kaon}
  pi: {collection: track, mass: pion}
resonances:
  mumu: {of: [mu, mu], charge: 0, raw_mass: [0.3, 60], max_dca: 1.5 cm, cut: "vtx_prob > 1e-6 or lxy_sig > 3"}
  kstar: {of: [K, pi], charge: 0, raw_mass: [0.64, 20], assignment: closest kstar, vertex: false}
candidate:
  of: [mumu, kstar]
  charge: 0
  raw_mass: [2, 100]
  max_dz: 4 cm
  constrain: {mumu: jpsi, kstar: {mass: kstar, width: 47.2 MeV}}
  cut: "(vtx_prob > 1e-9 or mass > 3) and n_medium_b < 4 and not (abs(mumu.mass - 3.1) < mumu.mass_err)"
  best: {largest: cos_alpha_2d}
  columns: {equation: "mass - mumu.mass + 3.0969"}
trigger: {min_matched: 1, max_dr: 0.1}
events: {count: {n_medium_b: {collection: jet, cut: "pt > 25 and btag > 0.4184", away_from: {mu: 0.4}}}}
)yaml"},
                                          {"MuonsAndJets", R"yaml(decay: MuonsAndJets
particles: {mu: {collection: muon, cut: pt > 2}, j: {collection: jet, mass: 0, cut: "pt > 20 and mass > 6"}}
resonances:
  mumu: {of: [mu, mu], charge: 0, vertex: false}
  jj: {of: [j, j], raw_mass: [20, 900], vertex: false}
candidate:
  of: [mumu, jj]
  vertex: false
  cut: "jj.mass > mumu.mass and j1.mass + j2.mass < 28 and max(j1.btag, j2.btag) > 0.2"
  best: all
)yaml"},
                                          {"EqualPairs", R"yaml(decay: EqualPairs
particles: {mu: {collection: muon, mass: muon}}
resonances: {z: {of: [mu, mu], charge: 0, raw_mass: [0.3, 60], cut: "vtx_prob > 1e-9"}}
candidate:
  of: [z, z]
  raw_mass: [1, 100]
  max_dz: 4 cm
  max_dca: 1.8 cm
  constrain: {z: 2}
  cut: "z1.mass > 0.5 and z2.mass > 0.4 and abs(z1.mass - z2.mass) > 0.01"
  best: all
store: [mass, cov, z1.mass, z2.mass, z1.pt, z2.vtx_prob, mu_dxy_sig, mass_constrained]
)yaml"}};

}  // namespace quartet::test
