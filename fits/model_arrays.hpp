// Owner of the flat arrays of a compiled model.
#pragma once

#include <string>
#include <vector>

#include "fits/model_view.hpp"

namespace quartet
{

struct ModelArrays
{
    std::vector<ParameterRecord> parameters;
    std::vector<ChannelRecord> channels;
    std::vector<SampleRecord> samples;
    std::vector<YieldTermRecord> yield_terms;
    std::vector<int> term_columns;
    std::vector<FactorRecord> factors;
    std::vector<FormulaRecord> formulas;
    std::vector<FormulaInstruction> formula_instructions;
    std::vector<int> formula_parameters;
    std::vector<FormulaPair> formula_pairs;
    std::vector<ComponentRecord> components;
    std::vector<AlternativeRecord> alternatives;
    std::vector<ChoiceRecord> choices;
    std::vector<ChoiceValueRecord> choice_values;
    std::vector<int> choice_parameters;
    std::vector<FormRecord> forms;
    std::vector<FormTerm> form_terms;
    std::vector<GradientLink> gradient_links;
    std::vector<HessianLink> hessian_links;
    std::vector<int> shape_parameters;
    std::vector<int> shape_columns;
    std::vector<int> columns;
    std::vector<int> bin_parameters;
    std::vector<double> contents;
    std::vector<MorphRecord> morphs;
    std::vector<double> morph_changes;
    std::int64_t n_counts = 0;
    std::int64_t n_morphed = 0;
    int n_kinks = 0;
    int n_term_pairs = 0;
    int max_locals = 0;
    int max_rows = 0;
    int max_morph_scales = 0;
    int max_columns = 0;
    int max_components = 0;
    int max_bin_scales = 0;

    ModelView view() const;
};

/// Flattens a model that check_model() accepted.
ModelArrays flatten(struct StatisticalModel const& model);

/// Throws InputError that says which channel, sample or parameter is wrong and how to mend it.
void check_model(struct StatisticalModel const& model);

/// The same for a density whose parameters exist; `where` is for the message.
void check_density(struct StatisticalModel const& model, struct PdfComponent const& component,
                   struct ModelChannel const& channel, std::string const& where);

}  // namespace quartet
