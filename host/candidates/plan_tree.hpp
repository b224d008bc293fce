// What a plan asks of the tree of a decay.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/decay/decay.hpp"

namespace quartet
{

/// Leaves of decay.nodes[wanted], which is `parent` or below it, as bits of the leaves of `parent`: one number, or one
/// for each of equal resonances.
std::vector<std::uint32_t> leaves_of(Decay const& decay, int wanted, DecayNode const& parent);

/// Resonances of one node with different names and the same description: their candidates come twice.
std::vector<std::string> warnings_about_equals(Decay const& decay);

}  // namespace quartet
