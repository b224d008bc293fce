// Upper tail of the chi2 distribution.
#pragma once

#include "models/base/math.hpp"

QUARTET_BEGIN

/// Q(ndf/2, chi2/2) for odd ndf, by Q(1/2, x) = erfc(sqrt x), Q(k+1/2, x) = Q(k-1/2, x) + x^(k-1/2) e^-x / Gamma(k+1/2)
/// (Abramowitz and Stegun 26.4.4). NaN for a NaN; 1 for chi2 = 0.
template <class T>
QUARTET_HD T chi2_probability_odd(T chi2, int ndf)
{
    T const x = T(0.5) * chi2;
    T const root = sqrt(x);
    T sum = erfc(root);
    T term = T(1.12837916709551257390) * root * exp(-x);  // x^(1/2) e^-x / Gamma(3/2), Gamma(3/2) = sqrt(pi) / 2
    for (int k = 1; 2 * k + 1 <= ndf; ++k)
    {
        sum = sum + term;
        term = term * (x / T(k + 0.5));
    }
    return sum;
}

/// Q(ndf/2, chi2/2) for even ndf: e^-x times the sum of x^k / k! for k < ndf/2 (Abramowitz and Stegun 26.4.5).
template <class T>
QUARTET_HD T chi2_probability_even(T chi2, int ndf)
{
    T const x = T(0.5) * chi2;
    T term = exp(-x), sum = T(0);
    for (int k = 1; 2 * k <= ndf; ++k)
    {
        sum = sum + term;
        term = term * (x / T(k));
    }
    return sum;
}

QUARTET_END
