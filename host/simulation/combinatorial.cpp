// Events without signal: pairs of b hadrons with cascades b -> c mu, c -> s mu, hadrons taken for muons, pile-up.
#include "host/simulation/event_generator.hpp"
#include "models/simulation/decay.hpp"
#include "models/simulation/detection.hpp"
#include "models/simulation/multiplicity.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::simulation
{
namespace
{

// Rates of this toy: far above the true semimuonic fractions, because events are kept for having muons.
double constexpr semimuonic_b = 0.8;
double constexpr semimuonic_c = 0.6;
double constexpr b_pair = 0.8;          // else muons come from hadrons and pile-up alone
double constexpr hadron_from_b = 0.35;  // further muons: hadrons of a b decay, of the same jets, of pile-up
double constexpr hadron_in_jet = 0.30;
double constexpr one_vertex = 0.12;        // events whose hadrons nearly all come from the first b hadron ...
double constexpr hadron_from_first = 0.9;  // ... with this share: they give good, displaced vertices
double constexpr decay_in_flight = 0.15;
int constexpr max_filter_tries = 2000;

bool found(FourVector<double> const& p, Draws& draws) { return draws.chance(muon_efficiency(p.pt(), p.eta())); }

void add(FourVector<double> const& p, Vector3<double> const& origin, int charge, int parent, Draws& draws,
         SimulatedEvent& event)
{
    if (!found(p, draws)) return;
    Particle muon;
    muon.p = p;
    muon.origin = origin;
    muon.charge = charge;
    muon.parent = parent;
    event.particles.push_back(muon);
}

/// b -> D mu nu and D -> K mu nu, in three-body phase space. `sign` is the charge of the first muon.
void decay_b(FourVector<double> const& b, int pdg_id, int sign, Draws& draws, SimulatedEvent& event)
{
    Vector3<double> const origin = event.vertices.front().truth;
    Vector3<double> const end = decay_point(origin, b, b0_mass, b0_ctau * draws.exponential());
    event.b_hadrons.push_back({b, end, true});
    double const masses_b[] = {d_mass, muon_mass, 0};
    FourVector<double> daughters[3];
    decay_in_many(b, b0_mass, masses_b, 3, draws, daughters);
    if (draws.chance(semimuonic_b)) add(daughters[1], end, sign, pdg_id, draws, event);
    if (!draws.chance(semimuonic_c)) return;
    Vector3<double> const charm_end = decay_point(end, daughters[0], d_mass, d_ctau * draws.exponential());
    double const masses_c[] = {kaon_mass, muon_mass, 0};
    FourVector<double> more[3];
    decay_in_many(daughters[0], d_mass, masses_c, 3, draws, more);
    add(more[1], charm_end, -sign, pdg_id, draws, event);
}

void produce_b_pair(SimulationConfig const& config, Draws& draws, SimulatedEvent& event)
{
    double const pt = config.b.pt(draws.uniform());
    double const eta = draws.uniform(-config.b.eta_max, config.b.eta_max);
    double const phi = draws.uniform(-pi, pi);
    bool const splitting = draws.chance(config.combinatorial.splitting);
    double const other_pt = pt * draws.uniform(0.4, 1.2);
    double const other_eta = splitting ? eta + 0.35 * draws.normal() : draws.uniform(-2.6, 2.6);
    double const other_phi = splitting ? phi + 0.35 * draws.normal() : phi + pi + 0.4 * draws.normal();
    int const pdg_id = draws.chance(0.5) ? pdg_b0 : pdg_bplus;
    int const sign = draws.chance(0.5) ? 1 : -1;  // mixing is left out
    decay_b(from_pt_eta_phi(pt, eta, phi, b0_mass), pdg_id, sign, draws, event);
    decay_b(from_pt_eta_phi(other_pt, other_eta, other_phi, b0_mass), pdg_id, -sign, draws, event);
}

/// A hadron that passes for a muon: of a b decay, of the jet of a b hadron, or of any collision. `first_only`: nearly
/// always of the decay of the first b hadron.
Particle draw_hadron(SimulatedEvent const& event, bool first_only, Draws& draws)
{
    Particle hadron;
    hadron.real_muon = false;
    hadron.charge = draws.chance(0.5) ? 1 : -1;
    hadron.origin = event.vertices.front().truth;
    double const from_decay = first_only ? hadron_from_first : hadron_from_b;
    double const kind = draws.uniform();
    double const pt = 1.5 + 1.6 * draws.exponential();
    double eta = draws.uniform(-acceptance_eta, acceptance_eta);
    double phi = draws.uniform(-pi, pi);
    if (!event.b_hadrons.empty() && kind < from_decay + (first_only ? 0 : hadron_in_jet))
    {
        auto const n = static_cast<double>(event.b_hadrons.size());
        auto const which = static_cast<std::size_t>(draws.uniform() * (first_only ? 1 : n));
        BHadron const& b = event.b_hadrons[which];
        bool const decay = kind < from_decay;
        double const spread = decay ? 0.3 : 0.5;
        eta = b.p.eta() + spread * draws.normal();
        phi = b.p.phi() + spread * draws.normal();
        if (decay) hadron.origin = b.end;
    }
    else
    {
        hadron.vertex = static_cast<int>(draws.uniform() * static_cast<double>(event.vertices.size()));
        hadron.origin = event.vertices[static_cast<std::size_t>(hadron.vertex)].truth;
        hadron.surroundings = 0.5 * draws.exponential();
    }
    hadron.p = from_pt_eta_phi(pt, eta, phi, muon_mass);
    // Some decay in flight: the track has a kink and points past its vertex.
    if (draws.chance(decay_in_flight))
    {
        double const offset = 0.02 * draws.normal();
        hadron.origin.x -= offset * hadron.p.py / hadron.p.pt();
        hadron.origin.y += offset * hadron.p.px / hadron.p.pt();
    }
    return hadron;
}

bool has_neutral_quadruplet(std::vector<Particle> const& particles, double low, double high)
{
    std::size_t const n = particles.size();
    for (std::size_t a = 0; a < n; ++a)
        for (std::size_t b = a + 1; b < n; ++b)
            for (std::size_t c = b + 1; c < n; ++c)
            {
                FourVector<double> const triple = particles[a].p + particles[b].p + particles[c].p;
                int const charge = particles[a].charge + particles[b].charge + particles[c].charge;
                for (std::size_t d = c + 1; d < n; ++d)
                {
                    if (charge + particles[d].charge != 0) continue;
                    double const mass2 = (triple + particles[d].p).mass2();
                    if (mass2 > low * low && mass2 < high * high) return true;
                }
            }
    return false;
}

}  // namespace

void produce_combinatorial(SimulationConfig const& config, Draws& draws, SimulatedEvent& event)
{
    Combinatorial const& settings = config.combinatorial;
    int const lowest = settings.mass_filter ? std::max(settings.min_muons, 4) : settings.min_muons;
    event.tries = 0;
    do
    {
        ++event.tries;
        event.particles.clear();
        event.b_hadrons.clear();
        auto const wanted = static_cast<std::size_t>(draw_muon_multiplicity(lowest, draws));
        bool const first_only = draws.chance(one_vertex);
        if (draws.chance(b_pair)) produce_b_pair(config, draws, event);
        while (event.particles.size() > wanted) event.particles.pop_back();
        while (event.particles.size() < wanted)
        {
            Particle const hadron = draw_hadron(event, first_only, draws);
            if (found(hadron.p, draws)) event.particles.push_back(hadron);
        }
    } while (settings.mass_filter && event.tries < max_filter_tries
             && !has_neutral_quadruplet(event.particles, settings.mass_low, settings.mass_high));
}

}  // namespace quartet::simulation
