#include "fits/model_arrays.hpp"

namespace quartet
{
namespace
{

template <class T>
Span<T const> span_of(std::vector<T> const& v)
{
    return {v.data(), static_cast<std::int64_t>(v.size())};
}

}  // namespace

ModelView ModelArrays::view() const
{
    ModelView v{};
    v.parameters = span_of(parameters);
    v.channels = span_of(channels);
    v.samples = span_of(samples);
    v.yield_terms = span_of(yield_terms);
    v.term_columns = span_of(term_columns);
    v.factors = span_of(factors);
    v.formulas = span_of(formulas);
    v.formula_instructions = span_of(formula_instructions);
    v.formula_parameters = span_of(formula_parameters);
    v.formula_pairs = span_of(formula_pairs);
    v.components = span_of(components);
    v.forms = span_of(forms);
    v.form_terms = span_of(form_terms);
    v.gradient_links = span_of(gradient_links);
    v.hessian_links = span_of(hessian_links);
    v.shape_parameters = span_of(shape_parameters);
    v.shape_columns = span_of(shape_columns);
    v.columns = span_of(columns);
    v.bin_parameters = span_of(bin_parameters);
    v.contents = span_of(contents);
    v.morphs = span_of(morphs);
    v.morph_changes = span_of(morph_changes);
    v.n_counts = n_counts;
    v.n_morphed = n_morphed;
    v.n_kinks = n_kinks;
    v.n_term_pairs = n_term_pairs;
    v.max_locals = max_locals;
    v.max_rows = max_rows;
    v.max_morph_scales = max_morph_scales;
    v.max_columns = max_columns;
    v.max_components = max_components;
    v.max_bin_scales = max_bin_scales;
    return v;
}

}  // namespace quartet
