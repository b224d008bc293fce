// The formulas of a model at a point, with their derivatives.
#pragma once

#include "fits/formula_program.hpp"
#include "fits/workspace.hpp"

QUARTET_BEGIN

/// Value, slopes and curvatures of all formulas; one task per formula and pair of parameters.
template <class Team>
QUARTET_HD inline void compute_formulas(Team const& team, ModelView const& model, FitWorkspace const& w,
                                        double const* x)
{
    if (model.formulas.size == 0) return;
    team.each(static_cast<int>(model.formula_pairs.size),
              [&](int i)
              {
                  FormulaPair const pair = model.formula_pairs[i];
                  FormulaRecord const formula = model.formulas[pair.formula];
                  int const* parameters = model.formula_parameters.data + formula.first_parameter;
                  HyperDual const result = run_formula(
                      model.formula_instructions.data + formula.first_instruction, formula.n_instructions,
                      [&](int k) {
                          return HyperDual{x[parameters[k]], k == pair.a ? 1.0 : 0.0, k == pair.b ? 1.0 : 0.0, 0.0};
                      });
                  w.formula_curvature[i] = result.ab;
                  if (pair.a == pair.b) w.formula_slope[formula.first_parameter + pair.a] = result.a;
                  if (pair.a == 0) w.formula_value[pair.formula] = result.v;
              });
    team.sync();
}

QUARTET_END
