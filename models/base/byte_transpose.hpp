// Rows and columns of 8 x 8 bytes exchanged.
#pragma once

#include <cstdint>

#include "models/base/macros.hpp"

QUARTET_BEGIN

/// Byte c of word r becomes byte r of word c, where byte 0 is the lowest.
QUARTET_INLINE void transpose_bytes(std::uint64_t (&word)[8])
{
    // Blocks of 4 x 4 bytes change places, then those of 2 x 2 within them, then single bytes.
    constexpr std::uint64_t upper[3] = {0xffffffff00000000U, 0xffff0000ffff0000U, 0xff00ff00ff00ff00U};
    for (int stage = 0; stage < 3; ++stage)
    {
        int const distance = 4 >> stage, shift = 32 >> stage;
        for (int r = 0; r < 8; ++r)
        {
            if ((r & distance) != 0) continue;
            std::uint64_t const a = word[r], b = word[r + distance];
            word[r] = (a & ~upper[stage]) | ((b << shift) & upper[stage]);
            word[r + distance] = (b & upper[stage]) | ((a & upper[stage]) >> shift);
        }
    }
}

QUARTET_END
