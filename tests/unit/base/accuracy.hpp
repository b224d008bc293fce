// How far a function is from the truth, in units of the last place.
//
// The truth is the C library's function in long double, 64 bits of mantissa on x86-64: 2^11 times finer than a
// double, so that its own error is below 0.001 ulp of a double.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <random>

#include "models/base/math.hpp"

namespace quartet::test
{

/// Distance of `result` from `truth` in units of the last place of the truth rounded to S.
template <class S>
double distance_in_ulp(S result, long double truth)
{
    S const rounded = static_cast<S>(truth);
    if (std::isnan(result) || std::isnan(rounded)) return std::isnan(result) && std::isnan(rounded) ? 0.0 : 1e30;
    if (std::isinf(result) || std::isinf(rounded)) return result == rounded ? 0.0 : 1e30;
    S const size = std::fabs(rounded);
    long double ulp = static_cast<long double>(std::nextafter(size, std::numeric_limits<S>::infinity())) - size;
    if (std::isinf(ulp)) ulp = size - static_cast<long double>(std::nextafter(size, S(0)));
    return static_cast<double>(std::fabs(static_cast<long double>(result) - truth) / ulp);
}

/// How test arguments are spread.
enum class Spread
{
    linear,       ///< evenly between the ends
    logarithmic,  ///< evenly in the logarithm
    both_signs    ///< logarithmic, half of them negative
};

/// Where to test, and what is promised there.
struct Range
{
    double low;
    double high;
    Spread spread;
    double bound_double;  ///< largest error in ulp
    double bound_float;   ///< the same for float; 0: the range is not tested in float
};

/// Draws the argument number i.
template <class S>
S draw_argument(Range const& range, std::mt19937_64& engine)
{
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    double const u = unit(engine);
    if (range.spread == Spread::linear) return static_cast<S>(range.low + (range.high - range.low) * u);
    double const x = std::exp(std::log(range.low) + (std::log(range.high) - std::log(range.low)) * u);
    bool const negative = range.spread == Spread::both_signs && (engine() & 1U) != 0;
    return static_cast<S>(negative ? -x : x);
}

/// Checks one number type over one range and prints the largest error.
template <class S, class Function, class Truth>
void check_range(char const* name, Range const& range, double bound, int points, Function function, Truth truth)
{
    std::mt19937_64 engine(20261122);
    double worst = -1.0;
    S where{};
    for (int i = 0; i < points; ++i)
    {
        S const x = draw_argument<S>(range, engine);
        double const error = distance_in_ulp<S>(function(x), truth(static_cast<long double>(x)));
        if (!(error > worst)) continue;
        worst = error;
        where = x;
    }
    std::printf("%-16s %-6s [%g, %g]: largest error %.3f ulp at %.17g\n", name, sizeof(S) == 8 ? "double" : "float",
                range.low, range.high, worst, static_cast<double>(where));
    EXPECT_LE(worst, bound) << name << " at " << where << ": " << function(where) << " instead of "
                            << static_cast<double>(truth(static_cast<long double>(where)));
}

/// Checks a function over ranges, in double and float.
template <class Function, class Truth>
void check_accuracy(char const* name, std::initializer_list<Range> ranges, Function function, Truth truth)
{
    constexpr int points = 500000;
    for (Range const& range : ranges)
    {
        check_range<double>(name, range, range.bound_double, points, function, truth);
        if (range.bound_float > 0.0) check_range<float>(name, range, range.bound_float, points, function, truth);
    }
}

}  // namespace quartet::test
