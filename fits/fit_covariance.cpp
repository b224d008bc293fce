#include "fits/fit_covariance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fits/likelihood.hpp"
#include "fits/minimiser.hpp"
#include "fits/simd_team.hpp"

namespace quartet
{
namespace
{

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

/// Parameters whose relative variance is above this in a damped Hessian are those that the singular directions move.
constexpr double undetermined = 1e-3 / flat_damping;

/// Inverse of a singular Hessian without negative curvature: that of the damped one for parameters which the data
/// determine; the others are taken out of `free`, and their errors are infinite.
Matrix determined_inverse(ModelView const& model, Matrix const& hessian, std::vector<int>& free,
                          std::vector<double>& errors)
{
    std::size_t const m = free.size();
    std::vector<double> scale(m);
    Matrix damped = hessian;
    for (std::size_t i = 0; i < m; ++i)
    {
        double const step = model.parameters[free[i]].step;
        scale[i] = std::max(hessian[i * m + i], 1 / (step * step));
        damped[i * m + i] += flat_damping * scale[i];
    }
    Matrix const covariance = inverse(damped, static_cast<int>(m));
    if (covariance.empty()) return {};
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < m; ++i)
    {
        if (covariance[i * m + i] * scale[i] < undetermined)
            kept.push_back(i);
        else
            errors[free[i]] = std::numeric_limits<double>::infinity();
    }
    Matrix out;
    std::vector<int> left;
    for (std::size_t i : kept)
    {
        left.push_back(free[i]);
        for (std::size_t j : kept) out.push_back(covariance[i * m + j]);
    }
    free = std::move(left);
    return out;
}

}  // namespace

double add_covariance(ModelView const& model, FitData const& data, FitWorkspace const& w, FitResult& result,
                      bool singular)
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
    Matrix const hessian = full_matrix(w.hessian, w.stride, free);
    Matrix covariance = inverse(hessian, static_cast<int>(free.size()));
    if (singular || (covariance.empty() && result.status == FitStatus::flat))
        covariance = determined_inverse(model, hessian, free, result.errors);
    std::size_t const m = free.size();
    if (covariance.empty() && m > 0)
    {
        result.errors.clear();
        result.covariance.clear();
        return 0;
    }
    double largest = 0;
    for (std::size_t i = 0; i < m; ++i)
        largest = std::max(largest, covariance[i * m + i] * w.hessian[std::int64_t(free[i]) * (w.stride + 1)]);
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
    return largest;
}

}  // namespace quartet
