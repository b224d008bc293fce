// A window of the invariant mass as a window of its square, with the same decisions on every number.
//
// The cascade asks min < sqrt(x) < max. The rounded square root never decreases, so each side holds from one number x
// on: that number is searched once, and the square roots of all combinations are saved.
#pragma once

#include "models/base/number.hpp"

QUARTET_BEGIN

struct MassWindow
{
    double first = 0;  ///< the smallest x >= 0 with sqrt(x) > min
    double end = 0;    ///< the smallest x >= 0 with sqrt(x) >= max

    MassWindow() = default;
    QUARTET_INLINE MassWindow(double min, double max)
        : first(start([min](double x) { return sqrt(x) > min; }, min)),
          end(start([max](double x) { return sqrt(x) >= max; }, max))
    {
    }

    /// Where min < sqrt(x) < max; false for NaN and for negative x.
    template <class T>
    QUARTET_INLINE MaskOf<T> contains(T x) const
    {
        return (x >= T(first)) & (x < T(end));
    }

  private:
    /// The next larger number, and the next smaller one, for 0 <= x < infinity.
    QUARTET_INLINE static double above(double x) { return from_bits<double>(to_bits(x + 0.0) + 1); }
    QUARTET_INLINE static double below(double x) { return from_bits<double>(to_bits(x) - 1); }

    /// The smallest x >= 0 that is reached; a few steps from edge^2.
    template <class Reached>
    QUARTET_INLINE static double start(Reached reached, double edge)
    {
        if (reached(0.0)) return 0;
        double x = edge * edge;
        if (!(x < infinity_of<double>())) return x;
        while (!reached(x)) x = above(x);
        while (x > 0 && reached(below(x))) x = below(x);
        return x;
    }
};

QUARTET_END
