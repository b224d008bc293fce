// Comparison, blend and gather of one SIMD register. Included by pack.hpp only.
#pragma once

#include "models/base/pack_mask.hpp"

QUARTET_BEGIN
namespace native
{

// The general form: the compilers' vector comparison, whose words are 0 or -1.
template <class T, int N>
struct Compare
{
    using V = Vector<T, N>;
    using M = Vector<SignedOf<int(sizeof(T))>, N>;

    QUARTET_INLINE static M less(V a, V b) { return M(a < b); }
    QUARTET_INLINE static M less_equal(V a, V b) { return M(a <= b); }
    QUARTET_INLINE static M equal(V a, V b) { return M(a == b); }
    QUARTET_INLINE static V select(M m, V a, V b)
    {
#if defined(__AVX2__)
        if constexpr (sizeof(V) == 32) return (V)(_mm256_blendv_epi8((__m256i)(b), (__m256i)(a), (__m256i)(m)));
#endif
#if defined(__SSE4_1__)
        if constexpr (sizeof(V) == 16) return (V)(_mm_blendv_epi8((__m128i)(b), (__m128i)(a), (__m128i)(m)));
#endif
        return (V)(((M)(a)&m) | ((M)(b) & ~m));
    }
    template <class I>
    QUARTET_INLINE static V gather(T const* base, Vector<I, N> index)
    {
#if defined(__AVX2__)
        if constexpr (std::is_same_v<T, double> && N == 4 && sizeof(I) == 8)
            return V(_mm256_i64gather_pd(base, (__m256i)(index), 8));
        if constexpr (std::is_same_v<T, double> && N == 4 && sizeof(I) == 4)
            return V(_mm256_i32gather_pd(base, (__m128i)(index), 8));
        if constexpr (std::is_same_v<T, float> && N == 8 && sizeof(I) == 4)
            return V(_mm256_i32gather_ps(base, (__m256i)(index), 4));
        if constexpr (std::is_integral_v<T> && sizeof(T) == 4 && N == 8 && sizeof(I) == 4)
            return (V)(_mm256_i32gather_epi32(reinterpret_cast<int const*>(base), (__m256i)(index), 4));
#endif
        V a{};
        for (int i = 0; i < N; ++i) a[i] = base[index[i]];
        return a;
    }
};

#if defined(__AVX512F__) && defined(__AVX512DQ__)
template <>
struct Compare<double, 8>
{
    using V = Vector<double, 8>;
    using M = std::uint8_t;
    QUARTET_INLINE static M less(V a, V b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
    QUARTET_INLINE static M less_equal(V a, V b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
    QUARTET_INLINE static M equal(V a, V b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
    QUARTET_INLINE static V select(M m, V a, V b) { return V(_mm512_mask_blend_pd(m, b, a)); }
    template <class I>
    QUARTET_INLINE static V gather(double const* base, Vector<I, 8> index)
    {
        if constexpr (sizeof(I) == 8)
            return V(_mm512_i64gather_pd((__m512i)(index), base, 8));
        else
            return V(_mm512_i32gather_pd((__m256i)(index), base, 8));
    }
};
template <>
struct Compare<float, 16>
{
    using V = Vector<float, 16>;
    using M = std::uint16_t;
    QUARTET_INLINE static M less(V a, V b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
    QUARTET_INLINE static M less_equal(V a, V b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
    QUARTET_INLINE static M equal(V a, V b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
    QUARTET_INLINE static V select(M m, V a, V b) { return V(_mm512_mask_blend_ps(m, b, a)); }
    template <class I>
    QUARTET_INLINE static V gather(float const* base, Vector<I, 16> index)
    {
        return V(_mm512_i32gather_ps((__m512i)(index), base, 4));
    }
};
template <class T>
requires(sizeof(T) == 8 && std::is_integral_v<T>) struct Compare<T, 8>
{
    using V = Vector<T, 8>;
    using M = std::uint8_t;
    static constexpr bool is_signed = std::is_signed_v<T>;
    QUARTET_INLINE static M less(V a, V b)
    {
        return is_signed ? _mm512_cmplt_epi64_mask((__m512i)(a), (__m512i)(b))
                         : _mm512_cmplt_epu64_mask((__m512i)(a), (__m512i)(b));
    }
    QUARTET_INLINE static M less_equal(V a, V b)
    {
        return is_signed ? _mm512_cmple_epi64_mask((__m512i)(a), (__m512i)(b))
                         : _mm512_cmple_epu64_mask((__m512i)(a), (__m512i)(b));
    }
    QUARTET_INLINE static M equal(V a, V b) { return _mm512_cmpeq_epi64_mask((__m512i)(a), (__m512i)(b)); }
    QUARTET_INLINE static V select(M m, V a, V b)
    {
        return (V)(_mm512_mask_blend_epi64(m, (__m512i)(b), (__m512i)(a)));
    }
    template <class I>
    QUARTET_INLINE static V gather(T const* base, Vector<I, 8> index)
    {
        if constexpr (sizeof(I) == 8)
            return (V)(_mm512_i64gather_epi64((__m512i)(index), base, 8));
        else
            return (V)(_mm512_i32gather_epi64((__m256i)(index), base, 8));
    }
};
template <class T>
requires(sizeof(T) == 4 && std::is_integral_v<T>) struct Compare<T, 16>
{
    using V = Vector<T, 16>;
    using M = std::uint16_t;
    static constexpr bool is_signed = std::is_signed_v<T>;
    QUARTET_INLINE static M less(V a, V b)
    {
        return is_signed ? _mm512_cmplt_epi32_mask((__m512i)(a), (__m512i)(b))
                         : _mm512_cmplt_epu32_mask((__m512i)(a), (__m512i)(b));
    }
    QUARTET_INLINE static M less_equal(V a, V b)
    {
        return is_signed ? _mm512_cmple_epi32_mask((__m512i)(a), (__m512i)(b))
                         : _mm512_cmple_epu32_mask((__m512i)(a), (__m512i)(b));
    }
    QUARTET_INLINE static M equal(V a, V b) { return _mm512_cmpeq_epi32_mask((__m512i)(a), (__m512i)(b)); }
    QUARTET_INLINE static V select(M m, V a, V b)
    {
        return (V)(_mm512_mask_blend_epi32(m, (__m512i)(b), (__m512i)(a)));
    }
    template <class I>
    QUARTET_INLINE static V gather(T const* base, Vector<I, 16> index)
    {
        return (V)(_mm512_i32gather_epi32((__m512i)(index), base, 4));
    }
};
#endif

}  // namespace native
QUARTET_END
