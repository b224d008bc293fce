// H to mu mu with two forward jets (vector-boson fusion) or with a W (WH), at parton level.
#include <string>

#include "host/simulation/hard_process.hpp"
#include "models/base/error.hpp"
#include "models/simulation/decay.hpp"
#include "models/simulation/detection.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::simulation
{
namespace
{

// Shapes of this toy, chosen by eye for the forward jets and the momenta of the electroweak processes.
PtSpectrum<double> constexpr forward_jet_pt{25.0, 90.0, 3.2};
double constexpr forward_jet_eta = 2.6;
double constexpr forward_jet_spread = 0.9;
double constexpr jet_eta_max = 4.7;  // of CMS's forward calorimeter
double constexpr w_plus_fraction = 0.6;
std::int64_t constexpr most_tries = 1'000'000;

FourVector<double> forward_jet(double side, Draws& draws)
{
    double const pt = forward_jet_pt(draws.uniform());
    double eta = 0;
    do eta = forward_jet_eta + forward_jet_spread * draws.normal();
    while (abs(eta) > jet_eta_max);
    return from_pt_eta_phi(pt, side * eta, draws.uniform(-pi, pi), 0.0);
}

Decay decay_row(int pdg_id, int channel, FourVector<double> const& p, double mass, SimulatedEvent const& event)
{
    Decay row;
    row.pdg_id = pdg_id;
    row.channel = channel;
    row.p = p;
    row.mass = mass;
    row.origin = row.end = event.vertices.front().truth;
    return row;
}

/// Everything of the hard process that is drawn anew until it passes.
struct Process
{
    double higgs_mass_now = 0;
    double w_mass_now = 0;
    FourVector<double> higgs, w, muons[2], lepton, neutrino;
    FourVector<double> jets[2];
};

void draw_process(Component component, Draws& draws, Process& process)
{
    process.higgs_mass_now = breit_wigner_mass(higgs_mass, higgs_width, 1.0, draws.uniform());
    if (component == Component::hmumu_vbf)
    {
        double const side = draws.chance(0.5) ? 1 : -1;
        for (int i = 0; i < 2; ++i) process.jets[i] = forward_jet(i == 0 ? side : -side, draws);
        auto const recoil = process.jets[0] + process.jets[1];
        process.higgs = with_rapidity(-recoil.px, -recoil.py, process.higgs_mass_now, boson_rapidity, draws);
    }
    else
    {
        double const pt = boson_pt(draws.uniform());
        auto const [sine, cosine] = sincos(draws.uniform(-pi, pi));
        process.w_mass_now = breit_wigner_mass(w_mass, w_width, 20.0, draws.uniform());
        process.higgs = with_rapidity(pt * cosine, pt * sine, process.higgs_mass_now, boson_rapidity, draws);
        process.w = with_rapidity(-pt * cosine, -pt * sine, process.w_mass_now, boson_rapidity, draws);
        decay_in_two(process.w, process.w_mass_now, 0, 0, draws, process.lepton, process.neutrino);
    }
    decay_in_two(process.higgs, process.higgs_mass_now, muon_mass, muon_mass, draws, process.muons[0],
                 process.muons[1]);
}

}  // namespace

void produce_higgs(SimulationConfig const& config, Component component, Draws& draws, SimulatedEvent& event)
{
    bool const vbf = component == Component::hmumu_vbf;
    int const w_sign = draws.chance(w_plus_fraction) ? 1 : -1;
    bool const to_muon = draws.chance(0.5);
    Process process;
    bool passes = false;
    event.tries = 0;
    do
    {
        if (event.tries == most_tries) throw InputError("no Higgs boson passed the generator's filter");
        ++event.tries;
        draw_process(component, draws, process);
        passes = accepted(process.muons[0], acceptance_eta) && accepted(process.muons[1], acceptance_eta)
                 && (vbf || accepted(process.lepton, to_muon ? acceptance_eta : tracker_eta));
    } while (config.filter && !passes);

    event.decays.push_back(
        decay_row(pdg_higgs, vbf ? channel_higgs_vbf : channel_higgs_wh, process.higgs, process.higgs_mass_now, event));
    for (int i = 0; i < 2; ++i)
        event.particles.push_back(lepton(process.muons[i], i == 0 ? -pdg_muon : pdg_muon, pdg_higgs, 0, event));
    if (vbf)
    {
        event.partons.assign(process.jets, process.jets + 2);
        radiate(0.3, draws, event);
        return;
    }
    event.decays.push_back(decay_row(w_sign * pdg_w, channel_w_of_wh, process.w, process.w_mass_now, event));
    int const code = -w_sign * (to_muon ? pdg_muon : pdg_electron);  // a W+ gives a positive lepton, the antiparticle
    (to_muon ? event.particles : event.electrons).push_back(lepton(process.lepton, code, w_sign * pdg_w, 1, event));
    event.invisible = {process.neutrino.px, process.neutrino.py, process.neutrino.pz};
    radiate(0.7, draws, event);
}

}  // namespace quartet::simulation
