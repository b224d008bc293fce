// Predictions of a forest from its margins.
#pragma once

#include <vector>

#include "host/trees/forest.hpp"
#include "models/base/span.hpp"

namespace quartet
{

/// Applies the transform of the forest's objective to `values` (rows, outputs) in place.
void apply_transform(TreeTransform transform, std::int64_t outputs, Span<float> values);

}  // namespace quartet
