// The Poisson term of one bin, or of one group of bins.
#pragma once

#include "fits/workspace.hpp"

QUARTET_BEGIN

/// The Poisson terms of one group of bins.
template <class T>
struct BinTerms
{
    T value;      ///< (nu - n) - n ln(nu / n), infinite where nu = 0 < n, NaN where nu < 0 < n
    T slope;      ///< 1 - n / nu
    T curvature;  ///< n / nu^2

    QUARTET_HD BinTerms(T nu, T n, double edge_cost = negative_expectation_cost)
    {
        auto const filled = n > T(0);
        T const safe_n = select(filled, n, T(1));
        // n ln(nu / n) by log1p: no loss where the expectation is near the data.
        T const difference = nu - n;
        value = difference - select(filled, n * log1p(difference / safe_n), T(0));
        T const ratio = select(filled, n / nu, T(0));
        slope = T(1) - ratio;
        curvature = select(filled, ratio / nu, T(0));
        // Negative expectations: an edge on which empty bins may lean (negative_expectation_cost), no likelihood for
        // others.
        auto const negative = nu < T(0);
        auto const leaning = select(negative, nu, T(0)) * T(edge_cost);
        value = select(negative & filled, nan_of<T>(), fma(T(0.5) * leaning, nu, value));
        slope = slope + leaning;
        curvature = curvature + select(negative, T(edge_cost), T(0));
    }
};

QUARTET_END
