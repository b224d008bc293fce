#include "host/statistics/chi_square.hpp"

#include <cmath>

#include "models/base/math.hpp"

namespace quartet
{
namespace
{

constexpr double precision = 1e-16;

/// x^a exp(-x) / Gamma(a).
double front(double a, double x) { return std::exp(a * std::log(x) - x - log_gamma(a)); }

/// P(a, x) by its power series.
double lower_series(double a, double x)
{
    double term = 1 / a;
    double sum = term;
    for (double n = a + 1; term > precision * sum; ++n)
    {
        term *= x / n;
        sum += term;
    }
    return sum * front(a, x);
}

/// Q(a, x) by its continued fraction (modified method of Lentz).
double upper_fraction(double a, double x)
{
    constexpr double tiny = 1e-290;
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = 1 / b;
    double h = d;
    for (int i = 1; i < 100000; ++i)
    {
        double const an = -i * (i - a);
        b += 2;
        d = an * d + b;
        if (std::abs(d) < tiny) d = tiny;
        c = b + an / c;
        if (std::abs(c) < tiny) c = tiny;
        d = 1 / d;
        h *= d * c;
        if (std::abs(d * c - 1) < 4 * precision) break;
    }
    return h * front(a, x);
}

}  // namespace

double chi_square_tail(double x, double degrees)
{
    if (!(x > 0) || !(degrees > 0)) return std::isnan(x) ? x : 1;
    if (std::isinf(x)) return 0;
    double const a = 0.5 * degrees;
    double const half = 0.5 * x;
    return half < a + 1 ? 1 - lower_series(a, half) : upper_fraction(a, half);
}

double chi_square_quantile(double cl, double degrees)
{
    double low = 0;
    double high = degrees + 1;
    while (chi_square_tail(high, degrees) > 1 - cl) high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-13 * high; ++i)
    {
        double const middle = 0.5 * (low + high);
        (chi_square_tail(middle, degrees) > 1 - cl ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace quartet
