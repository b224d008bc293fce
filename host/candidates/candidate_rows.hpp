// Rows of the candidate file (docs/file_formats.md) from the results of a block.
#pragma once

#include <cstdint>
#include <vector>

#include "host/candidates/candidate_block.hpp"
#include "host/candidates/candidate_builder.hpp"
#include "host/io/column_table.hpp"

namespace quartet
{

/// A table with all columns and no rows; truth columns only when the event file has truth.
ColumnTable candidate_table(EventContents contents);

/// Appends the candidates `chosen` of a block. `batch` holds the events of the block in host memory.
void append_candidates(ColumnTable& table, EventContents contents, EventBatchView const& batch,
                       BlockResults const& block, std::vector<std::int64_t> const& chosen);

}  // namespace quartet
