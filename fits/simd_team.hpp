// The team of the cpu backend: one thread whose packs hold the eight lanes. Never included by device code.
#pragma once

#include "fits/team.hpp"
#include "models/base/pack.hpp"

QUARTET_BEGIN

struct PackAccess
{
    using Number = Pack<double, fit_lanes>;
    std::int64_t index;  ///< first number of the group
    QUARTET_INLINE Number load(double const* p) const { return Number::load(p + index); }
    QUARTET_INLINE void store(double* p, Number v) const { v.store(p + index); }
};

struct SimdTeam
{
    template <class F>
    QUARTET_INLINE void each(int n, F f) const
    {
        for (int i = 0; i < n; ++i) f(i);
    }
    template <class F>
    QUARTET_INLINE void lanes(std::int64_t groups, F f) const
    {
        for (std::int64_t g = 0; g < groups; ++g) f(PackAccess{g * fit_lanes});
    }
    template <int N, class F>
    QUARTET_INLINE void sum(std::int64_t groups, int n, double* out, F f) const
    {
        using T = PackAccess::Number;
        T acc[N];
        for (int k = 0; k < n; ++k) acc[k] = T(0.0);
        for (std::int64_t g = 0; g < groups; ++g) f(PackAccess{g * fit_lanes}, acc);
        for (int k = 0; k < n; ++k)
        {
            double s[fit_lanes];
            acc[k].store(s);
            out[k] = add_lanes(s);
        }
    }
    template <class F>
    QUARTET_INLINE void leader(F f) const
    {
        f();
    }
    QUARTET_INLINE void sync() const {}
};

QUARTET_END
