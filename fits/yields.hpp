// Yields of samples as products of factors, with first and second derivatives by the parameters.
#pragma once

#include "fits/interpolation.hpp"
#include "fits/morphs.hpp"
#include "fits/workspace.hpp"

QUARTET_BEGIN

/// Product of the factors with the same parameter: (ab)'' = a''b + 2a'b' + ab''.
QUARTET_HD inline FactorValue yield_term(ModelView const& model, YieldTermRecord const& term, double theta)
{
    FactorValue u = factor_value(model.factors[term.first_factor], theta);
    for (int i = 1; i < term.n_factors; ++i)
    {
        FactorValue const f = factor_value(model.factors[term.first_factor + i], theta);
        u = {u.v * f.v, u.d * f.v + u.v * f.d, u.h * f.v + 2.0 * (u.d * f.d) + u.v * f.h};
    }
    return u;
}

/// A sample's yield without its vanishing factors; at most two of them matter for second derivatives.
struct YieldProduct
{
    double rest;  ///< nominal yield times the factors that are not 0
    int zeros;    ///< number of factors that are 0
};

QUARTET_HD inline YieldProduct yield_product(FitWorkspace const& w, SampleRecord const& s)
{
    YieldProduct p{s.yield, 0};
    for (int i = s.first_term; i < s.first_term + s.n_terms; ++i)
    {
        bool const zero = w.term_value[i] == 0.0;
        p.rest = zero ? p.rest : p.rest * w.term_value[i];
        p.zeros += zero ? 1 : 0;
    }
    return p;
}

/// Terms, yields and morphed templates at the parameters x.
template <class Team>
QUARTET_HD inline void compute_yields(Team const& team, ModelView const& model, FitWorkspace const& w, double const* x)
{
    team.each(static_cast<int>(model.yield_terms.size),
              [&](int i)
              {
                  YieldTermRecord const term = model.yield_terms[i];
                  FactorValue const u = yield_term(model, term, x[term.parameter]);
                  double const scale = u.v == 0.0 ? 1.0 : 1.0 / u.v;
                  w.term_value[i] = u.v;
                  w.term_slope[i] = u.d * scale;
                  w.term_curvature[i] = u.h * scale;
              });
    team.sync();
    team.each(static_cast<int>(model.samples.size),
              [&](int s)
              {
                  YieldProduct const p = yield_product(w, model.samples[s]);
                  w.yields[s] = p.zeros == 0 ? p.rest : 0.0;
              });
    team.sync();
    compute_templates(team, model, w, x);
}

/// d yield / d parameter of term i.
QUARTET_HD inline double yield_slope(FitWorkspace const& w, YieldProduct const& p, int i)
{
    bool const needed = p.zeros == 0 || (p.zeros == 1 && w.term_value[i] == 0.0);
    return needed ? p.rest * w.term_slope[i] : 0.0;
}

/// d2 yield / d parameter_i d parameter_j where some factor is 0.
QUARTET_HD inline double yield_curvature_at_zero(FitWorkspace const& w, YieldProduct const& p, int i, int j)
{
    int const zeros_here = (w.term_value[i] == 0.0 ? 1 : 0) + (i != j && w.term_value[j] == 0.0 ? 1 : 0);
    if (p.zeros != zeros_here) return 0.0;
    return i == j ? p.rest * w.term_curvature[i] : p.rest * w.term_slope[i] * w.term_slope[j];
}

QUARTET_END
