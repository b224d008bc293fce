// All functions and operations of models/base under numbers, so that one loop can test each of them.
#pragma once

#include "models/base/math.hpp"

namespace quartet
{

/// One evaluation of a function over arrays: out[i] = f(a[i], b[i]) for n values, n a multiple of 16.
template <class S>
struct LaneTask
{
    int function;  ///< position in the table below
    int lanes;     ///< how many lanes a pack has: 4, 8 or 16
    S const* a;
    S const* b;
    S* out;
    std::int64_t n;
};

}  // namespace quartet

QUARTET_BEGIN

inline constexpr char const* kFunctionNames[] = {
    "exp", "expm1", "log",      "log1p",     "pow",      "logistic",  "sinh", "cosh",  "tanh",     "asinh",
    "sin", "cos",   "tan",      "atan",      "atan2",    "asin",      "acos", "hypot", "erf",      "erfc",
    "pdf", "cdf",   "quantile", "log_gamma", "chi2 odd", "chi2 even", "fma",  "sqrt",  "floor",    "round_even",
    "min", "max",   "copysign", "abs",       "divide",   "scale",     "int",  "masks", "is_finite"};
inline constexpr int kFunctionCount = int(sizeof(kFunctionNames) / sizeof(kFunctionNames[0]));

template <class T>
QUARTET_HD T apply_mask_logic(T a, T b)
{
    auto const m = ((a < b) | (b == T(0))) & !((a >= T(2)) & (b != a));
    return select(m, a, b) + select((a <= b) & (a > -b), T(1), T(3));
}

/// Function number `f` at (a, b); functions of one argument ignore b.
template <class T>
QUARTET_HD T apply_function(int f, T a, T b)
{
    switch (f)
    {
        case 0:
            return exp(a);
        case 1:
            return expm1(a);
        case 2:
            return log(a);
        case 3:
            return log1p(a);
        case 4:
            return pow(a, b);
        case 5:
            return logistic(a);
        case 6:
            return sinh(a);
        case 7:
            return cosh(a);
        case 8:
            return tanh(a);
        case 9:
            return asinh(a);
        case 10:
            return sin(a);
        case 11:
            return cos(a);
        case 12:
            return tan(a);
        case 13:
            return atan(a);
        case 14:
            return atan2(a, b);
        case 15:
            return asin(a);
        case 16:
            return acos(a);
        case 17:
            return hypot(a, b);
        case 18:
            return erf(a);
        case 19:
            return erfc(a);
        case 20:
            return normal_pdf(a);
        case 21:
            return normal_cdf(a);
        case 22:
            return normal_quantile(a);
        case 23:
            return log_gamma(a);
        case 24:
            return chi2_probability(a, 5);
        case 25:
            return chi2_probability(a, 18);
        case 26:
            return fma(a, b, a);
        case 27:
            return sqrt(a);
        case 28:
            return floor(a);
        case 29:
            return round_even(a);
        case 30:
            return min(a, b);
        case 31:
            return max(a, b);
        case 32:
            return copysign(a, b);
        case 33:
            return abs(a);
        case 34:
            return a / b;
        case 35:
            // NaN is no power: outside of what the function is for.
            return scale_by_power_of_two(T(1) + logistic(a),
                                         max(T(-250), min(T(250), round_even(select(b == b, b, T(0))))));
        case 36:
            return int_to_number<T>(round_to_int(max(T(-1000000), min(T(1000000), a)))) - b;
        case 37:
            return apply_mask_logic(a, b);
        default:
            return select(is_finite(a), T(1), select(sign_bit(a), T(2), T(3)));
    }
}

QUARTET_END
