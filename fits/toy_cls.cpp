#include "fits/toy_cls.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/base/error.hpp"
#include "models/base/math.hpp"

namespace quartet
{
namespace
{

/// Names a hypothesis: the bits of the generated and of the tested value, mixed (finaliser of SplitMix64).
std::uint64_t hypothesis_number(double generated_mu, double tested_mu)
{
    auto const mix = [](std::uint64_t x)
    {
        x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
        return x ^ (x >> 31U);
    };
    return mix(std::bit_cast<std::uint64_t>(tested_mu)
               + mix(std::bit_cast<std::uint64_t>(generated_mu) + 0x9e3779b97f4a7c15ULL));
}

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The fits of every toy that a test statistic needs.
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

bool has_value(FitStatus status) { return usable(status) || status == FitStatus::not_converged; }

/// The test statistic of each toy from its two fits.
ToyDistribution distribution(ToyResult const& result, TestStatistic statistic)
{
    bool const one_sided_ratio = statistic != TestStatistic::lep && statistic != TestStatistic::tev;
    ToyDistribution d;
    d.q.reserve(static_cast<std::size_t>(result.n_toys));
    for (std::int64_t t = 0; t < result.n_toys; ++t)
    {
        FitStatus const best = result.status[static_cast<std::size_t>(result.at(0, t))];
        FitStatus const conditional = result.status[static_cast<std::size_t>(result.at(1, t))];
        bool const skipped = conditional == FitStatus::skipped;
        if (!usable(best) || (!skipped && !usable(conditional))) ++d.failed;
        if (!has_value(best) || (!skipped && !has_value(conditional)))
        {
            ++d.lost;
            continue;
        }
        double q = 0;
        double const a = result.nll[static_cast<std::size_t>(result.at(1, t))];
        double const b = result.nll[static_cast<std::size_t>(result.at(0, t))];
        if (!skipped) q = std::isinf(a) ? (std::isinf(b) ? 0 : infinity) : 2 * (a - b);
        d.q.push_back(one_sided_ratio ? std::max(q, 0.0) : q);
    }
    std::sort(d.q.begin(), d.q.end());
    return d;
}

}  // namespace

double ToyDistribution::p_value(double value) const
{
    auto const first = std::lower_bound(q.begin(), q.end(), value - tie_epsilon);
    return q.empty() ? 1 : static_cast<double>(q.end() - first) / static_cast<double>(q.size());
}

double ToyDistribution::p_error(double p) const
{
    double const n = static_cast<double>(std::max<std::size_t>(q.size(), 1));
    return std::sqrt(std::max(p * (1 - p), (1 - 1 / n) / n) / n);
}

std::vector<std::string> toy_warnings(ToyCounts const& toys)
{
    std::vector<std::string> warnings;
    if (toys.failed > toys.lost)
        warnings.push_back(std::to_string(toys.failed - toys.lost)
                           + " toys had a fit that did not converge; kept with their best point");
    if (toys.lost != 0)
        warnings.push_back(std::to_string(toys.lost)
                           + " toys could not be fitted and are left out of the p-values: these are biased");
    return warnings;
}

ToyCls::ToyCls(ProfileLikelihood& data, bool has_observed, ToyBackend& backend, ToyOptions const& options)
    : data_(data), has_observed_(has_observed), backend_(backend), options_(options)
{
}

std::vector<double> ToyCls::generating_values(double mu)
{
    if (options_.kind == ToyKind::frequentist) return data_.conditional(mu).values;
    std::vector<double> values = data_.model().nominal_values();
    values[static_cast<std::size_t>(data_.poi())] = mu;
    return values;
}

ToyDistribution ToyCls::run(double generated_mu, double tested_mu, std::int64_t n)
{
    ToyPlan plan;
    plan.seed = options_.seed;
    plan.hypothesis = hypothesis_number(generated_mu, tested_mu);
    plan.generate = generating_values(generated_mu);
    plan.last = n;
    plan.kind = options_.kind;
    plan.poi = data_.poi();
    plan.fits = fits_for(options_.statistic, data_.poi(), tested_mu, data_.model_lower());
    if (options_.statistic == TestStatistic::lep)
        for (std::size_t i = 0; i < 2; ++i)
        {
            plan.fits[i].start = data_.model().nominal_values();
            plan.fits[i].start[static_cast<std::size_t>(data_.poi())] = plan.fits[i].fixed.front().second;
        }
    ToyDistribution d = distribution(backend_.run(data_.model(), plan), options_.statistic);
    counts_.failed += d.failed;
    counts_.lost += d.lost;
    if (d.q.empty()) throw CheckError(message("no toy could be fitted", "mu = " + std::to_string(tested_mu), ""));
    return d;
}

ClsPoint const& ToyCls::at(double mu)
{
    auto const found = points_.find(mu);
    if (found != points_.end()) return found->second;
    ToyDistribution const s_plus_b = run(mu, mu, options_.n_s_plus_b);
    ToyDistribution const b = run(0, mu, options_.n_b);
    counts_.s_plus_b += options_.n_s_plus_b;
    counts_.b += options_.n_b;
    ClsPoint point;
    point.mu = mu;
    if (has_observed_)
    {
        point.q = data_.value(options_.statistic, mu);
        ClsValues& p = point.observed;
        p.clsb = s_plus_b.p_value(point.q);
        p.clb = b.p_value(point.q);
        point.error.clsb = s_plus_b.p_error(p.clsb);
        point.error.clb = b.p_error(p.clb);
        // No background toy is as far out as the data: the ratio is capped at 1, and its error is 1.
        p.cls = p.clb > 0 ? std::min(1.0, p.clsb / p.clb) : 1;
        point.error.cls = p.clb > 0 ? std::hypot(point.error.clsb, p.cls * point.error.clb) / p.clb : 1;
    }
    expected_from_toys(s_plus_b, b, options_.sigmas, point);
    ClsPoint const& kept = points_.emplace(mu, point).first->second;
    if (options_.progress) options_.progress(static_cast<int>(points_.size()), mu);
    return kept;
}

double ToyCls::discovery_p_value(double q0, double& error)
{
    TestStatistic const asked = options_.statistic;
    options_.statistic = TestStatistic::q0;
    ToyDistribution const b = run(0, 0, options_.n_b);
    options_.statistic = asked;
    counts_.b += options_.n_b;
    double const p = b.p_value(q0);
    error = b.p_error(p);
    return p;
}

void expected_from_toys(ToyDistribution const& s_plus_b, ToyDistribution const& b, std::array<double, 5> const& sigmas,
                        ClsPoint& point)
{
    std::vector<double> cls;
    std::vector<double> clsb;
    cls.reserve(b.q.size());
    // b.q rises, so CLs and CLsb as functions of the toy fall or stay.
    for (double q : b.q)
    {
        clsb.push_back(s_plus_b.p_value(q));
        cls.push_back(std::min(1.0, clsb.back() / b.p_value(q)));
    }
    std::sort(cls.begin(), cls.end());
    std::sort(clsb.begin(), clsb.end());
    double const n = static_cast<double>(cls.size());
    auto const pick = [&](std::vector<double> const& sorted, double share)
    {
        double const index = std::clamp(std::floor(share * n), 0.0, n - 1);
        return sorted[static_cast<std::size_t>(index)];
    };
    for (std::size_t i = 0; i < 5; ++i)
    {
        double const share = normal_cdf(sigmas[i]);
        point.expected[i] = pick(cls, share);
        double const step = std::sqrt(share * (1 - share) / n);
        double const spread = 0.5 * (pick(cls, share + step) - pick(cls, share - step));
        double const p = pick(clsb, share);
        double const counting = p > 0 ? point.expected[i] * s_plus_b.p_error(p) / p : s_plus_b.p_error(p);
        point.expected_error[i] = std::hypot(spread, counting);
    }
}

}  // namespace quartet
