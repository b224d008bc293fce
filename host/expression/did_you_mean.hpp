// The known name that a misspelt one most resembles.
#pragma once

#include <string>
#include <vector>

namespace quartet
{

/// The closest of `known` (insertions, deletions, replacements, swaps of neighbours; case does not count); empty when
/// none differs by at most a third of its letters.
std::string closest_name(std::string const& name, std::vector<std::string> const& known);

/// "Did you mean 'x'?", or `otherwise` followed by the list of the known names (at most 40 of them).
std::string did_you_mean(std::string const& name, std::vector<std::string> const& known, std::string const& otherwise);

}  // namespace quartet
