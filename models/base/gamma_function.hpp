// log Gamma and the chi-square probability.
//
// Minimax coefficients come from tests/unit/base/make_coefficients.py.
#pragma once

#include "models/base/error_function.hpp"
#include "models/base/exp_log.hpp"
#include "models/base/number.hpp"
#include "models/base/polynomial.hpp"

QUARTET_BEGIN
namespace detail
{

/// x (log Gamma(x) - (x - 1/2) log x + x - log(2 pi)/2) for x >= 8, in z = 1 / x^2: Stirling's series.
template <class T>
QUARTET_INLINE T stirling_series(T z)
{
    if constexpr (is_double<T>)
        return polynomial(z, 0.08333333333333333, -0.002777777777774099, 0.0007936507898349841, -0.0005952366069915339,
                          0.0008414728544880306, -0.0018905402533928384, 0.005069255392771444);
    else
        return polynomial(z, 0.0833333358F, -0.00277769892F, 0.000780058559F);
}

/// log Gamma(2 + t) / (t (1 + t)) for |t| <= 1/2.
template <class T>
QUARTET_INLINE T log_gamma_near_two(T t)
{
    if constexpr (is_double<T>)
        return polynomial(t, 0.42278433509846713, -0.10031730167435393, 0.03296500062115356, -0.012384192193367397,
                          0.004998641164937756, -0.0021081308342273146, 0.0009153769124324481, -0.0004057073888799263,
                          0.00018255283959185903, -8.309527457071326e-05, 3.8166595670744474e-05,
                          -1.7660184034942325e-05, 8.237525244850649e-06, -3.8563567493434165e-06,
                          1.7489343498861928e-06, -8.20799836918237e-07, 5.23776644920886e-07, -2.526418893303612e-07);
    else
        return polynomial(t, 0.422784328F, -0.100317292F, 0.0329649858F, -0.0123848822F, 0.00499916915F,
                          -0.00209833542F, 0.000909523922F, -0.000456534006F, 0.000208619414F);
}

}  // namespace detail

/// log Gamma(x) for x > 0, exactly 0 at 1 and 2; infinity at 0, NaN below.
template <class T>
QUARTET_HD inline T log_gamma(T x)
{
    using S = ScalarOf<T>;
    T const one(S(1));
    // Below 8: Gamma(x) = Gamma(2 + t) times or over a product of x - 1, x - 2, ... or x, x + 1.
    T product = one;
    T r = x;
    for (int i = 0; i < 6; ++i)
    {
        auto const above = r >= T(S(2.5));
        r = select(above, r - one, r);
        product = select(above, product * r, product);
    }
    auto const below_half = x < T(S(0.5));
    auto const below = x < T(S(1.5));
    auto const large = x >= T(S(8));
    T const t = select(below_half, x, select(below, x - one, r - T(S(2))));
    T const near_two = (t * (one + t)) * detail::log_gamma_near_two(select(large, T(S(0)), t));
    T const factor = select(below_half, x * (x + one), select(below, x, product));
    T const logarithm = log(select(large, x, factor));
    T const small_value = near_two + select(below, -logarithm, logarithm);
    // (x - 1/2) log x - x + log(2 pi)/2 = (x - 1/2) (log x - 1) + (log(2 pi) - 1)/2.
    T const inverse = one / x;
    T const large_value = fma(x - detail::half<T>(), logarithm - one, T(S(0.41893853320467274178)))
                          + inverse * detail::stirling_series(select(large, inverse * inverse, T(S(0))));
    T const value = select(large, large_value, small_value);
    T const outside = select(x == infinity_of<T>(), x, select(x == T(S(0)), infinity_of<T>(), nan_of<T>()));
    return select((x > T(S(0))) & (x < infinity_of<T>()), value, outside);
}

/// Probability of a chi-square above `chi2` with `ndf` degrees of freedom, 1 <= ndf <= 200 (float: 40): the regularised
/// upper incomplete gamma function Q(ndf/2, chi2/2) by its finite sums (Abramowitz and Stegun 26.4.4 and 26.4.5). 1 for
/// chi2 <= 0, NaN for NaN.
template <class T>
QUARTET_HD inline T chi2_probability(T chi2, int ndf)
{
    using S = ScalarOf<T>;
    // Beyond the clamp the probability underflows for every ndf allowed.
    T const h = min(T(is_double<T> ? S(2000) : S(180)), max(T(S(0)), chi2 * detail::half<T>()));
    T const root = sqrt(h);
    bool const odd = (ndf & 1) != 0;
    // The terms of the sum without exp(-h), which is applied in two halves: it may underflow where the sum is large.
    T term = odd ? root * T(S(1.12837916709551257390)) : T(S(1));
    T sum = ndf == 1 ? T(S(0)) : term;
    for (int k = odd ? 3 : 2; k < ndf - 1; k += 2)
    {
        term = term * h / T(S(0.5) * S(k));
        sum = sum + term;
    }
    T const e = exp(h * T(S(-0.5)));
    T const finite = (sum * e) * e;
    T const value = odd ? finite + erfc(root) : finite;
    return min(T(S(1)), value);  // in this order NaN stays NaN
}

QUARTET_END
