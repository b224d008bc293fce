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
                      YieldTermRecord const& term = model.yield_terms[i];
                      for (int e = term.first_entry; e < term.first_entry + term.n_entries; ++e)
                      {
                          int const column = model.term_columns[e];
                          if (column < 0) continue;
                          double const relative = p.zeros == 0 ? w.term_slope[e] : 0.0;
                          out[column] += logarithmic ? relative : yield_slope(w, p, i, e);
                      }
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

/// Calls f(i, k, column) for the entries k of the terms i of a sample that float.
template <class F>
QUARTET_HD inline void each_entry(ModelView const& model, int first_term, int n_terms, F f)
{
    for (int i = first_term; i < first_term + n_terms; ++i)
        for (int k = 0; k < model.yield_terms[i].n_entries; ++k)
        {
            int const column = model.term_columns[model.yield_terms[i].first_entry + k];
            if (column >= 0) f(i, k, column);
        }
}

/// What the logarithmic rows leave out of g_s d2 Y_s: within a term, and everything where a factor is 0.
QUARTET_HD inline void add_yield_curvatures(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel)
{
    int const stride = channel.stride_columns;
    for (int s = 0; s < channel.n_samples; ++s)
    {
        SampleRecord const& sample = model.samples[channel.first_sample + s];
        YieldProduct const p = yield_product(w, sample);
        double const g = w.sums[1 + s];
        each_entry(model, sample.first_term, sample.n_terms,
                   [&](int i, int k, int a)
                   {
                       YieldTermRecord const& term = model.yield_terms[i];
                       if (p.zeros > 0)
                       {
                           each_entry(
                               model, sample.first_term, sample.n_terms,
                               [&](int j, int l, int b)
                               { w.block[a * stride + b] += g * yield_curvature_at_zero(model, w, p, i, k, j, l); });
                           return;
                       }
                       double const slope = w.term_slope[term.first_entry + k];
                       each_entry(model, i, 1,
                                  [&](int, int l, int b)
                                  {
                                      double const other = w.term_slope[term.first_entry + l];
                                      w.block[a * stride + b] +=
                                          g * p.rest * (w.term_curvature[term_pair(term, k, l)] - slope * other);
                                  });
                   });
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
