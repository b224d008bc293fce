// Which primary vertex of the event is that of a candidate.
#pragma once

#include <cstdint>

namespace quartet
{

enum class PrimaryChoice : std::uint8_t
{
    longitudinal,  ///< nearest to the flight line along the beam
    distance,      ///< nearest to the flight line in space
    first          ///< first of the event
};

}  // namespace quartet
