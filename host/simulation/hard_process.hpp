// Parts that hard processes with leptons and jets share, at parton level.
#pragma once

#include "host/simulation/event_generator.hpp"
#include "models/simulation/decay.hpp"
#include "models/simulation/detection.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::simulation
{

// Shapes of this toy, chosen by eye for the momenta of the electroweak processes.
inline PtSpectrum<double> constexpr boson_pt{0.0, 120.0, 3.2};
inline PtSpectrum<double> constexpr radiated_jet_pt{20.0, 25.0, 2.6};
inline double constexpr boson_rapidity = 1.2;
inline double constexpr lowest_lepton_pt = 15;  // GeV, of the filter

/// A particle of mass `mass` with the transverse momentum (px, py) and a normal rapidity.
inline FourVector<double> with_rapidity(double px, double py, double mass, double width, Draws& draws)
{
    double const transverse = sqrt(fma(mass, mass, fma(px, px, py * py)));
    return on_shell(px, py, transverse * sinh(width * draws.normal()), mass);
}

inline bool accepted(FourVector<double> const& p, double eta_max)
{
    return p.pt() > lowest_lepton_pt && abs(p.eta()) < eta_max;
}

inline Particle lepton(FourVector<double> const& p, int pdg_id, int parent, int gen_index, SimulatedEvent const& event)
{
    Particle result;
    result.p = p;
    result.origin = event.vertices.front().truth;
    result.charge = charge_of(pdg_id);
    result.parent = parent;
    result.gen_index = gen_index;
    result.pdg_id = pdg_id;
    return result;
}

/// Further jets of the hard collision.
inline void radiate(double mean, Draws& draws, SimulatedEvent& event)
{
    int const n = draws.poisson(mean);
    for (int i = 0; i < n; ++i)
    {
        double const pt = radiated_jet_pt(draws.uniform());
        double const eta = draws.uniform(-4.0, 4.0);
        event.partons.push_back(from_pt_eta_phi(pt, eta, draws.uniform(-pi, pi), 0.0));
    }
}

}  // namespace quartet::simulation
