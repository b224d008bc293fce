// Factors of a yield that interpolate in one nuisance parameter, with two derivatives.
#pragma once

#include "fits/model_view.hpp"
#include "models/base/math.hpp"

QUARTET_BEGIN

/// A function of one parameter with two derivatives.
struct FactorValue
{
    double v;
    double d;
    double h;
};

/// Where an interpolation has a kink at 0, its derivatives there are those of the side that the sign of the zero names.
QUARTET_HD inline bool is_below(double theta) { return theta < 0.0 || (theta == 0.0 && 1.0 / theta < 0.0); }

/// kappa^theta with two kappas: exp(theta lk(theta)), lk = ln kappa_high above 1/2, -ln kappa_low below -1/2, and
/// between them average + half_difference h(2 theta), h(x) = (3 x^5 - 10 x^3 + 15 x) / 8 (AsymPow of the CMS Combine
/// tool, arXiv:2404.06614). Smooth to the second derivative.
QUARTET_HD inline FactorValue log_normal_factor(double theta, double log_low, double log_high)
{
    double const average = 0.5 * (log_high - log_low);
    double const half = 0.5 * (log_high + log_low);
    double const x = max(-1.0, min(1.0, 2.0 * theta));
    double const xx = x * x;
    double const q = xx - 1.0;
    double const lk = fma(half, x * fma(xx, fma(xx, 3.0, -10.0), 15.0) * 0.125, average);
    double const lk1 = half * 2.0 * (1.875 * q * q);
    double const lk2 = half * 4.0 * (7.5 * x * q);
    double const slope = fma(theta, lk1, lk);
    double const v = exp(theta * lk);
    return {v, v * slope, v * (slope * slope + 2.0 * lk1 + theta * lk2)};
}

/// HistFactory's code 0 (CERN-OPEN-2012-016): straight lines from (0, 1) to (-1, kappa_low) and (1, kappa_high).
QUARTET_HD inline FactorValue piecewise_linear_factor(double theta, FactorRecord const& f)
{
    double const slope = is_below(theta) ? f.coefficient[0] : f.coefficient[1];
    return {fma(slope, theta, 1.0), slope, 0.0};
}

/// HistFactory's code 1: kappa_high^theta above 0, kappa_low^-theta below.
QUARTET_HD inline FactorValue piecewise_exponential_factor(double theta, FactorRecord const& f)
{
    double const slope = is_below(theta) ? -f.log_low : f.log_high;
    double const v = exp(theta * slope);
    return {v, v * slope, v * (slope * slope)};
}

/// HistFactory's code 4: code 1 beyond |theta| = 1, within it the polynomial of degree six that joins it smoothly to
/// the second derivative.
QUARTET_HD inline FactorValue polynomial_exponential_factor(double theta, FactorRecord const& f)
{
    if (!(abs(theta) < 1.0)) return piecewise_exponential_factor(theta, f);
    double v = f.coefficient[5];
    double d = 0.0;
    double h = 0.0;
    for (int i = 4; i >= -1; --i)
    {
        h = fma(h, theta, d);
        d = fma(d, theta, v);
        v = fma(v, theta, i >= 0 ? f.coefficient[i] : 1.0);
    }
    return {v, d, 2.0 * h};
}

QUARTET_HD inline FactorValue factor_value(FactorRecord const& f, double theta)
{
    switch (f.kind)
    {
        case FactorKind::log_normal:
            return log_normal_factor(theta, f.log_low, f.log_high);
        case FactorKind::piecewise_linear:
            return piecewise_linear_factor(theta, f);
        case FactorKind::piecewise_exponential:
            return piecewise_exponential_factor(theta, f);
        case FactorKind::polynomial_exponential:
            return polynomial_exponential_factor(theta, f);
        case FactorKind::linear:
        case FactorKind::per_bin:
        case FactorKind::formula:
            break;
    }
    return {theta, 1.0, 0.0};
}

QUARTET_END
