#include "host/statistics/feldman_cousins.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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
            if (!is_inside(at))
            {
                outside_ = at;
                return narrowed(scale);
            }
            inside_ = at;
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
    bool is_inside(double at) { return toys_.decided(at, alpha_).p_value >= alpha_; }

    IntervalEnd narrowed(double scale)
    {
        IntervalEnd end;
        end.found = true;
        for (int step = 0; step < 60; ++step)
        {
            double const middle = 0.5 * (inside_ + outside_);
            double const half = 0.5 * std::abs(outside_ - inside_);
            if (half < options_.accuracy * scale)
            {
                end.at = middle;
                end.error = half;
                return end;
            }
            IntervalPoint const& point = toys_.decided(middle, alpha_);
            if (!is_decided(point, alpha_)) return read_off(point, half);
            (point.p_value >= alpha_ ? inside_ : outside_) = middle;
        }
        end.at = 0.5 * (inside_ + outside_);
        return end;
    }

    /// The p-value at this point is 1 - cl within its error: the end is near, as far as the slope says.
    IntervalEnd read_off(IntervalPoint const& point, double half)
    {
        IntervalEnd end;
        end.found = true;
        double const p_inside = inside_ == best_ ? 1.0 : toys_.at(inside_, options_.toys).p_value;
        double const p_outside = toys_.at(outside_, options_.toys).p_value;
        double const slope = std::max((p_inside - p_outside) / (2 * half), 1e-300);
        double const shift = std::clamp((point.p_value - alpha_) / slope, -half, half);
        end.at = point.at + sign_ * shift;
        end.error = std::min(point.error / slope, half);
        return end;
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
    ToyDistribution const more = distribution(backend_.run(data_.model(), plan), TestStatistic::profile, value);
    toys_ += toys - point.toys;
    failed_ += more.failed;
    lost_ += more.lost;
    ToyDistribution& all = distributions_[value];
    all.add(more);
    if (all.q.empty()) throw CheckError(message("no toy could be fitted", "value " + std::to_string(value), ""));
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
