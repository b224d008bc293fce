// Operations on one SIMD register, for the instruction set of this translation unit. Included by pack.hpp only.
//
// Plain arithmetic comes from the compilers' vector extension; what it lacks (fma, sqrt, rounding, blends, gathers)
// is an intrinsic where the processor has one, and a loop over lanes elsewhere. Both give the same bits.
#pragma once

#include <cstdint>
#include <type_traits>

#if defined(__x86_64__)
#pragma GCC diagnostic push
#if !defined(__clang__)
// GCC 12's AVX-512 intrinsics start from an undefined register.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

#include "models/base/number.hpp"

QUARTET_BEGIN
namespace native
{

#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline constexpr int register_bytes = 64;
#elif defined(__AVX2__)
inline constexpr int register_bytes = 32;
#else
inline constexpr int register_bytes = 16;
#endif

template <class T, int N>
struct VectorOf
{
    typedef T type __attribute__((vector_size(sizeof(T) * N)));
};
template <class T, int N>
using Vector = typename VectorOf<T, N>::type;

template <int Bytes>
using SignedOf = std::conditional_t<Bytes == 8, std::int64_t, std::int32_t>;

// The general forms: a loop over lanes.
template <class T, int N>
struct Operations
{
    using V = Vector<T, N>;

    QUARTET_INLINE static V fma(V a, V b, V c)
    {
        V r = a;
        for (int i = 0; i < N; ++i) r[i] = quartet::fma(T(a[i]), T(b[i]), T(c[i]));
        return r;
    }
    QUARTET_INLINE static V sqrt(V a)
    {
        for (int i = 0; i < N; ++i) a[i] = quartet::sqrt(T(a[i]));
        return a;
    }
    QUARTET_INLINE static V floor(V a)
    {
        for (int i = 0; i < N; ++i) a[i] = quartet::floor(T(a[i]));
        return a;
    }
    QUARTET_INLINE static V round_even(V a)
    {
        for (int i = 0; i < N; ++i) a[i] = quartet::round_even(T(a[i]));
        return a;
    }
    QUARTET_INLINE static V min(V a, V b) { return a < b ? a : b; }
    QUARTET_INLINE static V max(V a, V b) { return a > b ? a : b; }
};

#if defined(__SSE4_1__)
template <>
struct Operations<double, 2>
{
    using V = Vector<double, 2>;
#if defined(__FMA__)
    QUARTET_INLINE static V fma(V a, V b, V c) { return V(_mm_fmadd_pd(a, b, c)); }
#else
    QUARTET_INLINE static V fma(V a, V b, V c)
    {
        return V{__builtin_fma(a[0], b[0], c[0]), __builtin_fma(a[1], b[1], c[1])};
    }
#endif
    QUARTET_INLINE static V sqrt(V a) { return V(_mm_sqrt_pd(a)); }
    QUARTET_INLINE static V floor(V a) { return V(_mm_floor_pd(a)); }
    QUARTET_INLINE static V round_even(V a)
    {
        return V(_mm_round_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
    QUARTET_INLINE static V min(V a, V b) { return V(_mm_min_pd(a, b)); }
    QUARTET_INLINE static V max(V a, V b) { return V(_mm_max_pd(a, b)); }
};
template <>
struct Operations<float, 4>
{
    using V = Vector<float, 4>;
#if defined(__FMA__)
    QUARTET_INLINE static V fma(V a, V b, V c) { return V(_mm_fmadd_ps(a, b, c)); }
#else
    QUARTET_INLINE static V fma(V a, V b, V c)
    {
        return V{__builtin_fmaf(a[0], b[0], c[0]), __builtin_fmaf(a[1], b[1], c[1]), __builtin_fmaf(a[2], b[2], c[2]),
                 __builtin_fmaf(a[3], b[3], c[3])};
    }
#endif
    QUARTET_INLINE static V sqrt(V a) { return V(_mm_sqrt_ps(a)); }
    QUARTET_INLINE static V floor(V a) { return V(_mm_floor_ps(a)); }
    QUARTET_INLINE static V round_even(V a)
    {
        return V(_mm_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
    QUARTET_INLINE static V min(V a, V b) { return V(_mm_min_ps(a, b)); }
    QUARTET_INLINE static V max(V a, V b) { return V(_mm_max_ps(a, b)); }
};
#endif

#if defined(__AVX2__) && defined(__FMA__)
template <>
struct Operations<double, 4>
{
    using V = Vector<double, 4>;
    QUARTET_INLINE static V fma(V a, V b, V c) { return V(_mm256_fmadd_pd(a, b, c)); }
    QUARTET_INLINE static V sqrt(V a) { return V(_mm256_sqrt_pd(a)); }
    QUARTET_INLINE static V floor(V a) { return V(_mm256_floor_pd(a)); }
    QUARTET_INLINE static V round_even(V a)
    {
        return V(_mm256_round_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
    QUARTET_INLINE static V min(V a, V b) { return V(_mm256_min_pd(a, b)); }
    QUARTET_INLINE static V max(V a, V b) { return V(_mm256_max_pd(a, b)); }
};
template <>
struct Operations<float, 8>
{
    using V = Vector<float, 8>;
    QUARTET_INLINE static V fma(V a, V b, V c) { return V(_mm256_fmadd_ps(a, b, c)); }
    QUARTET_INLINE static V sqrt(V a) { return V(_mm256_sqrt_ps(a)); }
    QUARTET_INLINE static V floor(V a) { return V(_mm256_floor_ps(a)); }
    QUARTET_INLINE static V round_even(V a)
    {
        return V(_mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
    QUARTET_INLINE static V min(V a, V b) { return V(_mm256_min_ps(a, b)); }
    QUARTET_INLINE static V max(V a, V b) { return V(_mm256_max_ps(a, b)); }
};
#endif

#if defined(__AVX512F__) && defined(__AVX512DQ__)
template <>
struct Operations<double, 8>
{
    using V = Vector<double, 8>;
    QUARTET_INLINE static V fma(V a, V b, V c) { return V(_mm512_fmadd_pd(a, b, c)); }
    QUARTET_INLINE static V sqrt(V a) { return V(_mm512_sqrt_pd(a)); }
    QUARTET_INLINE static V floor(V a) { return V(_mm512_roundscale_pd(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)); }
    QUARTET_INLINE static V round_even(V a)
    {
        return V(_mm512_roundscale_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
    QUARTET_INLINE static V min(V a, V b) { return V(_mm512_min_pd(a, b)); }
    QUARTET_INLINE static V max(V a, V b) { return V(_mm512_max_pd(a, b)); }
};
template <>
struct Operations<float, 16>
{
    using V = Vector<float, 16>;
    QUARTET_INLINE static V fma(V a, V b, V c) { return V(_mm512_fmadd_ps(a, b, c)); }
    QUARTET_INLINE static V sqrt(V a) { return V(_mm512_sqrt_ps(a)); }
    QUARTET_INLINE static V floor(V a) { return V(_mm512_roundscale_ps(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)); }
    QUARTET_INLINE static V round_even(V a)
    {
        return V(_mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
    QUARTET_INLINE static V min(V a, V b) { return V(_mm512_min_ps(a, b)); }
    QUARTET_INLINE static V max(V a, V b) { return V(_mm512_max_ps(a, b)); }
};
#endif

}  // namespace native
QUARTET_END
