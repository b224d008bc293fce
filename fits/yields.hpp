// Yields of samples as products of factors, with first and second derivatives by the parameters.
#pragma once

#include "fits/formulas.hpp"
#include "fits/interpolation.hpp"
#include "fits/morphs.hpp"
#include "fits/workspace.hpp"

QUARTET_BEGIN

/// Product of the factors with the same parameter: (ab)'' = a''b + 2a'b' + ab''.
QUARTET_HD inline FactorValue factor_product(ModelView const& model, YieldTermRecord const& term, double theta)
{
    FactorValue u = factor_value(model.factors[term.first_factor], theta);
    for (int i = 1; i < term.n_factors; ++i)
    {
        FactorValue const f = factor_value(model.factors[term.first_factor + i], theta);
        u = {u.v * f.v, u.d * f.v + u.v * f.d, u.h * f.v + 2.0 * (u.d * f.d) + u.v * f.h};
    }
    return u;
}

/// Value and relative derivatives of term i at the parameters x; formulas come first.
QUARTET_HD inline void compute_term(ModelView const& model, FitWorkspace const& w, int i, double const* x)
{
    YieldTermRecord const term = model.yield_terms[i];
    if (term.formula < 0)
    {
        FactorValue const u = factor_product(model, term, x[term.parameter]);
        double const scale = u.v == 0.0 ? 1.0 : 1.0 / u.v;
        w.term_value[i] = u.v;
        w.term_slope[term.first_entry] = u.d * scale;
        w.term_curvature[term.first_pair] = u.h * scale;
        return;
    }
    FormulaRecord const formula = model.formulas[term.formula];
    double const u = w.formula_value[term.formula];
    double const scale = u == 0.0 ? 1.0 : 1.0 / u;
    w.term_value[i] = u;
    for (int k = 0; k < term.n_entries; ++k)
        w.term_slope[term.first_entry + k] = w.formula_slope[formula.first_parameter + k] * scale;
    for (int k = 0; k < term.n_entries * (term.n_entries + 1) / 2; ++k)
        w.term_curvature[term.first_pair + k] = w.formula_curvature[formula.first_pair + k] * scale;
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
    compute_formulas(team, model, w, x);
    team.each(static_cast<int>(model.yield_terms.size), [&](int i) { compute_term(model, w, i, x); });
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

/// d yield / d parameter of one entry of term i.
QUARTET_HD inline double yield_slope(FitWorkspace const& w, YieldProduct const& p, int i, int entry)
{
    bool const needed = p.zeros == 0 || (p.zeros == 1 && w.term_value[i] == 0.0);
    return needed ? p.rest * w.term_slope[entry] : 0.0;
}

/// Position of the curvature of a term by two of its entries.
QUARTET_HD inline int term_pair(YieldTermRecord const& term, int k, int l)
{
    return term.first_pair + (k >= l ? pair_index(k, l) : pair_index(l, k));
}

/// d2 yield / d entry k of term i d entry l of term j, where some factor is 0.
QUARTET_HD inline double yield_curvature_at_zero(ModelView const& model, FitWorkspace const& w, YieldProduct const& p,
                                                 int i, int k, int j, int l)
{
    YieldTermRecord const& a = model.yield_terms[i];
    YieldTermRecord const& b = model.yield_terms[j];
    int const zeros_here = (w.term_value[i] == 0.0 ? 1 : 0) + (i != j && w.term_value[j] == 0.0 ? 1 : 0);
    if (p.zeros != zeros_here) return 0.0;
    return i == j ? p.rest * w.term_curvature[term_pair(a, k, l)]
                  : p.rest * w.term_slope[a.first_entry + k] * w.term_slope[b.first_entry + l];
}

QUARTET_END
