#include "fits/asimov.hpp"

#include <algorithm>
#include <cmath>

#include "fits/product_grid.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

using Windows = std::vector<std::pair<double, double>>;

bool inside(double x, Windows const& windows)
{
    return std::any_of(windows.begin(), windows.end(), [x](auto const& w) { return x >= w.first && x <= w.second; });
}

bool touches(double low, double high, Windows const& windows)
{
    return std::any_of(windows.begin(), windows.end(), [=](auto const& w) { return low < w.second && high > w.first; });
}

constexpr int panels_of_window = 16;

/// The same windows without overlaps, in increasing order.
Windows merged(Windows windows)
{
    std::sort(windows.begin(), windows.end());
    Windows apart;
    for (auto const& window : windows)
        if (!apart.empty() && window.first <= apart.back().second)
            apart.back().second = std::max(apart.back().second, window.second);
        else
            apart.push_back(window);
    return apart;
}

void complete_unbinned(CompiledModel const& model, std::vector<double> const& values, int channel,
                       Windows const& windows, ChannelData& data)
{
    ModelChannel const& about = model.source().channels[static_cast<std::size_t>(channel)];
    QuadratureRule first;
    for (auto const& window : merged(windows))
    {
        double const low = std::max(window.first, about.low);
        double const high = std::min(window.second, about.high);
        if (low < high) add_panels(about, 0, low, high, panels_of_window, first);
    }
    if (first.points.empty()) return;
    Expectation const e(model, values);
    std::vector<QuadratureRule> axes(1);
    if (!about.further.empty()) axes = grid_axes(e, channel);
    axes.front() = std::move(first);
    ChannelData expected;
    add_grid(e, channel, axes, expected);
    if (data.weights.empty()) data.weights.assign(data.values.size(), 1.0);
    // Nothing where nothing is expected: a yield may be 0, and there the density of an event has no logarithm.
    for (std::size_t i = 0; i < expected.values.size(); ++i)
        if (expected.weights[i] > 0) data.append(expected, i);
}

void complete_binned(CompiledModel const& model, std::vector<double> const& values, int channel, Windows const& windows,
                     std::vector<double> const& edges, ChannelData& data)
{
    std::vector<double> const bins = expected_bins(model, values, channel, -1);
    for (std::size_t b = 0; b < bins.size(); ++b)
        if (touches(edges[b], edges[b + 1], windows)) data.counts[b] += std::max(0.0, bins[b]);
}

/// The seen data plus the expectation of the unseen ones.
FitDataset complete(CompiledModel const& model, FitDataset const& seen, std::vector<double> const& values,
                    BlindWindows const& windows, std::vector<std::vector<double>> const& edges)
{
    FitDataset all = seen;
    for (std::size_t c = 0; c < all.channels.size(); ++c)
    {
        if (windows[c].empty()) continue;
        int const channel = static_cast<int>(c);
        if (model.source().channels[c].kind == ChannelKind::unbinned)
            complete_unbinned(model, values, channel, windows[c], all.channels[c]);
        else
            complete_binned(model, values, channel, windows[c], edges[c], all.channels[c]);
    }
    return all;
}

double scale_of(FitResult const& result, std::size_t i)
{
    return std::max({std::abs(result.values[i]), result.errors.empty() ? 0.0 : result.errors[i], 1e-6});
}

/// Largest change of a parameter, in units of its size or error.
double distance(FitResult const& before, FitResult const& now)
{
    double largest = 0;
    for (std::size_t i = 0; i < now.values.size(); ++i)
        if (std::isfinite(scale_of(now, i)))
            largest = std::max(largest, std::abs(now.values[i] - before.values[i]) / scale_of(now, i));
    return largest;
}

/// Where two steps of an expectation-maximisation lead when they go on like that (Varadhan, Roland, Scand. J. Statist.
/// 35 (2008) 335, scheme S3): each step leaves the share of the information that is hidden, so that wide windows would
/// need hundreds. Parameters stay within their bounds.
FitResult extrapolated(CompiledModel const& model, FitResult const& first, FitResult const& second,
                       FitResult const& third)
{
    double steps = 0;
    double bends = 0;
    for (std::size_t i = 0; i < third.values.size(); ++i)
    {
        double const scale = scale_of(third, i);
        if (!std::isfinite(scale)) continue;
        double const step = (second.values[i] - first.values[i]) / scale;
        double const bend = (third.values[i] - second.values[i]) / scale - step;
        steps += step * step;
        bends += bend * bend;
    }
    FitResult result = third;
    if (!(bends > 0)) return result;
    double const length = std::clamp(std::sqrt(steps / bends), 1.0, 100.0);
    for (std::size_t i = 0; i < result.values.size(); ++i)
    {
        double const step = second.values[i] - first.values[i];
        double const bend = third.values[i] - second.values[i] - step;
        ModelParameter const& about = model.source().parameters[i];
        double const wanted = first.values[i] + 2 * length * step + length * length * bend;
        if (step != 0 || bend != 0) result.values[i] = std::clamp(wanted, about.lower, about.upper);
    }
    return result;
}

/// Each round leaves the hidden share of an expectation, so that one that vanishes comes to its bound by steps that
/// never end. What is left of it has no effect but on rounding errors.
void settle_at_bounds(CompiledModel const& model, FitOptions const& options, FitResult& result)
{
    constexpr double nothing = 1e-9;  // in typical steps
    for (std::size_t i = 0; i < result.values.size(); ++i)
    {
        double& value = result.values[i];
        ModelParameter const& about = model.source().parameters[i];
        auto const is_this = [i](auto const& fixed) { return fixed.first == static_cast<int>(i); };
        if (about.constant || std::any_of(options.fixed.begin(), options.fixed.end(), is_this)) continue;
        double const near = nothing * model.view().parameters[static_cast<std::int64_t>(i)].step;
        if (value - about.lower < near) value = about.lower;
        if (about.upper - value < near) value = about.upper;
        result.at_bound[i] = value == about.lower || value == about.upper;
    }
}

}  // namespace

FitDataset asimov_at(CompiledModel const& model, std::vector<double> const& values)
{
    FitDataset data = asimov_data(model, values);
    for (ChannelData& channel : data.channels)
    {
        ChannelData kept;
        kept.counts = std::move(channel.counts);
        for (std::size_t i = 0; i < channel.values.size(); ++i)
            if (channel.weights[i] > 0) kept.append(channel, i);
        channel = std::move(kept);
    }
    return data;
}

FitDataset asimov_before_fit(CompiledModel const& model, FixedParameters const& fixed)
{
    std::vector<double> values = model.nominal_values();
    for (auto const& [parameter, value] : fixed) values[static_cast<std::size_t>(parameter)] = value;
    return asimov_at(model, values);
}

FitDataset asimov_after_fit(CompiledModel const& model, FitDataset const& data, FixedParameters const& fixed)
{
    FitOptions options;
    options.fixed = fixed;
    options.covariance = false;
    FitResult const result = fit(model, data, options);
    if (!usable(result.status))
        throw CheckError(message("the fit for the Asimov data failed: " + to_string(result.status), "", ""));
    return asimov_at(model, result.values);
}

FitDataset hide(CompiledModel const& model, FitDataset const& data, BlindWindows const& windows,
                std::vector<std::vector<double>> const& edges)
{
    FitDataset seen = data;
    for (std::size_t c = 0; c < seen.channels.size(); ++c)
    {
        ChannelData& channel = seen.channels[c];
        if (windows[c].empty()) continue;
        if (model.source().channels[c].kind == ChannelKind::binned)
        {
            for (std::size_t b = 0; b < channel.counts.size(); ++b)
                if (touches(edges[c][b], edges[c][b + 1], windows[c])) channel.counts[b] = 0;
            continue;
        }
        ChannelData kept;
        for (std::size_t i = 0; i < channel.values.size(); ++i)
            if (!inside(channel.values[i], windows[c])) kept.append(channel, i);
        channel = std::move(kept);
    }
    return seen;
}

FitResult fit_outside(CompiledModel const& model, FitDataset const& data, BlindWindows const& windows,
                      std::vector<std::vector<double>> const& edges, FitOptions options)
{
    constexpr int max_rounds = 100;
    constexpr double standstill = 1e-7;
    FitDataset const seen = hide(model, data, windows, edges);
    options.covariance = true;
    // Each round starts where the last one ended: a coarser fit would not move at all.
    options.tolerance = std::min(options.tolerance, 1e-13);
    if (options.start.empty()) options.start = model.nominal_values();
    for (auto const& [parameter, value] : options.fixed) options.start[static_cast<std::size_t>(parameter)] = value;
    auto const step = [&](FitResult const& from)
    {
        options.start = from.values;
        return fit(model, complete(model, seen, from.values, windows, edges), options);
    };
    FitResult before;
    before.values = options.start;
    bool done = false;
    for (int round = 0; round < max_rounds && !done; ++round)
    {
        FitResult const one = step(before);
        FitResult two = usable(one.status) ? step(one) : one;
        done = !usable(two.status) || distance(one, two) < standstill;
        if (!done)
        {
            FitResult const far = extrapolated(model, before, one, two);
            FitResult next = step(far);
            // A step back towards where it came from is none.
            if (usable(next.status) && distance(far, next) <= 2 * distance(one, two)) two = std::move(next);
        }
        before = std::move(two);
    }
    if (!done) before.status = FitStatus::not_converged;
    if (usable(before.status)) settle_at_bounds(model, options, before);
    before.covariance.clear();
    before.errors.clear();
    return before;
}

}  // namespace quartet
