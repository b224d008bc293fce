#include "host/statistics/post_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/statistics/channel_cdf.hpp"

namespace quartet
{
namespace
{

/// Expected events per bin of one observable, of one sample (-1 = all) of a channel.
std::vector<double> in_bins(CompiledModel const& model, std::vector<double> const& values, int channel, int sample,
                            int observable, std::vector<double> const& edges)
{
    if (model.source().channels[static_cast<std::size_t>(channel)].kind == ChannelKind::binned)
        return expected_bins(model, values, channel, sample);
    ChannelCdf const cdf(model, values, channel, sample, observable);
    std::vector<double> bins;
    for (std::size_t b = 0; b + 1 < edges.size(); ++b) bins.push_back(cdf.below(edges[b + 1]) - cdf.below(edges[b]));
    return bins;
}

std::vector<double> edges_of(ModelChannel const& channel, int observable, std::vector<double> const& given, int bins)
{
    if (!given.empty()) return given;
    bool const binned = channel.kind == ChannelKind::binned;
    int const n = binned ? channel.bins : bins;
    double const low = binned ? 0 : channel.low_of(observable);
    double const high = binned ? n : channel.high_of(observable);
    std::vector<double> edges;
    for (int b = 0; b <= n; ++b) edges.push_back(b == n ? high : low + (high - low) * b / n);
    return edges;
}

std::vector<double> observed_bins(ChannelData const& data, ChannelKind kind, int observable,
                                  std::vector<double> const& edges)
{
    if (kind == ChannelKind::binned) return data.counts;
    std::vector<double> bins(edges.size() - 1, 0.0);
    for (std::size_t i = 0; i < data.values.size(); ++i)
    {
        auto const above = std::upper_bound(edges.begin(), edges.end(), data.value(observable, i));
        auto const bin = std::clamp<std::ptrdiff_t>(above - edges.begin() - 1, 0, std::ssize(bins) - 1);
        bins[static_cast<std::size_t>(bin)] += data.weights.empty() ? 1.0 : data.weights[i];
    }
    return bins;
}

void hide_bins(std::vector<Window> const& windows, std::vector<double> const& edges, std::vector<double>& data)
{
    for (std::size_t b = 0; b < data.size(); ++b)
        for (auto const& [low, high] : windows)
            if (edges[b] < high && edges[b + 1] > low) data[b] = std::numeric_limits<double>::quiet_NaN();
}

/// What the model expects of one observable of a channel, in the bins of `d`.
void fill(CompiledModel const& model, FitResult const& result, int channel, int observable, ChannelDistribution& d)
{
    ModelChannel const& about = model.source().channels[static_cast<std::size_t>(channel)];
    for (std::size_t s = 0; s < about.samples.size(); ++s)
    {
        d.samples.push_back(about.samples[s].name);
        d.expected.push_back(in_bins(model, result.values, channel, static_cast<int>(s), observable, d.edges));
    }
    auto const total = [&](std::vector<double> const& values)
    { return in_bins(model, values, channel, -1, observable, d.edges); };
    d.total = total(result.values);
    d.prefit = total(model.nominal_values());
    d.total_error = propagated_errors(model, result, total);
}

}  // namespace

std::vector<double> propagated_errors(CompiledModel const& model, FitResult const& result, Quantities const& quantities)
{
    if (result.covariance.empty()) return {};
    std::size_t const n = result.values.size();
    std::vector<std::vector<double>> jacobian(n);
    std::size_t size = quantities(result.values).size();
    for (std::size_t i = 0; i < n; ++i)
    {
        if (!(result.covariance[i * n + i] > 0)) continue;
        ModelParameter const& about = model.source().parameters[i];
        double const step = 0.01 * std::sqrt(result.covariance[i * n + i]);
        std::vector<double> low = result.values;
        std::vector<double> high = result.values;
        low[i] = std::max(low[i] - step, about.lower);
        high[i] = std::min(high[i] + step, about.upper);
        std::vector<double> const below = quantities(low);
        jacobian[i] = quantities(high);
        for (std::size_t q = 0; q < size; ++q) jacobian[i][q] = (jacobian[i][q] - below[q]) / (high[i] - low[i]);
    }
    std::vector<double> errors(size, 0.0);
    for (std::size_t q = 0; q < size; ++q)
    {
        double variance = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n && !jacobian[i].empty(); ++j)
                if (!jacobian[j].empty()) variance += jacobian[i][q] * result.covariance[i * n + j] * jacobian[j][q];
        errors[q] = std::sqrt(std::max(variance, 0.0));
    }
    return errors;
}

std::vector<SampleYield> post_fit_yields(CompiledModel const& model, FitResult const& result)
{
    // Every sample, then the whole channel.
    auto const flat = [&](std::vector<double> const& values)
    {
        std::vector<double> out;
        for (std::vector<double> const& channel : expected_yields(model, values))
        {
            out.insert(out.end(), channel.begin(), channel.end());
            out.push_back(std::accumulate(channel.begin(), channel.end(), 0.0));
        }
        return out;
    };
    std::vector<double> const prefit = flat(model.nominal_values());
    std::vector<double> const postfit = flat(result.values);
    std::vector<double> const errors = propagated_errors(model, result, flat);
    std::vector<SampleYield> yields;
    for (ModelChannel const& channel : model.source().channels)
        for (std::size_t s = 0; s <= channel.samples.size(); ++s)
        {
            std::size_t const k = yields.size();
            std::string const name = s < channel.samples.size() ? channel.samples[s].name : "";
            yields.push_back({channel.name, name, prefit[k], postfit[k], errors.empty() ? -1 : errors[k]});
        }
    return yields;
}

std::vector<ChannelDistribution> post_fit_distributions(CompiledModel const& model, FitResult const& result,
                                                        ModelDocument const& document, FitDataset const& data, int bins,
                                                        std::vector<std::vector<Window>> const& hidden)
{
    std::vector<ChannelDistribution> out;
    for (int c = 0; c < model.n_channels(); ++c)
    {
        auto const k = static_cast<std::size_t>(c);
        ModelChannel const& about = model.source().channels[k];
        std::vector<Window> const windows = k < hidden.size() ? hidden[k] : std::vector<Window>{};
        std::vector<double> const no_edges;
        bool const given = about.kind == ChannelKind::binned && k < document.edges.size();
        std::string const first = k < document.observable.size() ? document.observable[k] : "";
        for (int o = 0; o < about.n_observables(); ++o)
        {
            ChannelDistribution d;
            d.observable = o == 0 ? first : about.further[static_cast<std::size_t>(o - 1)].name;
            d.channel = about.n_observables() == 1 ? about.name : about.name + "/" + d.observable;
            d.edges = edges_of(about, o, given ? document.edges[k] : no_edges, bins);
            fill(model, result, c, o, d);
            d.data = observed_bins(data.channels[k], about.kind, o, d.edges);
            if (o == 0)
                hide_bins(windows, d.edges, d.data);
            else if (!windows.empty())  // every bin has events from the windows of the first observable
                d.data.assign(d.data.size(), std::numeric_limits<double>::quiet_NaN());
            out.push_back(std::move(d));
        }
    }
    return out;
}

}  // namespace quartet
