#include "fits/toy_distribution.hpp"

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

}  // namespace

double ToyDistribution::count(double value) const
{
    return static_cast<double>(q.end() - std::lower_bound(q.begin(), q.end(), value - tie_epsilon));
}

double ToyDistribution::p_value(double value) const { return q.empty() ? 1 : count(value) / size(); }

double ToyDistribution::p_error(double p) const
{
    double const n = std::max(size(), 1.0);
    return std::sqrt(std::max(p * (1 - p), (1 - 1 / n) / n) / n);
}

void ToyDistribution::add(ToyDistribution const& more)
{
    auto const old = static_cast<std::ptrdiff_t>(q.size());
    q.insert(q.end(), more.q.begin(), more.q.end());
    std::inplace_merge(q.begin(), q.begin() + old, q.end());
    failed += more.failed;
    lost += more.lost;
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

ToyDistribution distribution(ToyResult const& result, TestStatistic statistic, double mu)
{
    bool const ratio = compares_with_best_fit(statistic);
    ToyDistribution d;
    d.q.reserve(static_cast<std::size_t>(result.n_toys));
    for (std::int64_t t = 0; t < result.n_toys; ++t)
    {
        auto const first = static_cast<std::size_t>(result.at(0, t));
        auto const second = static_cast<std::size_t>(result.at(1, t));
        FitStatus const best = result.status[first];
        FitStatus const conditional = result.status[second];
        bool const above = is_zero_above(statistic) && result.poi[first] > mu;
        bool const skipped = conditional == FitStatus::skipped || above;
        bool const no_ratio = ratio && best == FitStatus::impossible;
        if (no_ratio || !usable(best) || (!skipped && !usable(conditional))) ++d.failed;
        if (no_ratio || !has_value(best) || (!skipped && !has_value(conditional)))
        {
            ++d.lost;
            continue;
        }
        double q = 0;
        double const a = result.nll[second];
        double const b = result.nll[first];
        if (!skipped) q = std::isinf(a) ? (std::isinf(b) ? 0 : infinity) : 2 * (a - b);
        d.q.push_back(ratio ? std::max(q, 0.0) : q);
    }
    std::sort(d.q.begin(), d.q.end());
    return d;
}

PlayedObservation observation_at(double q, ToyDistribution const& s_plus_b, ToyDistribution const& b)
{
    PlayedObservation played;
    played.beyond = s_plus_b.count(q);
    played.clsb = s_plus_b.p_value(q);
    played.clb = b.p_value(q);
    // No background toy is as far out: CLs is unknown.
    played.b_error = played.clb > 0 ? b.p_error(played.clb) / played.clb : infinity;
    return played;
}

PlayedObservation observation_at_sigma(double sigma, ToyDistribution const& s_plus_b, ToyDistribution const& b)
{
    double const n = b.size();
    double const share = normal_cdf(sigma);
    auto const value_at = [&](double wanted)
    {
        double const from_top = std::clamp(std::floor(wanted * n), 0.0, n - 1);
        return b.q[static_cast<std::size_t>(n - 1 - from_top)];
    };
    PlayedObservation played = observation_at(value_at(share), s_plus_b, b);
    // Two standard deviations: with discrete data a jump that is only just out of reach counts too.
    constexpr double reach = 2;
    double const step = reach * std::sqrt(share * (1 - share) / n);
    auto const cls_when_moved = [&](double sign)
    {
        double const q = value_at(share + sign * step);
        double const clb = b.p_value(q);
        return s_plus_b.p_value(q) / std::max(clb - sign * reach * b.p_error(clb), 1 / n);
    };
    double const centre = played.clsb / played.clb;
    if (centre > 0) played.b_error = 0.5 / reach * std::abs(cls_when_moved(1) - cls_when_moved(-1)) / centre;
    return played;
}

double cls_error(PlayedObservation const& played, ToyDistribution const& s_plus_b)
{
    // No background toy is as far out as the data: the ratio is capped at 1, and its error is 1.
    if (!(played.clb > 0)) return 1;
    return std::hypot(s_plus_b.p_error(played.clsb) / played.clb, played.cls() * played.b_error);
}

}  // namespace quartet
