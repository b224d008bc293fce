// What a model expects: yields, bins, densities, Asimov data.
#include <algorithm>
#include <cmath>

#include "fits/asimov_panels.hpp"
#include "fits/compiled_model.hpp"
#include "fits/likelihood.hpp"
#include "fits/model_arrays.hpp"
#include "fits/team.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr int asimov_panels = 128;

/// A model at a point, with the memory for it.
struct Expectation
{
    Expectation(CompiledModel const& m, std::vector<double> const& values) : model(m.view()), x(values)
    {
        if (static_cast<int>(values.size()) != m.n_parameters())
            throw InputError(message("there is not one value per parameter", std::to_string(values.size()),
                                     "The model has " + std::to_string(m.n_parameters())));
        memory.resize(static_cast<std::size_t>(workspace_size(model)), 0.0);
        BlockCutter cutter{memory.data(), 0};
        w = cut_workspace(model, cutter);
        compute_yields(SerialTeam{}, model, w, x.data());
    }

    double bin(int channel, int sample, int b) const
    {
        ChannelRecord const& c = model.channels[channel];
        int const s = c.first_sample + sample;
        return w.yields[s] * bin_scale(model, w, c, model.samples[s], b, x.data(), -1);
    }

    double sample_density(int channel, int sample, double at) const
    {
        ChannelRecord const& c = model.channels[channel];
        SampleRecord const& s = model.samples[c.first_sample + sample];
        ComponentRange const active = active_components(model, s, x.data());
        double sum = 0;
        for (int i = active.first; i < active.first + active.n; ++i)
        {
            PreparedComponent p{};
            prepare_component(model, c, i, x.data(), p);
            p.pdf.active = 0;
            PdfValue<double> v{};
            evaluate_pdf(p.pdf, at, v);
            sum += p.fraction * v.value * p.inverse;
        }
        return w.yields[c.first_sample + sample] * sum;
    }

    double density(int channel, int sample, double at) const
    {
        if (sample >= 0) return sample_density(channel, sample, at);
        double sum = 0;
        for (int s = 0; s < model.channels[channel].n_samples; ++s) sum += sample_density(channel, s, at);
        return sum;
    }

    ModelView model;
    std::vector<double> x;
    std::vector<double> memory;
    FitWorkspace w;
};

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
                                     int sample, std::vector<double> const& x)
{
    demand_channel(model, channel, sample, ChannelKind::unbinned);
    Expectation const e(model, values);
    std::vector<double> out;
    for (double at : x) out.push_back(e.density(channel, sample, at));
    return out;
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
        ModelChannel const& about = model.source().channels[static_cast<std::size_t>(c)];
        add_panels(about, channel.low, channel.high, asimov_panels, data.values, data.weights);
        for (std::size_t i = 0; i < data.values.size(); ++i)
            data.weights[i] = std::max(0.0, e.density(c, -1, data.values[i]) * data.weights[i]);
    }
    out.global_observables = values;
    for (int i = 0; i < model.n_parameters(); ++i)
        if (model.source().parameters[i].constraint.kind == ConstraintKind::poisson)
            out.global_observables[i] = values[i] * model.source().parameters[i].constraint.scale;
    return out;
}

}  // namespace quartet
