// Masses of muon pairs that come from no resonance.
#pragma once

#include "models/simulation/decay.hpp"
#include "models/simulation/spectra.hpp"

QUARTET_BEGIN
namespace generator
{

/// What the muon's mass does to the spectrum of a virtual photon or Z of mass m: sqrt(1 - 4 mu^2/m^2) (1 + 2 mu^2/m^2)
/// (N. M. Kroll and W. Wada, Phys. Rev. 98 (1955) 1355). 0 at the threshold, at most 1.
template <class T>
QUARTET_HD T lepton_pair_factor(T mass, T muon)
{
    T const r = muon * muon / (mass * mass);
    T const rest = fma(T(-4), r, T(1));
    return sqrt(select(rest > T(0), rest, T(0))) * fma(T(2), r, T(1));
}

/// dGamma/dq2 of B -> K* mu mu, up to a constant: the momentum of the K* in the B frame, the lepton factor, and the
/// rise of a form factor with one pole, 1 / (1 - q2 / pole^2)^2. A shape over the whole range, without the interference
/// of the Wilson coefficients (for those: Bharucha, Straub, Zwicky, JHEP 08 (2016) 098; pole of 5.415 GeV from there).
QUARTET_HD inline double kstar_dimuon_density(double q2, double parent, double kstar, double muon)
{
    double constexpr pole = 5.415;
    double const mass = sqrt(q2);
    double const rise = 1 / (1 - q2 / (pole * pole));
    return breakup_momentum(parent, kstar, mass) * lepton_pair_factor(mass, muon) * rise * rise;
}

/// Mass of the muon pair of B -> K* mu mu, between the threshold and parent - kstar: uniform in q2, kept with the
/// density over its largest value on a grid, with a margin for what lies between the points.
QUARTET_HD inline double draw_kstar_dimuon_mass(double parent, double kstar, double muon, Draws& draws)
{
    int constexpr points = 64;
    double const low = 4 * muon * muon;
    double const high = (parent - kstar) * (parent - kstar);
    double bound = 0;
    for (int i = 1; i < points; ++i)
        bound = max(bound, kstar_dimuon_density(fma(high - low, i / double(points), low), parent, kstar, muon));
    bound *= 1.05;
    double q2 = 0;
    do q2 = draws.uniform(low, high);
    while (draws.uniform() * bound > kstar_dimuon_density(q2, parent, kstar, muon));
    return sqrt(q2);
}

/// Masses of the pion pair and of the muon pair of eta' -> rho gamma* -> pi pi mu mu.
struct PairMasses
{
    double pions;
    double muons;
};

/// The rho is a Breit-Wigner and the virtual photon 1/q2 with the lepton factor, both by inverse transform over their
/// whole ranges; the pair is kept with p^3, p the momentum of the two systems in the parent's frame (the rho and
/// the photon are in a P wave, as in L. G. Landsberg, Phys. Rept. 128 (1985) 301).
QUARTET_HD inline PairMasses draw_rho_dimuon_masses(double parent, double pole, double width, double pion, double muon,
                                                    Draws& draws)
{
    double const least_pions = 2 * pion;
    double const least_muons = 2 * muon;
    double const most_muons = parent - least_pions;
    double const largest = breakup_momentum(parent, least_pions, least_muons);
    for (;;)
    {
        double const pions = breit_wigner_between(pole, width, least_pions, parent - least_muons, draws.uniform());
        double const muons = least_muons * exp(draws.uniform() * log(most_muons / least_muons));
        double const p = breakup_momentum(parent, pions, muons) / largest;
        bool const open = pions + muons < parent;
        if (draws.uniform() < p * p * p * lepton_pair_factor(muons, muon) && open) return {pions, muons};
    }
}

}  // namespace generator
QUARTET_END
