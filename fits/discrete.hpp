// Discrete nuisance parameters: an index says which of several densities a sample has, and fits minimise over it as
// over any other parameter (discrete profiling: Dauncey, Kenzie, Wardle, Davies, JINST 10 (2015) P04015,
// arXiv:1408.6865). What is minimised is
//
//   -ln L + c k / 2,   k = number of floating parameters of the chosen densities
//
// The index stands among the parameters of the model, so that it can be fixed, reported and drawn from like them.
#pragma once

#include "fits/model_view.hpp"
#include "models/base/macros.hpp"

QUARTET_BEGIN

struct ComponentRange
{
    int first;
    int n;
};

/// The value of a discrete parameter at x, forced into its range.
QUARTET_HD inline int choice_at(ModelView const& model, double const* x, int parameter)
{
    int const last = model.parameters[parameter].choices - 1;
    int const value = x[parameter] > 0.0 ? static_cast<int>(x[parameter]) : 0;
    return value < last ? value : last;
}

/// The components of a sample's density at x.
QUARTET_HD inline ComponentRange active_components(ModelView const& model, SampleRecord const& s, double const* x)
{
    if (s.choice < 0) return {s.first_component, s.n_components};
    AlternativeRecord const a = model.alternatives[s.first_alternative + choice_at(model, x, s.choice)];
    return {a.first_component, a.n_components};
}

/// What the choices at x cost.
QUARTET_HD inline double discrete_penalty(ModelView const& model, double const* x)
{
    double penalty = 0.0;
    for (ChoiceRecord const& c : model.choices)
        penalty += model.choice_values[c.first_value + choice_at(model, x, c.parameter)].penalty;
    return penalty;
}

QUARTET_END
