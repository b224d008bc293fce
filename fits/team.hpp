// Teams: how the lanes of one fit work together. A fit is written once against these few operations:
//
//   each(n, f)        f(i) for i in [0, n): independent scalar tasks
//   lanes(groups, f)  f(at): `at` reads and writes fit_lanes consecutive numbers of group 0, 1, ... (at.load(p),
//   at.store(p, v)) sum<N>(...)       ordered sums over groups leader(f)         once sync()            what was
//   written before is visible to all after
//
// SerialTeam does one lane after the other with scalars (the reference), SimdTeam all eight lanes at once with packs
// (the cpu backend), the tile of cuda/tile_team.cuh one lane per thread. Every number has the same bits in all of them.
#pragma once

#include "fits/model_view.hpp"
#include "models/base/ordered_sum.hpp"

QUARTET_BEGIN

static_assert(fit_lanes == kLogicalLanes);

/// Access of one lane to arrays whose groups are fit_lanes long.
struct LaneAccess
{
    using Number = double;
    std::int64_t index;  ///< group * fit_lanes + lane
    QUARTET_INLINE double load(double const* p) const { return p[index]; }
    QUARTET_INLINE void store(double* p, double v) const { p[index] = v; }
};

struct SerialTeam
{
    template <class F>
    QUARTET_INLINE void each(int n, F f) const
    {
        for (int i = 0; i < n; ++i) f(i);
    }
    template <class F>
    QUARTET_INLINE void lanes(std::int64_t groups, F f) const
    {
        for (std::int64_t i = 0; i < groups * fit_lanes; ++i) f(LaneAccess{i});
    }
    /// out[k] = sum over all lanes of acc[k], k < n <= N; f(at, acc) adds one group to acc.
    template <int N, class F>
    QUARTET_INLINE void sum(std::int64_t groups, int n, double* out, F f) const
    {
        double partial[N][fit_lanes];
        for (int lane = 0; lane < fit_lanes; ++lane)
        {
            double acc[N];
            for (int k = 0; k < n; ++k) acc[k] = 0.0;
            for (std::int64_t g = 0; g < groups; ++g) f(LaneAccess{g * fit_lanes + lane}, acc);
            for (int k = 0; k < n; ++k) partial[k][lane] = acc[k];
        }
        for (int k = 0; k < n; ++k) out[k] = add_lanes(partial[k]);
    }
    template <class F>
    QUARTET_INLINE void leader(F f) const
    {
        f();
    }
    QUARTET_INLINE void sync() const {}
};

QUARTET_END
