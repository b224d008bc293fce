// sin, cos, tan, atan, atan2 and their inverses, for scalars and packs, with the same bits everywhere.
//
// Minimax coefficients come from tests/unit/base/make_coefficients.py.
#pragma once

#include "models/base/number.hpp"
#include "models/base/polynomial.hpp"

QUARTET_BEGIN

/// Sine and cosine of one angle.
template <class T>
struct SinCos
{
    T sin;
    T cos;
};

namespace detail
{

/// x = n pi/2 + high + low with |high| <= pi/4 and n modulo 4 in the low bits of `quadrant`.
template <class T>
struct Reduced
{
    BitsOf<T> quadrant;
    T high;
    T low;
};

/// Cody and Waite with pi/2 in three parts. x - n P1 is exact by fma, the product with P2 is split exactly.
template <class T>
QUARTET_INLINE Reduced<T> reduce_angle(T x)
{
    using S = ScalarOf<T>;
    T const magic(is_double<T> ? S(6755399441055744.0) : S(12582912.0));
    T const p1(is_double<T> ? S(1.5707963267948966) : S(1.57079637F));
    T const p2(is_double<T> ? S(6.123233995736766e-17) : S(-4.37113883e-08F));
    T const p3(is_double<T> ? S(-1.4973849048591698e-33) : S(-1.71512451e-15F));
    T const shifted = fma(x, T(is_double<T> ? S(0.6366197723675814) : S(0.636619747F)), magic);
    T const n = shifted - magic;
    T const r = fma(-n, p1, x);
    T const product = n * p2;
    T const product_low = fma(n, p2, -product);
    T const high = r - product;
    T const low = ((r - high) - product) - fma(n, p3, product_low);
    return {to_bits(shifted), high, low};
}

/// sin and cos of high + low, |high| <= pi/4.
template <class T>
QUARTET_INLINE SinCos<T> sincos_kernel(T r, T low)
{
    T const z = r * r;
    T sin_tail;
    T cos_tail;
    if constexpr (is_double<T>)
    {
        sin_tail = polynomial(z, -0.16666666666666632, 0.008333333333322413, -0.00019841269829807802,
                              2.7557313691891292e-06, -2.505075810880838e-08, 1.5896795190537075e-10);
        cos_tail = polynomial(z, 0.0416666666666666, -0.0013888888888874125, 2.4801587289482272e-05,
                              -2.755731435235087e-07, 2.0875723274654536e-09, -1.1359647827745044e-11);
    }
    else
    {
        sin_tail = polynomial(z, -0.166666552F, 0.008332178F, -0.000195172339F);
        cos_tail = polynomial(z, 0.0416666456F, -0.00138873665F, 2.443839e-05F);
    }
    T const half_square = T(ScalarOf<T>(0.5)) * z;
    T const head = T(1) - half_square;
    // sin(r + l) = sin r + l cos r, cos(r + l) = cos r - l r up to l^2.
    T const sine = r + fma(z * r, sin_tail, low * head);
    T const cosine = head + (((T(1) - head) - half_square) + fma(z * z, cos_tail, -(r * low)));
    return {sine, cosine};
}

}  // namespace detail

/// sin(x) and cos(x). |x| up to 2^40 (double) or 2^20 (float); NaN beyond, for infinities and for NaN.
template <class T>
QUARTET_HD inline SinCos<T> sincos(T x)
{
    using S = ScalarOf<T>;
    using Bits = BitsOf<T>;
    using BitScalar = BitScalarOf<T>;
    constexpr int top = sizeof(S) * 8 - 1;
    auto const inside = abs(x) <= T(is_double<T> ? S(0x1p40) : S(0x1p20));
    T const safe = select(inside, x, nan_of<T>());
    auto const reduced = detail::reduce_angle(safe);
    auto const kernel = detail::sincos_kernel(reduced.high, reduced.low);
    auto const odd = (reduced.quadrant & Bits(BitScalar(1))) == Bits(BitScalar(1));
    Bits const sin_sign = (reduced.quadrant >> 1) << top;
    Bits const cos_sign = ((reduced.quadrant + Bits(BitScalar(1))) >> 1) << top;
    return {from_bits<T>(to_bits(select(odd, kernel.cos, kernel.sin)) ^ sin_sign),
            from_bits<T>(to_bits(select(odd, kernel.sin, kernel.cos)) ^ cos_sign)};
}

template <class T>
QUARTET_HD inline T sin(T x)
{
    return sincos(x).sin;
}

template <class T>
QUARTET_HD inline T cos(T x)
{
    return sincos(x).cos;
}

template <class T>
QUARTET_HD inline T tan(T x)
{
    auto const both = sincos(x);
    return both.sin / both.cos;
}

/// The angle of the point (x, y) in (-pi, pi]; atan2(0, 0) = 0, signs of zeros and infinities as in IEEE 754.
template <class T>
QUARTET_HD inline T atan2(T y, T x)
{
    using S = ScalarOf<T>;
    T const ay = abs(y);
    T const ax = abs(x);
    auto const steep = ay > ax;
    // Scaled down where their sum could overflow.
    T const larger = select(steep, ay, ax);
    T const scale = select(larger > T(is_double<T> ? S(0x1p1022) : S(0x1p126)), T(S(0.25)), T(S(1)));
    T const large = larger * scale;
    T const small_ = select(steep, ax, ay) * scale;
    // An infinite side: the point (1, 0) or (1, 1).
    auto const infinite = larger == infinity_of<T>();
    T const longer = select(infinite, T(1), large);
    T const shorter = select(infinite, select(small_ == infinity_of<T>(), T(1), T(0)), small_);
    // atan(s/l) = pi/4 + atan((s - l) / (s + l)) beyond tan(pi/8).
    auto const wide = shorter > longer * T(is_double<T> ? S(0.41421356237309503) : S(0.414213568F));
    T const numerator = select(wide, shorter - longer, shorter);
    T const denominator = select(wide, shorter + longer, longer);
    T const t = select(denominator == T(0), T(0), numerator / denominator);
    T const z = t * t;
    T tail;
    if constexpr (is_double<T>)
        tail = polynomial(z, -0.33333333333333326, 0.1999999999999769, -0.1428571428539048, 0.11111111088332225,
                          -0.0909090815010973, 0.07692282885023088, -0.06666228625398594, 0.05877040108442932,
                          -0.05218522368066729, 0.04504029610291926, -0.033485646992237175, 0.015206529712684817);
    else
        tail = polynomial(z, -0.333333164F, 0.199984878F, -0.142438278F, 0.105958343F, -0.0608300418F);
    T const small_angle = (z * t) * tail;
    // The angle is base +- (t + small_angle); base is one of 0, pi/4, pi/2, 3pi/4, pi with its rounding error.
    auto const behind = sign_bit(x);
    T const quarter(is_double<T> ? S(0.7853981633974483) : S(0.785398185F));
    T const quarter_low(is_double<T> ? S(3.061616997868383e-17) : S(-2.18556950e-08F));
    // In units of pi/4: first octant, mirrored at pi/4 when steep, then at pi/2 when behind.
    T const first = select(wide, T(1), T(0));
    T const second = select(steep, T(2) - first, first);
    T const third = select(behind, T(4) - second, second);
    T const direction = select(steep ^ behind, T(-1), T(1));
    T const final_t = direction * t;
    T const final_tail = direction * small_angle;
    T const base = third * quarter;
    T const sum = base + final_t;
    T const lost = (base - sum) + final_t;
    T const base_low = fma(third, quarter, -base) + third * quarter_low;
    T const angle = sum + (lost + (final_tail + base_low));
    T const value = copysign(angle, y);
    return select((x != x) | (y != y), nan_of<T>(), value);
}

/// Arc tangent in [-pi/2, pi/2].
template <class T>
QUARTET_HD inline T atan(T x)
{
    return atan2(x, T(1));
}

/// Arc sine; NaN outside [-1, 1].
template <class T>
QUARTET_HD inline T asin(T x)
{
    return atan2(x, sqrt((T(1) - x) * (T(1) + x)));
}

/// Arc cosine; NaN outside [-1, 1].
template <class T>
QUARTET_HD inline T acos(T x)
{
    return atan2(sqrt((T(1) - x) * (T(1) + x)), x);
}

/// sqrt(x^2 + y^2) without overflow or underflow in between.
template <class T>
QUARTET_HD inline T hypot(T x, T y)
{
    using S = ScalarOf<T>;
    T const ax = abs(x);
    T const ay = abs(y);
    T const large = max(ax, ay);
    T const big(is_double<T> ? S(1e150) : S(1e18F));
    T const tiny(is_double<T> ? S(1e-140) : S(1e-15F));
    T const up(is_double<T> ? S(0x1p600) : S(0x1p75));
    T const down(is_double<T> ? S(0x1p-600) : S(0x1p-75));
    T const scale = select(large > big, down, select(large < tiny, up, T(1)));
    T const back = select(large > big, up, select(large < tiny, down, T(1)));
    T const sx = ax * scale;
    T const sy = ay * scale;
    T const value = sqrt(fma(sx, sx, sy * sy)) * back;
    return select((ax == infinity_of<T>()) | (ay == infinity_of<T>()), infinity_of<T>(), value);
}

QUARTET_END
