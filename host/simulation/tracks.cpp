// Tracks of samples with hadrons: those of the decay, what the others are, and the muons among them.
#include <algorithm>

#include "host/simulation/event_generator.hpp"
#include "host/simulation/measurement.hpp"
#include "models/simulation/detection.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::simulation
{
namespace
{

double constexpr quality_spread = 0.08;  // as for muons
// Charged hadrons at mid-rapidity, of the size of CMS, Eur. Phys. J. C 72 (2012) 2164.
double constexpr kaon_fraction = 0.12;
double constexpr proton_fraction = 0.06;
double constexpr first_vertex_dz = 0.1;  // cm: nearer tracks are tried for the first vertex

void draw_species(Draws& draws, Particle& particle)
{
    double const u = draws.uniform();
    int const code = u < proton_fraction ? pdg_proton : u < proton_fraction + kaon_fraction ? pdg_kaon : pdg_pion;
    particle.pdg_id = particle.charge * code;
    particle.real_muon = false;
}

SoftTrack track_of(MeasuredMuon const& muon, int index)
{
    SoftTrack track;
    track.truth = muon.truth;
    track.track = muon.track;
    track.pt = muon.pt, track.eta = muon.eta, track.phi = muon.phi;
    track.charge = muon.truth.charge;
    track.pv_index = abs(muon.dz) < first_vertex_dz ? 0 : -1;
    track.muon_index = index;
    return track;
}

}  // namespace

void reconstruct_hadrons(SimulationConfig const& config, CorrelationFactor const& factor, Draws& draws,
                         SimulatedEvent& event)
{
    Vector3<double> const reference{config.beam.x, config.beam.y, config.beam.z};
    Vector3<double> const pv = event.vertices.front().measured;
    for (Particle const& particle : event.hadrons)
    {
        bool const found = draws.chance(hadron_efficiency(particle.p.pt(), particle.p.eta()));
        SoftTrack track;
        track.truth = particle;
        track.charge = particle.charge;
        Perigee<double> const truth = perigee(particle.origin, particle.p, static_cast<double>(particle.charge),
                                              config.beam.bfield_tesla, reference);
        double const quality = config.resolution_scale * exp(quality_spread * draws.normal());
        track.track = measure(truth, perigee_widths(truth, quality), factor, draws);
        auto const [pt, eta, phi] = measured_momentum(track.track.parameters);
        track.pt = pt, track.eta = eta, track.phi = phi;
        track.pv_index = abs(impact_parameters(track.track.parameters, reference, pv).dz) < first_vertex_dz ? 0 : -1;
        if (found) event.tracks.push_back(track);
    }
}

void complete_tracks(BeamConditions const& beam, Draws& draws, SimulatedEvent& event)
{
    for (SoftTrack& track : event.tracks)
        if (track.truth.gen_index < 0) draw_species(draws, track.truth);
    for (std::size_t i = 0; i < event.muons.size(); ++i)
        if (event.muons[i].is_pf) event.tracks.push_back(track_of(event.muons[i], static_cast<int>(i)));
    link_tracks_to_vertices(beam, event);
    Vector3<double> const reference{beam.x, beam.y, beam.z};
    auto const measure_impact = [&](auto& object)
    {
        auto const [dxy, dz] = impact_parameters(object.track.parameters, reference, event.vertices.front().measured);
        object.dxy = dxy, object.dz = dz;
    };
    for (SoftTrack& track : event.tracks) measure_impact(track);
    for (MeasuredMuon& muon : event.muons) measure_impact(muon);
    std::stable_sort(event.tracks.begin(), event.tracks.end(),
                     [](SoftTrack const& a, SoftTrack const& b) { return a.pt > b.pt; });
}

}  // namespace quartet::simulation
