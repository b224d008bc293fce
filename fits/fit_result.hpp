// What a fit is asked and what it answers.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "fits/fit_status.hpp"

namespace quartet
{

std::string to_string(FitStatus status);

/// True where a fit ended at a minimum. usable() is wider: a conditional fit may find its data impossible, and that is
/// an answer.
constexpr bool good(FitStatus s) { return s == FitStatus::converged || s == FitStatus::flat; }

struct FitOptions
{
    /// Parameters held at a value in this fit, beside the model's constant ones: (index, value).
    std::vector<std::pair<int, double>> fixed;
    /// Bounds in this fit in place of the model's: (index, {lower, upper}), for example POI >= 0.
    std::vector<std::pair<int, std::pair<double, double>>> bounds;
    /// Start, one value per parameter; empty = nominal values. Values outside the bounds are moved onto them.
    std::vector<double> start;
    double tolerance = 1e-8;  ///< estimated distance to minimum (in units of nll) at which a fit has converged
    int max_iterations = 200;
    int max_retries = 3;  ///< restarts from other points when the first try fails
    bool covariance = true;
};

struct FitResult
{
    FitStatus status = FitStatus::not_converged;
    double nll = 0;              ///< -ln L with the offsets that likelihood.hpp states
    double edm = 0;              ///< estimated vertical distance to the minimum, gᵀ H⁻¹ g / 2
    std::vector<double> values;  ///< one per parameter of the model
    /// Hessian errors, one per parameter: 0 for fixed parameters and for parameters at a bound, infinity for parameters
    /// on which the likelihood does not depend here, alone or in some combination with others. Empty without
    /// covariance.
    std::vector<double> errors;
    /// Row-major covariance (n_parameters squared, zero rows where the error is 0 or infinite); inverse
    /// Hessian, or for weighted data the sandwich H⁻¹ W H⁻¹ with squared weights (Langenbruch, arXiv:1911.01303).
    /// Empty without covariance.
    std::vector<double> covariance;
    std::vector<bool> at_bound;  ///< one per parameter
    int iterations = 0;
    int n_evaluations = 0;  ///< of value, gradient and Hessian together
};

}  // namespace quartet
