// Decays of b hadrons and light mesons to muons and hadrons.
#include <string>

#include "host/simulation/event_generator.hpp"
#include "models/base/error.hpp"
#include "models/simulation/decay.hpp"
#include "models/simulation/detection.hpp"
#include "models/simulation/dimuon_spectra.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::simulation
{
namespace
{

std::int64_t constexpr most_tries = 1'000'000;
double constexpr lowest_hadron_pt = 0.5;  // GeV, of the filter
double constexpr lowest_kstar = 0.65;     // GeV, range of the Breit-Wigner; kaon and pion have 0.633
double constexpr highest_kstar = 1.25;

struct Origin
{
    int pdg_id;
    double mass;
    double ctau;  ///< cm
    int channel;
    bool light;
};

Origin origin_of(Component component)
{
    switch (component)
    {
        case Component::bsjpsiphikk:
            return {pdg_bs, bs_mass, bs_ctau, channel_jpsi_phi_kk, false};
        case Component::b0kstarmumu:
            return {pdg_b0, b0_mass, b0_ctau, channel_kstar_mumu, false};
        case Component::b0kstarjpsi:
            return {pdg_b0, b0_mass, b0_ctau, channel_kstar_jpsi, false};
        case Component::etaprime4mu:
            return {pdg_eta_prime, eta_prime_mass, 0, channel_eta_prime_4mu, true};
        case Component::etaprime2mu2pi:
            return {pdg_eta_prime, eta_prime_mass, 0, channel_eta_prime_2mu2pi, true};
        default:
            return {pdg_eta, eta_mass, 0, channel_eta_4mu, true};
    }
}

struct Daughter
{
    FourVector<double> p;
    int pdg_id = 0;
};

int constexpr n_daughters = 4;  // of every chain

FourVector<double> draw_momentum(SimulationConfig const& config, Origin const& origin, Draws& draws)
{
    double const u = draws.uniform();
    double const pt = origin.light ? config.light.pt(u) : config.b.pt(u);
    double const eta_max = origin.light ? config.light.eta_max : config.b.eta_max;
    double const eta = draws.uniform(-eta_max, eta_max);
    return from_pt_eta_phi(pt, eta, draws.uniform(-pi, pi), origin.mass);
}

/// parent -> (muons of mass m_muons) (a b of mass m_hadrons), each pair isotropic in its frame.
void decay_to_pairs(FourVector<double> const& parent, double mass, double m_muons, double m_hadrons, double mass_a,
                    double mass_b, Draws& draws, Daughter* daughters)
{
    FourVector<double> muons;
    FourVector<double> hadrons;
    decay_in_two(parent, mass, m_muons, m_hadrons, draws, muons, hadrons);
    decay_in_two(muons, m_muons, muon_mass, muon_mass, draws, daughters[0].p, daughters[1].p);
    decay_in_two(hadrons, m_hadrons, mass_a, mass_b, draws, daughters[2].p, daughters[3].p);
}

double draw_jpsi_mass(Draws& draws) { return breit_wigner_mass(jpsi_mass, jpsi_width, 0.02, draws.uniform()); }

/// The four daughters: mu+, mu- first. `sign` is -1 for the decay of the antiparticle.
void decay(Component component, Origin const& origin, int sign, FourVector<double> const& p, Draws& draws,
           Daughter* daughters)
{
    daughters[0].pdg_id = -pdg_muon;
    daughters[1].pdg_id = pdg_muon;
    if (component == Component::bsjpsiphikk)
    {
        double const jpsi = draw_jpsi_mass(draws);
        double const phi = breit_wigner_mass(phi_mass, phi_width, 0.03, draws.uniform());
        decay_to_pairs(p, origin.mass, jpsi, phi, kaon_mass, kaon_mass, draws, daughters);
        daughters[2].pdg_id = pdg_kaon;
        daughters[3].pdg_id = -pdg_kaon;
    }
    else if (component == Component::b0kstarmumu || component == Component::b0kstarjpsi)
    {
        double const kstar =
            breit_wigner_between(kstar_mass, kstar_width, lowest_kstar, highest_kstar, draws.uniform());
        double const muons = component == Component::b0kstarjpsi
                                 ? draw_jpsi_mass(draws)
                                 : draw_kstar_dimuon_mass(origin.mass, kstar, muon_mass, draws);
        decay_to_pairs(p, origin.mass, muons, kstar, kaon_mass, pion_mass, draws, daughters);
        daughters[2].pdg_id = sign * pdg_kaon;
        daughters[3].pdg_id = -sign * pdg_pion;
    }
    else if (component == Component::etaprime2mu2pi)
    {
        auto const [pions, muons] =
            draw_rho_dimuon_masses(origin.mass, rho_mass, rho_width, pion_mass, muon_mass, draws);
        decay_to_pairs(p, origin.mass, muons, pions, pion_mass, pion_mass, draws, daughters);
        daughters[2].pdg_id = pdg_pion;
        daughters[3].pdg_id = -pdg_pion;
    }
    else
    {
        double const masses[] = {muon_mass, muon_mass, muon_mass, muon_mass};
        FourVector<double> muons[n_daughters];
        decay_in_many(p, origin.mass, masses, n_daughters, draws, muons);
        for (int i = 0; i < n_daughters; ++i) daughters[i] = {muons[i], i % 2 == 0 ? -pdg_muon : pdg_muon};
    }
}

/// Every muon can reach the muon chambers and every hadron the tracker; two muons can fire the trigger.
bool passes_filter(Daughter const* daughters)
{
    int triggering = 0;
    for (int i = 0; i < n_daughters; ++i)
    {
        double const pt = daughters[i].p.pt();
        double const eta = daughters[i].p.eta();
        if (std::abs(daughters[i].pdg_id) != pdg_muon)
        {
            if (abs(eta) > tracker_eta || pt < lowest_hadron_pt) return false;
            continue;
        }
        if (abs(eta) > acceptance_eta || pt < muon_threshold(eta) - 0.5) return false;
        if (pt > 2.8) ++triggering;
    }
    return triggering >= 2;
}

[[noreturn]] void no_decay_passed(bool light)
{
    throw InputError(message("no decay passed the generator's filter in " + std::to_string(most_tries) + " tries",
                             light ? "key light_mesons of the simulation" : "key b_hadrons of the simulation",
                             "Raise pt_min or pt_scale, change eta_max, or write `filter: false`"));
}

}  // namespace

void produce_chain(SimulationConfig const& config, Component component, Draws& draws, SimulatedEvent& event)
{
    Origin const origin = origin_of(component);
    // An eta is its own antiparticle.
    int const sign = !origin.light && draws.chance(0.5) ? -1 : 1;
    FourVector<double> p;
    Daughter daughters[n_daughters];
    event.tries = 0;
    do
    {
        if (event.tries == most_tries) no_decay_passed(origin.light);
        ++event.tries;
        p = draw_momentum(config, origin, draws);
        decay(component, origin, sign, p, draws, daughters);
    } while (config.filter && !passes_filter(daughters));

    Decay row;
    row.pdg_id = sign * origin.pdg_id;
    row.channel = origin.channel;
    row.p = p;
    row.mass = origin.mass;
    row.ct = origin.ctau * draws.exponential();
    row.origin = event.vertices.front().truth;
    row.end = decay_point(row.origin, p, origin.mass, row.ct);
    event.decays.push_back(row);
    event.b_hadrons.push_back({p, row.end, false});
    for (Daughter const& daughter : daughters)
    {
        Particle particle;
        particle.p = daughter.p;
        particle.origin = row.end;
        particle.charge = charge_of(daughter.pdg_id);
        particle.parent = row.pdg_id;
        particle.gen_index = 0;
        particle.pdg_id = daughter.pdg_id;
        (std::abs(daughter.pdg_id) == pdg_muon ? event.particles : event.hadrons).push_back(particle);
    }
}

}  // namespace quartet::simulation
