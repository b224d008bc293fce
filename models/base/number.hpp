// The scalar number types of every formula, and the operations that a formula may use on them.
//
// A formula is a template on its number type T: float, double, or a Pack of SIMD lanes (pack.hpp). The functions
// below have the same names and meanings for all of them, so that one text serves the scalar reference, the SIMD
// kernels and the device. Each is exactly rounded or exact; hence the bits agree everywhere.
//
// A comparison gives MaskOf<T> (bool for scalars). Combine masks with & | !, and choose values with select.
// Write constants as T(0.5): a literal double beside a float would be ambiguous.
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#include "models/base/macros.hpp"

QUARTET_BEGIN

/// What belongs to a number type: its scalar, the mask of its comparisons, its integers of equal width.
template <class T>
struct NumberTraits;

template <>
struct NumberTraits<double>
{
    using Scalar = double;
    using Mask = bool;
    using Int = std::int64_t;
    using Bits = std::uint64_t;
    static constexpr int lanes = 1;
};

template <>
struct NumberTraits<float>
{
    using Scalar = float;
    using Mask = bool;
    using Int = std::int32_t;
    using Bits = std::uint32_t;
    static constexpr int lanes = 1;
};

template <class T>
using ScalarOf = typename NumberTraits<T>::Scalar;
template <class T>
using MaskOf = typename NumberTraits<T>::Mask;
template <class T>
using IntOf = typename NumberTraits<T>::Int;
template <class T>
using BitsOf = typename NumberTraits<T>::Bits;
/// The unsigned integer as wide as the scalar of T.
template <class T>
using BitScalarOf = std::conditional_t<sizeof(ScalarOf<T>) == 8, std::uint64_t, std::uint32_t>;
template <class T>
inline constexpr int lanes_of = NumberTraits<T>::lanes;
template <class T>
inline constexpr bool is_double = std::is_same_v<ScalarOf<T>, double>;

/// Quiet NaN and infinity of a number type.
template <class T>
QUARTET_INLINE T nan_of()
{
    if constexpr (is_double<T>)
        return T(__builtin_bit_cast(double, std::uint64_t(0x7ff8000000000000ULL)));
    else
        return T(__builtin_bit_cast(float, std::uint32_t(0x7fc00000U)));
}
template <class T>
QUARTET_INLINE T infinity_of()
{
    if constexpr (is_double<T>)
        return T(__builtin_bit_cast(double, std::uint64_t(0x7ff0000000000000ULL)));
    else
        return T(__builtin_bit_cast(float, std::uint32_t(0x7f800000U)));
}

// Masks of scalars.
QUARTET_INLINE bool all(bool m) { return m; }
QUARTET_INLINE bool any(bool m) { return m; }
QUARTET_INLINE bool none(bool m) { return !m; }
/// Lane i of the mask in bit i.
QUARTET_INLINE std::uint32_t mask_bits(bool m) { return m ? 1U : 0U; }

/// `a` where the mask is set, else `b`.
QUARTET_INLINE double select(bool m, double a, double b) { return m ? a : b; }
QUARTET_INLINE float select(bool m, float a, float b) { return m ? a : b; }
QUARTET_INLINE std::int64_t select(bool m, std::int64_t a, std::int64_t b) { return m ? a : b; }
QUARTET_INLINE std::int32_t select(bool m, std::int32_t a, std::int32_t b) { return m ? a : b; }
QUARTET_INLINE std::uint64_t select(bool m, std::uint64_t a, std::uint64_t b) { return m ? a : b; }
QUARTET_INLINE std::uint32_t select(bool m, std::uint32_t a, std::uint32_t b) { return m ? a : b; }

/// a*b + c with one rounding; sqrt, floor and round_even (halves to even) as in IEEE 754.
#if QUARTET_DEVICE_CODE
QUARTET_INLINE double fma(double a, double b, double c) { return ::fma(a, b, c); }
QUARTET_INLINE float fma(float a, float b, float c) { return ::fmaf(a, b, c); }
QUARTET_INLINE double sqrt(double a) { return ::sqrt(a); }
QUARTET_INLINE float sqrt(float a) { return ::sqrtf(a); }
QUARTET_INLINE double floor(double a) { return ::floor(a); }
QUARTET_INLINE float floor(float a) { return ::floorf(a); }
QUARTET_INLINE double round_even(double a) { return ::rint(a); }
QUARTET_INLINE float round_even(float a) { return ::rintf(a); }
#else
QUARTET_INLINE double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
QUARTET_INLINE float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
QUARTET_INLINE double sqrt(double a) { return __builtin_sqrt(a); }
QUARTET_INLINE float sqrt(float a) { return __builtin_sqrtf(a); }
QUARTET_INLINE double floor(double a) { return __builtin_floor(a); }
QUARTET_INLINE float floor(float a) { return __builtin_floorf(a); }
QUARTET_INLINE double round_even(double a) { return __builtin_rint(a); }
QUARTET_INLINE float round_even(float a) { return __builtin_rintf(a); }
#endif

/// The representation of a number as an unsigned integer, and back.
QUARTET_INLINE std::uint64_t to_bits(double a) { return __builtin_bit_cast(std::uint64_t, a); }
QUARTET_INLINE std::uint32_t to_bits(float a) { return __builtin_bit_cast(std::uint32_t, a); }
template <class T>
requires std::is_floating_point_v<T> QUARTET_INLINE T from_bits(BitsOf<T> b) { return __builtin_bit_cast(T, b); }

QUARTET_INLINE double abs(double a) { return from_bits<double>(to_bits(a) & 0x7fffffffffffffffULL); }
QUARTET_INLINE float abs(float a) { return from_bits<float>(to_bits(a) & 0x7fffffffU); }

/// a < b ? a : b, and a > b ? a : b. With a NaN the answer is b (as the x86 instructions do).
QUARTET_INLINE double min(double a, double b) { return a < b ? a : b; }
QUARTET_INLINE float min(float a, float b) { return a < b ? a : b; }
QUARTET_INLINE double max(double a, double b) { return a > b ? a : b; }
QUARTET_INLINE float max(float a, float b) { return a > b ? a : b; }

/// The magnitude of `a` with the sign of `b`.
QUARTET_INLINE double copysign(double a, double b)
{
    return from_bits<double>((to_bits(a) & 0x7fffffffffffffffULL) | (to_bits(b) & 0x8000000000000000ULL));
}
QUARTET_INLINE float copysign(float a, float b)
{
    return from_bits<float>((to_bits(a) & 0x7fffffffU) | (to_bits(b) & 0x80000000U));
}

/// y * 2^n for a whole number n (given as T) with |n| <= 2000 (double) or 250 (float), rounded once.
/// |y| must lie between 1/4 and 4, or be 0, infinite or NaN.
QUARTET_INLINE double scale_by_power_of_two(double y, double n)
{
    double const half = floor(n * 0.5);
    // 2^52 + 1023 + k has k + 1023 in its lowest bits.
    double const a = from_bits<double>(to_bits(half + (4503599627370496.0 + 1023.0)) << 52);
    double const b = from_bits<double>(to_bits((n - half) + (4503599627370496.0 + 1023.0)) << 52);
    return (y * a) * b;
}
QUARTET_INLINE float scale_by_power_of_two(float y, float n)
{
    float const half = floor(n * 0.5F);
    float const a = from_bits<float>(to_bits(half + (8388608.0F + 127.0F)) << 23);
    float const b = from_bits<float>(to_bits((n - half) + (8388608.0F + 127.0F)) << 23);
    return (y * a) * b;
}

/// Reading and writing `lanes` consecutive scalars (no alignment is asked for); lane access. A scalar has one lane.
template <class T>
QUARTET_INLINE T load(ScalarOf<T> const* p)
{
    if constexpr (std::is_arithmetic_v<T>)
        return *p;
    else
        return T::load(p);
}
template <class T>
requires std::is_arithmetic_v<T> QUARTET_INLINE void store(T* p, std::type_identity_t<T> a) { *p = a; }

/// base[index] for each lane; the index is an integer, or a pack of as many integers.
template <class T, class I>
QUARTET_INLINE T gather(ScalarOf<T> const* base, I index)
{
    if constexpr (std::is_arithmetic_v<T>)
        return base[index];
    else
        return T::gather(base, index);
}
template <class T>
requires std::is_arithmetic_v<T> QUARTET_INLINE T lane(T a, int) { return a; }
template <class T>
requires std::is_arithmetic_v<T> QUARTET_INLINE void set_lane(T& a, int, std::type_identity_t<T> value) { a = value; }

/// The nearest whole number (halves to even) as an integer; |a| < 2^51 (double) or 2^22 (float).
template <class T>
QUARTET_INLINE IntOf<T> round_to_int(T a)
{
    ScalarOf<T> const magic = is_double<T> ? ScalarOf<T>(6755399441055744.0) : ScalarOf<T>(12582912.0);
    return IntOf<T>(to_bits(a + T(magic)) - to_bits(T(magic)));
}
/// An integer as a number; the same limits.
template <class T>
QUARTET_INLINE T int_to_number(IntOf<T> i)
{
    ScalarOf<T> const magic = is_double<T> ? ScalarOf<T>(6755399441055744.0) : ScalarOf<T>(12582912.0);
    return from_bits<T>(BitsOf<T>(i) + to_bits(T(magic))) - T(magic);
}

/// True where the sign bit is set (also for -0).
template <class T>
QUARTET_INLINE MaskOf<T> sign_bit(T a)
{
    return to_bits(a) >= BitsOf<T>(BitScalarOf<T>(BitScalarOf<T>(1) << (sizeof(ScalarOf<T>) * 8 - 1)));
}

/// Infinite or NaN where false.
template <class T>
QUARTET_INLINE MaskOf<T> is_finite(T a)
{
    return abs(a) < infinity_of<T>();
}

QUARTET_END
