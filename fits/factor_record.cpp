#include "fits/factor_record.hpp"

#include <algorithm>
#include <array>

#include "models/base/math.hpp"

namespace quartet
{
namespace
{

/// Coefficients of theta, theta^2, ..., theta^6 of the polynomial that has, beside the value 1 at 0, the value and the
/// first two derivatives of kappa^|theta| at theta = -1 and +1: three conditions for the even powers, and three for the
/// odd ones.
std::array<double, 6> joining_polynomial(double low, double high)
{
    double const log_low = log(low);
    double const log_high = log(high);
    auto const odd = [](double at_high, double at_low) { return 0.5 * (at_high - at_low); };
    auto const even = [](double at_high, double at_low) { return 0.5 * (at_high + at_low); };
    double const slope_high = high * log_high;
    double const slope_low = -low * log_low;
    double const bend_high = slope_high * log_high;
    double const bend_low = -slope_low * log_low;
    // The derivative of an odd function is even.
    double const a = odd(high, low);
    double const a1 = even(slope_high, slope_low);
    double const a2 = odd(bend_high, bend_low);
    double const s = even(high, low) - 1;
    double const s1 = odd(slope_high, slope_low);
    double const s2 = even(bend_high, bend_low);
    return {(15 * a - 7 * a1 + a2) / 8,  (24 * s - 9 * s1 + s2) / 8, (-5 * a + 5 * a1 - a2) / 4,
            (-12 * s + 7 * s1 - s2) / 4, (3 * a - 3 * a1 + a2) / 8,  (8 * s - 5 * s1 + s2) / 8};
}

}  // namespace

FactorRecord factor_record(YieldFactor const& factor)
{
    FactorRecord r{};
    r.kind = factor.kind;
    if (factor.kind == FactorKind::piecewise_linear)
    {
        r.coefficient[0] = 1 - factor.kappa_low;
        r.coefficient[1] = factor.kappa_high - 1;
        return r;
    }
    r.log_low = log(factor.kappa_low);
    r.log_high = log(factor.kappa_high);
    if (factor.kind == FactorKind::polynomial_exponential)
    {
        std::array<double, 6> const polynomial = joining_polynomial(factor.kappa_low, factor.kappa_high);
        std::copy(polynomial.begin(), polynomial.end(), r.coefficient);
    }
    return r;
}

}  // namespace quartet
