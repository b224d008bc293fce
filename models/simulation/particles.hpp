// Masses, widths and lifetimes of the simulated particles.
//
// Masses and widths: Particle Data Group, as tabulated in scikit-hep/particle (particle2026.csv), GeV.
// Proper decay lengths: the value that CMS simulation uses for B mesons (0.0441 cm, B(s)->4mu analysis code), and
// PDG lifetimes times the speed of light elsewhere, cm.
#pragma once

#include "models/base/macros.hpp"

QUARTET_BEGIN
namespace generator
{

inline constexpr double muon_mass = 0.1056583755;
inline constexpr double kaon_mass = 0.493677;
inline constexpr double bs_mass = 5.36693;
inline constexpr double b0_mass = 5.27972;
inline constexpr double d_mass = 1.86966;  ///< D+
inline constexpr double jpsi_mass = 3.096900;
inline constexpr double jpsi_width = 92.6e-6;
inline constexpr double phi_mass = 1.019460;
inline constexpr double phi_width = 4.249e-3;

inline constexpr double bs_ctau = 0.0441;  ///< 1.471 ps; reweighted to 1.527 ps in the analysis
inline constexpr double b0_ctau = 0.0455;  ///< 1.519 ps
inline constexpr double d_ctau = 0.0220;   ///< between D0 (0.0123) and D+ (0.0310), for the cascade b -> c -> mu

inline constexpr int pdg_bs = 531;
inline constexpr int pdg_b0 = 511;
inline constexpr int pdg_bplus = 521;

/// Values of /gen/channel.
inline constexpr int channel_phase_space = 1;
inline constexpr int channel_jpsi_phi = 2;

}  // namespace generator
QUARTET_END
