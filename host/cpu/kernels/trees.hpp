// The bit-plane kernel of tree inference, one copy per instruction set.
#pragma once

#include "host/cpu/kernels/trees_payload.hpp"
#include "models/base/macros.hpp"

QUARTET_BEGIN

/// Margins of the rows [first, last); each thread calls it with a scratch of its own.
void tree_margins(cpu::TreeBlockTask const& task, std::int64_t first, std::int64_t last);

QUARTET_END
