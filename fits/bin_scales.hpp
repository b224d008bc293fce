// What a binned channel expects: contents of templates, per-bin parameters, sums over samples.
#pragma once

#include "fits/morphs.hpp"

QUARTET_BEGIN

/// Content of sample s in bin b times its per-bin parameters, without row `skip` (-1: all rows).
QUARTET_HD inline double bin_scale(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel,
                                   SampleRecord const& s, int b, double const* x, int skip, int skip_too = -1)
{
    double scale = bin_contents(model, w, s)[b];
    for (int r = 0; r < s.n_bin_rows; ++r)
    {
        int const p = model.bin_parameters[s.first_bin_parameter + std::int64_t(r) * channel.stride_bins + b];
        if (p >= 0 && r != skip && r != skip_too) scale *= x[p];
    }
    return scale;
}

/// Expected events over the yield of each sample, per bin: the contents themselves where no bin has a parameter.
template <class Team>
QUARTET_HD inline void compute_bin_scales(Team const& team, ModelView const& model, FitWorkspace const& w,
                                          ChannelRecord const& channel, double const* x)
{
    int const stride = channel.stride_bins;
    team.each(channel.n_samples * stride,
              [&](int i)
              {
                  w.bin_scales[i] =
                      bin_scale(model, w, channel, model.samples[channel.first_sample + i / stride], i % stride, x, -1);
              });
    team.sync();
}

/// The expectation over the yield of a sample, per bin; compute_bin_scales() comes first.
QUARTET_HD inline double const* scales_of(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel,
                                          int s)
{
    if (channel.n_bin_rows > 0) return w.bin_scales + std::int64_t(s) * channel.stride_bins;
    return bin_contents(model, w, model.samples[channel.first_sample + s]);
}

/// Expected events in one bin or one group of bins.
template <class At>
QUARTET_HD inline auto expected_events(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel,
                                       At at)
{
    using T = typename At::Number;
    T nu(0);
    for (int s = 0; s < channel.n_samples; ++s)
        nu = fma(T(w.yields[channel.first_sample + s]), at.load(scales_of(model, w, channel, s)), nu);
    return nu;
}

QUARTET_END
