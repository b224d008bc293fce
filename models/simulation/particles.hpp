// Masses, widths and lifetimes of the simulated particles.
//
// Masses and widths: the program's own table (models/base/constants.hpp); those that it lacks carry their source. GeV.
// Proper decay lengths: the value that CMS simulation uses for B mesons (0.0441 cm, B(s)->4mu analysis code), and
// PDG lifetimes times the speed of light elsewhere, cm.
#pragma once

#include "models/base/constants.hpp"
#include "models/base/macros.hpp"

QUARTET_BEGIN
namespace generator
{

inline constexpr double muon_mass = constants::muon_mass;
inline constexpr double kaon_mass = constants::kaon_mass;
inline constexpr double bs_mass = constants::bs_mass;
inline constexpr double b0_mass = constants::b0_mass;
inline constexpr double d_mass = 1.86966;  ///< D+ (PDG 2026)
inline constexpr double jpsi_mass = constants::jpsi_mass;
inline constexpr double jpsi_width = constants::jpsi_width;
inline constexpr double phi_mass = constants::phi_mass;
inline constexpr double phi_width = constants::phi_width;
inline constexpr double pion_mass = constants::pion_mass;
inline constexpr double kstar_mass = constants::kstar_mass;
inline constexpr double kstar_width = constants::kstar_width;
inline constexpr double eta_mass = constants::eta_mass;
inline constexpr double eta_prime_mass = constants::eta_prime_mass;
inline constexpr double rho_mass = constants::rho_mass;
inline constexpr double rho_width = 0.1474;  ///< of the neutral rho in e+ e- (PDG 2024)
inline constexpr double higgs_mass = constants::higgs_mass;
inline constexpr double higgs_width = 0.004;  ///< the 4.1 MeV of the standard model, rounded
inline constexpr double w_mass = 80.3692;     ///< PDG 2024
inline constexpr double w_width = 2.085;      ///< PDG 2024
inline constexpr double z_mass = constants::z_mass;
inline constexpr double z_width = 2.4955;    ///< PDG 2024
inline constexpr double top_mass = 172.57;   ///< PDG 2024
inline constexpr double b_quark_mass = 4.8;  ///< pole mass, for kinematics only

inline constexpr double bs_ctau = 0.0441;  ///< 1.471 ps; reweighted to 1.527 ps in the analysis
inline constexpr double b0_ctau = 0.0455;  ///< 1.519 ps
inline constexpr double d_ctau = 0.0220;   ///< between D0 (0.0123) and D+ (0.0310), for the cascade b -> c -> mu

inline constexpr int pdg_bs = 531;
inline constexpr int pdg_b0 = 511;
inline constexpr int pdg_bplus = 521;
inline constexpr int pdg_electron = 11;
inline constexpr int pdg_muon = 13;
inline constexpr int pdg_pion = 211;
inline constexpr int pdg_kaon = 321;
inline constexpr int pdg_proton = 2212;
inline constexpr int pdg_eta = 221;
inline constexpr int pdg_eta_prime = 331;
inline constexpr int pdg_higgs = 25;
inline constexpr int pdg_w = 24;
inline constexpr int pdg_z = 23;

/// Charge of a charged lepton or hadron: the particle of a lepton is negative, the code of a hadron follows its charge.
QUARTET_HD constexpr int charge_of(int pdg_id)
{
    int const sign = pdg_id > 0 ? 1 : -1;
    return sign * pdg_id < 100 ? -sign : sign;
}

/// Values of /gen/channel.
inline constexpr int channel_phase_space = 1;
inline constexpr int channel_jpsi_phi = 2;
inline constexpr int channel_jpsi_phi_kk = 3;    ///< Bs to J/psi(mu mu) phi(K K)
inline constexpr int channel_kstar_mumu = 4;     ///< B0 to K*0(K pi) mu mu, not resonant
inline constexpr int channel_kstar_jpsi = 5;     ///< B0 to K*0(K pi) J/psi(mu mu)
inline constexpr int channel_eta_4mu = 6;        ///< eta to four muons
inline constexpr int channel_eta_prime_4mu = 7;  ///< eta' to four muons
inline constexpr int channel_eta_prime_2mu2pi = 8;
inline constexpr int channel_higgs_vbf = 9;  ///< H to mu mu, with two forward jets
inline constexpr int channel_higgs_wh = 10;  ///< H to mu mu, with a W
inline constexpr int channel_w_of_wh = 11;   ///< that W, to a lepton and its neutrino

}  // namespace generator
QUARTET_END
