// One binned channel: sum over bins of (nu - n) - n ln(nu / n) with gradient and Hessian by the yields of its samples,
// and by the parameters of single bins.
#pragma once

#include "fits/bin_terms.hpp"
#include "fits/unbinned_channel.hpp"

QUARTET_BEGIN

/// Content of sample s in bin b times its per-bin parameters, without row `skip` (-1: all rows).
QUARTET_HD inline double bin_scale(ModelView const& model, ChannelRecord const& channel, SampleRecord const& s, int b,
                                   double const* x, int skip, int skip_too = -1)
{
    double scale = model.contents[s.first_content + b];
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
              [&](int i) {
                  w.bin_scales[i] =
                      bin_scale(model, channel, model.samples[channel.first_sample + i / stride], i % stride, x, -1);
              });
    team.sync();
}

/// Fills w.sums for one binned channel: value, gradient, packed Hessian by the yields.
template <class Team>
QUARTET_HD inline void binned_channel(Team const& team, ModelView const& model, DataView const& data,
                                      FitWorkspace const& w, int c, double const* x, SumKind kind)
{
    ChannelRecord const channel = model.channels[c];
    int const n = channel.n_samples;
    int const stride = channel.stride_bins;
    bool const scaled = channel.n_bin_rows > 0;
    if (scaled) compute_bin_scales(team, model, w, channel, x);
    double const* counts = data.counts.data + channel.first_bin;
    auto const scale_of = [&](int s) -> double const*
    {
        return scaled ? w.bin_scales + std::int64_t(s) * stride
                      : model.contents.data + model.samples[channel.first_sample + s].first_content;
    };
    auto const expected = [&](auto at)
    {
        using T = typename decltype(at)::Number;
        T nu(0);
        for (int s = 0; s < n; ++s) nu = fma(T(w.yields[channel.first_sample + s]), at.load(scale_of(s)), nu);
        return nu;
    };
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
        for (int t = 0; t <= s; ++t)
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

/// One factor of one bin: sample s, row r, its parameter, and d nu / d parameter.
struct BinSlot
{
    int sample;
    int row;
    int parameter;
    double slope;
};

/// Writes to the lower triangle of the full Hessian.
struct HessianWriter
{
    double* hessian;
    int stride;
    QUARTET_HD void add(int i, int j, double v) const
    {
        if (i >= j)
            hessian[std::int64_t(i) * stride + j] += v;
        else
            hessian[std::int64_t(j) * stride + i] += v;
    }
};

/// Slot number `slot` of bin b in the order of samples and rows; false beyond the last one or where there is no
/// parameter.
QUARTET_HD inline bool bin_slot(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel, int b,
                                int slot, double const* x, BinSlot& out)
{
    int row = slot;
    int s = 0;
    while (row >= model.samples[channel.first_sample + s].n_bin_rows)
        row -= model.samples[channel.first_sample + s++].n_bin_rows;
    SampleRecord const& sample = model.samples[channel.first_sample + s];
    int const p = model.bin_parameters[sample.first_bin_parameter + std::int64_t(row) * channel.stride_bins + b];
    if (p < 0 || model.parameters[p].constant) return false;
    out = {s, row, p, w.yields[channel.first_sample + s] * bin_scale(model, channel, sample, b, x, row)};
    return true;
}

/// Adds the derivatives by the per-bin parameters of bin b to the full gradient and Hessian. w.rows holds the Jacobian
/// of the yields.
QUARTET_HD inline void add_bin_parameters(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel,
                                          int b, double n, double const* x, bool likelihood, double* gradient,
                                          HessianWriter const& h)
{
    double nu = 0.0;
    for (int s = 0; s < channel.n_samples; ++s)
        nu = fma(w.yields[channel.first_sample + s], w.bin_scales[std::int64_t(s) * channel.stride_bins + b], nu);
    BinTerms<double> const bin(nu, n, w.edge_cost);
    double const bin_slope = likelihood ? bin.slope : 0.0;
    int const* columns = model.columns.data + channel.first_column;
    for (int i = 0; i < channel.n_bin_rows; ++i)
    {
        BinSlot a{};
        if (!bin_slot(model, w, channel, b, i, x, a)) continue;
        gradient[a.parameter] += bin_slope * a.slope;
        double const per_yield = bin_scale(model, channel, model.samples[channel.first_sample + a.sample], b, x, a.row);
        for (int s = 0; s < channel.n_samples; ++s)
        {
            double cross = bin.curvature * a.slope * w.bin_scales[std::int64_t(s) * channel.stride_bins + b];
            if (s == a.sample) cross += bin_slope * per_yield;
            for (int k = 0; k < channel.n_columns; ++k)
            {
                double const twice = columns[k] == a.parameter ? 2.0 : 1.0;
                h.add(a.parameter, columns[k], twice * cross * w.rows[std::int64_t(s) * channel.stride_columns + k]);
            }
        }
        for (int j = 0; j <= i; ++j)
        {
            BinSlot o{};
            if (!bin_slot(model, w, channel, b, j, x, o)) continue;
            double v = bin.curvature * a.slope * o.slope;
            if (o.sample == a.sample && o.row != a.row)
                v += bin_slope * w.yields[channel.first_sample + a.sample]
                     * bin_scale(model, channel, model.samples[channel.first_sample + a.sample], b, x, a.row, o.row);
            // A parameter that stands in two slots meets itself twice.
            if (i != j && a.parameter == o.parameter) v *= 2.0;
            h.add(a.parameter, o.parameter, v);
        }
    }
}

QUARTET_END
