// From the local derivatives of one channel (by yields and shape parameters) to those by the parameters of the model:
// J^T H J + sum_s g_s (d2 Y_s), as a sum of outer products of rows.
#pragma once

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

/// block (+)= sum over `count` rows from `first` of rows^T products; its lower triangle counts.
template <class Team>
QUARTET_HD inline void add_outer_products(Team const& team, FitWorkspace const& w, ChannelRecord const& channel,
                                          int first, int count, bool fresh)
{
    int const stride = channel.stride_columns;
    for (int a = 0; a < channel.n_columns; ++a)
        team.lanes(a / fit_lanes + 1,
                   [&](auto at)
                   {
                       using T = typename decltype(at)::Number;
                       double* const block = w.block + std::int64_t(a) * stride;
                       T sum = fresh ? T(0) : at.load(block);
                       for (int l = first; l < first + count; ++l)
                           sum = fma(T(w.rows[std::int64_t(l) * stride + a]),
                                     at.load(w.products + std::int64_t(l) * stride), sum);
                       at.store(block, sum);
                   });
    team.sync();
}

/// Adds the block to the full Hessian.
template <class Team>
QUARTET_HD inline void add_block(Team const& team, ModelView const& model, FitWorkspace const& w,
                                 ChannelRecord const& channel, double* hessian)
{
    int const* columns = model.columns.data + channel.first_column;
    team.each(channel.n_columns,
              [&](int a)
              {
                  double* row = hessian + std::int64_t(columns[a]) * w.stride;
                  for (int b = 0; b <= a; ++b) row[columns[b]] += w.block[a * channel.stride_columns + b];
              });
    team.sync();
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
    add_outer_products(team, w, channel, 0, locals + n, true);
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
              });
    add_block(team, model, w, channel, hessian);
}

QUARTET_END
