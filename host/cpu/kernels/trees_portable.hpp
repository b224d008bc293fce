// Operations of the bit-plane kernel on processors without AVX2.
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "models/base/macros.hpp"

QUARTET_BEGIN
namespace plane_kernel
{

/// 128 bits of a plane.
typedef std::uint64_t Bits __attribute__((vector_size(16), aligned(16), may_alias));

QUARTET_INLINE Bits select_bits(Bits chooser, Bits where_0, Bits where_1)
{
    return where_0 ^ ((where_0 ^ where_1) & chooser);
}

/// Sums are kept in row order.
QUARTET_INLINE int row_of_sum(int position) { return position; }

/// Bit r of the plane: not (x[r] < threshold) when `nan_right`, x[r] >= threshold otherwise. 512 rows.
QUARTET_INLINE void compare_column(float const* x, float threshold, bool nan_right, std::uint64_t* plane)
{
    for (int word = 0; word < 8; ++word)
    {
        std::uint64_t bits = 0;
#if defined(__SSE2__)
        __m128 const t = _mm_set1_ps(threshold);
        for (int q = 0; q < 16; ++q)
        {
            __m128 const v = _mm_load_ps(x + 64 * word + 4 * q);
            __m128 const m = nan_right ? _mm_cmpnlt_ps(v, t) : _mm_cmpge_ps(v, t);
            bits |= static_cast<std::uint64_t>(_mm_movemask_ps(m)) << (4 * q);
        }
#else
        for (int r = 0; r < 64; ++r)
        {
            float const v = x[64 * word + r];
            bool const right = nan_right ? !(v < threshold) : v >= threshold;
            bits |= static_cast<std::uint64_t>(right) << r;
        }
#endif
        plane[word] = bits;
    }
}

/// Answers of `count` conditions on one column.
QUARTET_INLINE void compare_run(float const* x, float const* thresholds, std::int64_t count, bool nan_right,
                                std::uint64_t* planes)
{
    for (std::int64_t i = 0; i < count; ++i) compare_column(x, thresholds[i], nan_right, planes + 8 * i);
}

/// Ranking does not pay with gathers of this width: the thresholds behind the pivots are compared one by one.
QUARTET_INLINE void rank_run(float const* x, float const* tables, std::int64_t count, bool nan_right,
                             std::uint64_t* planes)
{
    compare_run(x, tables + quartet::cpu::rank_pivots, count, nan_right, planes);
}

/// spread[b] has bit i of b in byte i.
struct SpreadTable
{
    std::uint64_t of[256];
    constexpr SpreadTable() : of{}
    {
        for (unsigned b = 0; b < 256; ++b)
            for (unsigned i = 0; i < 8; ++i) of[b] |= static_cast<std::uint64_t>(b >> i & 1u) << (8 * i);
    }
};
static constexpr SpreadTable spread_table{};

/// Adds the leaf of every row to its sum; `path` holds Depth planes, the root's answer first.
template <int Depth>
QUARTET_INLINE void add_leaves(std::uint64_t const* path, float const* leaves, float* sums)
{
    for (int word = 0; word < 8; ++word)
        for (int byte = 0; byte < 8; ++byte)
        {
            std::uint64_t numbers = 0;
            for (int level = 0; level < Depth; ++level)
                numbers = numbers << 1 | spread_table.of[path[8 * level + word] >> (8 * byte) & 255u];
            float* const s = sums + 64 * word + 8 * byte;
            for (int i = 0; i < 8; ++i) s[i] += leaves[numbers >> (8 * i) & 255u];
        }
}

}  // namespace plane_kernel
QUARTET_END
