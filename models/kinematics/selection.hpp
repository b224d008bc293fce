// Where a combination ends.
#pragma once

#include <cstdint>

namespace quartet
{

/// Where a combination ends in the cascade of cheap cuts, in their order.
enum class CascadeCode : std::uint8_t
{
    passed = 0,
    overlap = 1,  ///< one particle twice
    charge = 2,
    mass = 3,
    assignment = 4,  ///< the exchanged mass hypotheses fit better
    dz = 5,
    dca = 6
};
inline constexpr int cascade_code_count = 7;

/// Codes of the selection of fitted candidates; term t of the cut has the code first_term_code + t.
inline constexpr std::uint8_t selection_passed = 0;
inline constexpr std::uint8_t selection_no_vertex = 1;
inline constexpr std::uint8_t first_term_code = 2;
inline constexpr int max_cut_terms = 32;

}  // namespace quartet
