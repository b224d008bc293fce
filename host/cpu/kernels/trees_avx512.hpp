// Operations of the bit-plane kernel with AVX-512 (F, BW, DQ, VL).
#pragma once

// The intrinsics of GCC 12 begin with registers that are left undefined on purpose, and its warning does not know.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
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

template <int Predicate, class Thresholds>
QUARTET_INLINE void compare_rows(float const* x, Thresholds threshold, std::int64_t count, std::uint64_t* planes)
{
    constexpr int held = 16;  // registers with rows
    for (int part = 0; part < 512 / (16 * held); ++part)
    {
        __m512 rows[held];
        for (int q = 0; q < held; ++q) rows[q] = _mm512_load_ps(x + 16 * (held * part + q));
        auto* out = reinterpret_cast<SixteenRows*>(planes) + held * part;
        for (std::int64_t i = 0; i < count; ++i, out += 32)
        {
            __m512 const t = _mm512_set1_ps(threshold(i));
            for (int q = 0; q < held; ++q) out[q] = _mm512_cmp_ps_mask(rows[q], t, Predicate);
        }
    }
}

/// Planes of `count` conditions on the column x (512 rows): not (x < threshold) when `nan_right`, else x >= threshold.
template <class Thresholds>
QUARTET_INLINE void compare_run(float const* x, Thresholds threshold, std::int64_t count, bool nan_right,
                                std::uint64_t* planes)
{
    if (nan_right)
        compare_rows<_CMP_NLT_UQ>(x, threshold, count, planes);
    else
        compare_rows<_CMP_GE_OQ>(x, threshold, count, planes);
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
