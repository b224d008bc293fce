// The two ways to pair four particles of opposite charges.
#pragma once

#include "models/base/macros.hpp"

QUARTET_BEGIN

/// Two pairings of four leaves into pairs of opposite charge: pairing p has the pairs (a, b) at [2p], [2p + 1].
struct Pairings
{
    int first[4], second[4];
    bool neutral;  ///< two + and two -; otherwise the indices are valid but mean nothing
};

/// The first positive leaf goes with the first negative one in pairing 0, with the second one in pairing 1.
QUARTET_INLINE Pairings opposite_sign_pairings(int const (&charge)[4])
{
    int plus[4] = {0, 1, 0, 1}, minus[4] = {2, 3, 2, 3}, n_plus = 0, n_minus = 0;
    for (int k = 0; k < 4; ++k)
    {
        if (charge[k] > 0) plus[n_plus++] = k;
        if (charge[k] < 0) minus[n_minus++] = k;
    }
    return {
        {plus[0], plus[1], plus[0], plus[1]}, {minus[0], minus[1], minus[1], minus[0]}, n_plus == 2 && n_minus == 2};
}

QUARTET_END
