#include "fits/toy_grid_limit.hpp"

#include <algorithm>
#include <cmath>

#include "fits/limit_curves.hpp"
#include "fits/toy_cls.hpp"
#include "fits/toy_curve.hpp"

namespace quartet
{
namespace
{

/// Distance in ln CLs over which the first guess of the slope is taken: enough for the noise of the toys.
constexpr double arm = 0.8;
/// A larger relative error is no measurement.
constexpr double largest_error = 0.3;

PlayedObservation const& played(GridPoint const& point, int curve)
{
    if (curve == observed_curve) return point.observed;
    return (is_injected_curve(curve) ? point.injected : point.expected)[band_index(curve)];
}

std::vector<CurveSample> samples_of(std::vector<GridPoint> const& points, int curve)
{
    std::vector<CurveSample> samples;
    for (GridPoint const& point : points)
    {
        PlayedObservation const& p = played(point, curve);
        samples.push_back({point.result.mu, point.s_plus_b, p.beyond, p.clb, p.b_error});
    }
    std::sort(samples.begin(), samples.end(), [](auto const& a, auto const& b) { return a.mu < b.mu; });
    return samples;
}

/// The change of mu over which ln CLs falls by 1, from the points next to the crossing that are far enough apart; where
/// nothing falls, the distance of the points.
double width_of(std::vector<CurveSample> const& samples, double alpha)
{
    auto const y = [&](CurveSample const& s)
    { return std::log(std::max(s.beyond, 0.5) / (s.toys * std::max(s.clb, 1 / s.toys) * alpha)); };
    std::size_t low = 0;
    while (low + 1 < samples.size() && y(samples[low + 1]) > arm) ++low;
    std::size_t high = std::min(low + 1, samples.size() - 1);
    while (high + 1 < samples.size() && y(samples[high]) > -arm) ++high;
    double const distance = samples[high].mu - samples[low].mu;
    double const fall = y(samples[low]) - y(samples[high]);
    return distance > 0 ? distance / std::max(fall, 0.5) : std::max(std::abs(samples[low].mu), 1.0);
}

/// One limit: the observed one, or one of the band.
struct GridCurve
{
    CurveFit fit;
    bool bracketed = false;
    bool lost = false;  ///< no background toy is as far out as the data anywhere

    bool found() const { return bracketed && fit.error < largest_error * fit.at; }

    void warn(int curve, std::vector<std::string>& warnings) const
    {
        std::string const what = "the " + curve_name(curve) + " was not found: ";
        if (lost)
            warnings.push_back(what + "no background toy is as far out as the data; more toys are needed (--toys)");
        else if (!bracketed)
            warnings.push_back(what
                               + "as far as the toys tell, CLs does not fall through 1 - CL between the points; "
                                 "choose others (--points), or more toys (--toys)");
        else if (!found())
            warnings.push_back(what + "its error would be above 30 %; more toys (--toys) or points are needed");
    }
};

GridCurve read_curve(std::vector<GridPoint> const& points, int curve, double alpha)
{
    GridCurve result;
    std::vector<CurveSample> const samples = samples_of(points, curve);
    result.lost = std::all_of(samples.begin(), samples.end(), [](CurveSample const& s) { return !(s.clb > 0); });
    if (result.lost) return result;
    result.fit = fit_curve(samples, alpha, width_of(samples, alpha));
    result.bracketed = result.fit.found && result.fit.at > samples.front().mu && result.fit.at < samples.back().mu;
    return result;
}

std::vector<int> wanted_curves(GridLimitOptions const& options)
{
    std::vector<int> curves;
    if (options.has_observed) curves.push_back(observed_curve);
    if (options.bands)
        for (int c : {0, 1, 2, 3, 4}) curves.push_back(c);
    else if (!options.has_observed)
        curves.push_back(2);
    if (options.bands && options.has_injected)
        for (int c : {0, 1, 2, 3, 4}) curves.push_back(first_injected_curve + c);
    return curves;
}

}  // namespace

void evaluate_grid_point(ToyDistribution const& s_plus_b, ToyDistribution const& b, std::array<double, 5> const& sigmas,
                         bool has_observed, GridPoint& point)
{
    demand_toys(s_plus_b, point.result.mu);
    demand_toys(b, point.result.mu);
    point.s_plus_b = s_plus_b.size();
    if (has_observed)
    {
        observed_from_toys(s_plus_b, b, point.result);
        point.observed = observation_at(point.result.q, s_plus_b, b);
    }
    expected_from_toys(s_plus_b, b, sigmas, point.result);
    for (std::size_t i = 0; i < 5; ++i) point.expected[i] = observation_at_sigma(sigmas[i], s_plus_b, b);
}

void evaluate_injected(ToyDistribution const& players, ToyDistribution const& s_plus_b, ToyDistribution const& b,
                       std::array<double, 5> const& sigmas, GridPoint& point)
{
    demand_toys(players, point.result.mu);
    injected_from_toys(players, s_plus_b, b, sigmas, point.result);
    for (std::size_t i = 0; i < 5; ++i) point.injected[i] = observation_at_quantile(sigmas[i], players, s_plus_b, b);
}

LimitResult grid_limit(std::vector<GridPoint> const& points, GridLimitOptions const& options)
{
    LimitResult result;
    result.has_observed = options.has_observed;
    result.has_injected = options.bands && options.has_injected;
    for (int curve : wanted_curves(options))
    {
        GridCurve const read = read_curve(points, curve, 1 - options.cl);
        read.warn(curve, result.warnings);
        put_limit(curve, read.fit.at, read.fit.error, read.found(), result);
    }
    for (GridPoint const& point : points) result.scan.push_back(point.result);
    return result;
}

}  // namespace quartet
