// Integrals of densities that are a standard normal in a transformed variable w(x).
#pragma once

#include "fits/pdf/pdf_value.hpp"

QUARTET_BEGIN

/// w at one end of the range with its derivatives by the parameters of the density.
struct TransformedEnd
{
    double w;
    double d[4];
    double h[10];
};

/// Phi(b) - Phi(a), a <= b, by the tail in which both are small.
template <class T>
QUARTET_HD inline T normal_probability(T a, T b)
{
    auto const upper = a > T(0);
    T const p = normal_cdf(select(upper, -a, b));
    T const q = normal_cdf(select(upper, -b, a));
    return p - q;
}

/// Adds sign * (Phi(w))' and (Phi(w))'' of one end: phi(w) w_a and phi(w) (w_ab - w w_a w_b).
QUARTET_HD inline void add_normal_end(TransformedEnd const& end, double sign, std::uint32_t active, int n,
                                      PdfValue<double>& integral)
{
    double const phi = sign * normal_pdf(end.w);
    for (int a = 0; a < n; ++a)
    {
        if (!is_active(active, a)) continue;
        integral.d[a] += phi * end.d[a];
        for (int b = 0; b <= a; ++b)
            if (is_active(active, b))
                integral.h[pair_index(a, b)] += phi * (end.h[pair_index(a, b)] - end.w * end.d[a] * end.d[b]);
    }
}

/// The integral between two ends with low.w <= high.w.
QUARTET_HD inline PdfValue<double> normal_range_integral(TransformedEnd const& low, TransformedEnd const& high,
                                                         std::uint32_t active, int n)
{
    PdfValue<double> integral{};
    integral.value = normal_probability(low.w, high.w);
    if (active != 0U)
    {
        add_normal_end(high, 1.0, active, n, integral);
        add_normal_end(low, -1.0, active, n, integral);
    }
    return integral;
}

/// w in [a, b] at which the truncated normal distribution function is u in (0, 1).
template <class T>
QUARTET_HD inline T truncated_normal(double a, double b, T u)
{
    // In the upper tail the mirrored variable keeps the small probabilities exact.
    double const lower = a > 0 ? -b : a;
    double const upper = a > 0 ? -a : b;
    double const p = normal_cdf(lower);
    double const q = normal_cdf(upper);
    u = a > 0 ? T(1) - u : u;
    if (q <= 0.5)
    {
        T const w = normal_quantile(fma(u, T(q - p), T(p)));
        return a > 0 ? -w : w;
    }
    // lower <= 0 < upper: the part above the median is found from its own tail.
    double const total = normal_probability(lower, upper);
    double const tail = normal_cdf(-upper);
    T const below = fma(u, T(total), T(p));
    T const above = fma(T(1) - u, T(total), T(tail));
    auto const low_half = below <= T(0.5);
    T const w = normal_quantile(select(low_half, below, above));
    T const value = select(low_half, w, -w);
    return a > 0 ? -value : value;
}

QUARTET_END
