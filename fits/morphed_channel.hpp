// Derivatives of a binned channel whose templates move with parameters, by the parameters of the model. With nu_b the
// expectation of bin b, l' and l'' the derivatives of its Poisson term, Y_s yields, g_sb per-bin parameters, and m_sb
// contents of templates, nu_b = sum_s Y_s g_sb m_sb,
//
//   Hessian = sum_b l''_b (d nu_b)(d nu_b)^T + sum_b l'_b sum_s g_sb d2 (Y_s m_sb)
//
// Rows of w.rows and w.products: the derivatives of the yields and of their logarithms as for other channels
// (chain_rule.hpp), 2 n_samples; then morph_work_rows for the bins of one group.
#pragma once

#include "fits/bin_parameters.hpp"
#include "fits/chain_rule.hpp"

QUARTET_BEGIN

/// The derivatives of one morphed channel.
template <class Team>
struct MorphedChannel
{
    Team const& team;
    ModelView const& model;
    FitWorkspace const& w;
    ChannelRecord const& channel;
    double const* x;
    bool likelihood;

    QUARTET_HD double* row(int i) const { return w.rows + std::int64_t(i) * channel.stride_columns; }
    QUARTET_HD double* product(int i) const { return w.products + std::int64_t(i) * channel.stride_columns; }
    QUARTET_HD int first_work_row() const { return 2 * channel.n_samples; }
    QUARTET_HD int local_sample(int i) const { return model.morphs[i].sample - channel.first_sample; }
    QUARTET_HD double gamma(int s, int b) const { return w.bin_gammas[std::int64_t(s) * channel.stride_bins + b]; }

    /// Derivatives of the Poisson terms, and products of the per-bin parameters.
    QUARTET_HD void prepare_bins(double const* counts) const
    {
        int const stride = channel.stride_bins;
        double const slope_on = likelihood ? 1.0 : 0.0;
        team.lanes(stride / fit_lanes,
                   [&](auto at)
                   {
                       using T = typename decltype(at)::Number;
                       BinTerms<T> const bin(expected_events(model, w, channel, at), at.load(counts), w.edge_cost);
                       at.store(w.bin_slopes, bin.slope * T(slope_on));
                       at.store(w.bin_curvatures, bin.curvature);
                   });
        team.each(channel.n_samples * stride,
                  [&](int i)
                  {
                      SampleRecord const& s = model.samples[channel.first_sample + i / stride];
                      double product = 1.0;
                      for (int r = 0; r < s.n_bin_rows; ++r)
                      {
                          int const p =
                              model.bin_parameters[s.first_bin_parameter + std::int64_t(r) * stride + i % stride];
                          if (p >= 0) product *= x[p];
                      }
                      w.bin_gammas[i] = product;
                  });
        team.sync();
    }

    /// d nu_b of the bins of group g in the first work rows, their products with the curvatures beside them.
    QUARTET_HD void fill_bin_rows(int g) const
    {
        int const first = first_work_row();
        int const groups = channel.stride_columns / fit_lanes;
        for (int lane = 0; lane < fit_lanes; ++lane)
            team.lanes(groups,
                       [&](auto at)
                       {
                           using T = typename decltype(at)::Number;
                           T sum(0);
                           for (int s = 0; s < channel.n_samples; ++s)
                               sum =
                                   fma(T(scales_of(model, w, channel, s)[g * fit_lanes + lane]), at.load(row(s)), sum);
                           at.store(row(first + lane), sum);
                       });
        team.sync();
        team.each(fit_lanes,
                  [&](int lane)
                  {
                      int const b = g * fit_lanes + lane;
                      double* const out = row(first + lane);
                      for (int i = channel.first_morph; i < channel.first_morph + channel.n_morphs; ++i)
                      {
                          int const k = model.morphs[i].column;
                          if (k < 0) continue;
                          double const slope = change_weight(model, w, i, b) * change_slope(model, w, i, b);
                          out[k] = fma(w.yields[model.morphs[i].sample] * gamma(local_sample(i), b), slope, out[k]);
                      }
                  });
        team.sync();
        for (int lane = 0; lane < fit_lanes; ++lane)
            team.lanes(groups,
                       [&](auto at)
                       {
                           using T = typename decltype(at)::Number;
                           at.store(product(first + lane),
                                    T(w.bin_curvatures[g * fit_lanes + lane]) * at.load(row(first + lane)));
                       });
        team.sync();
    }

    QUARTET_HD void add_gradient(int g, double* gradient) const
    {
        int const* columns = model.columns.data + channel.first_column;
        team.each(channel.n_columns,
                  [&](int k)
                  {
                      double sum = 0.0;
                      for (int lane = 0; lane < fit_lanes; ++lane)
                          sum = fma(w.bin_slopes[g * fit_lanes + lane], row(first_work_row() + lane)[k], sum);
                      gradient[columns[k]] += sum;
                  });
        team.sync();
    }

    /// Derivatives by the per-bin parameters of bin b, whose row is `nu`.
    QUARTET_HD void add_bin(int b, double const* nu, double* gradient, HessianWriter const& h) const
    {
        BinPoint const bin{b, w.bin_slopes[b], w.bin_curvatures[b]};
        add_bin_slots(model, w, channel, bin, x, gradient, h,
                      [&](BinSlot const& a, double per_yield, auto add)
                      {
                          double const* yield = row(a.sample);
                          for (int k = 0; k < channel.n_columns; ++k)
                              add(k, fma(bin.curvature * a.slope, nu[k], bin.slope * per_yield * yield[k]));
                          add_bin_and_morphs(a, bin, add);
                      });
    }

    /// d2 nu_b / d per-bin parameter d parameter of a morph, times the slope of the bin.
    template <class Add>
    QUARTET_HD void add_bin_and_morphs(BinSlot const& a, BinPoint const& bin, Add add) const
    {
        SampleRecord const& s = model.samples[channel.first_sample + a.sample];
        double scale = bin.slope * w.yields[channel.first_sample + a.sample];
        for (int r = 0; r < s.n_bin_rows; ++r)
        {
            int const p = model.bin_parameters[s.first_bin_parameter + std::int64_t(r) * channel.stride_bins + bin.b];
            if (p >= 0 && r != a.row) scale *= x[p];
        }
        for (int i = s.first_morph; i < s.first_morph + s.n_morphs; ++i)
            if (model.morphs[i].column >= 0)
                add(model.morphs[i].column,
                    scale * change_weight(model, w, i, bin.b) * change_slope(model, w, i, bin.b));
    }

    /// Per morph: sum_b l'_b g_sb d m_sb, and the part of sum_b l'_b Y_s g_sb d2 m_sb that bends the change itself.
    QUARTET_HD void sum_morphs() const
    {
        team.each(channel.n_morphs,
                  [&](int m)
                  {
                      int const i = channel.first_morph + m;
                      double slope = 0.0;
                      double curvature = 0.0;
                      for (int b = 0; b < channel.n_bins; ++b)
                      {
                          double const scale =
                              w.bin_slopes[b] * gamma(local_sample(i), b) * change_weight(model, w, i, b);
                          slope = fma(scale, change_slope(model, w, i, b), slope);
                          curvature = fma(scale, change_curvature(model, w, i, b), curvature);
                      }
                      w.morph_sums[2 * i] = slope;
                      w.morph_sums[2 * i + 1] = curvature * w.yields[model.morphs[i].sample];
                  });
        team.sync();
    }

    /// What two factors of a sample have in common, yields or morphs: with l the derivatives of ln Y_s, q the sums over
    /// bins per morph, and g = d -ln L / d Y_s, it is Y_s (l q^T + q l^T) + g Y_s l l^T = l p^T + p l^T with
    /// p = Y_s q + g Y_s l / 2. Where a factor is 0, the derivatives of the yield take the place of l, and the last
    /// term is that of add_yield_curvatures(). Both orders as rows and products.
    QUARTET_HD void fill_sample_rows() const
    {
        int const n = channel.n_samples;
        team.each(n,
                  [&](int s)
                  {
                      SampleRecord const& sample = model.samples[channel.first_sample + s];
                      bool const vanishes = yield_product(w, sample).zeros > 0;
                      double const yield = w.yields[channel.first_sample + s];
                      double const half = 0.5 * w.sums[1 + s] * yield;
                      double* const sums = product(s);
                      for (int k = 0; k < channel.stride_columns; ++k) sums[k] = 0.0;
                      for (int i = sample.first_morph; i < sample.first_morph + sample.n_morphs; ++i)
                          if (model.morphs[i].column >= 0) sums[model.morphs[i].column] += w.morph_sums[2 * i];
                      for (int k = 0; k < channel.stride_columns; ++k)
                      {
                          double const left = vanishes ? row(s)[k] : row(n + s)[k];
                          double const right = vanishes ? sums[k] : fma(yield, sums[k], half * left);
                          row(s)[k] = left;
                          product(s)[k] = right;
                          row(n + s)[k] = right;
                          product(n + s)[k] = left;
                      }
                  });
        team.sync();
    }

    QUARTET_HD void add_morph_curvatures() const
    {
        int const stride = channel.stride_columns;
        for (int i = channel.first_morph; i < channel.first_morph + channel.n_morphs; ++i)
        {
            int const k = model.morphs[i].column;
            if (k >= 0) w.block[std::int64_t(k) * stride + k] += w.morph_sums[2 * i + 1];
        }
    }

    /// What a logarithmic factor has in common with the other morphs of sample s, in the bins of group g: with a the
    /// derivatives of the additive changes and e those of the logarithmic ones, d2 m_sb = a e^T + e a^T + m_sb e e^T
    /// beside the curvature of the changes themselves. Both orders as rows and products.
    QUARTET_HD void fill_logarithmic_rows(int s, int g) const
    {
        SampleRecord const& sample = model.samples[channel.first_sample + s];
        int const first = first_work_row();
        team.each(fit_lanes,
                  [&](int lane)
                  {
                      int const b = g * fit_lanes + lane;
                      double* const e = row(first + lane);
                      double* const rest = row(first + fit_lanes + lane);
                      for (int k = 0; k < channel.stride_columns; ++k) e[k] = rest[k] = 0.0;
                      double const half = 0.5 * w.morphed[sample.first_morphed + b];
                      for (int i = sample.first_morph; i < sample.first_morph + sample.n_morphs; ++i)
                      {
                          int const k = model.morphs[i].column;
                          if (k < 0) continue;
                          double const slope = change_slope(model, w, i, b);
                          if (model.morphs[i].logarithmic) e[k] += slope;
                          rest[k] += slope * (model.morphs[i].logarithmic ? half : change_weight(model, w, i, b));
                      }
                      double const scale =
                          b < channel.n_bins ? w.bin_slopes[b] * gamma(s, b) * w.yields[channel.first_sample + s] : 0.0;
                      for (int k = 0; k < channel.stride_columns; ++k)
                      {
                          product(first + lane)[k] = scale * rest[k];
                          product(first + fit_lanes + lane)[k] = scale * e[k];
                      }
                  });
        team.sync();
    }
};

/// Adds the derivatives of one channel with morphs to the full gradient and Hessian. w.sums holds value and gradient by
/// the yields.
template <class Team>
QUARTET_HD inline void add_morphed_channel(Team const& team, ModelView const& model, DataView const& data,
                                           FitWorkspace const& w, ChannelRecord const& channel, double const* x,
                                           bool likelihood, double* gradient, double* hessian)
{
    MorphedChannel<Team> const c{team, model, w, channel, x, likelihood};
    int const n = channel.n_samples;
    compute_rows(team, model, w, channel);
    c.prepare_bins(data.counts.data + channel.first_bin);
    for (int g = 0; g < channel.stride_bins / fit_lanes; ++g)
    {
        c.fill_bin_rows(g);
        int const left = channel.n_bins - g * fit_lanes;
        int const bins = left < fit_lanes ? left : fit_lanes;
        add_outer_products(team, w, channel, c.first_work_row(), bins, g == 0);
        c.add_gradient(g, gradient);
        if (channel.n_bin_rows > 0)
            team.leader(
                [&]
                {
                    for (int b = g * fit_lanes; b < (g + 1) * fit_lanes && b < channel.n_bins; ++b)
                        c.add_bin(b, c.row(c.first_work_row() + b % fit_lanes), gradient,
                                  HessianWriter{hessian, w.stride});
                });
        team.sync();
        for (int s = 0; likelihood && s < n; ++s)
        {
            if (model.samples[channel.first_sample + s].n_logarithmic_morphs == 0) continue;
            c.fill_logarithmic_rows(s, g);
            add_outer_products(team, w, channel, c.first_work_row(), morph_work_rows, false);
        }
    }
    if (likelihood)
    {
        c.sum_morphs();
        c.fill_sample_rows();
        add_outer_products(team, w, channel, 0, 2 * n, false);
        team.leader(
            [&]
            {
                add_yield_curvatures(model, w, channel);
                c.add_morph_curvatures();
            });
        team.sync();
    }
    add_block(team, model, w, channel, hessian);
}

QUARTET_END
