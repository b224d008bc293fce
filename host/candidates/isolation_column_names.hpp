// Names of the isolation columns. They are no part of a candidate until a decay names them.
#pragma once

#include <string>
#include <vector>

#include "host/candidates/node_column_names.hpp"
#include "models/kinematics/isolation_payload.hpp"

namespace quartet
{

struct IsolationColumnName
{
    std::string name;
    IsolationQuantity first;  ///< of leaf 0 for those of leaves
    bool is_of_leaf;
    Dimension dimension;
    std::string units;
    std::string description;
    ColumnNeed need;
};

/// Those of resonances and candidates, then those of their leaves; one name may be both.
std::vector<IsolationColumnName> const& isolation_column_names();

/// The column with that name, or null.
IsolationColumnName const* find_isolation_column(std::string const& name, bool is_of_leaf);

}  // namespace quartet
