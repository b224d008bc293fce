#include "host/statistics/look_elsewhere.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fits/asymptotic.hpp"
#include "fits/toy_distribution.hpp"
#include "host/statistics/likelihood_data.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr std::int64_t chunk = 1024;
constexpr double infinity = std::numeric_limits<double>::infinity();

LocalPoint local_point(double at, double q0, double strength)
{
    double const z = std::sqrt(q0);
    return {at, q0, strength, z, discovery_p_value(z)};
}

/// Fits of the data: without signal, then with signal at each value of the parameter.
class DataSearch
{
  public:
    DataSearch(CompiledModel const& model, FitDataset const& data, int poi, SearchOptions const& options)
        : model_(model), data_(data), poi_(poi), options_(options)
    {
    }

    FitResult background()
    {
        FitOptions fit_options;
        // The parameter has no meaning here: it stands in the middle.
        fit_options.fixed = {{poi_, 0}, {options_.parameter, options_.values[options_.values.size() / 2]}};
        fit_options.covariance = false;
        return demand_fit(model_, data_, fit_options);
    }

    FitResult signal(double at, FitResult const& background) const
    {
        FitOptions fit_options;
        fit_options.fixed = {{options_.parameter, at}};
        fit_options.bounds = {{poi_, {0, infinity}}, {options_.parameter, {-1e300, 1e300}}};
        fit_options.covariance = false;
        FitResult cold = fit(model_, data_, fit_options);
        if (good(cold.status) && cold.nll <= background.nll + 1e-7) return cold;
        fit_options.start = background.values;
        fit_options.start[static_cast<std::size_t>(options_.parameter)] = at;
        FitResult warm = fit(model_, data_, fit_options);
        return good(warm.status) && !(cold.nll < warm.nll) ? warm : cold;
    }

  private:
    CompiledModel const& model_;
    FitDataset const& data_;
    int poi_;
    SearchOptions const& options_;
};

ToyPlan plan_of(FitDataset const& data, int poi, FitResult const& background, SearchOptions const& options)
{
    ToyPlan plan;
    plan.seed = options.seed;
    plan.hypothesis = toy_hypothesis("look elsewhere");
    plan.generate = background.values;
    plan.generate[static_cast<std::size_t>(poi)] = 0;
    plan.global_observables = data.global_observables;
    plan.poi = poi;
    ToyFit without;
    without.fixed = {{poi, 0}, {options.parameter, plan.generate[static_cast<std::size_t>(options.parameter)]}};
    plan.fits.push_back(without);
    for (double at : options.values)
    {
        ToyFit with;
        with.fixed = {{options.parameter, at}};
        with.bounds = {{poi, {0, infinity}}};
        with.warm_start = 0;
        plan.fits.push_back(with);
    }
    return plan;
}

bool has_value(FitStatus status) { return good(status) || status == FitStatus::not_converged; }

/// q0 of one toy at every value; empty when some fit has none.
std::vector<double> q0_of_toy(ToyResult const& result, std::int64_t t, bool& failed)
{
    std::vector<double> q;
    auto const entry = [&](int f) { return static_cast<std::size_t>(result.at(f, t)); };
    failed = !good(result.status[entry(0)]);
    if (!has_value(result.status[entry(0)])) return {};
    for (int f = 1; f < result.n_fits; ++f)
    {
        failed = failed || !good(result.status[entry(f)]);
        if (!has_value(result.status[entry(f)])) return {};
        q.push_back(std::max(0.0, 2 * (result.nll[entry(0)] - result.nll[entry(f)])));
    }
    return q;
}

void run_toys(CompiledModel const& model, ToyPlan plan, SearchOptions const& options, ToyBackend& backend,
              SearchResult& out)
{
    std::int64_t upcrossings = 0;
    std::vector<double> values;
    for (std::int64_t first = 0; first < options.toys; first += chunk)
    {
        plan.first = first;
        plan.last = std::min(first + chunk, options.toys);
        ToyResult const result = backend.run(model, plan);
        for (std::int64_t t = 0; t < result.n_toys; ++t)
        {
            bool failed = false;
            std::vector<double> const q = q0_of_toy(result, t, failed);
            if (failed) ++out.failed;
            if (q.empty())
            {
                ++out.lost;
                continue;
            }
            upcrossings += count_upcrossings(q, options.reference_level);
            values.push_back(*std::max_element(q.begin(), q.end()));
        }
        if (options.progress) options.progress(plan.last);
    }
    if (values.empty()) throw CheckError(message("no toy could be fitted", "", ""));
    ToyDistribution const largest(std::move(values));
    out.toys = options.toys;
    out.upcrossings = static_cast<double>(upcrossings) / largest.size();
    out.upcrossings_error = std::sqrt(static_cast<double>(std::max<std::int64_t>(upcrossings, 1))) / largest.size();
    out.toy_p_value = largest.p_value(out.points[out.largest].q0);
    out.toy_p_error = largest.p_error(out.toy_p_value);
}

}  // namespace

int count_upcrossings(std::vector<double> const& q, double level)
{
    int count = 0;
    for (std::size_t i = 0; i + 1 < q.size(); ++i)
        if (q[i] <= level && q[i + 1] > level) ++count;
    return count;
}

SearchResult look_elsewhere(CompiledModel const& model, FitDataset const& data, int poi, SearchOptions const& options,
                            ToyBackend* backend)
{
    SearchResult out;
    DataSearch search(model, data, poi, options);
    FitResult const background = search.background();
    std::vector<double> q;
    for (double at : options.values)
    {
        FitResult const result = search.signal(at, background);
        if (!good(result.status)) ++out.failed_fits;
        q.push_back(std::max(0.0, 2 * (background.nll - result.nll)));
        out.points.push_back(local_point(at, q.back(), result.values[static_cast<std::size_t>(poi)]));
    }
    out.largest = static_cast<std::size_t>(std::max_element(q.begin(), q.end()) - q.begin());
    out.upcrossings = count_upcrossings(q, options.reference_level);
    out.upcrossings_error = std::sqrt(std::max(out.upcrossings, 1.0));
    if (options.toys > 0) run_toys(model, plan_of(data, poi, background, options), options, *backend, out);
    LocalPoint const& best = out.points[out.largest];
    double const fall = std::exp(-0.5 * std::max(0.0, best.q0 - options.reference_level));
    out.global_p_value = std::min(1.0, best.p_value + out.upcrossings * fall);
    out.global_p_error = out.upcrossings_error * fall;
    out.global_z = std::max(0.0, significance_of(out.global_p_value));
    out.trial_factor = out.global_p_value / best.p_value;
    return out;
}

}  // namespace quartet
