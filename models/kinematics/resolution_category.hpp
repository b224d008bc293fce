// Classes of the per-event mass resolution (CMS-PAS-BPH-24-007; edges from its public code, New_Ntuple.py).
#pragma once

#include <cstdint>

#include "models/base/number.hpp"

namespace quartet
{

inline constexpr double resolution_edge_ab = 0.027;  ///< GeV
inline constexpr double resolution_edge_bc = 0.038;  ///< GeV
inline constexpr std::uint8_t no_resolution = 255;   ///< no mass error

}  // namespace quartet

QUARTET_BEGIN

/// 0, 1, 2 = A, B, C; 255 without a mass error (NaN).
QUARTET_INLINE std::uint8_t resolution_category(double mass_error)
{
    if (!(mass_error >= 0.0)) return no_resolution;
    return mass_error < resolution_edge_ab ? 0 : mass_error < resolution_edge_bc ? 1 : 2;
}

QUARTET_END
