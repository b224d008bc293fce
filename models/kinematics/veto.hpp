// Windows around the dimuon resonances, per class of mass resolution.
#pragma once

#include <cstdint>

#include "models/kinematics/resolution_category.hpp"

namespace quartet
{

/// Bits of the column `veto`, and rows of the table of windows.
enum class Resonance : std::uint8_t
{
    jpsi = 0,
    phi = 1,
    psi2s = 2,
    omega = 3
};

/// Centre and distances to the edges, GeV.
struct ResonanceWindow
{
    double mass;
    double low[3], high[3];  ///< classes A, B, C

    QUARTET_INLINE bool contains(double m, int category) const
    {
        return m > mass - low[category] && m < mass + high[category];
    }
};

/// Windows in the order of Resonance. Source: New_Ntuple.py of the public code of CMS-PAS-BPH-24-007.
struct VetoTable
{
    ResonanceWindow window[4] = {{3.0969, {0.075, 0.110, 0.140}, {0.060, 0.085, 0.110}},
                                 {1.019455, {0.030, 0.050, 0.055}, {0.030, 0.035, 0.044}},
                                 {3.686097, {0.080, 0.090, 0.110}, {0.070, 0.080, 0.090}},
                                 {0.78265, {0.040, 0.045, 0.060}, {0.035, 0.040, 0.045}}};
};

}  // namespace quartet

QUARTET_BEGIN

/// Class whose windows apply: the widest where there is no mass error.
QUARTET_INLINE int window_class(std::uint8_t category) { return category <= 2 ? category : 2; }

/// Bits 1 J/psi, 2 phi, 4 psi(2S), 8 omega: any of the four opposite-sign pairs lies in the window. NaN lies in none.
QUARTET_INLINE std::uint8_t veto_bits(VetoTable const& table, double const (&pair_mass)[4], std::uint8_t category)
{
    int const c = window_class(category);
    unsigned bits = 0;
    for (int r = 0; r < 4; ++r)
        for (int k = 0; k < 4; ++k) bits |= table.window[r].contains(pair_mass[k], c) ? 1U << r : 0U;
    return static_cast<std::uint8_t>(bits);
}

/// One pair of a pairing lies in the J/psi window and the other in the phi window. pair_mass: [pairing][pair].
QUARTET_INLINE bool is_jpsi_phi(VetoTable const& table, double const (&pair_mass)[4], std::uint8_t category)
{
    int const c = window_class(category);
    ResonanceWindow const& jpsi = table.window[static_cast<int>(Resonance::jpsi)];
    ResonanceWindow const& phi = table.window[static_cast<int>(Resonance::phi)];
    bool found = false;
    for (int pairing = 0; pairing < 2; ++pairing)
    {
        double const m0 = pair_mass[2 * pairing], m1 = pair_mass[2 * pairing + 1];
        found = found || (jpsi.contains(m0, c) && phi.contains(m1, c)) || (jpsi.contains(m1, c) && phi.contains(m0, c));
    }
    return found;
}

QUARTET_END
