// Rows of the candidate file from the candidates of a block.
#pragma once

#include <vector>

#include "host/candidates/node_runner.hpp"
#include "host/io/column_table.hpp"

namespace quartet
{

/// What is needed on the host of one block of the candidate node.
struct BlockResults
{
    std::int64_t size = 0;
    std::vector<std::uint8_t> code, final_passed;
    std::vector<double> score;
    std::vector<std::int64_t> event, row;
    std::vector<double> value;  ///< all columns, only where some candidate passed

    void fetch(CandidateBackend& backend, NodeBlock const& block, int columns);
};

/// Empty table with the columns of the plan.
ColumnTable candidate_table(DecayPlan const& plan);

/// Appends the chosen candidates. `batch` is the one on the host, `first_row` the collections' places in the object
/// table.
void append_candidates(ColumnTable& table, DecayPlan const& plan, EventBatchView const& batch,
                       ObjectTableView const& objects, BlockResults const& block,
                       std::vector<std::int64_t> const& chosen);

}  // namespace quartet
