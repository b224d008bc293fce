// How stages read and write the rows and columns of candidates. T = double handles one candidate, a pack as many as
// it has lanes.
#pragma once

#include "models/base/number.hpp"
#include "models/kinematics/node_payload.hpp"

QUARTET_BEGIN

/// Consecutive whole numbers, one per lane.
template <class T>
QUARTET_INLINE IntOf<T> load_rows(std::int64_t const* p)
{
    if constexpr (lanes_of<T> == 1)
        return *p;
    else
        return IntOf<T>::load(p);
}

/// Row of leaf k of the candidates i ... i + lanes - 1.
template <class T>
QUARTET_INLINE IntOf<T> leaf_row(CandidateListView const& list, int k, std::int64_t i)
{
    return load_rows<T>(list.row.data + k * list.stride + i);
}

template <class T>
QUARTET_INLINE T get(NodeTableView const& table, CandidateListView const& list, NodeColumn column, int k,
                     std::int64_t i)
{
    return load<T>(table.value.data + (static_cast<int>(column) + k) * list.stride + i);
}

/// One NaN for all: what arithmetic makes of a NaN differs between processors.
template <class T>
QUARTET_INLINE void put(NodeTableView const& table, CandidateListView const& list, NodeColumn column, int k,
                        std::int64_t i, T value)
{
    store(table.value.data + (static_cast<int>(column) + k) * list.stride + i,
          select(value == value, value, nan_of<T>()));
}

QUARTET_END
