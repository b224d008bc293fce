// Fits of one data set on the host.
#include <algorithm>
#include <cmath>
#include <limits>

#include "fits/compiled_model.hpp"
#include "fits/discrete_profile.hpp"
#include "fits/fit_data.hpp"
#include "fits/fit_setup.hpp"
#include "fits/model_arrays.hpp"
#include "fits/simd_team.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// A workspace with its memory.
struct OwnedWorkspace
{
    explicit OwnedWorkspace(ModelView const& model) : memory(static_cast<std::size_t>(workspace_size(model)), 0.0)
    {
        BlockCutter cutter{memory.data(), 0};
        w = cut_workspace(model, cutter);
    }
    std::vector<double> memory;
    FitWorkspace w;
};

using Matrix = std::vector<double>;

Matrix full_matrix(double const* lower, int stride, std::vector<int> const& index)
{
    std::size_t const m = index.size();
    Matrix a(m * m);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < m; ++j)
            a[i * m + j] =
                lower[static_cast<std::size_t>(std::max(index[i], index[j])) * stride + std::min(index[i], index[j])];
    return a;
}

/// Inverse of a symmetric positive definite matrix; empty when it is not positive definite.
Matrix inverse(Matrix const& a, int m)
{
    int const stride = static_cast<int>(round_to_lanes(m));
    Matrix u(static_cast<std::size_t>(m) * stride, 0.0);
    Matrix pivots(stride), diagonal(stride), right(stride), x(stride), scratch(fit_lanes);
    for (int i = 0; i < m; ++i)
        for (int j = i; j < m; ++j)
            u[static_cast<std::size_t>(i) * stride + j] = a[static_cast<std::size_t>(i) * m + j];
    SimdTeam const team;
    if (!factorise(team, u.data(), m, stride, pivots.data(), diagonal.data(), singular_pivot)) return {};
    Matrix out(static_cast<std::size_t>(m) * m);
    for (int k = 0; k < m; ++k)
    {
        std::fill(right.begin(), right.end(), 0.0);
        std::fill(x.begin(), x.end(), 0.0);
        right[k] = 1.0;
        solve(team, u.data(), m, stride, pivots.data(), right.data(), x.data(), scratch.data());
        for (int i = 0; i < m; ++i) out[static_cast<std::size_t>(i) * m + k] = x[i];
    }
    return out;
}

Matrix product(Matrix const& a, Matrix const& b, std::size_t m)
{
    Matrix c(m * m, 0.0);
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t k = 0; k < m; ++k)
            for (std::size_t j = 0; j < m; ++j) c[i * m + j] += a[i * m + k] * b[k * m + j];
    return c;
}

/// Covariance at result.values: inverse Hessian, or the sandwich for weighted events.
void add_covariance(ModelView const& model, FitData const& data, FitWorkspace const& w, FitResult& result)
{
    SimdTeam const team;
    int const n = static_cast<int>(model.parameters.size);
    evaluate_likelihood(team, model, data.view(), w, result.values.data(), w.gradient, w.hessian);
    std::vector<int> free;
    result.errors.assign(n, 0.0);
    result.covariance.assign(static_cast<std::size_t>(n) * n, 0.0);
    for (int i = 0; i < n; ++i)
    {
        if (w.fixed[i] != 0.0 || result.at_bound[i]) continue;
        double const step = model.parameters[i].step;
        if (w.hessian[static_cast<std::size_t>(i) * w.stride + i] * step * step > flat_damping)
            free.push_back(i);
        else
            result.errors[i] = std::numeric_limits<double>::infinity();
    }
    std::size_t const m = free.size();
    Matrix covariance = inverse(full_matrix(w.hessian, w.stride, free), static_cast<int>(m));
    if (covariance.empty() && m > 0)
    {
        result.errors.clear();
        result.covariance.clear();
        return;
    }
    if (data.weighted())
    {
        evaluate_likelihood(team, model, data.view(), w, result.values.data(), w.gradient, w.hessian,
                            SumKind::score_squares);
        covariance = product(product(covariance, full_matrix(w.hessian, w.stride, free), m), covariance, m);
    }
    for (std::size_t i = 0; i < m; ++i)
    {
        result.errors[free[i]] = std::sqrt(std::max(0.0, covariance[i * m + i]));
        for (std::size_t j = 0; j < m; ++j)
            result.covariance[static_cast<std::size_t>(free[i]) * n + free[j]] = covariance[i * m + j];
    }
}

}  // namespace

FitResult fit(CompiledModel const& model, FitDataset const& dataset, FitOptions const& options)
{
    FitData const data(model, dataset);
    ModelView const view = model.view();
    int const n = model.n_parameters();
    OwnedWorkspace owned(view);
    FitWorkspace& w = owned.w;
    FitSetup const setup(model, options.fixed, options.bounds,
                         options.start.empty() ? model.nominal_values() : options.start);
    setup.copy_to(w.x, w.lower, w.upper, w.fixed);

    FitResult result;
    result.values.resize(n);
    MinimiserSettings const settings{options.tolerance, options.max_iterations, options.max_retries};
    MinimiserResult const r = minimise(SimdTeam{}, view, data.view(), w, settings, result.values.data());
    result.status = r.status;
    result.nll = r.nll;
    result.edm = r.edm;
    result.iterations = r.iterations;
    result.n_evaluations = r.evaluations;
    result.at_bound.resize(n);
    for (int i = 0; i < n; ++i)
        result.at_bound[i] = w.fixed[i] == 0.0 && (result.values[i] <= w.lower[i] || result.values[i] >= w.upper[i]);
    if (options.covariance && (result.status == FitStatus::converged || result.status == FitStatus::flat))
        add_covariance(view, data, w, result);
    return result;
}

double evaluate_nll(CompiledModel const& model, FitDataset const& data, std::vector<double> const& values)
{
    std::vector<double> gradient;
    std::vector<double> hessian;
    return evaluate_nll(model, data, values, gradient, hessian);
}

double evaluate_nll(CompiledModel const& model, FitDataset const& dataset, std::vector<double> const& values,
                    std::vector<double>& gradient, std::vector<double>& hessian)
{
    if (static_cast<int>(values.size()) != model.n_parameters())
        throw InputError(message("there is not one value per parameter", std::to_string(values.size()),
                                 "The model has " + std::to_string(model.n_parameters())));
    FitData const data(model, dataset);
    ModelView const view = model.view();
    OwnedWorkspace owned(view);
    FitWorkspace& w = owned.w;
    double const nll = evaluate_likelihood(SimdTeam{}, view, data.view(), w, values.data(), w.gradient, w.hessian);
    std::size_t const n = values.size();
    gradient.assign(w.gradient, w.gradient + n);
    hessian.resize(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j) hessian[i * n + j] = hessian[j * n + i] = w.hessian[i * w.stride + j];
    return nll;
}

}  // namespace quartet
