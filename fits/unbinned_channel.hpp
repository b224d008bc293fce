// One unbinned channel: -ln of the extended likelihood of its events with gradient and Hessian by local parameters (the
// yields of its samples, then its shape parameters).
//
//   nll = (nu - n) - sum_i w_i ln(lambda(x_i) W / n),   lambda(x) = sum_s Y_s f_s(x),  n = sum w, W = high - low
//
// (of several observables: the product of their ranges),
//
// that is (nu - n) - n ln(nu / n) - sum w ln(f W): the offset of the CMS Combine tool (arXiv:2404.06614) with densities
// measured against the uniform one.
#pragma once

#include "fits/event_density.hpp"
#include "fits/product_events.hpp"

QUARTET_BEGIN

/// The parabola beyond the edge of a channel without expectation (negative_expectation_cost).
QUARTET_HD inline void add_negative_expectation(double expected, double cost, int n_samples, int locals, double* sums)
{
    if (!(expected < 0.0)) return;
    sums[0] += 0.5 * cost * expected * expected;
    for (int s = 0; s < n_samples; ++s)
    {
        sums[1 + s] += cost * expected;
        for (int t = 0; t <= s; ++t) sums[1 + locals + pair_index(s, t)] += cost;
    }
}

/// Sums over the events of a channel of one observable.
template <class Team>
QUARTET_HD inline void sum_events(Team const& team, ModelView const& model, DataView const& data, FitWorkspace const& w,
                                  int c, double const* x, SumKind kind)
{
    ChannelRecord const channel = model.channels[c];
    int const locals = channel.n_samples + channel.n_shape;
    double const total = data.total[c];
    double const scale = total > 0.0 ? channel.volume / total : 0.0;
    double const* values = data.values.data + data.first_event[c];
    double const* weights = data.weights.data + data.first_event[c];
    std::int64_t const groups = (data.n_events[c] + fit_lanes - 1) / fit_lanes;
    team.template sum<max_unbinned_sums>(groups, 1 + locals + locals * (locals + 1) / 2, w.sums,
                                         [&](auto at, auto* acc)
                                         {
                                             using T = typename decltype(at)::Number;
                                             EventDensity<T> event;
                                             T const lambda =
                                                 event_density(model, w, channel, x, at.load(values), event);
                                             T weight = at.load(weights);
                                             if (kind == SumKind::score_squares) weight = weight * weight;
                                             add_events(w, channel, event, lambda, weight, scale, kind, acc);
                                         });
}

/// Fills w.sums for one unbinned channel: value, gradient, packed Hessian by the local parameters.
template <class Team>
QUARTET_HD inline void unbinned_channel(Team const& team, ModelView const& model, DataView const& data,
                                        FitWorkspace const& w, int c, double const* x, SumKind kind)
{
    ChannelRecord const channel = model.channels[c];
    int const first = model.samples[channel.first_sample].first_component;
    SampleRecord const& last = model.samples[channel.first_sample + channel.n_samples - 1];
    team.each(last.first_component + last.n_components - first,
              [&](int i) { prepare_component(model, first + i, x, w.components[i]); });
    team.sync();
    if (channel.n_observables == 1)
        sum_events(team, model, data, w, c, x, kind);
    else
        sum_product_events(team, model, data, w, c, x, kind);
    team.sync();
    if (kind == SumKind::score_squares) return;
    team.leader(
        [&]
        {
            double expected = 0.0;
            for (int s = 0; s < channel.n_samples; ++s)
            {
                expected += w.yields[channel.first_sample + s];
                w.sums[1 + s] += 1.0;
            }
            w.sums[0] += expected - data.total[c];
            add_negative_expectation(expected, w.edge_cost, channel.n_samples, channel.n_samples + channel.n_shape,
                                     w.sums);
        });
    team.sync();
}

QUARTET_END
