// Events as the tables of an event file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/io/column_table.hpp"
#include "models/kinematics/event_view.hpp"

namespace quartet
{

/// One group of an event file.
struct CollectionTable
{
    std::string name;
    bool jagged = true;
    std::vector<std::int64_t> sizes;  ///< rows of each event
    ColumnTable columns;
    CovarianceKind covariance = CovarianceKind::full;
};

/// Appends events [first, first + count) to the tables, in the conventions of the file. The first call makes the tables
/// of the collections and columns that are present; later views must have the same (std::logic_error).
void append_events(EventBatchView const& batch, std::int64_t first, std::int64_t count, bool float64,
                   std::vector<CollectionTable>& tables);

}  // namespace quartet
