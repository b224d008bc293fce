// exp, expm1, log, log1p, pow and what follows from them, for scalars and packs, with the same bits everywhere.
//
// Only + - * / fma, rounding to whole numbers and bit operations are used. Minimax coefficients come from
// tests/unit/base/make_coefficients.py; largest errors are measured and asserted in tests/unit/base.
#pragma once

#include "models/base/number.hpp"
#include "models/base/polynomial.hpp"

QUARTET_BEGIN
namespace detail
{

/// exp(x) = 2^n (1 + p) with |p| < 0.42.
template <class T>
struct ExpParts
{
    T n;
    T p;
};

/// Range reduction by Cody and Waite: x = n ln 2 + r, |r| <= ln(2)/2, then exp(r) - 1 = r + r^2 q(r).
template <class T>
QUARTET_INLINE ExpParts<T> exp_parts(T x)
{
    if constexpr (is_double<T>)
    {
        T const n = round_even(x * T(1.4426950408889634));
        T const r = fma(n, T(-5.497923018708371e-14), fma(n, T(-0.6931471805598903), x));
        T const q = polynomial(r, 0.5000000000000006, 0.1666666666666659, 0.04166666666657787, 0.008333333333388492,
                               0.0013888888931278493, 0.0001984126972109294, 2.4801505561567973e-05,
                               2.7557405836754923e-06, 2.762593871889035e-07, 2.5054273233575425e-08);
        return {n, fma(r * r, q, r)};
    }
    else
    {
        T const n = round_even(x * T(1.44269504F));
        T const r = fma(n, T(-1.42860677e-06F), fma(n, T(-0.693145752F), x));
        T const q = polynomial(r, 0.49999997F, 0.166665435F, 0.0416671894F, 0.00836649723F, 0.00138832082F);
        return {n, fma(r * r, q, r)};
    }
}

/// Keeps x where exp neither overflows nor underflows beyond repair; NaN passes.
template <class T>
QUARTET_INLINE T exp_clamp(T x)
{
    ScalarOf<T> const limit = is_double<T> ? ScalarOf<T>(800) : ScalarOf<T>(120);
    return max(T(-limit), min(T(limit), x));
}

/// x = 2^k m with sqrt(1/2) <= m < sqrt(2); x positive and finite.
template <class T>
struct LogParts
{
    T k;
    T m;
};

/// Without subnormal numbers.
template <class T>
QUARTET_INLINE LogParts<T> log_parts_normal(T x)
{
    using Bits = BitsOf<T>;
    if constexpr (is_double<T>)
    {
        Bits const shifted = to_bits(x) - Bits(0x3fe6a09e667f3bcdULL);
        T const m = from_bits<T>((shifted & Bits(0x000fffffffffffffULL)) + Bits(0x3fe6a09e667f3bcdULL));
        // The exponent as a number: into the low bits of 2^52.
        Bits const biased = (shifted + Bits(0x3ff0000000000000ULL)) >> 52;
        return {from_bits<T>(biased | Bits(0x4330000000000000ULL)) - T(4503599627370496.0 + 1023.0), m};
    }
    else
    {
        Bits const shifted = to_bits(x) - Bits(0x3f3504f3U);
        T const m = from_bits<T>((shifted & Bits(0x007fffffU)) + Bits(0x3f3504f3U));
        Bits const biased = (shifted + Bits(0x3f800000U)) >> 23;
        return {from_bits<T>(biased | Bits(0x4b000000U)) - T(8388608.0F + 127.0F), m};
    }
}

template <class T>
QUARTET_INLINE LogParts<T> log_parts(T x)
{
    using S = ScalarOf<T>;
    auto const tiny = x < T(is_double<T> ? S(2.2250738585072014e-308) : S(1.17549435e-38F));
    auto const parts = log_parts_normal(select(tiny, x * T(is_double<T> ? S(0x1p54) : S(0x1p25)), x));
    return {parts.k - select(tiny, T(is_double<T> ? S(54) : S(25)), T(S(0))), parts.m};
}

/// With s = f / (2 + f), log(1 + f) = 2 atanh(s) = f - (h - s (h + s^2 t(s^2))), h = f^2 / 2: nothing of f is lost.
/// Returns the bracket less the low part of k ln 2 and less `correction`.
template <class T>
QUARTET_INLINE T log_rest(T k, T f, T correction)
{
    T const s = f / (T(2) + f);
    T const z = s * s;
    T const half_square = T(ScalarOf<T>(0.5)) * f * f;
    T tail;
    T low;
    if constexpr (is_double<T>)
    {
        tail = polynomial(z, 0.6666666666666734, 0.3999999999941399, 0.28571428742558697, 0.22222198554030942,
                          0.18183565399648743, 0.1531402118952703, 0.14796261606348485);
        low = fma(k, T(5.497923018708371e-14), correction);
    }
    else
    {
        tail = polynomial(z, 0.666667759F, 0.399775326F, 0.298719823F);
        low = fma(k, T(1.42860677e-06F), correction);
    }
    return half_square - fma(s, fma(z, tail, half_square), low);
}

/// k ln 2 + log(m) + correction.
template <class T>
QUARTET_INLINE T log_sum(LogParts<T> parts, T correction)
{
    T const f = parts.m - T(1);
    T const ln2(is_double<T> ? ScalarOf<T>(0.6931471805598903) : ScalarOf<T>(0.693145752F));
    return fma(parts.k, ln2, f - log_rest(parts.k, f, correction));
}

}  // namespace detail

/// e^x. Subnormal results are rounded correctly; overflow gives infinity.
template <class T>
QUARTET_HD inline T exp(T x)
{
    auto const parts = detail::exp_parts(detail::exp_clamp(x));
    return scale_by_power_of_two(T(1) + parts.p, parts.n);
}

/// e^x - 1 without loss near 0.
template <class T>
QUARTET_HD inline T expm1(T x)
{
    auto const parts = detail::exp_parts(max(T(-60), detail::exp_clamp(x)));
    T const one_below = T(1) - scale_by_power_of_two(T(1), -parts.n);
    return scale_by_power_of_two(one_below + parts.p, parts.n);
}

/// Natural logarithm; log(0) = -infinity, of a negative number NaN.
template <class T>
QUARTET_HD inline T log(T x)
{
    T const inside = detail::log_sum(detail::log_parts(x), T(0));
    T const outside = select(x == T(0), -infinity_of<T>(), select(x > T(0), x, nan_of<T>()));
    return select((x > T(0)) & (x < infinity_of<T>()), inside, outside);
}

/// log(1 + x) without loss near 0.
template <class T>
QUARTET_HD inline T log1p(T x)
{
    T const u = T(1) + x;
    T const back = u - T(1);
    T const lost = (x - back) + (T(1) - (u - back));  // exact: 1 + x = u + lost
    T const inside = detail::log_sum(detail::log_parts_normal(u), lost / u);
    T const outside = select(x == T(-1), -infinity_of<T>(), select(x > T(-1), x, nan_of<T>()));
    return select((x > T(-1)) & (x < infinity_of<T>()), inside, outside);
}

namespace detail
{

/// log(x) as high + low, for x normal, positive and finite.
template <class T>
struct LogPair
{
    T high;
    T low;
};

template <class T>
QUARTET_INLINE LogPair<T> log_pair(T x)
{
    auto const parts = log_parts(x);
    T const ln2(is_double<T> ? ScalarOf<T>(0.6931471805598903) : ScalarOf<T>(0.693145752F));
    T const f = parts.m - T(1);
    T const whole = parts.k * ln2;  // exact
    T const head = whole + f;
    T const head_lost = (whole - head) + f;
    // log_sum without its head: k ln 2 + log(m) - (k ln2_high + f).
    T const rest = log_rest(parts.k, f, T(0));
    T const low = head_lost - rest;
    T const high = head + low;
    return {high, (head - high) + low};
}

}  // namespace detail

/// x^y for x >= 0, NaN for x < 0. The logarithm is carried in two parts: the error stays below 2.5 ulp for |y| < 10.
template <class T>
QUARTET_HD inline T pow(T x, T y)
{
    auto const regular = (x > T(0)) & (x < infinity_of<T>());
    auto const logarithm = detail::log_pair(select(regular, x, T(1)));
    T const product = y * logarithm.high;
    T const lost = fma(y, logarithm.high, -product) + y * logarithm.low;
    T const e = exp(product);
    T const corrected = fma(e, lost, e);
    T const value = select(is_finite(e) & is_finite(lost), corrected, e);
    // At 0 and infinity the power is 0 or infinity; log gives the sign of the exponent.
    T const at_ends = exp(y * log(x));
    return select(y == T(0), T(1), select(regular, value, at_ends));
}

/// 1 / (1 + e^-x).
template <class T>
QUARTET_HD inline T logistic(T x)
{
    T const e = exp(-abs(x));
    return select(x < T(0), e, T(1)) / (T(1) + e);
}

/// Hyperbolic sine.
template <class T>
QUARTET_HD inline T sinh(T x)
{
    // With h = (e^|x| - 1) / 2: sinh = h + h / (2h + 1); h overflows after sinh does.
    auto const parts = detail::exp_parts(detail::exp_clamp(abs(x)));
    ScalarOf<T> const half = ScalarOf<T>(0.5);
    T const one_below = T(1) - scale_by_power_of_two(T(1), -parts.n);
    T const h = scale_by_power_of_two((one_below + parts.p) * T(half), parts.n);
    T const value = h + h / (h + h + T(1));
    return copysign(select(h < infinity_of<T>(), value, h), x);
}

/// Hyperbolic cosine.
template <class T>
QUARTET_HD inline T cosh(T x)
{
    auto const parts = detail::exp_parts(detail::exp_clamp(abs(x)));
    T const h = scale_by_power_of_two((T(1) + parts.p) * T(ScalarOf<T>(0.5)), parts.n);
    return h + T(ScalarOf<T>(0.25)) / h;
}

/// Hyperbolic tangent.
template <class T>
QUARTET_HD inline T tanh(T x)
{
    T const a = min(T(ScalarOf<T>(is_double<T> ? 24 : 12)), abs(x));
    T const t = expm1(a + a);
    return copysign(t / (t + T(2)), x);
}

/// Inverse hyperbolic sine: log(u + sqrt(1 + u^2)) with the 1 kept apart.
template <class T>
QUARTET_HD inline T asinh(T x)
{
    T const a = abs(x);
    T const huge = T(is_double<T> ? ScalarOf<T>(1e9) : ScalarOf<T>(1e5));
    T const b = min(huge, a);
    // sqrt(1 + b^2) - 1 = b^2 / (1 + sqrt(1 + b^2)).
    T const square = b * b;
    T const beyond = square / (T(1) + sqrt(T(1) + square));
    T const sum = b + beyond;
    T const sum_lost = (b - sum) + beyond;
    T const u = T(1) + sum;
    T const back = u - T(1);
    T const lost = ((sum - back) + (T(1) - (u - back))) + sum_lost;
    // Beyond 10^9 (10^5) asinh(x) = log(2x).
    auto const is_huge = a > huge;
    auto parts = detail::log_parts_normal(select(is_huge, a, u));
    parts.k = parts.k + select(is_huge, T(1), T(0));
    T const value = detail::log_sum(parts, select(is_huge, T(0), lost / u));
    return copysign(select(a < infinity_of<T>(), value, a), x);
}

QUARTET_END
