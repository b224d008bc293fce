// Masks of packs: the result of a comparison, one truth value per lane. Included by pack.hpp only.
//
// A mask fills the register class that the processor blends with: one bit per lane in AVX-512, else a register of
// whole words that are 0 or -1. A pack wider than a register is two halves.
#pragma once

#include "models/base/pack_native.hpp"

QUARTET_BEGIN

/// One truth value for each of N lanes of `Bytes` bytes.
template <int Bytes, int N>
struct PackMask
{
    static constexpr bool is_whole = Bytes * N <= native::register_bytes;
    static constexpr bool is_bits = Bytes * N == 64 && is_whole;
    using Word = native::SignedOf<Bytes>;
    struct Halves
    {
        PackMask<Bytes, N / 2> low, high;
    };
    struct Whole
    {
        using type = native::Vector<Word, N>;
    };
    struct Parts
    {
        using type = Halves;
    };
    struct BitField
    {
        using type = std::conditional_t<N == 16, std::uint16_t, std::uint8_t>;
    };
    using Storage = typename std::conditional_t<is_bits, BitField, std::conditional_t<is_whole, Whole, Parts>>::type;

    Storage v;

    PackMask() = default;
    QUARTET_INLINE explicit PackMask(Storage s) : v(s) {}
    /// The same truth value in all lanes.
    QUARTET_INLINE PackMask(bool b)
    {
        if constexpr (is_bits)
            v = Storage(b ? ~0U : 0U);
        else if constexpr (is_whole)
            v = Storage{} - Word(b ? 1 : 0);
        else
            v = Halves{PackMask<Bytes, N / 2>(b), PackMask<Bytes, N / 2>(b)};
    }

    QUARTET_INLINE friend PackMask operator&(PackMask a, PackMask b)
    {
        if constexpr (is_whole)
            return PackMask(Storage(a.v & b.v));
        else
            return PackMask(Halves{a.v.low & b.v.low, a.v.high & b.v.high});
    }
    QUARTET_INLINE friend PackMask operator|(PackMask a, PackMask b)
    {
        if constexpr (is_whole)
            return PackMask(Storage(a.v | b.v));
        else
            return PackMask(Halves{a.v.low | b.v.low, a.v.high | b.v.high});
    }
    QUARTET_INLINE friend PackMask operator^(PackMask a, PackMask b)
    {
        if constexpr (is_whole)
            return PackMask(Storage(a.v ^ b.v));
        else
            return PackMask(Halves{a.v.low ^ b.v.low, a.v.high ^ b.v.high});
    }
    QUARTET_INLINE friend PackMask operator!(PackMask a)
    {
        if constexpr (is_whole)
            return PackMask(Storage(~a.v));
        else
            return PackMask(Halves{!a.v.low, !a.v.high});
    }
    QUARTET_INLINE PackMask& operator&=(PackMask b) { return *this = *this & b; }
    QUARTET_INLINE PackMask& operator|=(PackMask b) { return *this = *this | b; }

    /// Lane i in bit i.
    QUARTET_INLINE friend std::uint32_t mask_bits(PackMask a)
    {
        if constexpr (is_bits)
            return a.v;
        else if constexpr (is_whole)
        {
#if defined(__AVX2__)
            if constexpr (Bytes == 8 && N == 4) return std::uint32_t(_mm256_movemask_pd(__m256d(a.v)));
            if constexpr (Bytes == 4 && N == 8) return std::uint32_t(_mm256_movemask_ps(__m256(a.v)));
#endif
#if defined(__SSE4_1__)
            if constexpr (Bytes == 8 && N == 2) return std::uint32_t(_mm_movemask_pd(__m128d(a.v)));
            if constexpr (Bytes == 4 && N == 4) return std::uint32_t(_mm_movemask_ps(__m128(a.v)));
#endif
            std::uint32_t bits = 0;
            for (int i = 0; i < N; ++i) bits |= (a.v[i] != 0 ? 1U : 0U) << i;
            return bits;
        }
        else
            return mask_bits(a.v.low) | (mask_bits(a.v.high) << (N / 2));
    }
    QUARTET_INLINE friend bool all(PackMask a) { return mask_bits(a) == (N == 32 ? ~0U : (1U << (N & 31)) - 1U); }
    QUARTET_INLINE friend bool any(PackMask a) { return mask_bits(a) != 0; }
    QUARTET_INLINE friend bool none(PackMask a) { return mask_bits(a) == 0; }
    QUARTET_INLINE friend bool lane(PackMask a, int i) { return ((mask_bits(a) >> i) & 1U) != 0; }
    /// The mask whose lane i is bit i.
    QUARTET_INLINE static PackMask from_bits(std::uint32_t bits)
    {
        if constexpr (is_bits)
            return PackMask(Storage(bits));
        else if constexpr (is_whole)
        {
            Storage s{};
            for (int i = 0; i < N; ++i) s[i] = ((bits >> i) & 1U) != 0 ? Word(-1) : Word(0);
            return PackMask(s);
        }
        else
            return PackMask(
                Halves{PackMask<Bytes, N / 2>::from_bits(bits), PackMask<Bytes, N / 2>::from_bits(bits >> (N / 2))});
    }
    QUARTET_INLINE friend void set_lane(PackMask& a, int i, bool value)
    {
        std::uint32_t const bit = 1U << i;
        a = from_bits((mask_bits(a) & ~bit) | (value ? bit : 0U));
    }
};

QUARTET_END
