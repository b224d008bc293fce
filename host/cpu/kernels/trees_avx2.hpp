// Operations of the bit-plane kernel with AVX2.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "models/base/macros.hpp"

QUARTET_BEGIN
namespace plane_kernel
{

/// 256 bits of a plane.
typedef std::uint64_t Bits __attribute__((vector_size(32), aligned(32), may_alias));

QUARTET_INLINE Bits select_bits(Bits chooser, Bits where_0, Bits where_1)
{
    return where_0 ^ ((where_0 ^ where_1) & chooser);
}

/// Half a word of a plane.
typedef std::uint32_t HalfWord __attribute__((may_alias));

/// Sum p of 32 belongs to row 4 (p mod 8) + p / 8: bytes of a leaf-number register are read as 32-bit lanes.
QUARTET_INLINE int row_of_sum(int position)
{
    int const within = position & 31;
    return (position & ~31) + 4 * (within & 7) + (within >> 3);
}

/// Rows {0-3, 16-19}, {4-7, 20-23}, ... of 32, so that packing twice restores the order.
QUARTET_INLINE __m256 load_halves(float const* x)
{
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_load_ps(x)), _mm_load_ps(x + 16), 1);
}

template <int Predicate>
QUARTET_INLINE std::uint32_t compare_32(__m256 a, __m256 b, __m256 c, __m256 d, __m256 t)
{
    __m256i const ab = _mm256_packs_epi32(_mm256_castps_si256(_mm256_cmp_ps(a, t, Predicate)),
                                          _mm256_castps_si256(_mm256_cmp_ps(b, t, Predicate)));
    __m256i const cd = _mm256_packs_epi32(_mm256_castps_si256(_mm256_cmp_ps(c, t, Predicate)),
                                          _mm256_castps_si256(_mm256_cmp_ps(d, t, Predicate)));
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_packs_epi16(ab, cd)));
}

template <int Predicate>
QUARTET_INLINE void compare_rows(float const* x, float const* thresholds, std::int64_t count, std::uint64_t* planes)
{
    for (int part = 0; part < 8; ++part)
    {
        float const* const rows = x + 64 * part;
        __m256 const a = load_halves(rows), b = load_halves(rows + 4), c = load_halves(rows + 8),
                     d = load_halves(rows + 12);
        __m256 const e = load_halves(rows + 32), f = load_halves(rows + 36), g = load_halves(rows + 40),
                     h = load_halves(rows + 44);
        for (std::int64_t i = 0; i < count; ++i)
        {
            __m256 const t = _mm256_set1_ps(thresholds[i]);
            std::uint64_t const low = compare_32<Predicate>(a, b, c, d, t);
            std::uint64_t const high = compare_32<Predicate>(e, f, g, h, t);
            planes[8 * i + part] = low | high << 32;
        }
    }
}

/// Planes of `count` conditions on the column x (512 rows): not (x < threshold) when `nan_right`, else x >= threshold.
QUARTET_INLINE void compare_run(float const* x, float const* thresholds, std::int64_t count, bool nan_right,
                                std::uint64_t* planes)
{
    if (nan_right)
        compare_rows<_CMP_NLT_UQ>(x, thresholds, count, planes);
    else
        compare_rows<_CMP_GE_OQ>(x, thresholds, count, planes);
}

/// Ranking does not pay with gathers of this width: the thresholds behind the pivots are compared one by one.
QUARTET_INLINE void rank_run(float const* x, float const* tables, std::int64_t count, bool nan_right,
                             std::uint64_t* planes)
{
    compare_run(x, tables + quartet::cpu::rank_pivots, count, nan_right, planes);
}

/// 32 leaf numbers, one per byte, from 32 bits of each of Depth planes.
template <int Depth>
QUARTET_INLINE __m256i leaf_numbers(HalfWord const* path)
{
    __m256i const byte =
        _mm256_setr_epi64x(0x0000000000000000, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    __m256i const bit = _mm256_set1_epi64x(static_cast<std::int64_t>(0x8040201008040201ull));
    __m256i numbers = _mm256_setzero_si256();
    for (int level = 0; level < Depth; ++level)
    {
        __m256i const spread = _mm256_shuffle_epi8(_mm256_set1_epi32(static_cast<int>(path[16 * level])), byte);
        __m256i const set = _mm256_cmpeq_epi8(_mm256_and_si256(spread, bit), bit);  // -1 where the bit is 1
        numbers = _mm256_sub_epi8(_mm256_add_epi8(numbers, numbers), set);
    }
    return numbers;
}

/// Leaves of 8 rows; the low bits of each lane of `number` are the leaf number, higher bits are ignored.
template <int Depth>
QUARTET_INLINE __m256 look_up(float const* leaves, __m256i number)
{
    if constexpr (Depth <= 3)
        return _mm256_permutevar8x32_ps(_mm256_loadu_ps(leaves), number);
    else if constexpr (Depth <= 5)
    {
        __m256 const low = look_up<Depth - 1>(leaves, number);
        __m256 const high = look_up<Depth - 1>(leaves + (1 << (Depth - 1)), number);
        return _mm256_blendv_ps(low, high, _mm256_castsi256_ps(_mm256_slli_epi32(number, 32 - Depth)));
    }
    else
        return _mm256_i32gather_ps(leaves, _mm256_and_si256(number, _mm256_set1_epi32((1 << Depth) - 1)), 4);
}

/// Adds the leaf of every row to its sum; `path` holds Depth planes, the root's answer first.
template <int Depth>
QUARTET_INLINE void add_leaves(std::uint64_t const* path, float const* leaves, float* sums)
{
    auto const* const words = reinterpret_cast<HalfWord const*>(path);
    for (int part = 0; part < 16; ++part)
    {
        __m256i number = leaf_numbers<Depth>(words + part);
        float* const s = sums + 32 * part;
        for (int k = 0; k < 4; ++k)
        {
            _mm256_store_ps(s + 8 * k, _mm256_add_ps(_mm256_load_ps(s + 8 * k), look_up<Depth>(leaves, number)));
            number = _mm256_srli_epi32(number, 8);
        }
    }
}

}  // namespace plane_kernel
QUARTET_END
