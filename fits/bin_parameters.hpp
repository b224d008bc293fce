// Derivatives by the parameters of single bins of a binned channel.
#pragma once

#include "fits/bin_scales.hpp"
#include "fits/bin_terms.hpp"
#include "fits/team.hpp"

QUARTET_BEGIN

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
    out = {s, row, p, w.yields[channel.first_sample + s] * bin_scale(model, w, channel, sample, b, x, row)};
    return true;
}

/// Slope and curvature of -ln L by the expectation of bin b.
struct BinPoint
{
    int b;
    double slope;
    double curvature;
};

/// Adds the derivatives by the per-bin parameters of one bin to the full gradient and Hessian. by_columns(slot,
/// per_yield, add) gives those by a slot's parameter and the columns of the channel: add(k, d2 / d parameter d column
/// k); per_yield is d2 nu / d parameter d yield.
template <class ByColumns>
QUARTET_HD inline void add_bin_slots(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel,
                                     BinPoint const& bin, double const* x, double* gradient, HessianWriter const& h,
                                     ByColumns by_columns)
{
    int const b = bin.b;
    int const* columns = model.columns.data + channel.first_column;
    for (int i = 0; i < channel.n_bin_rows; ++i)
    {
        BinSlot a{};
        if (!bin_slot(model, w, channel, b, i, x, a)) continue;
        SampleRecord const& sample = model.samples[channel.first_sample + a.sample];
        gradient[a.parameter] += bin.slope * a.slope;
        by_columns(a, bin_scale(model, w, channel, sample, b, x, a.row),
                   [&](int k, double v)
                   {
                       double const twice = columns[k] == a.parameter ? 2.0 : 1.0;
                       h.add(a.parameter, columns[k], twice * v);
                   });
        for (int j = 0; j <= i; ++j)
        {
            BinSlot o{};
            if (!bin_slot(model, w, channel, b, j, x, o)) continue;
            double v = bin.curvature * a.slope * o.slope;
            if (o.sample == a.sample && o.row != a.row)
                v += bin.slope * w.yields[channel.first_sample + a.sample]
                     * bin_scale(model, w, channel, sample, b, x, a.row, o.row);
            // A parameter that stands in two slots meets itself twice.
            if (i != j && a.parameter == o.parameter) v *= 2.0;
            h.add(a.parameter, o.parameter, v);
        }
    }
}

/// The same for a channel whose templates stand still. w.rows holds the Jacobian of the yields.
QUARTET_HD inline void add_bin_parameters(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel,
                                          int b, double n, double const* x, bool likelihood, double* gradient,
                                          HessianWriter const& h)
{
    BinTerms<double> const terms(expected_events(model, w, channel, LaneAccess{b}), n, w.edge_cost);
    BinPoint const bin{b, likelihood ? terms.slope : 0.0, terms.curvature};
    add_bin_slots(model, w, channel, bin, x, gradient, h,
                  [&](BinSlot const& a, double per_yield, auto add)
                  {
                      for (int s = 0; s < channel.n_samples; ++s)
                      {
                          double cross =
                              bin.curvature * a.slope * w.bin_scales[std::int64_t(s) * channel.stride_bins + b];
                          if (s == a.sample) cross += bin.slope * per_yield;
                          double const* row = w.rows + std::int64_t(s) * channel.stride_columns;
                          for (int k = 0; k < channel.n_columns; ++k) add(k, cross * row[k]);
                      }
                  });
}

QUARTET_END
