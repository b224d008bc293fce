// Jets as a detector of the CMS kind sees them: resolution and b tagging.
#pragma once

#include "models/simulation/draws.hpp"

QUARTET_BEGIN
namespace generator
{

/// Relative resolution of the transverse momentum of a jet: noise, sampling and a constant, of the size that CMS states
/// (JINST 12 (2017) P02014: 15 to 20 % at 30 GeV, about 10 % at 100 GeV, 5 % at 1 TeV).
template <class T>
QUARTET_HD T jet_width(T pt)
{
    T const noise = T(3) / pt;
    return sqrt(fma(noise, noise, T(0.8 * 0.8) / pt + T(0.04 * 0.04)));
}

/// Thresholds of the discriminant DeepCSV in 2018: loose and medium (as used by hmumu-coffea).
inline constexpr double btag_loose = 0.1241;
inline constexpr double btag_medium = 0.4184;

/// A discriminant: `above_loose` and `above_medium` are the probabilities to pass the thresholds; flat between them.
QUARTET_HD inline double draw_btag(double above_loose, double above_medium, Draws& draws)
{
    double const u = draws.uniform();
    if (u < above_medium) return fma((above_medium - u) / above_medium, 1 - btag_medium, btag_medium);
    if (u < above_loose)
        return fma((above_loose - u) / (above_loose - above_medium), btag_medium - btag_loose, btag_loose);
    return btag_loose * (1 - u) / (1 - above_loose);
}

/// Efficiencies of the two thresholds for jets of light quarks and gluons, and of b quarks (the definitions of the
/// working points, 10 % and 1 %; CMS, JINST 13 (2018) P05011, for b jets).
QUARTET_HD inline double draw_btag(bool b_jet, Draws& draws)
{
    return b_jet ? draw_btag(0.84, 0.68, draws) : draw_btag(0.10, 0.01, draws);
}

}  // namespace generator
QUARTET_END
