// Templates that change with nuisance parameters. In bin b of a sample
//
//   contents_b = (c_b + sum additive changes) * exp(sum logarithmic changes),  change_b = theta odd_b + S(theta) even_b
//
// where odd_b = (f+ - f-) / 2 and even_b = (f+ + f-) / 2 - c_b for the contents f+ and f- at theta = +1 and -1, or for
// their logarithms. All codes of HistFactory (CERN-OPEN-2012-016) and the vertical morph of the CMS Combine tool
// (arXiv:2404.06614) have this form; they differ in the even function S, which is 1 at theta = +-1. Contents may become
// negative, as in HistFactory: a negative expectation leans on the edge of the likelihood (negative_expectation_cost).
#pragma once

#include "fits/interpolation.hpp"
#include "fits/workspace.hpp"

QUARTET_BEGIN

/// S with two derivatives.
QUARTET_HD inline FactorValue even_step(MorphKind kind, double theta)
{
    double const sign = is_below(theta) ? -1.0 : 1.0;
    double const size = abs(theta);
    double const square = theta * theta;
    bool const inside = size < 1.0;
    switch (kind)
    {
        case MorphKind::piecewise_linear:
            break;
        case MorphKind::quadratic_linear:
            // The straight lines continue the parabola, as in HistFactory; pyhf's code 2 has a gap there.
            if (inside) return {square, 2.0 * theta, 2.0};
            return {2.0 * size - 1.0, 2.0 * sign, 0.0};
        case MorphKind::polynomial_linear:
        case MorphKind::vertical:
        case MorphKind::vertical_logarithmic:
            if (!inside) break;
            return {square * fma(square, fma(square, 0.375, -1.25), 1.875),
                    theta * fma(square, fma(square, 2.25, -5.0), 3.75), fma(square, fma(square, 11.25, -15.0), 3.75)};
    }
    return {size, sign, 0.0};
}

QUARTET_HD inline MorphStep morph_step(MorphRecord const& m, double parameter)
{
    double const theta = m.scale * parameter;
    FactorValue const s = even_step(m.kind, theta);
    return {theta, m.scale, s.v, s.d * m.scale, s.h * m.scale * m.scale};
}

/// Contents of the samples with morphs at the parameters x.
template <class Team>
QUARTET_HD inline void compute_templates(Team const& team, ModelView const& model, FitWorkspace const& w,
                                         double const* x)
{
    if (model.morphs.size == 0) return;
    team.each(static_cast<int>(model.morphs.size),
              [&](int i) { w.morph_steps[i] = morph_step(model.morphs[i], x[model.morphs[i].parameter]); });
    team.sync();
    for (SampleRecord const& s : model.samples)
    {
        if (s.n_morphs == 0) continue;
        team.lanes(s.stride_bins / fit_lanes,
                   [&](auto at)
                   {
                       using T = typename decltype(at)::Number;
                       T sum = at.load(model.contents.data + s.first_content);
                       T power(0);
                       for (int i = s.first_morph; i < s.first_morph + s.n_morphs; ++i)
                       {
                           MorphRecord const& m = model.morphs[i];
                           MorphStep const& step = w.morph_steps[i];
                           double const* odd = model.morph_changes.data + m.first_change;
                           T& change = m.logarithmic ? power : sum;
                           change = fma(T(step.value), at.load(odd), change);
                           change = fma(T(step.even), at.load(odd + s.stride_bins), change);
                       }
                       T const factor = s.n_logarithmic_morphs > 0 ? exp(power) : T(1);
                       at.store(w.morphed + s.first_morphed, sum * factor);
                       at.store(w.morph_factors + s.first_morphed, factor);
                   });
    }
    team.sync();
}

/// The contents of a sample's bins, before its per-bin parameters.
QUARTET_HD inline double const* bin_contents(ModelView const& model, FitWorkspace const& w, SampleRecord const& s)
{
    return s.n_morphs > 0 ? w.morphed + s.first_morphed : model.contents.data + s.first_content;
}

/// d change_b / d parameter of morph i.
QUARTET_HD inline double change_slope(ModelView const& model, FitWorkspace const& w, int i, int b)
{
    MorphRecord const& m = model.morphs[i];
    double const* odd = model.morph_changes.data + m.first_change + b;
    return fma(w.morph_steps[i].slope, odd[0], w.morph_steps[i].even_slope * odd[model.samples[m.sample].stride_bins]);
}

/// d2 change_b / d parameter2 of morph i.
QUARTET_HD inline double change_curvature(ModelView const& model, FitWorkspace const& w, int i, int b)
{
    MorphRecord const& m = model.morphs[i];
    return w.morph_steps[i].even_curvature
           * model.morph_changes[m.first_change + model.samples[m.sample].stride_bins + b];
}

/// d contents_b / d change_b of morph i.
QUARTET_HD inline double change_weight(ModelView const& model, FitWorkspace const& w, int i, int b)
{
    MorphRecord const& m = model.morphs[i];
    std::int64_t const at = model.samples[m.sample].first_morphed + b;
    return m.logarithmic ? w.morphed[at] : w.morph_factors[at];
}

QUARTET_END
