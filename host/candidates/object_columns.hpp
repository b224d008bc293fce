// Columns of objects that the selection of particle kinds, event quantities and candidates may name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/base/dimension.hpp"
#include "models/kinematics/event_view.hpp"
#include "models/kinematics/object_table.hpp"

namespace quartet
{

/// A column of a collection: one that the program knows, or a further one of the file.
struct ObjectColumnName
{
    std::string name;
    Dimension dimension;
    std::string units;
    std::string description;
    std::string file_column;  ///< what the file must have
    bool needs_beam = false;  ///< and the beam spot and covariances
    bool is_extra = false;    ///< read from the file by its name
    bool is_optional = true;  ///< an expression may name it when the file does not have it: NaN
};

/// The columns that the program knows of a collection.
std::vector<ObjectColumnName> const& known_object_columns(Collection collection);

/// The known column of that name, else a further one with it.
ObjectColumnName object_column(Collection collection, std::string const& name);

/// Where the values of a column lie. `extra` is its position among the further columns of the collection that were
/// read. Element i is object i of the collection. Absent data for what the batch does not have.
ColumnSource object_source(EventBatchView const& batch, ObjectTableView const& objects, Collection collection,
                           std::string const& name, std::int64_t extra);

}  // namespace quartet
