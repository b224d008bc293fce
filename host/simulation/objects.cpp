// Jets, electrons and missing momentum.
#include <algorithm>

#include "host/simulation/event_generator.hpp"
#include "host/simulation/measurement.hpp"
#include "models/simulation/detection.hpp"
#include "models/simulation/jets.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::simulation
{
namespace
{

double constexpr lowest_jet_pt = 20;  // GeV, of stored jets
double constexpr jet_eta_max = 4.7;
double constexpr b_jet_fraction = 0.02;  // of jets that are not of the decay
double constexpr lepton_cone = 0.4;      // jets nearer to a lepton are the lepton itself
double constexpr met_width = 20;         // GeV per component, of an event with 35 collisions

double wrapped(double phi)
{
    auto const [sine, cosine] = sincos(phi);
    return atan2(sine, cosine);
}

template <class A, class B>
bool near(A const& a, B const& b)
{
    double const d_eta = a.eta - b.eta;
    double const d_phi = wrapped(a.phi - b.phi);
    return d_eta * d_eta + d_phi * d_phi < lepton_cone * lepton_cone;
}

void reconstruct_electrons(Draws& draws, SimulatedEvent& event)
{
    for (Particle const& particle : event.electrons)
    {
        double const pt = particle.p.pt();
        double const eta = particle.p.eta();
        bool const found = draws.chance(electron_efficiency(pt, eta));
        MeasuredElectron electron;
        electron.truth = particle;
        // Energy resolution of a calorimeter with bremsstrahlung, 1.5 % to 3 %.
        electron.pt = pt * (1 + (0.015 + 0.015 * endcap_fraction(eta)) * draws.normal());
        electron.eta = eta + 5e-4 * draws.normal();
        electron.phi = wrapped(particle.p.phi() + 5e-4 * draws.normal());
        electron.dxy = 20e-4 * draws.normal();
        electron.dz = 40e-4 * draws.normal();
        if (found) event.measured_electrons.push_back(electron);
    }
}

void add_jet(double pt, double eta, double phi, double b_fraction, Draws& draws, SimulatedEvent& event)
{
    Jet jet;
    jet.pt = pt * max(0.05, 1 + jet_width(pt) * draws.normal());
    jet.eta = eta + 0.02 * draws.normal();
    jet.phi = wrapped(phi + 0.02 * draws.normal());
    jet.mass = jet.pt * (0.08 + 0.04 * draws.exponential());
    jet.btag = draw_btag(draws.chance(b_fraction), draws);
    bool const lepton =
        std::any_of(event.muons.begin(), event.muons.end(), [&](auto const& muon) { return near(jet, muon); })
        || std::any_of(event.measured_electrons.begin(), event.measured_electrons.end(),
                       [&](auto const& electron) { return near(jet, electron); });
    if (jet.pt > lowest_jet_pt && abs(jet.eta) < jet_eta_max && !lepton) event.jets.push_back(jet);
}

}  // namespace

void make_objects(SimulationConfig const& config, Draws& draws, SimulatedEvent& event)
{
    reconstruct_electrons(draws, event);
    for (FourVector<double> const& parton : event.partons)
        add_jet(parton.pt(), parton.eta(), parton.phi(), b_jet_fraction, draws, event);
    for (FourVector<double> const& parton : event.b_partons)
        add_jet(parton.pt(), parton.eta(), parton.phi(), 1, draws, event);
    int const n = draws.poisson(config.pileup_jets);
    for (int i = 0; i < n; ++i)
    {
        double const pt = lowest_jet_pt + 8 * draws.exponential();
        double const eta = draws.uniform(-jet_eta_max, jet_eta_max);
        add_jet(pt, eta, draws.uniform(-pi, pi), b_jet_fraction, draws, event);
    }
    std::stable_sort(event.jets.begin(), event.jets.end(), [](Jet const& a, Jet const& b) { return a.pt > b.pt; });
    double const x = event.invisible.x + met_width * draws.normal();
    double const y = event.invisible.y + met_width * draws.normal();
    event.met_pt = sqrt(fma(x, x, y * y));
    event.met_phi = atan2(y, x);
}

}  // namespace quartet::simulation
