// Operations of the bit-plane kernel with AVX-512 (F, BW, DQ, VL).
#pragma once

// The intrinsics of GCC 12 begin with registers that are left undefined on purpose, and its warning does not know.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop

#include <cstdint>

#include "models/base/macros.hpp"

QUARTET_BEGIN
namespace plane_kernel
{

/// 512 bits: a whole plane.
typedef std::uint64_t Bits __attribute__((vector_size(64), aligned(64), may_alias));

QUARTET_INLINE Bits select_bits(Bits chooser, Bits where_0, Bits where_1)
{
    constexpr int choose_c_or_b = 0xCA;  // truth table of a ? b : c
    return reinterpret_cast<Bits>(_mm512_ternarylogic_epi64(reinterpret_cast<__m512i>(chooser),
                                                            reinterpret_cast<__m512i>(where_1),
                                                            reinterpret_cast<__m512i>(where_0), choose_c_or_b));
}

/// The answers of 16 rows within a plane.
typedef std::uint16_t SixteenRows __attribute__((may_alias));

/// Sum p of 64 belongs to row 4 (p mod 16) + p / 16: bytes of a leaf-number register are read as 32-bit lanes.
QUARTET_INLINE int row_of_sum(int position)
{
    int const within = position & 63;
    return (position & ~63) + 4 * (within & 15) + (within >> 4);
}

template <int Predicate>
QUARTET_INLINE void compare_rows(float const* x, float const* thresholds, std::int64_t count, std::uint64_t* planes)
{
    constexpr int held = 16;  // registers with rows
    for (int part = 0; part < 512 / (16 * held); ++part)
    {
        __m512 rows[held];
        for (int q = 0; q < held; ++q) rows[q] = _mm512_load_ps(x + 16 * (held * part + q));
        auto* out = reinterpret_cast<SixteenRows*>(planes) + held * part;
        for (std::int64_t i = 0; i < count; ++i, out += 32)
        {
            __m512 const t = _mm512_set1_ps(thresholds[i]);
            for (int q = 0; q < held; ++q) out[q] = _mm512_cmp_ps_mask(rows[q], t, Predicate);
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

/// Number of thresholds that each of 16 values reaches, 0 ... 255; 0 for NaN. A binary search: five steps among the
/// pivots, which stay in two registers, and three within eight neighbours.
QUARTET_INLINE __m512i rank_of(__m512 x, __m512 low_pivots, __m512 high_pivots, float const* thresholds)
{
    __m512i at = _mm512_set1_epi32(15);
    for (int step = 16; step > 1; step /= 2)
    {
        __m512 const pivot = _mm512_permutex2var_ps(low_pivots, at, high_pivots);
        __mmask16 const reached = _mm512_cmp_ps_mask(x, pivot, _CMP_GE_OQ);
        at = _mm512_sub_epi32(at, _mm512_set1_epi32(step / 2));
        at = _mm512_mask_add_epi32(at, reached, at, _mm512_set1_epi32(step));
    }
    __m512 const pivot = _mm512_permutex2var_ps(low_pivots, at, high_pivots);
    at = _mm512_mask_add_epi32(at, _mm512_cmp_ps_mask(x, pivot, _CMP_GE_OQ), at, _mm512_set1_epi32(1));
    at = _mm512_add_epi32(_mm512_slli_epi32(at, 3), _mm512_set1_epi32(3));
    for (int step = 4; step > 1; step /= 2)
    {
        __mmask16 const reached = _mm512_cmp_ps_mask(x, _mm512_i32gather_ps(at, thresholds, 4), _CMP_GE_OQ);
        at = _mm512_sub_epi32(at, _mm512_set1_epi32(step / 2));
        at = _mm512_mask_add_epi32(at, reached, at, _mm512_set1_epi32(step));
    }
    __mmask16 const reached = _mm512_cmp_ps_mask(x, _mm512_i32gather_ps(at, thresholds, 4), _CMP_GE_OQ);
    return _mm512_mask_add_epi32(at, reached, at, _mm512_set1_epi32(1));
}

/// The same as compare_run for many thresholds: the values are ranked, and 64 ranks are compared at a time. `tables`
/// holds 32 pivots (thresholds 7, 15, ...) and 256 thresholds, padded with NaN.
QUARTET_INLINE void rank_run(float const* x, float const* tables, std::int64_t count, bool nan_right,
                             std::uint64_t* planes)
{
    alignas(64) std::uint8_t ranks[512];
    __m512 const low_pivots = _mm512_loadu_ps(tables);
    __m512 const high_pivots = _mm512_loadu_ps(tables + 16);
    for (int q = 0; q < 32; ++q)
    {
        __m512 const rows = _mm512_load_ps(x + 16 * q);
        __m512i rank = rank_of(rows, low_pivots, high_pivots, tables + quartet::cpu::rank_pivots);
        if (nan_right)
            rank = _mm512_mask_mov_epi32(rank, _mm512_cmp_ps_mask(rows, rows, _CMP_UNORD_Q), _mm512_set1_epi32(255));
        _mm_store_si128(reinterpret_cast<__m128i*>(ranks + 16 * q), _mm512_cvtepi32_epi8(rank));
    }
    __m512i held[8];
    for (int word = 0; word < 8; ++word) held[word] = _mm512_load_si512(ranks + 64 * word);
    for (std::int64_t i = 0; i < count; ++i)
    {
        __m512i const index = _mm512_set1_epi8(static_cast<char>(i));
        for (int word = 0; word < 8; ++word)
            planes[8 * i + word] = _cvtmask64_u64(_mm512_cmpgt_epu8_mask(held[word], index));
    }
}

/// Leaves of 16 rows; the low bits of each lane of `number` are the leaf number, higher bits are ignored.
template <int Depth>
QUARTET_INLINE __m512 look_up(float const* leaves, __m512i number)
{
    if constexpr (Depth <= 4)
        return _mm512_permutexvar_ps(number, _mm512_loadu_ps(leaves));
    else if constexpr (Depth == 5)
        return _mm512_permutex2var_ps(_mm512_loadu_ps(leaves), number, _mm512_loadu_ps(leaves + 16));
    else if constexpr (Depth == 6)
    {
        __mmask16 const high = _mm512_test_epi32_mask(number, _mm512_set1_epi32(32));
        return _mm512_mask_blend_ps(high, look_up<5>(leaves, number), look_up<5>(leaves + 32, number));
    }
    else
        return _mm512_i32gather_ps(_mm512_and_si512(number, _mm512_set1_epi32((1 << Depth) - 1)), leaves, 4);
}

/// Adds the leaf of every row to its sum; `path` holds Depth planes, the root's answer first.
template <int Depth>
QUARTET_INLINE void add_leaves(std::uint64_t const* path, float const* leaves, float* sums)
{
    for (int word = 0; word < 8; ++word)
    {
        __m512i number = _mm512_setzero_si512();
        for (int level = 0; level < Depth; ++level)
        {
            __m512i const value = _mm512_set1_epi8(static_cast<char>(1 << (Depth - 1 - level)));
            number = _mm512_mask_add_epi8(number, _cvtu64_mask64(path[8 * level + word]), number, value);
        }
        float* const s = sums + 64 * word;
        for (int k = 0; k < 4; ++k)
        {
            _mm512_store_ps(s + 16 * k, _mm512_add_ps(_mm512_load_ps(s + 16 * k), look_up<Depth>(leaves, number)));
            number = _mm512_srli_epi32(number, 8);
        }
    }
}

}  // namespace plane_kernel
QUARTET_END
