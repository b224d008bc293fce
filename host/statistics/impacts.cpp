#include "host/statistics/impacts.hpp"

#include <algorithm>
#include <cmath>

#include "host/statistics/likelihood_data.hpp"

namespace quartet
{
namespace
{

/// The conditional fits of one table.
class ImpactFits
{
  public:
    ImpactFits(CompiledModel const& model, FitDataset const& data, int poi, ImpactOptions const& options,
               FitResult const& best)
        : model_(model), data_(data), poi_(static_cast<std::size_t>(poi)), options_(options), best_(best)
    {
    }

    ImpactPair pair(int parameter, double low, double high)
    {
        ImpactPair pair;
        pair.low = shift(parameter, low, pair.good);
        pair.high = shift(parameter, high, pair.good);
        return pair;
    }

    int failed() const { return failed_; }

  private:
    double shift(int parameter, double distance, bool& good_fit)
    {
        if (distance == 0) return 0;
        auto const i = static_cast<std::size_t>(parameter);
        ModelParameter const& about = model_.source().parameters[i];
        double const value = std::clamp(best_.values[i] + distance, about.lower, about.upper);
        FitOptions options = options_.fit;
        options.fixed.emplace_back(parameter, value);
        options.start = best_.values;
        options.start[i] = value;
        options.covariance = false;
        FitResult const result = fit(model_, data_, options);
        if (!good(result.status))
        {
            ++failed_;
            good_fit = false;
        }
        return result.values[poi_] - best_.values[poi_];
    }

    CompiledModel const& model_;
    FitDataset const& data_;
    std::size_t poi_;
    ImpactOptions const& options_;
    FitResult const& best_;
    int failed_ = 0;
};

bool is_held(FitOptions const& options, int parameter)
{
    return std::any_of(options.fixed.begin(), options.fixed.end(),
                       [parameter](auto const& held) { return held.first == parameter; });
}

void put_errors(CompiledModel const& model, FitDataset const& data, ImpactOptions const& options, FitResult const& best,
                Impact& impact)
{
    auto const i = static_cast<std::size_t>(impact.parameter);
    double const hessian = best.errors.empty() || !std::isfinite(best.errors[i]) ? 0 : best.errors[i];
    impact.error_low = -hessian;
    impact.error_high = hessian;
    if (!options.minos) return;
    ProfileErrors const errors = profile_errors(model, data, best, impact.parameter, options.fit);
    // A side that the profile does not close keeps the Hessian error; one that ends at a bound ends there.
    if (errors.low.found || errors.low.at_bound) impact.error_low = errors.low.distance;
    if (errors.high.found || errors.high.at_bound) impact.error_high = errors.high.distance;
}

void put_pull(ModelParameter const& about, double observed, Impact& impact)
{
    impact.constrained = about.constraint.kind != ConstraintKind::none;
    if (!impact.constrained) return;
    AuxiliaryMeasurement const m = auxiliary_measurement(about, observed);
    impact.centre = m.centre;
    impact.prefit_low = m.low;
    impact.prefit_high = m.high;
    double const unit = impact.value < m.centre ? -m.low : m.high;
    impact.pull = (impact.value - m.centre) / unit;
    impact.pull_low = impact.error_low / unit;
    impact.pull_high = impact.error_high / unit;
}

}  // namespace

double ImpactPair::size() const { return std::max(std::abs(low), std::abs(high)); }

AuxiliaryMeasurement auxiliary_measurement(ModelParameter const& parameter, double observed)
{
    Constraint const& c = parameter.constraint;
    switch (c.kind)
    {
        case ConstraintKind::poisson:
        {
            double const error = std::sqrt(std::max(observed, 1.0)) / c.scale;
            return {observed / c.scale, -error, error};
        }
        case ConstraintKind::bifurcated_gaussian:
            return {observed, -c.width_low, c.width};
        case ConstraintKind::log_normal:
            return {observed, observed * (std::exp(-c.width) - 1), observed * (std::exp(c.width) - 1)};
        case ConstraintKind::gaussian:
        case ConstraintKind::none:
            break;
    }
    return {observed, -c.width, c.width};
}

ImpactTable impacts(CompiledModel const& model, FitDataset const& data, int poi, ImpactOptions const& options)
{
    // An impact is the difference of two fits: a stop at 1e-8 would leave 1e-4 of an error in it.
    ImpactOptions tight = options;
    tight.fit.tolerance = std::min(tight.fit.tolerance, 1e-13);
    ImpactTable table;
    table.fit = demand_fit(model, data, tight.fit);
    table.poi_errors = profile_errors(model, data, table.fit, poi, tight.fit);
    ImpactFits fits(model, data, poi, tight, table.fit);
    std::vector<double> const observed =
        data.global_observables.empty() ? model.nominal_global_observables() : data.global_observables;
    for (int parameter = 0; parameter < model.n_parameters(); ++parameter)
    {
        auto const i = static_cast<std::size_t>(parameter);
        ModelParameter const& about = model.source().parameters[i];
        if (parameter == poi || about.constant || about.choices > 0 || is_held(tight.fit, parameter)) continue;
        Impact impact;
        impact.parameter = parameter;
        impact.value = table.fit.values[i];
        put_errors(model, data, tight, table.fit, impact);
        put_pull(about, observed[i], impact);
        impact.impact = fits.pair(parameter, impact.error_low, impact.error_high);
        if (impact.constrained) impact.prefit_impact = fits.pair(parameter, impact.prefit_low, impact.prefit_high);
        table.impacts.push_back(impact);
    }
    std::stable_sort(table.impacts.begin(), table.impacts.end(),
                     [](Impact const& a, Impact const& b) { return a.impact.size() > b.impact.size(); });
    table.failed = fits.failed();
    return table;
}

}  // namespace quartet
