// Codes of eight combinations at once, one per byte.
#pragma once

#include <array>
#include <cstdint>

#include "models/base/macros.hpp"
#include "models/kinematics/selection.hpp"

QUARTET_BEGIN

namespace detail
{

/// Bit l of the index as the lowest bit of byte l.
constexpr std::array<std::uint64_t, 256> make_spread_bits()
{
    std::array<std::uint64_t, 256> table{};
    for (unsigned bits = 0; bits < 256; ++bits)
        for (unsigned l = 0; l < 8; ++l) table[bits] |= std::uint64_t(bits >> l & 1U) << (8 * l);
    return table;
}
inline constexpr std::array<std::uint64_t, 256> spread_bits = make_spread_bits();

}  // namespace detail

/// The combinations that fail each of the cuts, as bits. Earlier cuts win.
struct FailedLanes
{
    std::uint32_t overlap = 0, charge = 0, mass = 0, dz = 0;

    /// Those that pass all of them, of the lanes in `all`.
    QUARTET_INLINE std::uint32_t passed(std::uint32_t all) const { return all & ~(overlap | charge | mass | dz); }

    QUARTET_INLINE std::uint64_t codes() const
    {
        std::uint32_t const q = charge & ~overlap, m = mass & ~(overlap | charge), d = dz & ~(overlap | charge | mass);
        return planes(q, CascadeCode::charge) | planes(overlap, CascadeCode::overlap) | planes(m, CascadeCode::mass)
               | planes(d, CascadeCode::dz);
    }

  private:
    QUARTET_INLINE static std::uint64_t planes(std::uint32_t bits, CascadeCode code)
    {
        return detail::spread_bits[bits & 0xffU] * static_cast<std::uint64_t>(code);
    }
};

QUARTET_END
