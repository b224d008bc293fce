// Gradients and Hessians against differences.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "fits/compiled_model.hpp"

namespace quartet::test
{

/// Compares gradient and Hessian with five-point differences of value and gradient. Where a derivative has a joint at
/// x, the differences of the Hessian are worse: `hessian_tolerance`.
inline void check_derivatives(CompiledModel const& model, FitDataset const& data, std::vector<double> x,
                              double hessian_tolerance = 2e-7)
{
    std::vector<double> gradient, hessian, g, h;
    double const value = evaluate_nll(model, data, x, gradient, hessian);
    ASSERT_TRUE(std::isfinite(value));
    std::size_t const n = x.size();
    for (std::size_t i = 0; i < n; ++i)
    {
        if (model.source().parameters[i].constant) continue;
        double const centre = x[i];
        double const d = 1e-4 * std::max(1.0, std::abs(centre));
        double const weight[4] = {1.0 / 12, -8.0 / 12, 8.0 / 12, -1.0 / 12};
        double const offset[4] = {-2, -1, 1, 2};
        double slope = 0;
        std::vector<double> row(n, 0.0);
        for (int k = 0; k < 4; ++k)
        {
            x[i] = centre + offset[k] * d;
            slope += weight[k] * evaluate_nll(model, data, x, g, h) / d;
            for (std::size_t j = 0; j < n; ++j) row[j] += weight[k] * g[j] / d;
        }
        x[i] = centre;
        double const name_scale = std::sqrt(std::abs(hessian[i * n + i])) + 1.0;
        EXPECT_NEAR(gradient[i], slope, 2e-7 * (std::abs(gradient[i]) + name_scale))
            << model.source().parameters[i].name;
        for (std::size_t j = 0; j < n; ++j)
        {
            if (model.source().parameters[j].constant) continue;
            double const scale = std::sqrt(std::abs(hessian[i * n + i] * hessian[j * n + j])) + 1.0;
            EXPECT_NEAR(hessian[i * n + j], row[j], hessian_tolerance * scale)
                << model.source().parameters[i].name << " " << model.source().parameters[j].name;
        }
    }
}

}  // namespace quartet::test
