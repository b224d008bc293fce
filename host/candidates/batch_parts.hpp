// Cuts a batch into parts of consecutive events that are built one by one, or side by side.
#pragma once

#include <vector>

#include "host/candidates/decay_plan.hpp"
#include "models/kinematics/event_view.hpp"

namespace quartet
{

/// The events first ... last - 1 of a batch.
struct BatchPart
{
    std::int64_t first = 0, last = 0;
    bool is_small = true;  ///< no more combinations than fit into memory as rows, were all of them kept
};

/// A part ends when it has `objects_together` objects of the collections of the decay, or many combinations. Events
/// that have too many combinations by themselves are parts of their own. Empty for a batch without events.
std::vector<BatchPart> parts_of(DecayPlan const& plan, EventBatchView const& batch, std::int64_t objects_together);

}  // namespace quartet
