// The Faddeeva function w(z) = exp(-z^2) erfc(-iz) in the upper half plane: real part the Voigt profile.
#pragma once

#include "models/base/math.hpp"

QUARTET_BEGIN

template <class T>
struct Complex
{
    T re;
    T im;

    QUARTET_INLINE friend Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
    QUARTET_INLINE friend Complex operator*(Complex a, Complex b)
    {
        return {fma(a.re, b.re, -(a.im * b.im)), fma(a.re, b.im, a.im * b.re)};
    }
    QUARTET_INLINE friend Complex reciprocal(Complex a)
    {
        T const r = T(1) / fma(a.re, a.re, a.im * a.im);
        return {a.re * r, -(a.im * r)};
    }
};

/// w(z) with its first two derivatives by z.
template <class T>
struct Faddeeva
{
    Complex<T> value;
    Complex<T> d;
    Complex<T> h;
};

namespace detail
{

/// J. A. C. Weideman, SIAM J. Numer. Anal. 31 (1994) 1497, N = 40:
/// w = 2 p(Z) / (L - iz)^2 + 1 / (sqrt(pi) (L - iz)), Z = (L + iz) / (L - iz), L = sqrt(N / sqrt 2). The coefficients
/// of p are his equation (27) in 40 digits. Absolute error below 2e-17 before rounding.
template <class T>
QUARTET_INLINE Complex<T> faddeeva_near(T x, T y)
{
    constexpr double scale = 5.3182958969449886163;
    constexpr double p[40] = {2.8996245093897052475,       2.6160541527618603689,       2.2015137948783119299,
                              1.725383084817977807,        1.2563815675765132352,       0.84721745765938182153,
                              0.5266528988277086387,       0.2998943799615006298,       0.15504263802479494272,
                              0.071823617790743368281,     0.02920291647124186709,      0.010048186242783424125,
                              0.0027054056330737913119,    0.00043980701598696678275,   -0.000039393631454895687296,
                              -0.000055913092642483182232, -0.000018007447144750957155, -1.0660138984947143888e-6,
                              1.4835661132200779868e-6,    5.9121369518994938457e-7,    1.4198642399935674566e-8,
                              -6.3517734850442910835e-8,   -1.8315616783040463185e-8,   3.2497465180436973908e-9,
                              3.0177805400090708496e-9,    2.1086006347066517903e-10,   -3.5632339865976532683e-10,
                              -9.0551244509282926874e-11,  3.4727267093045500073e-11,   1.7714495214011191861e-11,
                              -2.727602315820045184e-12,   -2.9076883421828669205e-12,  1.2031458219387987553e-13,
                              4.5329666782606727739e-13,   1.3725620586715500429e-14,   -7.0740862602868555223e-14,
                              -5.4093102828821422337e-15,  1.135768719899924165e-14,    1.1280735623644020605e-15,
                              -1.8996949473949269957e-15};
    Complex<T> const inverse = reciprocal(Complex<T>{T(scale) + y, -x});  // 1 / (L - iz)
    Complex<T> const z = Complex<T>{T(scale) - y, x} * inverse;
    Complex<T> sum{T(p[39]), T(0)};
    for (int k = 38; k >= 0; --k)
    {
        sum = sum * z;
        sum.re = sum.re + T(p[k]);
    }
    Complex<T> const twice{sum.re + sum.re, sum.im + sum.im};
    return (twice * inverse + Complex<T>{T(0.56418958354775628695), T(0)}) * inverse;
}

/// The asymptotic series w = i / (sqrt(pi) z) sum_k (2k - 1)!! / (2 z^2)^k and its derivatives, for |z| >= 8: its terms
/// fall below 1e-17 there, and the real part keeps its relative accuracy close to the real axis.
template <class T>
QUARTET_INLINE Faddeeva<T> faddeeva_far(T x, T y)
{
    constexpr int terms = 20;
    Complex<T> const inverse = reciprocal(Complex<T>{x, y});
    Complex<T> const s = inverse * inverse;
    // sum a_k s^k, with factors (2k + 1) and (2k + 1)(2k + 2) for the derivatives of z^(-2k - 1).
    Complex<T> sum[3]{{T(0), T(0)}, {T(0), T(0)}, {T(0), T(0)}};
    double a = 1;
    for (int k = 1; k <= terms; ++k) a *= k - 0.5;
    for (int k = terms; k >= 0; --k)
    {
        double const factor[3] = {a, a * (2 * k + 1), a * (2 * k + 1) * (2 * k + 2)};
        for (int i = 0; i < 3; ++i)
        {
            sum[i] = sum[i] * s;
            sum[i].re = sum[i].re + T(factor[i]);
        }
        if (k > 0) a /= k - 0.5;
    }
    T const c(0.56418958354775628695);  // 1 / sqrt(pi)
    auto const times_i = [&](Complex<T> v, T sign) { return Complex<T>{-(v.im * c) * sign, v.re * c * sign}; };
    return {times_i(sum[0] * inverse, T(1)), times_i(sum[1] * s, T(-1)), times_i(sum[2] * (s * inverse), T(1))};
}

}  // namespace detail

/// w(x + iy) for y >= 0. Within 8 of the origin absolute errors stay below 1e-15 (value), beyond relative ones of both
/// parts. There w' = -2 z w + 2 i / sqrt(pi) and w'' = -2 w - 2 z w'.
template <class T>
QUARTET_HD inline Faddeeva<T> faddeeva(T x, T y)
{
    auto const is_far = fma(x, x, y * y) >= T(64);
    Complex<T> const z{select(is_far, T(0), x), select(is_far, T(0), y)};
    Complex<T> const minus{-(z.re + z.re), -(z.im + z.im)};
    Complex<T> const value = detail::faddeeva_near(z.re, z.im);
    Complex<T> const d = minus * value + Complex<T>{T(0), T(1.1283791670955125739)};
    Complex<T> const h = minus * d + Complex<T>{-(value.re + value.re), -(value.im + value.im)};
    Faddeeva<T> const far = detail::faddeeva_far(select(is_far, x, T(8)), select(is_far, y, T(0)));
    auto const pick = [&](Complex<T> a, Complex<T> b) {
        return Complex<T>{select(is_far, a.re, b.re), select(is_far, a.im, b.im)};
    };
    return {pick(far.value, value), pick(far.d, d), pick(far.h, h)};
}

QUARTET_END
