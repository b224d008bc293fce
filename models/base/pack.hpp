// Pack<T, N>: N numbers that one instruction handles together. Never included by device code.
//
// The same operations as the scalars of number.hpp, lane by lane, with the same bits in every lane. A pack that is
// wider than the processor's registers is two halves, down to whole registers; Pack<double, 8> and Pack<float, 16>
// fill one AVX-512 register, two of AVX2, four of x86-64-v2.
#pragma once

#include "models/base/number.hpp"
#include "models/base/pack_compare.hpp"
#include "models/base/pack_mask.hpp"

QUARTET_BEGIN

template <class T, int N>
struct Pack
{
    static_assert(N >= 2 && (N & (N - 1)) == 0, "a pack has a power of two of lanes");
    using Scalar = T;
    using Mask = PackMask<int(sizeof(T)), N>;
    static constexpr int lanes = N;
    static constexpr bool is_whole = sizeof(T) * N <= native::register_bytes;
    static constexpr bool is_floating = std::is_floating_point_v<T>;

    struct Halves
    {
        Pack<T, N / 2> low, high;
    };
    struct Parts
    {
        using type = Halves;
    };
    using Storage = typename std::conditional_t<is_whole, native::VectorOf<T, N>, Parts>::type;
    using Native = native::Operations<T, N>;

    Storage v;

    Pack() = default;
    QUARTET_INLINE explicit Pack(Storage s) : v(s) {}
    /// The same value in all lanes.
    QUARTET_INLINE Pack(T a)
    {
        if constexpr (is_whole)
            v = a - Storage{};  // minus zero keeps the sign of -0
        else
            v = Halves{Pack<T, N / 2>(a), Pack<T, N / 2>(a)};
    }
    /// Whole numbers of the same width, signed or not.
    template <class U>
    requires(std::is_integral_v<U>&& std::is_integral_v<T> && sizeof(U) == sizeof(T)
             && !std::is_same_v<U, T>) QUARTET_INLINE explicit Pack(Pack<U, N> a)
        : Pack(a.template reinterpret<T>())
    {
    }

    QUARTET_INLINE friend Pack operator+(Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Pack(Storage(a.v + b.v));
        else
            return Pack(Halves{a.v.low + b.v.low, a.v.high + b.v.high});
    }
    QUARTET_INLINE friend Pack operator-(Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Pack(Storage(a.v - b.v));
        else
            return Pack(Halves{a.v.low - b.v.low, a.v.high - b.v.high});
    }
    QUARTET_INLINE friend Pack operator*(Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Pack(Storage(a.v * b.v));
        else
            return Pack(Halves{a.v.low * b.v.low, a.v.high * b.v.high});
    }
    QUARTET_INLINE friend Pack operator/(Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Pack(Storage(a.v / b.v));
        else
            return Pack(Halves{a.v.low / b.v.low, a.v.high / b.v.high});
    }
    QUARTET_INLINE friend Pack operator-(Pack a)
    {
        if constexpr (is_whole)
            return Pack(Storage(-a.v));
        else
            return Pack(Halves{-a.v.low, -a.v.high});
    }
    QUARTET_INLINE friend Pack operator+(Pack a) { return a; }
    QUARTET_INLINE Pack& operator+=(Pack b) { return *this = *this + b; }
    QUARTET_INLINE Pack& operator-=(Pack b) { return *this = *this - b; }
    QUARTET_INLINE Pack& operator*=(Pack b) { return *this = *this * b; }
    QUARTET_INLINE Pack& operator/=(Pack b) { return *this = *this / b; }

    // Bits of whole numbers.
    QUARTET_INLINE friend Pack operator&(Pack a, Pack b) requires(!is_floating)
    {
        if constexpr (is_whole)
            return Pack(Storage(a.v & b.v));
        else
            return Pack(Halves{a.v.low & b.v.low, a.v.high & b.v.high});
    }
    QUARTET_INLINE friend Pack operator|(Pack a, Pack b) requires(!is_floating)
    {
        if constexpr (is_whole)
            return Pack(Storage(a.v | b.v));
        else
            return Pack(Halves{a.v.low | b.v.low, a.v.high | b.v.high});
    }
    QUARTET_INLINE friend Pack operator^(Pack a, Pack b) requires(!is_floating)
    {
        if constexpr (is_whole)
            return Pack(Storage(a.v ^ b.v));
        else
            return Pack(Halves{a.v.low ^ b.v.low, a.v.high ^ b.v.high});
    }
    QUARTET_INLINE friend Pack operator<<(Pack a, int n) requires(!is_floating)
    {
        if constexpr (is_whole)
            return Pack(Storage(a.v << n));
        else
            return Pack(Halves{a.v.low << n, a.v.high << n});
    }
    QUARTET_INLINE friend Pack operator>>(Pack a, int n) requires(!is_floating)
    {
        if constexpr (is_whole)
            return Pack(Storage(a.v >> n));
        else
            return Pack(Halves{a.v.low >> n, a.v.high >> n});
    }

    QUARTET_INLINE friend Mask operator<(Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Mask(native::Compare<T, N>::less(a.v, b.v));
        else
            return Mask(typename Mask::Halves{a.v.low < b.v.low, a.v.high < b.v.high});
    }
    QUARTET_INLINE friend Mask operator<=(Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Mask(native::Compare<T, N>::less_equal(a.v, b.v));
        else
            return Mask(typename Mask::Halves{a.v.low <= b.v.low, a.v.high <= b.v.high});
    }
    QUARTET_INLINE friend Mask operator==(Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Mask(native::Compare<T, N>::equal(a.v, b.v));
        else
            return Mask(typename Mask::Halves{a.v.low == b.v.low, a.v.high == b.v.high});
    }
    QUARTET_INLINE friend Mask operator>(Pack a, Pack b) { return b < a; }
    QUARTET_INLINE friend Mask operator>=(Pack a, Pack b) { return b <= a; }
    QUARTET_INLINE friend Mask operator!=(Pack a, Pack b) { return !(a == b); }

    QUARTET_INLINE friend Pack select(Mask m, Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Pack(native::Compare<T, N>::select(m.v, a.v, b.v));
        else
            return Pack(Halves{select(m.v.low, a.v.low, b.v.low), select(m.v.high, a.v.high, b.v.high)});
    }

    QUARTET_INLINE friend Pack fma(Pack a, Pack b, Pack c) requires(is_floating)
    {
        if constexpr (is_whole)
            return Pack(Native::fma(a.v, b.v, c.v));
        else
            return Pack(Halves{fma(a.v.low, b.v.low, c.v.low), fma(a.v.high, b.v.high, c.v.high)});
    }
    QUARTET_INLINE friend Pack sqrt(Pack a) requires(is_floating)
    {
        if constexpr (is_whole)
            return Pack(Native::sqrt(a.v));
        else
            return Pack(Halves{sqrt(a.v.low), sqrt(a.v.high)});
    }
    QUARTET_INLINE friend Pack floor(Pack a) requires(is_floating)
    {
        if constexpr (is_whole)
            return Pack(Native::floor(a.v));
        else
            return Pack(Halves{floor(a.v.low), floor(a.v.high)});
    }
    QUARTET_INLINE friend Pack round_even(Pack a) requires(is_floating)
    {
        if constexpr (is_whole)
            return Pack(Native::round_even(a.v));
        else
            return Pack(Halves{round_even(a.v.low), round_even(a.v.high)});
    }
    QUARTET_INLINE friend Pack min(Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Pack(Native::min(a.v, b.v));
        else
            return Pack(Halves{min(a.v.low, b.v.low), min(a.v.high, b.v.high)});
    }
    QUARTET_INLINE friend Pack max(Pack a, Pack b)
    {
        if constexpr (is_whole)
            return Pack(Native::max(a.v, b.v));
        else
            return Pack(Halves{max(a.v.low, b.v.low), max(a.v.high, b.v.high)});
    }

    /// The same bits read as another type of equal width.
    template <class To>
    QUARTET_INLINE Pack<To, N> reinterpret() const
    {
        static_assert(sizeof(To) == sizeof(T));
        if constexpr (is_whole)
            return Pack<To, N>((typename Pack<To, N>::Storage)(v));
        else
            return Pack<To, N>(
                typename Pack<To, N>::Halves{v.low.template reinterpret<To>(), v.high.template reinterpret<To>()});
    }

    QUARTET_INLINE friend T lane(Pack a, int i)
    {
        if constexpr (is_whole)
            return a.v[i];
        else
            return i < N / 2 ? lane(a.v.low, i) : lane(a.v.high, i - N / 2);
    }
    QUARTET_INLINE friend void set_lane(Pack& a, int i, T value)
    {
        if constexpr (is_whole)
            a.v[i] = value;
        else if (i < N / 2)
            set_lane(a.v.low, i, value);
        else
            set_lane(a.v.high, i - N / 2, value);
    }

    QUARTET_INLINE static Pack load(T const* p)
    {
        if constexpr (is_whole)
        {
            Pack a;
            __builtin_memcpy(&a.v, p, sizeof(a.v));
            return a;
        }
        else
            return Pack(Halves{Pack<T, N / 2>::load(p), Pack<T, N / 2>::load(p + N / 2)});
    }
    QUARTET_INLINE void store(T* p) const
    {
        if constexpr (is_whole)
            __builtin_memcpy(p, &v, sizeof(v));
        else
        {
            v.low.store(p);
            v.high.store(p + N / 2);
        }
    }
    /// base[index] for each lane; the index has 32- or 64-bit whole numbers.
    template <class I>
    QUARTET_INLINE static Pack gather(T const* base, Pack<I, N> index)
    {
        if constexpr (is_whole && Pack<I, N>::is_whole)
            return Pack(native::Compare<T, N>::template gather<I>(base, index.v));
        else if constexpr (!is_whole && !Pack<I, N>::is_whole)
            return Pack(Halves{Pack<T, N / 2>::gather(base, index.v.low), Pack<T, N / 2>::gather(base, index.v.high)});
        else
        {
            Pack a(T(0));
            for (int i = 0; i < N; ++i) set_lane(a, i, base[lane(index, i)]);
            return a;
        }
    }
};

template <class S, int N>
struct NumberTraits<Pack<S, N>>
{
    using Scalar = S;
    using Mask = typename Pack<S, N>::Mask;
    using Int = Pack<native::SignedOf<int(sizeof(S))>, N>;
    using Bits = Pack<std::make_unsigned_t<native::SignedOf<int(sizeof(S))>>, N>;
    static constexpr int lanes = N;
};

namespace detail
{
template <class T>
inline constexpr bool is_pack = false;
template <class S, int N>
inline constexpr bool is_pack<Pack<S, N>> = true;
}  // namespace detail

template <class S, int N>
QUARTET_INLINE BitsOf<Pack<S, N>> to_bits(Pack<S, N> a)
{
    return a.template reinterpret<typename BitsOf<Pack<S, N>>::Scalar>();
}
template <class T, class U, int N>
requires detail::is_pack<T> QUARTET_INLINE T from_bits(Pack<U, N> b) { return b.template reinterpret<ScalarOf<T>>(); }

template <class S, int N>
QUARTET_INLINE Pack<S, N> abs(Pack<S, N> a)
{
    using T = Pack<S, N>;
    using B = BitsOf<T>;
    return from_bits<T>(to_bits(a) & B(typename B::Scalar(~typename B::Scalar(0)) >> 1));
}
template <class S, int N>
QUARTET_INLINE Pack<S, N> copysign(Pack<S, N> a, std::type_identity_t<Pack<S, N>> b)
{
    using T = Pack<S, N>;
    using B = BitsOf<T>;
    B const magnitude(typename B::Scalar(~typename B::Scalar(0)) >> 1);
    B const sign(typename B::Scalar(1) << (sizeof(S) * 8 - 1));
    return from_bits<T>((to_bits(a) & magnitude) | (to_bits(b) & sign));
}

template <class S, int N>
QUARTET_INLINE Pack<S, N> scale_by_power_of_two(Pack<S, N> y, std::type_identity_t<Pack<S, N>> n)
{
#if defined(__AVX512F__) && defined(__AVX512DQ__)
    // The processor's own scaling rounds once, as the two steps below do.
    if constexpr (sizeof(S) == 8 && N == 8) return Pack<S, N>(native::Vector<S, N>(_mm512_scalef_pd(y.v, n.v)));
    if constexpr (sizeof(S) == 4 && N == 16) return Pack<S, N>(native::Vector<S, N>(_mm512_scalef_ps(y.v, n.v)));
#endif
    using T = Pack<S, N>;
    constexpr S offset = sizeof(S) == 8 ? S(4503599627370496.0 + 1023.0) : S(8388608.0 + 127.0);
    constexpr int shift = sizeof(S) == 8 ? 52 : 23;
    T const half = floor(n * T(S(0.5)));
    T const a = from_bits<T>(to_bits(half + T(offset)) << shift);
    T const b = from_bits<T>(to_bits((n - half) + T(offset)) << shift);
    return (y * a) * b;
}

/// Writes the lanes to consecutive scalars.
template <class S, int N>
QUARTET_INLINE void store(S* p, Pack<S, N> a)
{
    a.store(p);
}
/// Lane by lane conversion to another element type (as static_cast).
template <class To, class S, int N>
QUARTET_INLINE Pack<To, N> convert(Pack<S, N> a)
{
    S from[N];
    To to[N];
    a.store(from);
    for (int i = 0; i < N; ++i) to[i] = static_cast<To>(from[i]);
    return Pack<To, N>::load(to);
}

/// 0, 1, 2, ... in the lanes.
template <class T>
requires detail::is_pack<T> QUARTET_INLINE T lane_numbers()
{
    T a(typename T::Scalar(0));
    for (int i = 0; i < T::lanes; ++i) set_lane(a, i, typename T::Scalar(i));
    return a;
}

QUARTET_END
