// Candidates with electrons: where the event file has their track parameters, they are fitted like muons.
#include "tests/harness/decays.hpp"
#include "tests/physics/decay_samples.hpp"

namespace quartet::test
{
namespace
{

template <class T>
void move_column(Column<T>& from, Column<T>& to, std::vector<bool> const& moved)
{
    if (!from.present) return;
    std::vector<T> const all = from.values;
    from.make(0);
    to.make(0);
    for (std::size_t i = 0; i < all.size(); ++i) (moved[i] ? to : from).values.push_back(all[i]);
}

void move_covariances(Column<double>& from, Column<double>& to, std::vector<bool> const& moved)
{
    std::size_t const n = moved.size();
    std::vector<double> const all = from.values;
    from.make(0);
    to.make(0);
    for (std::size_t k = 0; k < 15; ++k)
        for (std::size_t i = 0; i < n; ++i) (moved[i] ? to : from).values.push_back(all[k * n + i]);
}

/// The events with the third and the fourth muon as electrons: the same tracks.
EventBatch with_electrons(EventBatch batch)
{
    MuonColumns& m = batch.muon;
    ElectronColumns& e = batch.electron;
    std::vector<bool> moved(m.pt.values.size());
    std::vector<std::int64_t> muons{0}, electrons{0};
    for (std::size_t event = 0; event < static_cast<std::size_t>(batch.n_events); ++event)
    {
        std::int64_t const first = m.offsets.values[event], n = m.offsets.values[event + 1] - first;
        for (std::int64_t i = 2; i < std::min<std::int64_t>(n, 4); ++i)
            moved[static_cast<std::size_t>(first + i)] = true;
        std::int64_t const taken = std::clamp<std::int64_t>(n - 2, 0, 2);
        muons.push_back(muons.back() + n - taken);
        electrons.push_back(electrons.back() + taken);
    }
    auto const columns = [](auto& c) { return std::vector{&c.px, &c.py, &c.pz, &c.pt, &c.eta, &c.phi}; };
    auto const perigee = [](PerigeeColumns& t)
    { return std::vector{&t.d0, &t.z0, &t.phi, &t.theta, &t.qoverp, &t.ref_x, &t.ref_y, &t.ref_z}; };
    for (std::size_t k = 0; k < 6; ++k) move_column(*columns(m)[k], *columns(e)[k], moved);
    for (std::size_t k = 0; k < 8; ++k) move_column(*perigee(m.track)[k], *perigee(e.track)[k], moved);
    move_column(m.charge, e.charge, moved);
    move_covariances(m.track.cov, e.track.cov, moved);
    MuonColumns left;
    left.px = m.px, left.py = m.py, left.pz = m.pz, left.pt = m.pt, left.eta = m.eta, left.phi = m.phi;
    left.charge = m.charge, left.track = m.track;
    left.offsets.make(0) = muons;
    e.offsets.make(0) = electrons;
    m = left;
    return batch;
}

ColumnTable candidates(EventBatch const& batch, std::string const& particles, std::string const& of)
{
    Decay const decay = read_decay_yaml("decay: Test\nparticles: {" + particles + "}\ncandidate: {of: " + of
                                            + ", raw_mass: [0.1, 90], cut: 'mass > 0', best: all}\n",
                                        "test");
    auto const backend = make_cpu_candidates(1);
    return candidates_of(*backend, plan_for(decay, batch.view()), batch.view());
}

/// Events with four muons.
EventBatch four_muon_events()
{
    EventReadOptions options;
    options.max_events = options.max_rows = std::int64_t(1) << 40;
    EventBatch batch;
    EXPECT_TRUE(EventFileReader(SimulatedFiles::get("etaprime4mu", 1000), options).next(batch));
    batch.track.pv_index.remove();  // muons are taken out of their vertex, electrons are not among the tracks
    return batch;
}

std::string const muons_only = "mu: {collection: muon, mass: muon}";
std::string const both = "mu: {collection: muon, mass: muon}, e: {collection: electron, mass: electron}";

/// The vertex of four tracks does not depend on what they are called, the mass does.
TEST(Electrons, HaveTheVertexOfTheirTracks)
{
    EventBatch const batch = four_muon_events();
    EventBatch const changed = with_electrons(batch);
    ColumnTable const four = candidates(batch, muons_only, "[mu, mu, mu, mu]");
    ColumnTable const mixed = candidates(changed, both, "[mu, mu, e, e]");
    auto const& event = four.values<std::int64_t>("event_index");
    auto const& mixed_event = mixed.values<std::int64_t>("event_index");
    std::size_t compared = 0;
    for (std::size_t i = 0, j = 0; i < event.size(); ++i)
    {
        while (j < mixed_event.size() && mixed_event[j] < event[i]) ++j;
        auto const e = static_cast<std::size_t>(event[i]);
        if (batch.muon.offsets.values[e + 1] - batch.muon.offsets.values[e] != 4) continue;
        ASSERT_LT(j, mixed_event.size());
        ASSERT_EQ(mixed_event[j], event[i]);
        for (char const* const name : {"vtx_x", "vtx_y", "vtx_z", "vtx_chi2", "pt", "lxy", "lxy_pv", "l3d"})
            EXPECT_NEAR(mixed.values<double>(name)[j], four.values<double>(name)[i],
                        1e-7 + 1e-5 * std::abs(four.values<double>(name)[i]))
                << name;
        EXPECT_LT(mixed.values<double>("mass")[j], four.values<double>("mass")[i]);
        EXPECT_GT(mixed.values<double>("mass_err")[j], 0);
        ++compared;
    }
    std::printf("%zu candidates with two electrons\n", compared);
    EXPECT_GT(compared, 100u);
}

/// Without their tracks there is no vertex.
TEST(Electrons, WithoutTracksThereIsNoVertex)
{
    EventBatch changed = with_electrons(four_muon_events());
    changed.electron.track = {};
    ColumnTable const mixed = candidates(changed, both, "[mu, mu, e, e]");
    ASSERT_GT(mixed.rows(), 100);
    for (std::uint8_t const status : mixed.values<std::uint8_t>("status")) ASSERT_NE(status, 0);
}

}  // namespace
}  // namespace quartet::test
