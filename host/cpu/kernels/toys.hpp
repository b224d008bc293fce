// Toys on one thread with packs of eight lanes, one copy per instruction set.
#pragma once

#include <cstdint>

#include "fits/toy_view.hpp"
#include "models/base/macros.hpp"

QUARTET_BEGIN

/// Toys [first, last) of the job, counted from plan.first, one after the other in the memory given: 64-byte aligned, as
/// many doubles as toy_workspace_size says.
void run_toys(ToyJob const& job, std::int64_t first, std::int64_t last, double* memory);

QUARTET_END
