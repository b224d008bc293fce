// What is not H to mu mu and looks like it, at parton level: Z with jets, WZ with three leptons, pairs of top quarks.
#include "host/simulation/hard_process.hpp"
#include "models/base/error.hpp"

namespace quartet::simulation
{
namespace
{

std::int64_t constexpr most_tries = 1'000'000;
PtSpectrum<double> constexpr z_pt{0.0, 20.0, 2.2};  // by eye: most Z have less than their mass
PtSpectrum<double> constexpr top_pt{0.0, 170.0, 3.6};
double constexpr z_window = 60;  // GeV on both sides of the pole: the tail reaches 150 GeV
double constexpr w_window = 20;

/// Leptons and partons of one try.
struct Process
{
    std::vector<Particle> muons, electrons;
    std::vector<FourVector<double>> partons, b_partons;
    Vector3<double> invisible{};
};

struct TransverseMomentum
{
    double x, y;
};

TransverseMomentum draw_transverse(PtSpectrum<double> const& spectrum, Draws& draws)
{
    double const pt = spectrum(draws.uniform());
    auto const [sine, cosine] = sincos(draws.uniform(-pi, pi));
    return {pt * cosine, pt * sine};
}

void decay_z(FourVector<double> const& z, double mass, Draws& draws, SimulatedEvent const& event, Process& process)
{
    FourVector<double> a, b;
    decay_in_two(z, mass, muon_mass, muon_mass, draws, a, b);
    process.muons.push_back(lepton(a, -pdg_muon, pdg_z, -1, event));
    process.muons.push_back(lepton(b, pdg_muon, pdg_z, -1, event));
}

/// A W of charge `sign` to a lepton and its neutrino.
void decay_w(FourVector<double> const& w, double mass, int sign, bool to_muon, Draws& draws,
             SimulatedEvent const& event, Process& process)
{
    FourVector<double> charged, neutrino;
    decay_in_two(w, mass, 0, 0, draws, charged, neutrino);
    int const code = -sign * (to_muon ? pdg_muon : pdg_electron);
    (to_muon ? process.muons : process.electrons).push_back(lepton(charged, code, sign * pdg_w, -1, event));
    process.invisible = {process.invisible.x + neutrino.px, process.invisible.y + neutrino.py,
                         process.invisible.z + neutrino.pz};
}

double draw_z_mass(Draws& draws) { return breit_wigner_mass(z_mass, z_width, z_window, draws.uniform()); }
double draw_w_mass(Draws& draws) { return breit_wigner_mass(w_mass, w_width, w_window, draws.uniform()); }

/// Z to two muons; a parton takes its transverse momentum.
void draw_z(Draws& draws, SimulatedEvent const& event, Process& process)
{
    auto const [x, y] = draw_transverse(z_pt, draws);
    double const mass = draw_z_mass(draws);
    decay_z(with_rapidity(x, y, mass, boson_rapidity, draws), mass, draws, event, process);
    process.partons.push_back(with_rapidity(-x, -y, 0, boson_rapidity, draws));
}

/// Z to two muons and W to a muon or an electron, half each.
void draw_wz(Draws& draws, SimulatedEvent const& event, Process& process)
{
    auto const [x, y] = draw_transverse(boson_pt, draws);
    double const mass = draw_z_mass(draws), w_now = draw_w_mass(draws);
    decay_z(with_rapidity(x, y, mass, boson_rapidity, draws), mass, draws, event, process);
    int const sign = draws.chance(0.6) ? 1 : -1;
    decay_w(with_rapidity(-x, -y, w_now, boson_rapidity, draws), w_now, sign, draws.chance(0.5), draws, event, process);
}

/// Two top quarks, both W to muons.
void draw_top_pair(Draws& draws, SimulatedEvent const& event, Process& process)
{
    auto const [x, y] = draw_transverse(top_pt, draws);
    for (int const sign : {1, -1})
    {
        FourVector<double> const top = with_rapidity(sign * x, sign * y, top_mass, boson_rapidity, draws);
        double const w_now = draw_w_mass(draws);
        FourVector<double> w, b;
        decay_in_two(top, top_mass, w_now, b_quark_mass, draws, w, b);
        decay_w(w, w_now, sign, true, draws, event, process);
        process.b_partons.push_back(b);
    }
}

bool passes(Process const& process)
{
    for (Particle const& muon : process.muons)
        if (!accepted(muon.p, acceptance_eta)) return false;
    for (Particle const& electron : process.electrons)
        if (!accepted(electron.p, tracker_eta)) return false;
    return true;
}

}  // namespace

void produce_electroweak(SimulationConfig const& config, Component component, Draws& draws, SimulatedEvent& event)
{
    Process process;
    event.tries = 0;
    do
    {
        if (event.tries == most_tries) throw InputError("no event passed the generator's filter");
        ++event.tries;
        process = {};
        if (component == Component::zjets)
            draw_z(draws, event, process);
        else if (component == Component::wz3l)
            draw_wz(draws, event, process);
        else
            draw_top_pair(draws, event, process);
    } while (config.filter && !passes(process));
    event.particles = process.muons;
    event.electrons = process.electrons;
    event.partons = process.partons;
    event.b_partons = process.b_partons;
    event.invisible = process.invisible;
    radiate(0.7, draws, event);
}

}  // namespace quartet::simulation
