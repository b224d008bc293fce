// The simulated decays: B to four muons in phase space, and Bs to J/psi phi.
#include <string>

#include "host/simulation/event_generator.hpp"
#include "models/base/error.hpp"
#include "models/simulation/decay.hpp"
#include "models/simulation/detection.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::simulation
{
namespace
{

/// The default spectrum needs some hundred; a spectrum that needs more has no muons that could be seen.
std::int64_t constexpr most_tries = 1'000'000;

struct Species
{
    int pdg_id;
    double mass;
    double ctau;
    int channel;
};

Species species(Component component)
{
    switch (component)
    {
        case Component::b04mu:
            return {pdg_b0, b0_mass, b0_ctau, channel_phase_space};
        case Component::jpsiphi4mu:
            return {pdg_bs, bs_mass, bs_ctau, channel_jpsi_phi};
        default:
            return {pdg_bs, bs_mass, bs_ctau, channel_phase_space};
    }
}

FourVector<double> draw_b(BHadrons const& b, double mass, Draws& draws)
{
    double const pt = b.pt(draws.uniform());
    double const eta = draws.uniform(-b.eta_max, b.eta_max);
    return from_pt_eta_phi(pt, eta, draws.uniform(-pi, pi), mass);
}

/// Four muons, positive ones at 0 and 2.
void decay_to_muons(Species const& kind, FourVector<double> const& b, Draws& draws, FourVector<double>* muons)
{
    if (kind.channel == channel_phase_space)
    {
        double const masses[] = {muon_mass, muon_mass, muon_mass, muon_mass};
        decay_in_many(b, kind.mass, masses, 4, draws, muons);
        return;
    }
    double const m_jpsi = breit_wigner_mass(jpsi_mass, jpsi_width, 0.02, draws.uniform());
    double const m_phi = breit_wigner_mass(phi_mass, phi_width, 0.1, draws.uniform());
    FourVector<double> jpsi;
    FourVector<double> phi;
    decay_in_two(b, kind.mass, m_jpsi, m_phi, draws, jpsi, phi);
    decay_in_two(jpsi, m_jpsi, muon_mass, muon_mass, draws, muons[0], muons[1]);
    decay_in_two(phi, m_phi, muon_mass, muon_mass, draws, muons[2], muons[3]);
}

/// The generator's filter: every muon can reach the muon chambers, and two can fire the trigger.
bool passes_filter(FourVector<double> const* muons)
{
    int triggering = 0;
    for (int i = 0; i < 4; ++i)
    {
        double const pt = muons[i].pt();
        double const eta = muons[i].eta();
        if (abs(eta) > acceptance_eta || pt < muon_threshold(eta) - 0.5) return false;
        if (pt > 2.8) ++triggering;
    }
    return triggering >= 2;
}

}  // namespace

void produce_signal(SimulationConfig const& config, Component component, Draws& draws, SimulatedEvent& event)
{
    Species const kind = species(component);
    FourVector<double> b;
    FourVector<double> muons[4];
    event.tries = 0;
    do
    {
        if (event.tries == most_tries)
            throw InputError(
                message("no decay passed the generator's filter in " + std::to_string(most_tries) + " tries",
                        "key b_hadrons of the simulation",
                        "Raise pt_min or pt_scale, change eta_max, or write `filter: false`"));
        ++event.tries;
        b = draw_b(config.b, kind.mass, draws);
        decay_to_muons(kind, b, draws, muons);
    } while (config.filter && !passes_filter(muons));

    Decay decay;
    decay.pdg_id = kind.pdg_id;
    decay.channel = kind.channel;
    decay.p = b;
    decay.mass = kind.mass;
    decay.ct = kind.ctau * draws.exponential();
    decay.origin = event.vertices.front().truth;
    decay.end = decay_point(decay.origin, b, kind.mass, decay.ct);
    event.decays.push_back(decay);
    event.b_hadrons.push_back({b, decay.end, false});
    for (int i = 0; i < 4; ++i)
    {
        Particle muon;
        muon.p = muons[i];
        muon.origin = decay.end;
        muon.charge = i % 2 == 0 ? 1 : -1;
        muon.parent = kind.pdg_id;
        muon.gen_index = 0;
        event.particles.push_back(muon);
    }
}

}  // namespace quartet::simulation
