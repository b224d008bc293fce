// What a model expects: yields, bins, densities, Asimov data.
#include <algorithm>
#include <cmath>

#include "fits/expectation.hpp"
#include "fits/product_grid.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr int asimov_panels = 128;

void demand_channel(CompiledModel const& model, int channel, int sample, ChannelKind kind)
{
    auto const& channels = model.source().channels;
    bool const ok = channel >= 0 && channel < static_cast<int>(channels.size()) && channels[channel].kind == kind
                    && sample < static_cast<int>(channels[channel].samples.size());
    if (!ok)
        throw InputError(
            message("there is no such channel or sample",
                    "channel number " + std::to_string(channel) + ", sample number " + std::to_string(sample), ""));
}

/// Points of one observable.
void add_points(Expectation const& e, int channel, ChannelData& data)
{
    ModelChannel const& about = e.source->channels[static_cast<std::size_t>(channel)];
    QuadratureRule rule;
    add_panels(about, 0, about.low, about.high, asimov_panels, rule);
    std::vector<double> const density = e.density(channel, -1, 0, rule.points);
    for (std::size_t i = 0; i < density.size(); ++i) rule.weights[i] = std::max(0.0, density[i] * rule.weights[i]);
    data.values = std::move(rule.points);
    data.weights = std::move(rule.weights);
}

}  // namespace

std::vector<std::vector<double>> expected_yields(CompiledModel const& model, std::vector<double> const& values)
{
    Expectation const e(model, values);
    std::vector<std::vector<double>> out;
    for (int c = 0; c < model.n_channels(); ++c)
    {
        ChannelRecord const& channel = e.model.channels[c];
        auto& row = out.emplace_back();
        for (int s = 0; s < channel.n_samples; ++s)
        {
            double sum = e.w.yields[channel.first_sample + s];
            if (channel.kind == ChannelKind::binned)
            {
                sum = 0;
                for (int b = 0; b < channel.n_bins; ++b) sum += e.bin(c, s, b);
            }
            row.push_back(sum);
        }
    }
    return out;
}

std::vector<double> expected_bins(CompiledModel const& model, std::vector<double> const& values, int channel,
                                  int sample)
{
    demand_channel(model, channel, sample, ChannelKind::binned);
    Expectation const e(model, values);
    std::vector<double> out;
    int const samples = e.model.channels[channel].n_samples;
    for (int b = 0; b < e.model.channels[channel].n_bins; ++b)
    {
        double sum = 0;
        for (int s = std::max(sample, 0); s < (sample < 0 ? samples : sample + 1); ++s) sum += e.bin(channel, s, b);
        out.push_back(sum);
    }
    return out;
}

std::vector<double> expected_density(CompiledModel const& model, std::vector<double> const& values, int channel,
                                     int sample, std::vector<double> const& x, int observable)
{
    demand_channel(model, channel, sample, ChannelKind::unbinned);
    return Expectation(model, values).density(channel, sample, observable, x);
}

FitDataset asimov_data(CompiledModel const& model, std::vector<double> const& values)
{
    Expectation const e(model, values);
    FitDataset out;
    out.is_asimov = true;
    for (int c = 0; c < model.n_channels(); ++c)
    {
        auto& data = out.channels.emplace_back();
        ChannelRecord const& channel = e.model.channels[c];
        if (channel.kind == ChannelKind::binned)
        {
            data.counts = expected_bins(model, values, c, -1);
            for (double& count : data.counts) count = std::max(0.0, count);
            continue;
        }
        if (channel.n_observables > 1)
            add_grid(e, c, grid_axes(e, c), data);
        else
            add_points(e, c, data);
    }
    out.global_observables = values;
    for (int i = 0; i < model.n_parameters(); ++i)
        if (model.source().parameters[i].constraint.kind == ConstraintKind::poisson)
            out.global_observables[i] = values[i] * model.source().parameters[i].constraint.scale;
    return out;
}

}  // namespace quartet
