// Where a decreasing function of the parameter of interest falls through zero: the solver behind every limit.
#pragma once

#include <functional>

namespace quartet
{

struct Crossing
{
    double at = 0;
    bool found = false;  ///< false: no sign change up to the largest value tried, `at` is that value
    int evaluations = 0;
};

/// Solves f(x) = 0 for an f that is positive at `low` and falls. Starts with `guess`, doubles it while f > 0, but not
/// beyond `largest`; then narrows the bracket by false position with halving of the stale end (Illinois) and a
/// bisection whenever that is slow, until the bracket is narrower than `relative` * x or f is 0. f must not return NaN.
Crossing find_crossing(std::function<double(double)> const& f, double low, double guess, double largest,
                       double relative);

}  // namespace quartet
