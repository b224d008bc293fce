#include "host/statistics/feldman_cousins.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/statistics/degenerate.hpp"
#include "host/statistics/likelihood_data.hpp"
#include "host/statistics/profile_errors.hpp"
#include "models/base/error.hpp"
#include "models/base/math.hpp"

namespace quartet
{
namespace
{

/// Errors of a p-value from 1 - cl within which it is not decided.
constexpr double decided_errors = 3;
/// Values of the parameter with max_toys and no decision at which the search of an end stops.
constexpr int max_undecided = 8;

bool is_decided(IntervalPoint const& point, double alpha)
{
    return std::abs(point.p_value - alpha) > decided_errors * point.error;
}

/// One end of the interval: sign -1 the lower, +1 the upper.
class EndSearch
{
  public:
    EndSearch(RatioToys& toys, IntervalOptions const& options, double best, double bound, int sign)
        : toys_(toys), options_(options), alpha_(1 - options.cl), best_(best), bound_(bound), sign_(sign)
    {
    }

    /// `guess`: distance of the end of the profile-likelihood interval from the best value, > 0.
    IntervalEnd run(double guess, double scale)
    {
        inside_ = best_;
        double distance = guess;
        IntervalEnd end;
        for (int step = 0; step < 60; ++step)
        {
            double const room = sign_ * (bound_ - best_);
            double const at = distance >= room ? bound_ : best_ + sign_ * distance;
            IntervalPoint const& point = toys_.decided(at, alpha_);
            bool const inside = point.p_value >= alpha_;
            bool const decided = is_decided(point, alpha_);
            if (!inside && (decided || at == bound_))
            {
                outside_ = at;
                return narrowed(scale);
            }
            if (decided) inside_ = at;  // where nothing is decided the end may lie on either side
            if (at == bound_)
            {
                end.at = bound_;
                end.at_bound = true;
                return end;
            }
            distance *= 1.3;
        }
        end.at = inside_;
        return end;
    }

  private:
    /// Values of the parameter are looked at where the end is thought to be, until it is known well enough or enough
    /// values were undecided.
    IntervalEnd narrowed(double scale)
    {
        IntervalEnd end;
        end.found = true;
        int undecided = 0;
        for (int step = 0; step < 100; ++step)
        {
            place(end);
            if (end.error < options_.accuracy * scale || undecided >= max_undecided) break;
            double next = end.at;
            // Once more at the same place tells little: a standard deviation to either side.
            if (is_close(next, 0.25 * end.error)) next += (step % 2 == 0 ? 1 : -1) * end.error;
            if (is_close(next, 1e-3 * end.error)) break;
            if (!is_decided(toys_.decided(next, alpha_), alpha_)) ++undecided;
        }
        return end;
    }

    bool is_close(double at, double distance) const
    {
        auto const& points = toys_.points();
        return std::any_of(points.begin(), points.end(),
                           [&](auto const& p) { return std::abs(p.first - at) < distance; });
    }

    /// ln of the probability that the p-value at a point is on this side of 1 - cl.
    double log_side(IntervalPoint const& point, int side) const
    {
        return std::log(std::max(normal_cdf(side * (point.p_value - alpha_) / point.error), 1e-300));
    }

    /// Mean and standard deviation of the end, for a flat prior between inside_ and outside_: it lies between two
    /// neighbouring values with the probability that all values further in are inside and all further out are not.
    void place(IntervalEnd& end) const
    {
        std::vector<IntervalPoint> between;  // outwards
        for (auto const& [at, point] : toys_.points())
            if (sign_ * (at - inside_) > 0 && sign_ * (outside_ - at) > 0) between.push_back(point);
        if (sign_ < 0) std::reverse(between.begin(), between.end());
        std::vector<double> edges{inside_};
        double log_weight = 0;
        for (IntervalPoint const& point : between)
        {
            edges.push_back(point.at);
            log_weight += log_side(point, -1);
        }
        edges.push_back(outside_);
        std::vector<double> logs{log_weight};
        for (IntervalPoint const& point : between)
            logs.push_back(logs.back() + log_side(point, 1) - log_side(point, -1));
        double const largest = *std::max_element(logs.begin(), logs.end());
        double sum = 0;
        double mean = 0;
        double square = 0;
        for (std::size_t k = 0; k < logs.size(); ++k)
        {
            double const a = edges[k] - inside_;
            double const b = edges[k + 1] - inside_;
            double const weight = std::exp(logs[k] - largest) * std::abs(b - a);
            sum += weight;
            mean += weight * 0.5 * (a + b);
            square += weight * (a * a + a * b + b * b) / 3;
        }
        mean /= sum;
        end.at = inside_ + mean;
        end.error = std::sqrt(std::max(square / sum - mean * mean, 0.0));
    }

    RatioToys& toys_;
    IntervalOptions const& options_;
    double alpha_;
    double best_;
    double bound_;
    int sign_;
    double inside_ = 0;
    double outside_ = 0;
};

}  // namespace

RatioToys::RatioToys(ProfileLikelihood& data, ToyBackend& backend, IntervalOptions const& options)
    : data_(data), backend_(backend), options_(options)
{
}

IntervalPoint const& RatioToys::at(double value, std::int64_t toys)
{
    IntervalPoint& point = points_[value];
    if (point.toys >= toys) return point;
    ToyPlan plan;
    plan.seed = options_.seed;
    plan.hypothesis = toy_hypothesis("profile likelihood ratio", value);
    plan.generate = options_.kind == ToyKind::hybrid ? data_.model().nominal_values() : data_.conditional(value).values;
    plan.generate[static_cast<std::size_t>(data_.poi())] = value;
    plan.global_observables = data_.data().global_observables;
    plan.kind = options_.kind;
    plan.poi = data_.poi();
    plan.first = point.toys;
    plan.last = toys;
    plan.fits = fits_for(TestStatistic::profile, data_.poi(), value, data_.model_lower());
    ToyDistribution& all = distributions_[value];
    failed_ -= all.failed();
    lost_ -= all.lost();
    all.add(toy_values(backend_.run(data_.model(), plan), TestStatistic::profile, value));
    toys_ += toys - point.toys;
    failed_ += all.failed();
    lost_ += all.lost();
    if (all.empty()) throw CheckError(message("no toy could be fitted", "value " + std::to_string(value), ""));
    point.at = value;
    point.q = data_.value(TestStatistic::profile, value);
    point.p_value = all.p_value(point.q);
    point.error = all.p_error(point.p_value);
    point.toys = toys;
    if (options_.progress) options_.progress(static_cast<int>(points_.size()), value);
    return point;
}

IntervalPoint const& RatioToys::decided(double value, double alpha)
{
    std::int64_t toys = std::min(options_.toys, options_.max_toys);
    while (true)
    {
        IntervalPoint const& point = at(value, toys);
        if (is_decided(point, alpha) || point.toys >= options_.max_toys) return point;
        toys = std::min(2 * point.toys, options_.max_toys);
    }
}

Interval feldman_cousins(ProfileLikelihood& data, ToyBackend& backend, IntervalOptions const& options)
{
    if (!(options.cl > 0 && options.cl < 1))
        throw InputError(message("the confidence level must lie between 0 and 1", "--cl", ""));
    FitResult const best = data.best(data.model_lower());
    refuse_impossible(data.model(), data.data(), best);
    if (!good(best.status)) throw CheckError(message("the fit of the data failed: " + to_string(best.status), "", ""));
    auto const poi = static_cast<std::size_t>(data.poi());
    ModelParameter const& about = data.model().source().parameters[poi];
    // Toys and data may go beyond the upper end of the range, as in limits.
    double const sigmas = normal_quantile(0.5 * (1 + options.cl));
    FitOptions fit_options;
    ProfileErrors const guess = profile_errors(data.model(), data.data(), best, data.poi(), fit_options, sigmas);
    Interval out;
    out.best = best.values[poi];
    double const up =
        std::max(guess.high.distance, 1e-3 * std::max(std::abs(out.best), about.step > 0 ? about.step : 1));
    double const down = std::max(-guess.low.distance, 0.0);
    double const scale = up + down;
    RatioToys toys(data, backend, options);
    EndSearch low(toys, options, out.best, about.lower, -1);
    EndSearch high(toys, options, out.best, std::numeric_limits<double>::infinity(), 1);
    if (out.best > about.lower)
        out.low = low.run(down > 0 ? down : 0.5 * up, scale);
    else
        out.low = {about.lower, 0, false, true};
    out.high = high.run(up, scale);
    for (auto const& [at, point] : toys.points()) out.points.push_back(point);
    out.toys = toys.toys();
    out.failed = toys.failed();
    out.lost = toys.lost();
    return out;
}

}  // namespace quartet
