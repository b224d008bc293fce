// Physical constants, each with its source. GeV, cm, tesla (units.hpp).
//
// Masses and widths: Particle Data Group 2026, as tabulated by scikit-hep/particle (commit e50d92c,
// particle2026.csv). Uncertainties, where given, stand beside the value.
#pragma once

#include "models/base/units.hpp"

namespace quartet::constants
{

inline constexpr double electron_mass = 0.51099895069 * units::MeV;
inline constexpr double muon_mass = 105.6583755 * units::MeV;
inline constexpr double pion_mass = 139.57039 * units::MeV;
inline constexpr double kaon_mass = 493.677 * units::MeV;
inline constexpr double proton_mass = 938.27208943 * units::MeV;
inline constexpr double eta_mass = 547.862 * units::MeV;  // +- 0.017
inline constexpr double rho_mass = 775.26 * units::MeV;
inline constexpr double omega_mass = 782.66 * units::MeV;      // +- 0.13
inline constexpr double kstar_mass = 895.56 * units::MeV;      // neutral K*(892)
inline constexpr double eta_prime_mass = 957.78 * units::MeV;  // +- 0.06
inline constexpr double phi_mass = 1019.460 * units::MeV;      // +- 0.016
inline constexpr double jpsi_mass = 3096.900 * units::MeV;     // +- 0.006
inline constexpr double psi2s_mass = 3686.097 * units::MeV;    // +- 0.011
inline constexpr double b0_mass = 5279.72 * units::MeV;        // +- 0.08
inline constexpr double bplus_mass = 5279.41 * units::MeV;     // +- 0.07
inline constexpr double bs_mass = 5366.93 * units::MeV;        // +- 0.10
inline constexpr double upsilon_mass = 9460.4 * units::MeV;    // Upsilon(1S)
inline constexpr double z_mass = 91187.9 * units::MeV;         // +- 2.0
inline constexpr double higgs_mass = 125130.0 * units::MeV;

inline constexpr double eta_width = 1.31e-3 * units::MeV;
inline constexpr double omega_width = 8.68 * units::MeV;
inline constexpr double kstar_width = 47.1 * units::MeV;
inline constexpr double eta_prime_width = 0.188 * units::MeV;
inline constexpr double phi_width = 4.249 * units::MeV;
inline constexpr double jpsi_width = 0.0926 * units::MeV;
inline constexpr double psi2s_width = 0.293 * units::MeV;
inline constexpr double z_width = 2495.5 * units::MeV;

/// Mean lifetimes as lengths c tau: hbar / width of the same table.
inline constexpr double b0_lifetime = 1.511 * units::ps;
inline constexpr double bs_lifetime = 1.515 * units::ps;
inline constexpr double bplus_lifetime = 1.637 * units::ps;

/// Curvature of a unit charge per tesla and per GeV of transverse momentum, in 1/cm: the speed of light in units
/// of 10^11 m/s (exact by the definition of the metre, SI brochure 2019).
inline constexpr double curvature_constant = 0.00299792458;

/// Solenoid fields of the detectors (CMS: JINST 3 (2008) S08004; ATLAS: JINST 3 (2008) S08003).
inline constexpr double cms_field = 3.8 * units::tesla;
inline constexpr double atlas_field = 2.0 * units::tesla;

}  // namespace quartet::constants
