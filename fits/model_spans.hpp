// The arrays of a compiled model, one after the other: for backends that copy them to a device.
#pragma once

#include "fits/model_view.hpp"

namespace quartet
{

/// Calls f for every span of the view.
template <class F>
void for_each_span(ModelView& m, F&& f)
{
    f(m.parameters);
    f(m.channels);
    f(m.samples);
    f(m.yield_terms);
    f(m.term_columns);
    f(m.factors);
    f(m.formulas);
    f(m.formula_instructions);
    f(m.formula_parameters);
    f(m.formula_pairs);
    f(m.components);
    f(m.alternatives);
    f(m.choices);
    f(m.choice_values);
    f(m.choice_parameters);
    f(m.forms);
    f(m.form_terms);
    f(m.gradient_links);
    f(m.hessian_links);
    f(m.shape_parameters);
    f(m.shape_columns);
    f(m.columns);
    f(m.bin_parameters);
    f(m.contents);
    f(m.morphs);
    f(m.morph_changes);
}

// An array that is added to the view has to be added above: its pointer would stay that of the host.
static_assert(sizeof(ModelView) == 26 * sizeof(Span<int const>) + 2 * sizeof(std::int64_t) + 8 * sizeof(int));

}  // namespace quartet
