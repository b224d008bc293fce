#include "host/statistics/grid_scan.hpp"

#include <algorithm>
#include <cmath>

#include "fits/toy_distribution.hpp"
#include "host/statistics/likelihood_data.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

FitOptions options_at(std::vector<ScanAxis> const& axes, std::vector<double> const& at, std::vector<double> start)
{
    FitOptions options;
    options.covariance = false;
    options.start = std::move(start);
    for (std::size_t a = 0; a < axes.size(); ++a)
    {
        options.fixed.emplace_back(axes[a].parameter, at[a]);
        options.bounds.push_back({axes[a].parameter, {-1e300, 1e300}});
        options.start[static_cast<std::size_t>(axes[a].parameter)] = at[a];
    }
    return options;
}

}  // namespace

std::vector<double> ScanAxis::values() const
{
    std::vector<double> all;
    for (int i = 0; i < points; ++i) all.push_back(at(i));
    return all;
}

GridScan scan_grid(CompiledModel const& model, FitDataset const& data, std::vector<ScanAxis> const& axes)
{
    GridScan scan;
    scan.best = fit(model, data);
    if (!good(scan.best.status)) ++scan.failed;
    double lowest = scan.best.nll;
    auto const n_second = static_cast<std::size_t>(axes.size() > 1 ? axes[1].points : 1);
    for (int i = 0; i < axes[0].points; ++i)
        for (int j = 0; j < static_cast<int>(n_second); ++j)
        {
            std::vector<double> at{axes[0].at(i)};
            if (axes.size() > 1) at.push_back(axes[1].at(j));
            std::size_t const k = scan.points.size();
            std::vector<double> const& start = j > 0   ? scan.points[k - 1].fit.values
                                               : i > 0 ? scan.points[k - n_second].fit.values
                                                       : scan.best.values;
            ScanPoint point{at, fit(model, data, options_at(axes, at, start)), 0, -1, 0};
            // From its neighbour the data may look impossible; they are when they are so from the best fit as well.
            if (point.fit.status == FitStatus::impossible)
                point.fit = fit(model, data, options_at(axes, at, scan.best.values));
            if (!usable(point.fit.status)) ++scan.failed;  // impossible is an answer: infinitely far
            lowest = std::min(lowest, point.fit.nll);
            scan.points.push_back(std::move(point));
        }
    for (ScanPoint& point : scan.points) point.delta_2nll = 2 * (point.fit.nll - lowest);
    return scan;
}

void add_grid_toys(CompiledModel const& model, FitDataset const& data, std::vector<ScanAxis> const& axes,
                   std::int64_t toys, ToyKind kind, std::uint64_t seed, ToyBackend& backend,
                   std::function<void(int, double)> const& progress, GridScan& scan)
{
    ToyPlan plan;
    plan.seed = seed;
    plan.kind = kind;
    plan.global_observables = data.global_observables;
    plan.last = toys;
    int done = 0;
    for (ScanPoint& point : scan.points)
    {
        plan.hypothesis = toy_hypothesis("grid of two parameters", point.at[0], point.at[1]);
        plan.generate = kind == ToyKind::hybrid ? model.nominal_values() : point.fit.values;
        ToyFit conditional;
        conditional.warm_start = 0;
        for (std::size_t a = 0; a < axes.size(); ++a)
        {
            plan.generate[static_cast<std::size_t>(axes[a].parameter)] = point.at[a];
            conditional.fixed.emplace_back(axes[a].parameter, point.at[a]);
        }
        plan.fits = {ToyFit{}, conditional};
        ToyDistribution d;
        d.add(toy_values(backend.run(model, plan), TestStatistic::profile, 0));
        scan.toys.s_plus_b += toys;
        scan.toys.failed += d.failed();
        scan.toys.lost += d.lost();
        if (d.empty()) throw CheckError(message("no toy could be fitted at a point of the grid", "", ""));
        point.p_value = d.p_value(point.delta_2nll);
        point.p_error = d.p_error(point.p_value);
        if (progress) progress(++done, point.at[0]);
    }
}

}  // namespace quartet
