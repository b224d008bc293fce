// Fits of one data set on the host.
#include <algorithm>
#include <cmath>
#include <limits>

#include "fits/compiled_model.hpp"
#include "fits/discrete_profile.hpp"
#include "fits/fit_covariance.hpp"
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

/// Product of a variance and a second derivative above which the Hessian may be singular: parameters that are
/// correlated to 99.95 %.
constexpr double nearly_singular = 1e3;

void take(MinimiserResult const& r, FitWorkspace const& w, FitResult& result)
{
    result.status = r.status;
    result.nll = r.nll;
    result.edm = r.edm;
    result.iterations += r.iterations;
    result.n_evaluations += r.evaluations;
    result.at_bound.resize(result.values.size());
    for (std::size_t i = 0; i < result.values.size(); ++i)
        result.at_bound[i] = w.fixed[i] == 0.0 && (result.values[i] <= w.lower[i] || result.values[i] >= w.upper[i]);
}

/// What a fit leaves of the gradient when it stops at its tolerance bends a flat direction a little. Found to rounding,
/// the minimum shows whether the Hessian is singular or only `inflated`: then the result stays as it was.
void look_closer(CompiledModel const& model, FitData const& data, FitOptions const& options, FitWorkspace const& w,
                 double inflated, FitResult& result)
{
    FitSetup(model, options.fixed, options.bounds, result.values).copy_to(w.x, w.lower, w.upper, w.fixed);
    FitResult closer = result;
    MinimiserResult const r =
        minimise(SimdTeam{}, model.view(), data.view(), w, {1e-20, options.max_iterations, 0}, closer.values.data());
    // At so small a tolerance rounding decides how it ends.
    if (!(r.nll <= result.nll + options.tolerance)) return;
    take(r, w, closer);
    closer.status = FitStatus::flat;
    if (add_covariance(model.view(), data, w, closer) > 10 * inflated)
        add_covariance(model.view(), data, w, closer, true);
    if (std::any_of(closer.errors.begin(), closer.errors.end(), [](double e) { return std::isinf(e); }))
        result = std::move(closer);
}

/// Parameters of densities that were not chosen: the data determine nothing of them.
void mark_resting(ModelView const& model, FitWorkspace const& w, FitResult& result)
{
    if (model.choices.size == 0 || result.errors.empty()) return;
    for (std::size_t i = 0; i < result.errors.size(); ++i)
    {
        bool const rests = w.fixed[i] != 0.0 && w.asked_fixed[i] == 0.0 && model.parameters[i].choices == 0;
        if (rests) result.errors[i] = std::numeric_limits<double>::infinity();
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
    take(r, w, result);
    if (!options.covariance || !good(result.status)) return result;
    double const inflated = add_covariance(view, data, w, result);
    if (inflated > nearly_singular) look_closer(model, data, options, w, inflated, result);
    mark_resting(view, w, result);
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
