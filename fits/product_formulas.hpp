// Bodies of the functions of fits/product_events.hpp.
#pragma once

#include "fits/event_sampling.hpp"
#include "fits/product_density.hpp"
#include "fits/product_events.hpp"

QUARTET_BEGIN

template <class Team>
QUARTET_OUTLINE void sum_product_events(Team const& team, ModelView const& model, DataView const& data,
                                        FitWorkspace const& w, int c, double const* x, SumKind kind)
{
    ChannelRecord const channel = model.channels[c];
    int const locals = channel.n_samples + channel.n_shape;
    double const total = data.total[c];
    double const scale = total > 0.0 ? channel.volume / total : 0.0;
    double const* values = data.values.data + data.first_event[c];
    double const* weights = data.weights.data + data.first_event[c];
    std::int64_t const plane = plane_of(data.first_event, c, channel.n_observables);
    std::int64_t const groups = (data.n_events[c] + fit_lanes - 1) / fit_lanes;
    team.template sum<max_unbinned_sums>(groups, 1 + locals + locals * (locals + 1) / 2, w.sums,
                                         [&](auto at, auto* acc)
                                         {
                                             using T = typename decltype(at)::Number;
                                             T point[max_observables];
                                             for (int d = 0; d < channel.n_observables; ++d)
                                                 point[d] = at.load(values + d * plane);
                                             EventDensity<T> event;
                                             T const lambda = product_density(model, w, channel, x, point, event);
                                             T weight = at.load(weights);
                                             if (kind == SumKind::score_squares) weight = weight * weight;
                                             add_events(w, channel, event, lambda, weight, scale, kind, acc);
                                         });
}

/// One event of a density of several observables: `choice` chooses the product, u[d] the value of observable d.
template <class T>
QUARTET_HD inline void sample_products(ModelView const& model, ToyWorkspace const& w, ChannelRecord const& channel,
                                       ComponentRange const& active, T const* u, T choice, T* x)
{
    for (int d = 0; d < channel.n_observables; ++d) x[d] = T(0);
    double below = 0.0;
    for (int c = 0; c < active.n;)
    {
        double const share = max(0.0, form_value(model, model.components[active.first + c].product_form, w.truth));
        for (int d = 0; d < channel.n_observables; ++d)
        {
            int const begin = c;
            for (++c; c < active.n; ++c)
            {
                ComponentRecord const& next = model.components[active.first + c];
                if (next.observable != d || next.product_form >= 0) break;
            }
            if (share == 0.0) continue;
            T const candidate = sample_event(w.fit.components + begin, c - begin, u[d]);
            // The last product that has a share takes what rounding leaves over.
            x[d] = select(choice >= T(below), candidate, x[d]);
        }
        below += share;
    }
}

template <class Team>
QUARTET_OUTLINE void draw_product_events(Team const& team, ModelView const& model, ToyPlanView const& plan,
                                         ToyWorkspace const& w, ChannelRecord const& channel, int s, std::uint64_t toy,
                                         std::int64_t events, double* values, std::int64_t plane)
{
    Philox const generator{plan.key};
    ToyStreams const streams(model);
    std::uint32_t const sample = static_cast<std::uint32_t>(channel.first_sample + s);
    std::uint32_t const further = streams.further + max_observables * sample;
    ComponentRange const active = active_components(model, model.samples[channel.first_sample + s], w.truth);
    team.lanes((events + fit_lanes - 1) / fit_lanes,
               [&](auto at)
               {
                   using T = typename decltype(at)::Number;
                   T u[max_observables];
                   T x[max_observables];
                   u[0] = lane_uniforms(at, generator, toy, streams.samples + 2U * sample + 1U);
                   for (int d = 1; d < channel.n_observables; ++d)
                       u[d] = lane_uniforms(at, generator, toy, further + static_cast<std::uint32_t>(d - 1));
                   T const choice = lane_uniforms(at, generator, toy, further + max_observables - 1U);
                   sample_products(model, w, channel, active, u, choice, x);
                   for (int d = 0; d < channel.n_observables; ++d) at.store(values + d * plane, x[d]);
               });
}

QUARTET_END
