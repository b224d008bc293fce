// The collections of an event whose objects can be leaves of a decay, or be counted.
#pragma once

#include <cstdint>

namespace quartet
{

/// The object table of a batch holds them in this order.
enum class Collection : std::uint8_t
{
    muon,
    track,
    electron,
    jet
};
inline constexpr int collection_count = 4;

}  // namespace quartet
