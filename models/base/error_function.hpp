// Error functions and the normal distribution.
//
// Minimax coefficients come from tests/unit/base/make_coefficients.py.
#pragma once

#include "models/base/exp_log.hpp"
#include "models/base/number.hpp"
#include "models/base/polynomial.hpp"

QUARTET_BEGIN
namespace detail
{

/// exp(z^2) erfc(z) for 0 <= z <= 28 (double) or 11 (float): a polynomial in t = (z - 4) / (z + 4), the variable of
/// Shepherd and Laframboise, Math. Comp. 36 (1981) 249.
template <class T>
QUARTET_INLINE T scaled_erfc(T z)
{
    T const t = (z - T(4)) / (z + T(4));
    T value;
    if constexpr (is_double<T>)
        value =
            polynomial(t, 1.2329951186255526, -0.1396211168405629, 0.015379652102619764, 0.0680970542547366,
                       -0.10103906603630114, 0.09373283499682392, -0.06633036581256407, 0.03716751556185163,
                       -0.016197734048422924, 0.005031969763574215, -0.0007577734048673999, -0.00019925556128008677,
                       0.00015062247157603072, -2.4402941478493786e-05, -1.1225283007429993e-05, 5.717295234798995e-06,
                       3.019562986680656e-07, -8.342404452695714e-07, 6.238921239821288e-08, 1.1456137996731557e-07,
                       -7.778927968775452e-09, -1.3386296806626872e-08, -1.7176308369714924e-09);
    else
        value = polynomial(t, 1.23299515F, -0.139620945F, 0.0153773651F, 0.0680886954F, -0.100997128F, 0.0938635617F,
                           -0.0665361658F, 0.0363607891F, -0.016244594F, 0.00667663757F, 0.000774104556F);
    return value / fma(T(2), z, T(1));
}

/// exp(-z^2 scale) where scale is a power of two; the rounding error of z^2 is carried along.
template <class T>
QUARTET_INLINE T exp_minus_square(T z, T scale)
{
    T const square = z * z;
    T const lost = fma(z, z, -square) * scale;
    T const e = exp(-(square * scale));
    return fma(-e, lost, e);
}

/// erf(x) for |x| <= 3/4.
template <class T>
QUARTET_INLINE T erf_small(T x)
{
    T const z = x * x;
    if constexpr (is_double<T>)
        return x
               * polynomial(z, 1.1283791670955126, -0.37612638903183715, 0.11283791670952632, -0.026866170644436756,
                            0.005223977615516107, -0.0008548326195100944, 0.00012055289823679485,
                            -1.4924202708814682e-05, 1.6430780914445763e-06, -1.5940875938207117e-07,
                            1.1475375777726014e-08);
    else
        return x
               * polynomial(z, 1.12837911F, -0.3761262F, 0.112833932F, -0.0268354341F, 0.00511598028F,
                            -0.000676108524F);
}

/// Beyond this argument erfc underflows.
template <class T>
QUARTET_INLINE T erfc_limit()
{
    return T(is_double<T> ? ScalarOf<T>(28) : ScalarOf<T>(11));
}

template <class T>
QUARTET_INLINE T half()
{
    return T(ScalarOf<T>(0.5));
}

template <class T>
QUARTET_INLINE T inverse_sqrt2()
{
    return T(ScalarOf<T>(0.70710678118654752440));
}

template <class T>
QUARTET_INLINE T sqrt_2pi()
{
    return T(ScalarOf<T>(2.50662827463100050242));
}

}  // namespace detail

/// Complement of the error function, accurate relative to itself down to its underflow.
template <class T>
QUARTET_HD inline T erfc(T x)
{
    T const a = min(detail::erfc_limit<T>(), abs(x));
    T const upper = detail::exp_minus_square(a, T(1)) * detail::scaled_erfc(a);
    return select(x < T(0), T(2) - upper, upper);
}

/// Error function.
template <class T>
QUARTET_HD inline T erf(T x)
{
    T const a = min(detail::erfc_limit<T>(), abs(x));
    T const large = T(1) - detail::exp_minus_square(a, T(1)) * detail::scaled_erfc(a);
    return copysign(select(a < T(ScalarOf<T>(0.75)), detail::erf_small(a), large), x);
}

/// Density of the standard normal distribution.
template <class T>
QUARTET_HD inline T normal_pdf(T x)
{
    T const a = min(T(ScalarOf<T>(60)), abs(x));
    return detail::exp_minus_square(a, detail::half<T>()) * T(ScalarOf<T>(0.39894228040143267794));
}

/// Distribution function of the standard normal distribution, accurate relative to itself in the lower tail.
template <class T>
QUARTET_HD inline T normal_cdf(T x)
{
    ScalarOf<T> const limit = is_double<T> ? ScalarOf<T>(39) : ScalarOf<T>(15);
    T const a = min(T(limit), abs(x));
    T const tail = detail::half<T>() * detail::exp_minus_square(a, detail::half<T>())
                   * detail::scaled_erfc(a * detail::inverse_sqrt2<T>());
    return select(x > T(0), T(1) - tail, tail);
}

/// x with normal_cdf(x) = p; -infinity at 0, infinity at 1, NaN outside. For p near 1 the input itself limits the
/// accuracy: use -normal_quantile(1 - p) with the small probability where it is known.
template <class T>
QUARTET_HD inline T normal_quantile(T p)
{
    using S = ScalarOf<T>;
    T const one(S(1));
    T const q = p - detail::half<T>();
    T const lower = min(p, one - p);
    T const w = -log(T(S(4)) * lower * (one - lower));
    // Starting values good to 2e-6; one step of Halley triples the digits.
    T const safe_w = max(T(S(0)), w);
    T const s = sqrt(safe_w);
    T const u = T(S(4)) / (s + T(S(2)));
    T const centre = abs(q)
                     * polynomial(min(T(S(4.1)), safe_w), S(2.506627844043237), S(0.6562480169567654),
                                  S(0.03258886237815718), S(-0.006443626307923185), S(-0.0005264299557178228),
                                  S(0.0002224456774192651), S(-2.117470870227193e-05), S(6.39968870338246e-07));
    T const tail =
        s
        * polynomial(u, S(1.4143152934021144), S(-0.004760428974796214), S(-0.14049975220027752),
                     S(0.05654036508945956), S(0.053698472903037114), S(-0.602375330022591), S(1.4631598758582351),
                     S(-1.7967069421737927), S(1.1685897393219022), S(-0.30969895174611206));
    T const y = select(w < T(S(4)), centre, tail);
    // d = (Phi(-y) - p) / phi(y): from the half error function near the centre, from the Mills ratio in the tail.
    T const e = exp(y * y * T(S(0.25)));  // squared below: exp(y^2 / 2) alone may overflow
    T const z = y * detail::inverse_sqrt2<T>();
    T const d_centre = (abs(q) - detail::half<T>() * detail::erf_small(z)) * detail::sqrt_2pi<T>() * (e * e);
    T const d_tail = detail::sqrt_2pi<T>() * (detail::half<T>() * detail::scaled_erfc(z) - (lower * e) * e);
    T const d = select(abs(q) < T(S(0.35)), d_centre, d_tail);
    T const better = y + d / (one - d * y * detail::half<T>());
    T const value = copysign(better, q);
    T const at_ends = select(p == T(S(0)), -infinity_of<T>(), select(p == one, infinity_of<T>(), nan_of<T>()));
    return select((p > T(S(0))) & (p < one), value, at_ends);
}

QUARTET_END
