// Start, bounds and fixed parameters of one fit as arrays.
#pragma once

#include <utility>
#include <vector>

#include "fits/compiled_model.hpp"

namespace quartet
{

/// Throws InputError for an index or a number that makes no sense.
struct FitSetup
{
    FitSetup(CompiledModel const& model, std::vector<std::pair<int, double>> const& fixed_values,
             std::vector<std::pair<int, std::pair<double, double>>> const& bounds,
             std::vector<double> const& start_values);

    void copy_to(double* x, double* lower_out, double* upper_out, double* fixed_out) const;

    std::vector<double> start;
    std::vector<double> lower;
    std::vector<double> upper;
    std::vector<double> fixed;  ///< 1 for parameters that do not float
};

}  // namespace quartet
