// A model at a point, with the memory for it: what expectations are computed from.
#pragma once

#include <string>
#include <vector>

#include "fits/compiled_model.hpp"
#include "fits/likelihood.hpp"
#include "fits/team.hpp"
#include "models/base/error.hpp"

namespace quartet
{

struct Expectation
{
    Expectation(CompiledModel const& m, std::vector<double> const& values)
        : source(&m.source()), model(m.view()), x(values)
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

    double yield(int channel, int sample) const { return w.yields[model.channels[channel].first_sample + sample]; }

    ComponentRange components(int channel, int sample) const
    {
        return active_components(model, model.samples[model.channels[channel].first_sample + sample], x.data());
    }

    /// Share of the product that begins with a component.
    double share(int component) const { return form_value(model, model.components[component].product_form, x.data()); }

    /// Adds one component with its fraction, times `scale`, at the points `at` of its observable.
    void add_component_density(int component, double scale, std::vector<double> const& at,
                               std::vector<double>& sum) const
    {
        PreparedComponent p{};
        prepare_component(model, component, x.data(), p);
        p.pdf.active = 0;
        for (std::size_t i = 0; i < at.size(); ++i)
        {
            PdfValue<double> v{};
            evaluate_pdf(p.pdf, at[i], v);
            sum[i] += scale * (p.fraction * v.value * p.inverse);
        }
    }

    /// The normalised density of a sample in one observable; the others are integrated out.
    std::vector<double> sample_density(int channel, int sample, int observable, std::vector<double> const& at) const
    {
        std::vector<double> sum(at.size(), 0.0);
        double scale = 1;
        ComponentRange const active = components(channel, sample);
        for (int i = active.first; i < active.first + active.n; ++i)
        {
            if (model.components[i].product_form >= 0) scale = share(i);
            if (model.components[i].observable == observable) add_component_density(i, scale, at, sum);
        }
        return sum;
    }

    /// Expected events per unit of one observable; `sample` -1: of all samples.
    std::vector<double> density(int channel, int sample, int observable, std::vector<double> const& at) const
    {
        std::vector<double> sum(at.size(), 0.0);
        int const last = sample < 0 ? model.channels[channel].n_samples : sample + 1;
        for (int s = sample < 0 ? 0 : sample; s < last; ++s)
        {
            std::vector<double> const one = sample_density(channel, s, observable, at);
            for (std::size_t i = 0; i < at.size(); ++i) sum[i] += yield(channel, s) * one[i];
        }
        return sum;
    }

    StatisticalModel const* source;
    ModelView model;
    std::vector<double> x;
    std::vector<double> memory;
    FitWorkspace w;
};

}  // namespace quartet
