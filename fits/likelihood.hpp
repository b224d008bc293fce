// -ln L of all channels and constraints with gradient and Hessian by the parameters of the model.
//
// Each channel is first differentiated by its few local parameters (yields, shape parameters); the chain rule
// J^T H J + sum_s g_s (d2 Y_s) then takes it to the parameters of the model.
#pragma once

#include "fits/binned_channel.hpp"
#include "fits/constraints.hpp"
#include "fits/unbinned_channel.hpp"
#include "fits/yields.hpp"

QUARTET_BEGIN

/// Rows of the Jacobian: one per local parameter, then one per sample with the slopes of its yield's logarithm.
template <class Team>
QUARTET_HD inline void compute_rows(Team const& team, ModelView const& model, FitWorkspace const& w,
                                    ChannelRecord const& channel)
{
    int const stride = channel.stride_columns;
    int const n = channel.n_samples;
    int const locals = n + channel.n_shape;
    team.each(locals + n,
              [&](int row)
              {
                  double* out = w.rows + std::int64_t(row) * stride;
                  for (int k = 0; k < stride; ++k) out[k] = 0.0;
                  if (row >= n && row < locals)
                  {
                      out[model.shape_columns[channel.first_shape + row - n]] = 1.0;
                      return;
                  }
                  bool const logarithmic = row >= locals;
                  SampleRecord const& s = model.samples[channel.first_sample + (logarithmic ? row - locals : row)];
                  YieldProduct const p = yield_product(w, s);
                  for (int i = s.first_term; i < s.first_term + s.n_terms; ++i)
                  {
                      int const column = model.yield_terms[i].column;
                      if (column < 0) continue;
                      out[column] = logarithmic ? (p.zeros == 0 ? w.term_slope[i] : 0.0) : yield_slope(w, p, i);
                  }
              });
    team.sync();
}

/// products = local Hessian times rows; the slope rows are multiplied by g_s Y_s.
template <class Team>
QUARTET_HD inline void compute_products(Team const& team, FitWorkspace const& w, ChannelRecord const& channel,
                                        bool likelihood)
{
    int const stride = channel.stride_columns;
    int const n = channel.n_samples;
    int const locals = n + channel.n_shape;
    double const* hessian = w.sums + 1 + locals;
    for (int a = 0; a < locals + n; ++a)
        team.lanes(stride / fit_lanes,
                   [&](auto at)
                   {
                       using T = typename decltype(at)::Number;
                       T sum(0);
                       if (a >= locals)
                       {
                           double const g =
                               likelihood ? w.sums[1 + a - locals] * w.yields[channel.first_sample + a - locals] : 0.0;
                           sum = T(g) * at.load(w.rows + std::int64_t(a) * stride);
                       }
                       else
                           for (int b = 0; b < locals; ++b)
                           {
                               double const h = hessian[a >= b ? pair_index(a, b) : pair_index(b, a)];
                               sum = fma(T(h), at.load(w.rows + std::int64_t(b) * stride), sum);
                           }
                       at.store(w.products + std::int64_t(a) * stride, sum);
                   });
    team.sync();
}

/// What the logarithmic rows leave out of g_s d2 Y_s: the diagonal, and everything where a factor is 0.
QUARTET_HD inline void add_yield_curvatures(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel)
{
    int const stride = channel.stride_columns;
    for (int s = 0; s < channel.n_samples; ++s)
    {
        SampleRecord const& sample = model.samples[channel.first_sample + s];
        YieldProduct const p = yield_product(w, sample);
        double const g = w.sums[1 + s];
        for (int i = sample.first_term; i < sample.first_term + sample.n_terms; ++i)
        {
            int const a = model.yield_terms[i].column;
            if (a < 0) continue;
            if (p.zeros == 0)
            {
                w.block[a * stride + a] += g * p.rest * (w.term_curvature[i] - w.term_slope[i] * w.term_slope[i]);
                continue;
            }
            for (int j = sample.first_term; j < sample.first_term + sample.n_terms; ++j)
            {
                int const b = model.yield_terms[j].column;
                if (b >= 0) w.block[a * stride + b] += g * yield_curvature_at_zero(w, p, i, j);
            }
        }
    }
}

/// Adds one channel's local derivatives (w.sums) to the full gradient and Hessian.
template <class Team>
QUARTET_HD inline void add_channel(Team const& team, ModelView const& model, FitWorkspace const& w,
                                   ChannelRecord const& channel, bool likelihood, double* gradient, double* hessian)
{
    int const stride = channel.stride_columns;
    int const n = channel.n_samples;
    int const locals = n + channel.n_shape;
    compute_rows(team, model, w, channel);
    compute_products(team, w, channel, likelihood);
    for (int a = 0; a < channel.n_columns; ++a)
        team.lanes(a / fit_lanes + 1,
                   [&](auto at)
                   {
                       using T = typename decltype(at)::Number;
                       T sum(0);
                       for (int l = 0; l < locals + n; ++l)
                           sum = fma(T(w.rows[std::int64_t(l) * stride + a]),
                                     at.load(w.products + std::int64_t(l) * stride), sum);
                       at.store(w.block + std::int64_t(a) * stride, sum);
                   });
    team.sync();
    if (likelihood) team.leader([&] { add_yield_curvatures(model, w, channel); });
    team.sync();
    int const* columns = model.columns.data + channel.first_column;
    team.each(channel.n_columns,
              [&](int a)
              {
                  double g = 0.0;
                  if (likelihood)
                      for (int l = 0; l < locals; ++l) g = fma(w.sums[1 + l], w.rows[std::int64_t(l) * stride + a], g);
                  gradient[columns[a]] += g;
                  double* row = hessian + std::int64_t(columns[a]) * w.stride;
                  for (int b = 0; b <= a; ++b) row[columns[b]] += w.block[a * stride + b];
              });
    team.sync();
}

/// -ln L at x (infinity where it is undefined). Fills the gradient (n) and the lower triangle of the Hessian (n rows of
/// w.stride); derivatives by constant parameters are 0. With SumKind::score_squares the Hessian is replaced by the sum
/// of the squared scores of weighted events (binned channels and constraints give their expected curvature), the value
/// means nothing.
template <class Team>
[[gnu::noinline]] QUARTET_HD double evaluate_likelihood(Team const& team, ModelView const& model, DataView const& data,
                                                        FitWorkspace const& w, double const* x, double* gradient,
                                                        double* hessian, SumKind kind = SumKind::likelihood)
{
    int const n = static_cast<int>(model.parameters.size);
    bool const likelihood = kind == SumKind::likelihood;
    compute_yields(team, model, w, x);
    team.each(n,
              [&](int i)
              {
                  gradient[i] = 0.0;
                  for (int j = 0; j < w.stride; ++j) hessian[std::int64_t(i) * w.stride + j] = 0.0;
              });
    team.sync();
    double value = 0.0;
    for (int c = 0; c < model.channels.size; ++c)
    {
        ChannelRecord const channel = model.channels[c];
        if (channel.kind == ChannelKind::unbinned)
            unbinned_channel(team, model, data, w, c, x, kind);
        else
            binned_channel(team, model, data, w, c, x, kind);
        value += w.sums[0];
        add_channel(team, model, w, channel, likelihood, gradient, hessian);
        if (channel.n_bin_rows > 0)
            team.leader(
                [&]
                {
                    for (int b = 0; b < channel.n_bins; ++b)
                        add_bin_parameters(model, w, channel, b, data.counts[channel.first_bin + b], x, likelihood,
                                           gradient, HessianWriter{hessian, w.stride});
                });
        team.sync();
    }
    for (int i = 0; i < n; ++i)
        if (model.parameters[i].constraint != ConstraintKind::none)
            value += constraint_value(model.parameters[i], x[i], data.global_observables[i]).value;
    team.each(n,
              [&](int i)
              {
                  if (model.parameters[i].constant) return;
                  ConstraintValue const c = constraint_value(model.parameters[i], x[i], data.global_observables[i]);
                  if (likelihood) gradient[i] += c.slope;
                  hessian[std::int64_t(i) * w.stride + i] += c.curvature;
              });
    team.sync();
    return value == value ? value : infinity_of<double>();
}

QUARTET_END
