#include "fits/toy_cls.hpp"

#include <bit>

#include "models/base/error.hpp"

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

}  // namespace

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

ToyDistribution ToyCls::run(TestStatistic statistic, double generated_mu, double tested_mu, std::int64_t first,
                            std::int64_t last)
{
    ToyPlan plan;
    plan.seed = options_.seed;
    plan.hypothesis = hypothesis_number(generated_mu, tested_mu);
    plan.generate = generating_values(generated_mu);
    // Hybrid toys draw nuisance parameters around what the auxiliary measurements of the data gave.
    plan.global_observables = data_.data().global_observables;
    plan.first = first;
    plan.last = last;
    plan.kind = options_.kind;
    plan.poi = data_.poi();
    plan.fits = fits_for(statistic, data_.poi(), tested_mu, data_.model_lower());
    if (statistic == TestStatistic::lep)
        for (std::size_t i = 0; i < 2; ++i)
        {
            plan.fits[i].start = data_.model().nominal_values();
            plan.fits[i].start[static_cast<std::size_t>(data_.poi())] = plan.fits[i].fixed.front().second;
        }
    ToyDistribution d = distribution(backend_.run(data_.model(), plan), statistic, tested_mu);
    counts_.failed += d.failed;
    counts_.lost += d.lost;
    if (d.q.empty()) throw CheckError(message("no toy could be fitted", "mu = " + std::to_string(tested_mu), ""));
    return d;
}

void ToyCls::evaluate(ToyPoint& point)
{
    ClsPoint& result = point.result;
    if (has_observed_)
    {
        result.q = data_.value(options_.statistic, result.mu);
        PlayedObservation const played = observation_at(result.q, point.s_plus_b, point.b);
        result.observed = {played.clsb, played.clb, played.cls()};
        result.error = {point.s_plus_b.p_error(played.clsb), point.b.p_error(played.clb),
                        cls_error(played, point.s_plus_b)};
    }
    expected_from_toys(point.s_plus_b, point.b, options_.sigmas, result);
}

ToyPoint const& ToyCls::grow(double mu, std::int64_t n_s_plus_b, std::int64_t n_b)
{
    auto const [found, is_new] = points_.try_emplace(mu);
    ToyPoint& point = found->second;
    point.result.mu = mu;
    bool changed = is_new;
    auto const extend =
        [&](ToyDistribution& d, std::int64_t& made, double generated_mu, std::int64_t wanted, std::int64_t& counted)
    {
        if (wanted <= made) return;
        d.add(run(options_.statistic, generated_mu, mu, made, wanted));
        counted += wanted - made;
        made = wanted;
        changed = true;
    };
    extend(point.s_plus_b, point.n_s_plus_b, mu, n_s_plus_b, counts_.s_plus_b);
    extend(point.b, point.n_b, 0, n_b, counts_.b);
    if (!changed) return point;
    evaluate(point);
    if (options_.progress) options_.progress(static_cast<int>(points_.size()), mu);
    return point;
}

double ToyCls::discovery_p_value(double q0, double& error)
{
    ToyDistribution const b = run(TestStatistic::q0, 0, 0, 0, options_.n_b);
    counts_.b += options_.n_b;
    double const p = b.p_value(q0);
    error = b.p_error(p);
    return p;
}

void expected_from_toys(ToyDistribution const& s_plus_b, ToyDistribution const& b, std::array<double, 5> const& sigmas,
                        ClsPoint& point)
{
    for (std::size_t i = 0; i < 5; ++i)
    {
        PlayedObservation const played = observation_at_sigma(sigmas[i], s_plus_b, b);
        point.expected[i] = played.cls();
        point.expected_error[i] = cls_error(played, s_plus_b);
    }
}

}  // namespace quartet
