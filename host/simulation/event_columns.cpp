#include "host/simulation/event_columns.hpp"

#include "host/simulation/measurement.hpp"

namespace quartet::simulation
{
namespace
{

/// Number of rows that each event has in one collection, summed up: n_events + 1 offsets.
template <class Count>
std::int64_t make_offsets(Span<SimulatedEvent const> events, Column<std::int64_t>& offsets, Count count)
{
    std::vector<std::int64_t>& values = offsets.make(events.size + 1);
    values[0] = 0;
    for (std::int64_t i = 0; i < events.size; ++i)
        values[static_cast<std::size_t>(i + 1)] =
            values[static_cast<std::size_t>(i)] + static_cast<std::int64_t>(count(events[i]));
    return values.back();
}

/// A column from all rows of a collection: value(row) for row in rows(event), event after event.
template <class T, class Rows, class Value>
void fill(Span<SimulatedEvent const> events, Column<T>& column, std::int64_t n, Rows rows, Value value)
{
    std::vector<T>& values = column.make(n);
    std::size_t next = 0;
    for (std::int64_t i = 0; i < events.size; ++i)
        for (auto const& row : rows(events[i])) values[next++] = static_cast<T>(value(row));
}

template <class Rows>
void fill_perigee(Span<SimulatedEvent const> events, PerigeeColumns& columns, std::int64_t n, Rows rows,
                  BeamConditions const& beam, bool covariance)
{
    auto const one = [&](Column<double>& column, double Perigee<double>::*member)
    { fill(events, column, n, rows, [=](auto const& row) { return row.track.parameters.*member; }); };
    one(columns.d0, &Perigee<double>::d0);
    one(columns.z0, &Perigee<double>::z0);
    one(columns.phi, &Perigee<double>::phi);
    one(columns.theta, &Perigee<double>::theta);
    one(columns.qoverp, &Perigee<double>::qoverp);
    columns.ref_x.make(n).assign(static_cast<std::size_t>(n), beam.x);
    columns.ref_y.make(n).assign(static_cast<std::size_t>(n), beam.y);
    columns.ref_z.make(n).assign(static_cast<std::size_t>(n), beam.z);
    if (!covariance) return;
    std::vector<double>& cov = columns.cov.make(n * perigee_covariance_size);
    std::size_t row_number = 0;
    for (std::int64_t i = 0; i < events.size; ++i)
        for (auto const& row : rows(events[i]))
        {
            for (std::size_t k = 0; k < perigee_covariance_size; ++k)
                cov[k * static_cast<std::size_t>(n) + row_number] = row.track.covariance[k];
            ++row_number;
        }
}

/// The generated particle, all but its code.
template <class Columns, class Rows>
void fill_truth(Span<SimulatedEvent const> events, Columns& columns, std::int64_t n, Rows rows)
{
    auto const column = [&](auto& target, auto value)
    { fill(events, target, n, rows, [&](auto const& row) { return value(row.truth); }); };
    column(columns.gen_pt, [](Particle const& p) { return p.p.pt(); });
    column(columns.gen_eta, [](Particle const& p) { return p.p.eta(); });
    column(columns.gen_phi, [](Particle const& p) { return p.p.phi(); });
    column(columns.gen_vx, [](Particle const& p) { return p.origin.x; });
    column(columns.gen_vy, [](Particle const& p) { return p.origin.y; });
    column(columns.gen_vz, [](Particle const& p) { return p.origin.z; });
    column(columns.gen_parent, [](Particle const& p) { return p.parent; });
    column(columns.gen_index, [](Particle const& p) { return p.gen_index; });
}

void fill_muons(SimulationConfig const& config, Span<SimulatedEvent const> events, MuonColumns& muon)
{
    auto const rows = [](SimulatedEvent const& event) -> auto const& { return event.muons; };
    std::int64_t const n = make_offsets(events, muon.offsets, [&](auto const& e) { return e.muons.size(); });
    auto const column = [&](auto& target, auto value) { fill(events, target, n, rows, value); };
    using M = MeasuredMuon;
    column(muon.pt, [](M const& m) { return m.pt; });
    column(muon.eta, [](M const& m) { return m.eta; });
    column(muon.phi, [](M const& m) { return m.phi; });
    column(muon.charge, [](M const& m) { return m.truth.charge; });
    fill_perigee(events, muon.track, n, rows, config.beam, true);
    column(muon.dxy, [](M const& m) { return m.dxy; });
    column(muon.dz, [](M const& m) { return m.dz; });
    column(muon.dxy_err, [](M const& m) { return std::sqrt(m.track.covariance[0]); });
    column(muon.dz_err, [](M const& m) { return std::sqrt(m.track.covariance[2]); });
    column(muon.pt_err, [](M const& m) { return pt_error(m.track, m.pt); });
    column(muon.rel_iso, [](M const& m) { return m.isolation; });
    column(muon.is_global, [](M const& m) { return m.is_global; });
    column(muon.is_pf, [](M const& m) { return m.is_pf; });
    column(muon.medium_id, [](M const& m) { return m.medium_id; });
    fill_truth(events, muon, n, rows);
    if (config.has_hadrons()) column(muon.gen_pdg_id, [](M const& m) { return m.truth.code(); });
}

void fill_tracks(SimulationConfig const& config, Span<SimulatedEvent const> events, TrackColumns& track)
{
    auto const rows = [](SimulatedEvent const& event) -> auto const& { return event.tracks; };
    std::int64_t const n = make_offsets(events, track.offsets, [&](auto const& e) { return e.tracks.size(); });
    fill(events, track.pt, n, rows, [](SoftTrack const& t) { return t.pt; });
    fill(events, track.eta, n, rows, [](SoftTrack const& t) { return t.eta; });
    fill(events, track.phi, n, rows, [](SoftTrack const& t) { return t.phi; });
    fill(events, track.charge, n, rows, [](SoftTrack const& t) { return t.charge; });
    fill(events, track.pv_index, n, rows, [](SoftTrack const& t) { return t.pv_index; });
    fill_perigee(events, track.track, n, rows, config.beam, config.track_covariance || config.has_hadrons());
    if (!config.has_hadrons()) return;
    using T = SoftTrack;
    auto const column = [&](auto& target, auto value) { fill(events, target, n, rows, value); };
    column(track.muon_index, [](T const& t) { return t.muon_index; });
    column(track.dxy, [](T const& t) { return t.dxy; });
    column(track.dz, [](T const& t) { return t.dz; });
    column(track.dxy_err, [](T const& t) { return std::sqrt(t.track.covariance[0]); });
    column(track.dz_err, [](T const& t) { return std::sqrt(t.track.covariance[2]); });
    column(track.pt_err, [](T const& t) { return pt_error(t.track, t.pt); });
    fill_truth(events, track, n, rows);
    column(track.gen_pdg_id, [](T const& t) { return t.truth.code(); });
}

void fill_electrons(Span<SimulatedEvent const> events, ElectronColumns& electron)
{
    auto const rows = [](SimulatedEvent const& event) -> auto const& { return event.measured_electrons; };
    std::int64_t const n =
        make_offsets(events, electron.offsets, [&](auto const& e) { return e.measured_electrons.size(); });
    using E = MeasuredElectron;
    auto const column = [&](auto& target, auto value) { fill(events, target, n, rows, value); };
    column(electron.pt, [](E const& e) { return e.pt; });
    column(electron.eta, [](E const& e) { return e.eta; });
    column(electron.phi, [](E const& e) { return e.phi; });
    column(electron.charge, [](E const& e) { return e.truth.charge; });
    column(electron.mass, [](E const&) { return constants::electron_mass; });
    column(electron.dxy, [](E const& e) { return e.dxy; });
    column(electron.dz, [](E const& e) { return e.dz; });
    column(electron.gen_parent, [](E const& e) { return e.truth.parent; });
    column(electron.gen_index, [](E const& e) { return e.truth.gen_index; });
    column(electron.gen_pdg_id, [](E const& e) { return e.truth.code(); });
}

void fill_jets(Span<SimulatedEvent const> events, JetColumns& jet)
{
    auto const rows = [](SimulatedEvent const& event) -> auto const& { return event.jets; };
    std::int64_t const n = make_offsets(events, jet.offsets, [&](auto const& e) { return e.jets.size(); });
    auto const column = [&](auto& target, auto value) { fill(events, target, n, rows, value); };
    column(jet.pt, [](Jet const& j) { return j.pt; });
    column(jet.eta, [](Jet const& j) { return j.eta; });
    column(jet.phi, [](Jet const& j) { return j.phi; });
    column(jet.mass, [](Jet const& j) { return j.mass; });
    // The discriminant is that of DeepCSV, see models/simulation/jets.hpp.
    column(jet.btag, [](Jet const& j) { return j.btag; });
    column(jet.btag_deep_b, [](Jet const& j) { return j.btag; });
}

void fill_met(Span<SimulatedEvent const> events, MissingMomentumColumns& met)
{
    auto& pt = met.pt.make(events.size);
    auto& phi = met.phi.make(events.size);
    for (std::int64_t i = 0; i < events.size; ++i)
    {
        pt[static_cast<std::size_t>(i)] = events[i].met_pt;
        phi[static_cast<std::size_t>(i)] = events[i].met_phi;
    }
}

void fill_vertices(Span<SimulatedEvent const> events, PrimaryVertexColumns& pv)
{
    auto const rows = [](SimulatedEvent const& event) -> auto const& { return event.vertices; };
    std::int64_t const n = make_offsets(events, pv.offsets, [&](auto const& e) { return e.vertices.size(); });
    fill(events, pv.x, n, rows, [](Vertex const& v) { return v.measured.x; });
    fill(events, pv.y, n, rows, [](Vertex const& v) { return v.measured.y; });
    fill(events, pv.z, n, rows, [](Vertex const& v) { return v.measured.z; });
    fill(events, pv.score, n, rows, [](Vertex const& v) { return v.score; });
    fill(events, pv.ndof, n, rows, [](Vertex const& v) { return v.ndof; });
    std::vector<double>& cov = pv.cov.make(n * vertex_covariance_size);
    std::size_t row = 0;
    for (SimulatedEvent const& event : Span<SimulatedEvent const>(events))
        for (Vertex const& vertex : event.vertices)
        {
            for (std::size_t k = 0; k < vertex_covariance_size; ++k)
                cov[k * static_cast<std::size_t>(n) + row] = vertex.cov[k];
            ++row;
        }
}

void fill_trigger_objects(Span<SimulatedEvent const> events, TriggerObjectColumns& trigobj)
{
    auto const rows = [](SimulatedEvent const& event) -> auto const& { return event.trigger_objects; };
    std::int64_t const n =
        make_offsets(events, trigobj.offsets, [&](auto const& e) { return e.trigger_objects.size(); });
    fill(events, trigobj.pt, n, rows, [](TriggerObject const& t) { return t.pt; });
    fill(events, trigobj.eta, n, rows, [](TriggerObject const& t) { return t.eta; });
    fill(events, trigobj.phi, n, rows, [](TriggerObject const& t) { return t.phi; });
}

void fill_decays(Span<SimulatedEvent const> events, GenColumns& gen)
{
    auto const rows = [](SimulatedEvent const& event) -> auto const& { return event.decays; };
    std::int64_t const n = make_offsets(events, gen.offsets, [&](auto const& e) { return e.decays.size(); });
    auto const column = [&](auto& target, auto value) { fill(events, target, n, rows, value); };
    column(gen.pdg_id, [](Decay const& d) { return d.pdg_id; });
    column(gen.channel, [](Decay const& d) { return d.channel; });
    column(gen.pt, [](Decay const& d) { return d.p.pt(); });
    column(gen.eta, [](Decay const& d) { return d.p.eta(); });
    column(gen.phi, [](Decay const& d) { return d.p.phi(); });
    column(gen.mass, [](Decay const& d) { return d.mass; });
    column(gen.vx, [](Decay const& d) { return d.end.x; });
    column(gen.vy, [](Decay const& d) { return d.end.y; });
    column(gen.vz, [](Decay const& d) { return d.end.z; });
    column(gen.pv_x, [](Decay const& d) { return d.origin.x; });
    column(gen.pv_y, [](Decay const& d) { return d.origin.y; });
    column(gen.pv_z, [](Decay const& d) { return d.origin.z; });
    column(gen.ct, [](Decay const& d) { return d.ct; });
}

void fill_beamspot(BeamConditions const& beam, std::int64_t n, BeamSpotColumns& columns)
{
    auto const same = [&](Column<double>& column, double value)
    { column.make(n).assign(static_cast<std::size_t>(n), value); };
    same(columns.x, beam.x);
    same(columns.y, beam.y);
    same(columns.z, beam.z);
    same(columns.sigma_x, beam.sigma_x);
    same(columns.sigma_y, beam.sigma_y);
    same(columns.sigma_z, beam.sigma_z);
    same(columns.dxdz, beam.dxdz);
    same(columns.dydz, beam.dydz);
}

}  // namespace

void fill_columns(SimulationConfig const& config, std::int64_t first, Span<SimulatedEvent const> events,
                  EventBatch& batch)
{
    std::int64_t const n = events.size;
    batch.n_events = n;
    batch.first_event = first;
    batch.bfield_tesla = config.beam.bfield_tesla;
    batch.run.make(n).assign(static_cast<std::size_t>(n), config.run);
    std::vector<std::uint32_t>& block = batch.luminosity_block.make(n);
    std::vector<std::uint64_t>& number = batch.event.make(n);
    for (std::int64_t i = 0; i < n; ++i)
    {
        block[static_cast<std::size_t>(i)] = static_cast<std::uint32_t>(1 + (first + i) / 1000);
        number[static_cast<std::size_t>(i)] = static_cast<std::uint64_t>(first + i + 1);
    }
    batch.weight.make(n).assign(static_cast<std::size_t>(n), 1.0);
    fill_muons(config, events, batch.muon);
    fill_tracks(config, events, batch.track);
    if (config.has_jets())
    {
        fill_electrons(events, batch.electron);
        fill_jets(events, batch.jet);
        fill_met(events, batch.met);
    }
    fill_vertices(events, batch.pv);
    fill_beamspot(config.beam, n, batch.beamspot);
    fill_trigger_objects(events, batch.trigobj);
    fill_decays(events, batch.gen);
}

}  // namespace quartet::simulation
