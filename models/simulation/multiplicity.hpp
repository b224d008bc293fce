// How many muons an event has.
#pragma once

#include "models/simulation/draws.hpp"

QUARTET_BEGIN
namespace generator
{

inline constexpr int max_table_muons = 13;

/// Events by number of muons among 1000 real CMS DoubleMuParked events of 2012 (CMS open data, file
/// Run2012BC_DoubleMuParked_Muons_1000evts of scikit-hep-testdata).
inline constexpr double muon_multiplicity[max_table_muons + 1] = {23, 105, 554, 192, 78, 36, 5, 3, 1, 1, 1, 0, 0, 1};

/// A number of muons from the table, at least `lowest` (0 to max_table_muons).
QUARTET_HD inline int draw_muon_multiplicity(int lowest, Draws& draws)
{
    double weights[max_table_muons + 1];
    for (int n = 0; n <= max_table_muons; ++n) weights[n] = n >= lowest ? muon_multiplicity[n] : 0;
    return draws.pick(weights, max_table_muons + 1);
}

/// Fraction of the table with at least `lowest` muons.
QUARTET_HD inline double fraction_with_muons(int lowest)
{
    double kept = 0;
    double total = 0;
    for (int n = 0; n <= max_table_muons; ++n)
    {
        total += muon_multiplicity[n];
        if (n >= lowest) kept += muon_multiplicity[n];
    }
    return kept / total;
}

}  // namespace generator
QUARTET_END
