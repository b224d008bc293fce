// From particles to measured muons: tracks, identification, trigger objects.
#include <algorithm>

#include "host/simulation/event_generator.hpp"
#include "host/simulation/measurement.hpp"
#include "models/simulation/detection.hpp"

namespace quartet::simulation
{
namespace
{

double constexpr quality_spread = 0.08;  // spread of a track's resolution around the parametrisation

}  // namespace

void reconstruct_muons(SimulationConfig const& config, CorrelationFactor const& factor, bool lose, Draws& draws,
                       SimulatedEvent& event)
{
    Vector3<double> const reference{config.beam.x, config.beam.y, config.beam.z};
    Vector3<double> const pv = event.vertices.front().measured;
    for (Particle const& particle : event.particles)
    {
        bool const found = draws.chance(muon_efficiency(particle.p.pt(), particle.p.eta()));
        if (lose && !found) continue;
        MeasuredMuon muon;
        muon.truth = particle;
        Perigee<double> const truth = perigee(particle.origin, particle.p, static_cast<double>(particle.charge),
                                              config.beam.bfield_tesla, reference);
        double const quality = config.resolution_scale * exp(quality_spread * draws.normal());
        muon.track = measure(truth, perigee_widths(truth, quality), factor, draws);
        auto const [pt, eta, phi] = measured_momentum(muon.track.parameters);
        auto const [dxy, dz] = impact_parameters(muon.track.parameters, reference, pv);
        muon.pt = pt, muon.eta = eta, muon.phi = phi;
        muon.dxy = dxy, muon.dz = dz;
        event.muons.push_back(muon);
    }
    std::stable_sort(event.muons.begin(), event.muons.end(),
                     [](MeasuredMuon const& a, MeasuredMuon const& b) { return a.pt > b.pt; });
}

void identify_muons(Draws& draws, SimulatedEvent& event)
{
    for (MeasuredMuon& muon : event.muons)
    {
        IdentificationRates const rates = muon.truth.real_muon ? real_muon : fake_muon;
        bool const global = draws.chance(rates.global);
        bool const medium = draws.chance(rates.medium);
        muon.is_global = global;
        muon.is_pf = draws.chance(rates.particle_flow);
        muon.medium_id = global && medium;
    }
}

void make_trigger_objects(Draws& draws, SimulatedEvent& event)
{
    for (MeasuredMuon const& muon : event.muons)
    {
        bool const seen = draws.chance(trigger_efficiency(muon.pt));
        double const pt = muon.pt * (1 + 0.02 * draws.normal());
        double const eta = muon.eta + 0.003 * draws.normal();
        double const phi = muon.phi + 0.003 * draws.normal();
        if (seen) event.trigger_objects.push_back({pt, eta, phi});
    }
}

}  // namespace quartet::simulation
