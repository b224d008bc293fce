// Tail probabilities of the chi-square distribution.
#pragma once

namespace quartet
{

/// P(chi-square of `degrees` degrees of freedom >= x); 1 for x <= 0 or without degrees of freedom. The regularised
/// upper incomplete gamma function Q(degrees / 2, x / 2): series below the mean, continued fraction above it
/// (Abramowitz and Stegun 6.5.29, 6.5.31). Relative error below 1e-12 where the result is above 1e-300.
double chi_square_tail(double x, double degrees);

/// The x with chi_square_tail(x, degrees) = 1 - cl, for 0 < cl < 1 and degrees >= 1; to 1e-12 relative.
double chi_square_quantile(double cl, double degrees);

}  // namespace quartet
