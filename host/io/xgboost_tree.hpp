// One tree of an XGBoost document.
#pragma once

#include "host/io/xgboost_fields.hpp"
#include "host/trees/forest.hpp"

namespace quartet::xgboost
{

/// Appends the tree `field` to `forest`, its leaves multiplied by `weight` (1, or the weight of a dart tree). Nodes are
/// renumbered breadth first, so that children are neighbours; nodes that cannot be reached are left out.
/// Throws InputError for indices out of range, nodes that are reached twice, arrays of the wrong length, thresholds
/// and leaves that are not finite, features beyond `forest.features`.
void append_tree(Forest& forest, Field const& field, std::int64_t group, float weight);

}  // namespace quartet::xgboost
