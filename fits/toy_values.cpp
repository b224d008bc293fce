#include "fits/toy_values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/base/math.hpp"

namespace quartet
{
namespace
{

constexpr double infinity = std::numeric_limits<double>::infinity();

bool has_value(FitStatus status) { return usable(status) || status == FitStatus::not_converged; }

/// The denominator is a best fit of the parameter of interest.
bool compares_with_best_fit(TestStatistic statistic)
{
    return statistic != TestStatistic::lep && statistic != TestStatistic::tev;
}

bool is_zero_above(TestStatistic statistic)
{
    return statistic == TestStatistic::qtilde || statistic == TestStatistic::q;
}

/// 2 (a - b); equal where both are impossible.
double twice_difference(double a, double b)
{
    if (std::isinf(a)) return std::isinf(b) ? 0 : infinity;
    return 2 * (a - b);
}

}  // namespace

void ToyValues::append(ToyValues const& more)
{
    q.insert(q.end(), more.q.begin(), more.q.end());
    status.insert(status.end(), more.status.begin(), more.status.end());
    evaluations.insert(evaluations.end(), more.evaluations.begin(), more.evaluations.end());
}

void ToyValues::resize(std::int64_t toys)
{
    auto const n = static_cast<std::size_t>(toys);
    q.resize(n);
    status.resize(n);
    evaluations.resize(n);
}

ToyValues ToyValues::part(std::int64_t first, std::int64_t count) const
{
    auto const cut = [&](auto const& column)
    {
        auto const begin = column.begin() + static_cast<std::ptrdiff_t>(first);
        return std::decay_t<decltype(column)>(begin, begin + static_cast<std::ptrdiff_t>(count));
    };
    return {cut(q), cut(status), cut(evaluations)};
}

std::vector<ToyFit> fits_for(TestStatistic statistic, int poi, double mu, double model_lower)
{
    ToyFit best;
    ToyFit conditional;
    conditional.fixed = {{poi, mu}};
    switch (statistic)
    {
        case TestStatistic::q0:
            best.bounds = {{poi, {0, infinity}}};
            conditional.fixed = {{poi, 0}};
            conditional.warm_start = 0;
            return {best, conditional};
        case TestStatistic::lep:
            best.minimise = false;
            conditional.minimise = false;
            best.fixed = {{poi, 0}};
            return {best, conditional};
        case TestStatistic::tev:
            best.fixed = {{poi, 0}};
            return {best, conditional};
        case TestStatistic::profile:
            best.bounds = {{poi, {model_lower, infinity}}};
            conditional.warm_start = 0;
            return {best, conditional};
        case TestStatistic::qtilde:
        case TestStatistic::q:
            break;
    }
    best.bounds = {{poi, {statistic == TestStatistic::qtilde ? 0 : model_lower, infinity}}};
    conditional.warm_start = 0;
    conditional.skip_above_fit = 0;
    conditional.skip_above = mu;
    return {best, conditional};
}

ToyValues toy_values(ToyResult const& result, TestStatistic statistic, double mu)
{
    bool const ratio = compares_with_best_fit(statistic);
    ToyValues values;
    values.resize(result.n_toys);
    for (std::int64_t t = 0; t < result.n_toys; ++t)
    {
        auto const first = static_cast<std::size_t>(result.at(0, t));
        auto const second = static_cast<std::size_t>(result.at(1, t));
        auto const toy = static_cast<std::size_t>(t);
        FitStatus const best = result.status[first];
        FitStatus const conditional = result.status[second];
        bool const above = is_zero_above(statistic) && result.poi[first] > mu;
        bool const skipped = conditional == FitStatus::skipped || above;
        bool const no_ratio = ratio && best == FitStatus::impossible;
        bool const lost = no_ratio || !has_value(best) || (!skipped && !has_value(conditional));
        double const q = skipped ? 0 : twice_difference(result.nll[second], result.nll[first]);
        values.q[toy] = lost ? nan_of<double>() : (ratio ? std::max(q, 0.0) : q);
        values.status[toy] = usable(best) && !skipped && !usable(conditional) ? conditional : best;
        values.evaluations[toy] = result.evaluations[first] + result.evaluations[second];
    }
    return values;
}

}  // namespace quartet
