#include "fits/toy_cls.hpp"

#include "models/base/error.hpp"

namespace quartet
{

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
    : data_(data), has_observed_(has_observed), rounds_(backend, options.round_seconds), options_(options)
{
}

void ToyCls::run(ToyHypothesis const& hypothesis, std::int64_t first, std::int64_t last, ToyDistribution& distribution)
{
    ToyPlan plan = plan_of(hypothesis, data_, options_.kind, options_.seed);
    ToyRecord* const record = options_.record;
    std::int64_t const failed = distribution.failed();
    std::int64_t const lost = distribution.lost();
    TakeToys const add = [&](ToyValues const& toys) { distribution.add(toys); };
    plan.first = record == nullptr ? first : record->recall(hypothesis, first, last, add);
    plan.last = last;
    std::int64_t next = plan.first;
    rounds_.run(data_.model(), plan, hypothesis.statistic, hypothesis.tested_mu,
                [&](ToyValues const& toys)
                {
                    if (record != nullptr) record->keep(hypothesis, next, toys);
                    next += toys.size();
                    add(toys);
                });
    counts_.failed += distribution.failed() - failed;
    counts_.lost += distribution.lost() - lost;
    demand_toys(distribution, hypothesis.tested_mu);
}

void ToyCls::evaluate(ToyPoint& point)
{
    ClsPoint& result = point.result;
    if (has_observed_)
    {
        result.q = data_.value(options_.statistic, result.mu);
        observed_from_toys(point.s_plus_b, point.b, result);
    }
    expected_from_toys(point.s_plus_b, point.b, options_.sigmas, result);
    if (options_.injected) injected_from_toys(point.injected, point.s_plus_b, point.b, options_.sigmas, result);
}

ToyPoint const& ToyCls::grow(double mu, std::int64_t n_s_plus_b, std::int64_t n_b)
{
    auto const [found, is_new] = points_.try_emplace(mu);
    ToyPoint& point = found->second;
    point.result.mu = mu;
    bool changed = is_new;
    auto const extend =
        [&](ToyDistribution& d, std::int64_t& made, ToyHypothesis const& h, std::int64_t wanted, std::int64_t& counted)
    {
        if (wanted <= made) return;
        run(h, made, wanted, d);
        counted += wanted - made;
        made = wanted;
        changed = true;
    };
    TestStatistic const statistic = options_.statistic;
    extend(point.s_plus_b, point.n_s_plus_b, {statistic, mu, mu}, n_s_plus_b, counts_.s_plus_b);
    extend(point.b, point.n_b, {statistic, 0, mu}, n_b, counts_.b);
    if (options_.injected)
        extend(point.injected, point.n_injected, {statistic, *options_.injected, mu, true}, n_b, counts_.injected);
    if (!changed) return point;
    evaluate(point);
    if (options_.progress) options_.progress(static_cast<int>(points_.size()), mu);
    return point;
}

double ToyCls::discovery_p_value(double q0, double& error)
{
    background_ = {};
    run({TestStatistic::q0, 0, 0}, 0, options_.n_b, background_);
    counts_.b += options_.n_b;
    double const p = background_.p_value(q0);
    error = background_.p_error(p);
    return p;
}

std::array<double, 5> ToyCls::injected_p_values()
{
    ToyDistribution players;
    run({TestStatistic::q0, *options_.injected, 0, true}, 0, options_.n_b, players);
    counts_.injected += options_.n_b;
    return discovery_band(players, background_, options_.sigmas);
}

void demand_toys(ToyDistribution const& distribution, double mu)
{
    if (distribution.empty()) throw CheckError(message("no toy could be fitted", "mu = " + std::to_string(mu), ""));
}

void observed_from_toys(ToyDistribution const& s_plus_b, ToyDistribution const& b, ClsPoint& point)
{
    PlayedObservation const played = observation_at(point.q, s_plus_b, b);
    point.observed = {played.clsb, played.clb, played.cls()};
    point.error = {s_plus_b.p_error(played.clsb), b.p_error(played.clb), cls_error(played, s_plus_b)};
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

void injected_from_toys(ToyDistribution const& players, ToyDistribution const& s_plus_b, ToyDistribution const& b,
                        std::array<double, 5> const& sigmas, ClsPoint& point)
{
    for (std::size_t i = 0; i < 5; ++i)
    {
        PlayedObservation const played = observation_at_quantile(sigmas[i], players, s_plus_b, b);
        point.injected[i] = played.cls();
        point.injected_error[i] = cls_error(played, s_plus_b);
    }
}

std::array<double, 5> discovery_band(ToyDistribution const& players, ToyDistribution const& b,
                                     std::array<double, 5> const& sigmas)
{
    std::array<double, 5> band{};
    // More signal is further out in q0: +2 sigma is what few toys reach.
    for (std::size_t i = 0; i < 5; ++i) band[i] = b.p_value(value_at_sigma(-sigmas[i], players));
    return band;
}

}  // namespace quartet
