// Places the values of the parameter at which toys are run, and reads the limits off.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "fits/toy_cls.hpp"

namespace quartet
{
namespace
{

constexpr int n_curves = 6;
constexpr int observed_curve = 5;

/// CLs of one curve (five expected, one observed) at one value of the parameter, as y = ln(CLs / alpha).
struct Sample
{
    double mu;
    double y;
    double error;
};

struct Estimate
{
    double at = 0;
    double error = 0;
    bool bracketed = false;  ///< there are points on both sides
};

/// ln CLs bends: a straight line is off by about this much times y squared at a distance y from the crossing.
constexpr double curvature = 0.15;

std::vector<Sample> samples_of(ToyCls const& cls, int curve, double alpha)
{
    std::vector<Sample> samples;
    for (auto const& [mu, point] : cls.points())
    {
        bool const data = curve == observed_curve;
        double const value = data ? point.observed.cls : point.expected[static_cast<std::size_t>(curve)];
        double const error = data ? point.error.cls : point.expected_error[static_cast<std::size_t>(curve)];
        // A share of no toys at all: at most about one toy, so that it counts as far below.
        double const floor = 0.3 / static_cast<double>(cls.options().n_s_plus_b);
        double const v = std::max(value, floor);
        samples.push_back({mu, std::log(v / alpha), std::max(error, 1e-12) / v});
    }
    return samples;
}

/// The bracket nearest to the crossing, or the two outermost points on the side where all are.
std::pair<std::size_t, std::size_t> bracket(std::vector<Sample> const& samples)
{
    std::size_t upper = 0;
    while (upper < samples.size() && samples[upper].y > 0) ++upper;
    if (upper == 0) return {0, 1};
    if (upper == samples.size()) return {samples.size() - 2, samples.size() - 1};
    return {upper - 1, upper};
}

/// Weighted straight line through y(mu), solved for y = 0.
std::optional<Estimate> line_crossing(std::vector<Sample> const& samples)
{
    double s = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    double const origin = samples.front().mu;
    for (Sample const& sample : samples)
    {
        double const w = 1 / (sample.error * sample.error + std::pow(curvature * sample.y * sample.y, 2));
        double const x = sample.mu - origin;
        s += w;
        sx += w * x;
        sy += w * sample.y;
        sxx += w * x * x;
        sxy += w * x * sample.y;
    }
    double const det = s * sxx - sx * sx;
    if (!(det > 0)) return std::nullopt;
    double const slope = (s * sxy - sx * sy) / det;
    if (!(slope < 0)) return std::nullopt;
    double const x = -(sy - slope * sx) / (s * slope);
    double const variance = (sxx - 2 * x * sx + x * x * s) / det;
    return Estimate{origin + x, std::sqrt(std::max(variance, 0.0)) / -slope, false};
}

Estimate estimate(std::vector<Sample> const& samples)
{
    constexpr double near = 1.2;
    auto const [low, high] = bracket(samples);
    std::vector<Sample> local;
    for (std::size_t i = 0; i < samples.size(); ++i)
        if (std::abs(samples[i].y) < near || i == low || i == high) local.push_back(samples[i]);
    double const first = samples.front().mu;
    double const last = samples.back().mu;
    std::optional<Estimate> const line = line_crossing(local);
    // Without a falling line the search moves on beyond the end where the crossing must be.
    double const at = line ? line->at : (samples.back().y > 0 ? 1.5 * last : first / 1.5);
    Estimate result{std::clamp(at, first / 1.5, 1.5 * last),
                    line ? line->error : std::numeric_limits<double>::infinity(), false};
    bool const above =
        std::any_of(samples.begin(), samples.end(), [&](Sample const& p) { return p.mu <= result.at && p.y > 0; });
    bool const below =
        std::any_of(samples.begin(), samples.end(), [&](Sample const& p) { return p.mu >= result.at && p.y <= 0; });
    result.bracketed = above && below;
    return result;
}

/// A value near `wanted` that is not yet among the points: equal values would be the same toys again.
double fresh(ToyCls const& cls, double wanted, int round)
{
    double mu = wanted;
    for (int step = 1; step < 40; ++step)
    {
        auto const close = [&](auto const& entry) { return std::abs(entry.first - mu) < 1e-3 * wanted; };
        if (std::none_of(cls.points().begin(), cls.points().end(), close)) return mu;
        mu = wanted * (1 + 0.01 * ((step + 1) / 2) * ((step + round) % 2 == 0 ? 1 : -1));
    }
    return mu;
}

std::vector<int> wanted_curves(ToyCls const& cls, ToyLimitOptions const& options)
{
    std::vector<int> curves;
    if (cls.has_observed()) curves.push_back(observed_curve);
    if (options.bands)
        for (int c : {2, 1, 3, 0, 4}) curves.push_back(c);
    else if (!cls.has_observed())
        curves.push_back(2);
    return curves;
}

double guess_of(ToyLimitOptions const& options, int curve)
{
    double const guess =
        curve == observed_curve ? options.guess_observed : options.guess_expected[static_cast<std::size_t>(curve)];
    return guess > 0 ? guess : 1.0;
}

/// The slope of the line, and with it the error of the limit, is only known from points that lie apart by more than
/// their noise: at least this far from the crossing in y on both sides ...
constexpr double arm = 0.5;
/// ... and placed this far out; beyond 1.2 they would no longer count as near.
constexpr double placed_arm = 0.8;

/// Places a point on each side of the crossing where there is none far enough out. Two tries for each side, as the
/// slope is poorly known before.
void add_lever_arms(ToyCls& cls, int curve, double alpha)
{
    for (int round = 0; round < 4; ++round)
    {
        std::vector<Sample> const samples = samples_of(cls, curve, alpha);
        auto const reaches = [&](double sign)
        { return std::any_of(samples.begin(), samples.end(), [&](Sample const& p) { return sign * p.y >= arm; }); };
        bool const above = reaches(1);
        if (above && reaches(-1)) return;
        Estimate const now = estimate(samples);
        // ln CLs falls roughly like -3 mu / limit; a slope from points close together is noise.
        double const step = placed_arm / 3 * (1 + 0.5 * (round / 2)) * now.at;
        cls.at(fresh(cls, above ? now.at + step : now.at - step, round));
    }
}

void refine(ToyCls& cls, int curve, ToyLimitOptions const& options)
{
    double const alpha = 1 - options.cl;
    add_lever_arms(cls, curve, alpha);
    for (int round = 0; round < options.max_rounds; ++round)
    {
        Estimate const now = estimate(samples_of(cls, curve, alpha));
        if (now.bracketed && now.error < options.relative * now.at) return;
        cls.at(fresh(cls, now.at, round));
    }
}

void store(ToyCls const& cls, int curve, ToyLimitOptions const& options, LimitResult& result)
{
    Estimate const e = estimate(samples_of(cls, curve, 1 - options.cl));
    std::string const what =
        curve == observed_curve ? "observed limit" : "expected limit (" + std::to_string(curve - 2) + " sigma)";
    if (!e.bracketed)
        result.warnings.push_back("the " + what + " was not bracketed by toys: use more toys or another --rmax");
    if (curve == observed_curve)
    {
        result.observed = e.at;
        result.observed_error = e.error;
        result.observed_found = std::isfinite(e.error);  // infinite: no falling line through the points
        return;
    }
    result.expected[static_cast<std::size_t>(curve)] = e.at;
    result.expected_error[static_cast<std::size_t>(curve)] = e.error;
    result.expected_found[static_cast<std::size_t>(curve)] = std::isfinite(e.error);
}

}  // namespace

LimitResult toy_limit(ToyCls& cls, ToyLimitOptions const& options)
{
    std::vector<int> const curves = wanted_curves(cls, options);
    for (int curve : curves) cls.at(fresh(cls, guess_of(options, curve), 0));
    // One point alone has no slope.
    if (cls.points().size() < 2) cls.at(1.15 * guess_of(options, curves.front()));
    for (int curve : curves) refine(cls, curve, options);
    LimitResult result;
    result.has_observed = cls.has_observed();
    for (int curve : curves) store(cls, curve, options, result);
    result.toys = cls.counts();
    for (auto const& [mu, point] : cls.points()) result.scan.push_back(point);
    for (std::string const& warning : toy_warnings(result.toys)) result.warnings.push_back(warning);
    return result;
}

}  // namespace quartet
