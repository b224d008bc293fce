// The one text of a JSON value from which pyhf computes digests.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace quartet
{

/// The text that Python's json.dumps(value, sort_keys=True, ensure_ascii=False) writes: keys sorted, ", " and ": "
/// between, numbers in the shortest form that reads back the same.
std::string canonical_json(nlohmann::json const& value);

}  // namespace quartet
