// -ln of the constraints of parameters, with two derivatives.
#pragma once

#include "fits/bin_terms.hpp"

QUARTET_BEGIN

struct ConstraintValue
{
    double value;
    double slope;
    double curvature;
};

/// ((theta - c) / s)^2 / 2.
QUARTET_HD inline ConstraintValue gaussian_constraint(double theta, double centre, double width)
{
    double const r = 1.0 / width;
    double const pull = (theta - centre) * r;
    return {0.5 * pull * pull, pull * r, r * r};
}

/// (ln(theta / c) / s)^2 / 2; without likelihood at theta <= 0.
QUARTET_HD inline ConstraintValue log_normal_constraint(double theta, double centre, double width)
{
    if (!(theta > 0.0)) return {infinity_of<double>(), 0.0, 0.0};
    double const r = 1.0 / width;
    double const pull = log(theta / centre) * r;
    double const inverse = 1.0 / theta;
    return {0.5 * pull * pull, pull * r * inverse, (r - pull) * r * inverse * inverse};
}

/// Gaussians, ln theta like a Gaussian, or Poisson: (tau theta - n) - n ln(tau theta / n).
QUARTET_HD inline ConstraintValue constraint_value(ParameterRecord const& p, double theta, double centre)
{
    switch (p.constraint)
    {
        case ConstraintKind::none:
            break;
        case ConstraintKind::gaussian:
            return gaussian_constraint(theta, centre, p.width);
        case ConstraintKind::bifurcated_gaussian:
            return gaussian_constraint(theta, centre, theta < centre ? p.width_low : p.width);
        case ConstraintKind::log_normal:
            return log_normal_constraint(theta, centre, p.width);
        case ConstraintKind::poisson:
        {
            BinTerms<double> const bin(p.width * theta, centre);
            return {bin.value, bin.slope * p.width, bin.curvature * p.width * p.width};
        }
    }
    return {0.0, 0.0, 0.0};
}

QUARTET_END
