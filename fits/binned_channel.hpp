// One binned channel: sum over bins of (nu - n) - n ln(nu / n) with gradient and Hessian by the yields of its samples.
#pragma once

#include "fits/bin_scales.hpp"
#include "fits/bin_terms.hpp"
#include "fits/unbinned_channel.hpp"

QUARTET_BEGIN

/// Fills w.sums for one binned channel: value, gradient, packed Hessian by the yields.
template <class Team>
QUARTET_HD inline void binned_channel(Team const& team, ModelView const& model, DataView const& data,
                                      FitWorkspace const& w, int c, double const* x, SumKind kind)
{
    ChannelRecord const channel = model.channels[c];
    int const n = channel.n_samples;
    int const stride = channel.stride_bins;
    if (channel.n_bin_rows > 0) compute_bin_scales(team, model, w, channel, x);
    double const* counts = data.counts.data + channel.first_bin;
    auto const scale_of = [&](int s) { return scales_of(model, w, channel, s); };
    auto const expected = [&](auto at) { return expected_events(model, w, channel, at); };
    double const slope_on = kind == SumKind::likelihood ? 1.0 : 0.0;
    // Rows of the Hessian one after the other: a channel may have any number of samples.
    team.template sum<1>(stride / fit_lanes, 1, w.sums,
                         [&](auto at, auto* acc)
                         {
                             using T = typename decltype(at)::Number;
                             acc[0] = acc[0] + BinTerms<T>(expected(at), at.load(counts), w.edge_cost).value;
                         });
    for (int s = 0; s < n; ++s)
    {
        team.template sum<1>(stride / fit_lanes, 1, w.sums + 1 + s,
                             [&](auto at, auto* acc)
                             {
                                 using T = typename decltype(at)::Number;
                                 BinTerms<T> const bin(expected(at), at.load(counts), w.edge_cost);
                                 acc[0] = fma(bin.slope * T(slope_on), at.load(scale_of(s)), acc[0]);
                             });
        // Where templates move, the second derivatives are taken bin by bin (morphed_channel.hpp).
        for (int t = 0; t <= s && channel.n_morphs == 0; ++t)
            team.template sum<1>(stride / fit_lanes, 1, w.sums + 1 + n + pair_index(s, t),
                                 [&](auto at, auto* acc)
                                 {
                                     using T = typename decltype(at)::Number;
                                     BinTerms<T> const bin(expected(at), at.load(counts), w.edge_cost);
                                     acc[0] = fma(bin.curvature * at.load(scale_of(s)), at.load(scale_of(t)), acc[0]);
                                 });
    }
    team.sync();
}

QUARTET_END
