// The team of the cuda backend: a tile of eight threads, one lane each (see fits/team.hpp).
#pragma once

#include "fits/team.hpp"

QUARTET_BEGIN

struct TileAccess
{
    using Number = double;
    std::int64_t index;  ///< group * fit_lanes + lane
    __device__ double load(double const* p) const { return p[index]; }
    __device__ void store(double* p, double v) const { p[index] = v; }
};

struct TileTeam
{
    int rank;       ///< lane of the tile, 0 to 7
    unsigned mask;  ///< the tile's threads in its warp

    __device__ TileTeam()
        : rank(threadIdx.x & (fit_lanes - 1)), mask(0xffU << (threadIdx.x & 31U & ~unsigned(fit_lanes - 1)))
    {
    }

    template <class F>
    __device__ void each(int n, F f) const
    {
        for (int i = rank; i < n; i += fit_lanes) f(i);
    }
    template <class F>
    __device__ void lanes(std::int64_t groups, F f) const
    {
        for (std::int64_t g = 0; g < groups; ++g) f(TileAccess{g * fit_lanes + rank});
    }
    /// The tree of add_lanes: halves, quarters, eighths. Addition commutes, so all threads get the same bits.
    __device__ double add(double v) const
    {
        v += __shfl_xor_sync(mask, v, 4);
        v += __shfl_xor_sync(mask, v, 2);
        v += __shfl_xor_sync(mask, v, 1);
        return v;
    }
    template <int N, class F>
    __device__ void sum(std::int64_t groups, int n, double* out, F f) const
    {
        double acc[N];
        for (int k = 0; k < n; ++k) acc[k] = 0.0;
        for (std::int64_t g = 0; g < groups; ++g) f(TileAccess{g * fit_lanes + rank}, acc);
        __syncwarp(mask);
        for (int k = 0; k < n; ++k)
        {
            double const total = add(acc[k]);
            if (rank == 0) out[k] = total;
        }
    }
    template <class F>
    __device__ void leader(F f) const
    {
        if (rank == 0) f();
    }
    __device__ void sync() const { __syncwarp(mask); }
};

QUARTET_END
