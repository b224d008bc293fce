// The leaves of a run of combinations (combination_runs.hpp): those that change from lane to lane, and the others.
#pragma once

#include "models/base/pack.hpp"
#include "models/kinematics/leaves.hpp"

QUARTET_BEGIN

/// One leaf of every entry of a list of an event, as columns.
struct RunLeaf
{
    static constexpr int capacity = 512, lanes = 8;
    using Lanes = Pack<double, lanes>;

    double px[capacity + lanes], py[capacity + lanes], pz[capacity + lanes], e[capacity + lanes];
    double z[capacity + lanes], charge[capacity + lanes], identity[capacity + lanes];
    std::int64_t row[capacity + lanes];

    QUARTET_INLINE void fill(EntryListView const& list, int leaf, std::int64_t first, int n,
                             ObjectTableView const& objects, double mass)
    {
        for (int p = 0; p < n; ++p)
        {
            std::int64_t const r = list.row[leaf * list.stride + first + p];
            FourMomentum<double> const q = stored_momentum<double>(objects, r, mass);
            px[p] = q.px, py[p] = q.py, pz[p] = q.pz, e[p] = q.e;
            z[p] = objects.at(r, ObjectColumn::z);
            charge[p] = objects.charge[r];
            identity[p] = static_cast<double>(objects.identity[r]);
            row[p] = r;
        }
        for (int p = n; p < n + lanes; ++p) px[p] = py[p] = pz[p] = e[p] = z[p] = charge[p] = identity[p] = 0;
    }
    QUARTET_INLINE FourMomentum<Lanes> momenta(int p) const
    {
        return {Lanes::load(px + p), Lanes::load(py + p), Lanes::load(pz + p), Lanes::load(e + p)};
    }
};

/// A leaf that is the same in the whole run.
struct FixedLeaf
{
    FourMomentum<double> p;
    double z = 0, charge = 0, identity = 0;
    std::int64_t row = 0;
};

QUARTET_END
