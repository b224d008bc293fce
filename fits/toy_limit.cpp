// Places the values of the parameter at which toys are run, decides how many, and reads the limits off.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "fits/limit_curves.hpp"
#include "fits/toy_cls.hpp"
#include "fits/toy_curve.hpp"

namespace quartet
{
namespace
{

/// Toys beyond the observation below which a share says little.
constexpr double enough = 25;
/// Distances from the crossing in ln CLs at which a point gives a lever to the slope ...
constexpr double arm = 0.45;
/// ... where it is placed for that, and at which a point counts as being at the crossing.
constexpr double placed_arm = 0.8;
constexpr double centre = 0.35;
/// Relative error of CLs from the background toys above which more of them are made: where the quantile of discrete
/// data is not clear, a limit would follow the neighbour too often.
constexpr double largest_b_error = 0.1;
/// A larger relative error is no measurement.
constexpr double largest_error = 0.3;

std::string percent(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2g %%", 100 * share);
    return text;
}

/// One limit: the observed one, or one of the band.
class LimitSearch
{
  public:
    LimitSearch(ToyCls& cls, ToyLimitOptions const& options, int curve)
        : cls_(cls), options_(options), curve_(curve), alpha_(1 - options.cl)
    {
        auto const& guesses = is_injected() ? options.guess_injected : options.guess_expected;
        double const guess = is_observed() ? options.guess_observed : guesses[index()];
        guess_ = guess > 0 ? guess : 1.0;
        // The width of the band is that of two Gaussian standard deviations, over each of which ln CLs falls by 2.3.
        double const band = guesses[3] - guesses[1];
        width_ = band > 0.02 * guess_ ? std::min(0.5 * band / 2.3, guess_ / 3) : guess_ / 3;
    }

    void run()
    {
        visit(near_known_point(guess_));
        for (int round = 0; round < max_points && !lost_ && place_next(); ++round)
        {
        }
        if (!lost_) visit_centre();
        // Points that other limits placed have to say as much of this one.
        if (!lost_)
            for (double mu : near(fit())) visit(mu);
        for (int round = 0; round < 40 && !lost_ && grow_all(); ++round)
        {
        }
    }

    CurveFit fit() const { return fit_curve(samples(), alpha_, width_); }

    bool is_found(CurveFit const& curve) const
    {
        return !lost_ && is_bracketed(curve) && curve.error < largest_error * curve.at;
    }

    void warn(CurveFit const& curve, std::vector<std::string>& warnings) const
    {
        std::string const what = curve_name(curve_);
        if (lost_)
            warnings.push_back("the " + what + " was not found: none of " + std::to_string(most_b_toys())
                               + " background toys is as far out as the data; more toys are needed (--max-toys)");
        else if (!is_bracketed(curve))
            warnings.push_back("the " + what
                               + " was not found: no toys on both sides of it; use more toys or another --rmax");
        else if (!is_found(curve))
            warnings.push_back("the " + what + " was not found: its error would be " + percent(curve.error / curve.at)
                               + "; more toys are needed (--toys, --max-toys)");
        else if (curve.error > options_.relative * curve.at)
            warnings.push_back("the error of the " + what + " is " + percent(curve.error / curve.at) + ", more than "
                               + percent(options_.relative)
                               + " (--accuracy): the largest number of toys was reached (--max-toys)");
    }

  private:
    static constexpr int max_points = 16;

    bool is_observed() const { return curve_ == observed_curve; }
    bool is_injected() const { return is_injected_curve(curve_); }
    std::size_t index() const { return band_index(curve_); }

    PlayedObservation played(ToyPoint const& point) const
    {
        if (is_observed()) return observation_at(point.result.q, point.s_plus_b, point.b);
        double const sigma = cls_.options().sigmas[index()];
        if (is_injected()) return observation_at_quantile(sigma, point.injected, point.s_plus_b, point.b);
        return observation_at_sigma(sigma, point.s_plus_b, point.b);
    }

    std::vector<CurveSample> samples() const
    {
        std::vector<CurveSample> all;
        for (auto const& [mu, point] : cls_.points())
        {
            PlayedObservation const p = played(point);
            all.push_back({mu, point.s_plus_b.size(), p.beyond, p.clb, p.b_error});
        }
        return all;
    }

    /// A point that is there already in the place of one close by.
    double near_known_point(double wanted) const
    {
        for (auto const& [mu, point] : cls_.points())
            if (std::abs(mu - wanted) < 0.2 * width_) return mu;
        return wanted;
    }

    std::int64_t most() const { return std::max(options_.max_toys, cls_.options().n_s_plus_b); }
    std::int64_t most_b_toys() const
    {
        std::int64_t n = 0;
        for (auto const& [mu, point] : cls_.points()) n = std::max(n, point.n_b);
        return n;
    }
    std::int64_t limited(double toys) const { return static_cast<std::int64_t>(std::min(toys, double(most()))); }

    /// Runs toys at mu until those beyond the observation suffice to say on which side of the crossing mu lies.
    void visit(double mu)
    {
        ToyPoint const* point = &cls_.grow(mu, cls_.options().n_s_plus_b, cls_.options().n_b);
        for (int round = 0; round < 30; ++round)
        {
            PlayedObservation const p = played(*point);
            auto n_b = static_cast<double>(point->n_b);
            auto n = static_cast<double>(point->n_s_plus_b);
            // Which background toy plays the observation must be clear.
            if (!is_observed() && p.beyond > 0 && p.b_error > largest_b_error)
                n_b *= 4;
            else if (n_b * p.clb < enough)
                n_b *= p.clb > 0 ? std::min(1.2 * enough / (n_b * p.clb), 8.0) : 4;
            double const wanted = n * std::max(p.clsb, alpha_ * p.clb);
            if (p.clb > 0 && wanted < enough) n *= std::min(1.2 * std::max(enough / wanted, 1.0), 8.0);
            std::int64_t const next = limited(n);
            std::int64_t const next_b = limited(n_b);
            if (next <= point->n_s_plus_b && next_b <= point->n_b) break;
            point = &cls_.grow(mu, next, next_b);
        }
        lost_ = played(*point).clb == 0;
    }

    /// Points that give the curve a lever on both sides; false when they are there.
    bool place_next()
    {
        CurveFit const curve = fit();
        width_ = std::clamp(curve.width, 0.5 * width_, 2 * width_);
        bool high = false;
        bool low = false;
        for (auto const& [mu, point] : cls_.points())
        {
            double const y = curve.found ? curve.height(mu) : (curve.at - mu) / width_;
            high = high || (mu < curve.at && y > arm && y < 2);
            low = low || (mu > curve.at && y < -arm && y > -2);
        }
        if (high && low) return false;
        double const first = cls_.points().begin()->first;
        double const last = cls_.points().rbegin()->first;
        double const at = std::clamp(curve.at, 0.5 * first, 2 * last);
        double next = low ? at - placed_arm * width_ : at + placed_arm * width_;
        next = std::max(next, 0.4 * at);
        // Equal values would add nothing.
        if (near_known_point(next) != next) next = near_known_point(next) + (low ? -0.3 : 0.3) * width_;
        if (!(next > 0)) return false;
        visit(next);
        return true;
    }

    /// A point at the crossing itself makes the limit independent of the bend.
    void visit_centre()
    {
        CurveFit const curve = fit();
        if (!curve.found || !is_bracketed(curve)) return;
        for (auto const& [mu, point] : cls_.points())
            if (std::abs(curve.height(mu)) < centre) return visit(mu);
        visit(curve.at);
    }

    bool is_bracketed(CurveFit const& curve) const
    {
        return curve.found && curve.at > cls_.points().begin()->first && curve.at < cls_.points().rbegin()->first;
    }

    /// The points of the window.
    std::vector<double> near(CurveFit const& curve) const
    {
        std::vector<double> found;
        for (auto const& [mu, point] : cls_.points())
            if (std::abs(curve.height(mu)) < curve_window) found.push_back(mu);
        return found;
    }

    /// More toys at the points of the window, where they lack; false when nothing more is needed or allowed.
    bool grow_all()
    {
        CurveFit const curve = fit();
        if (!curve.found) return false;
        double const missing = curve.error / (options_.relative * curve.at);
        if (missing <= 1) return false;
        double const factor = std::clamp(1.1 * missing * missing, 1.2, 4.0);
        bool grew = false;
        for (double mu : near(curve))
        {
            ToyPoint const& point = cls_.points().at(mu);
            PlayedObservation const p = played(point);
            double const p_here = std::min(0.9, p.clb * alpha_ * std::exp(curve.height(mu)));
            double const own = (1 - p_here) / (point.s_plus_b.size() * p_here);
            double const other = p.b_error * p.b_error;
            // The larger of the two variances first, both when they are alike.
            auto n = static_cast<double>(point.n_s_plus_b);
            auto n_b = static_cast<double>(point.n_b);
            if (own > 0.4 * other || limited(factor * n_b) <= point.n_b) n *= factor;
            if (other > 0.4 * own || limited(n) <= point.n_s_plus_b) n_b *= factor;
            std::int64_t const next = std::max(limited(n), point.n_s_plus_b);
            std::int64_t const next_b = std::max(limited(n_b), point.n_b);
            grew = grew || next > point.n_s_plus_b || next_b > point.n_b;
            cls_.grow(mu, next, next_b);
        }
        return grew;
    }

    ToyCls& cls_;
    ToyLimitOptions const& options_;
    int curve_;
    double alpha_;
    double guess_ = 1;
    double width_ = 1;
    bool lost_ = false;  ///< no background toy is as far out as the data: CLb is unknown
};

std::vector<int> wanted_curves(ToyCls const& cls, ToyLimitOptions const& options)
{
    std::vector<int> curves;
    if (cls.has_observed()) curves.push_back(observed_curve);
    if (options.bands)
        for (int c : {2, 1, 3, 0, 4}) curves.push_back(c);
    else if (!cls.has_observed())
        curves.push_back(2);
    if (cls.options().injected && options.bands)
        for (int c : {2, 1, 3, 0, 4}) curves.push_back(first_injected_curve + c);
    return curves;
}

}  // namespace

LimitResult toy_limit(ToyCls& cls, ToyLimitOptions const& options)
{
    std::vector<LimitSearch> searches;
    std::vector<int> const curves = wanted_curves(cls, options);
    for (int curve : curves)
    {
        searches.emplace_back(cls, options, curve);
        searches.back().run();
    }
    LimitResult result;
    result.has_observed = cls.has_observed();
    result.has_injected = cls.options().injected && options.bands;
    for (std::size_t i = 0; i < curves.size(); ++i)
    {
        CurveFit const curve = searches[i].fit();  // with the points that the other limits needed
        bool const found = searches[i].is_found(curve);
        searches[i].warn(curve, result.warnings);
        put_limit(curves[i], curve.at, curve.error, found, result);
    }
    result.toys = cls.counts();
    for (auto const& [mu, point] : cls.points()) result.scan.push_back(point.result);
    for (std::string const& warning : toy_warnings(result.toys)) result.warnings.push_back(warning);
    return result;
}

}  // namespace quartet
