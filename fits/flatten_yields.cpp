// Factors of yields, and formulas.
#include <map>

#include "fits/factor_record.hpp"
#include "fits/flattener.hpp"
#include "fits/formula.hpp"

namespace quartet
{

void Flattener::add_formula(ModelFormula const& f)
{
    CompiledFormula const compiled = compile_formula(f.text, "formula '" + f.name + "'", size_of(f.parameters));
    FormulaRecord const r{size_of(out_.formula_instructions), size_of(compiled.instructions),
                          size_of(out_.formula_parameters), size_of(f.parameters), size_of(out_.formula_pairs)};
    auto& instructions = out_.formula_instructions;
    instructions.insert(instructions.end(), compiled.instructions.begin(), compiled.instructions.end());
    auto& parameters = out_.formula_parameters;
    parameters.insert(parameters.end(), f.parameters.begin(), f.parameters.end());
    for (int a = 0; a < r.n_parameters; ++a)
        for (int b = 0; b <= a; ++b) out_.formula_pairs.push_back({size_of(out_.formulas), a, b});
    out_.formulas.push_back(r);
}

void Flattener::add_entries(YieldTermRecord& term, int const* parameters, int n)
{
    term.first_entry = size_of(out_.term_columns);
    term.n_entries = n;
    term.first_pair = out_.n_term_pairs;
    for (int k = 0; k < n; ++k) out_.term_columns.push_back(column_of(parameters[k]));
    out_.n_term_pairs += n * (n + 1) / 2;
    out_.yield_terms.push_back(term);
}

void Flattener::add_formula_term(YieldFactor const& f)
{
    std::vector<int> const& parameters = model_.formulas[f.formula_index].parameters;
    YieldTermRecord term{};
    term.formula = f.formula_index;
    term.parameter = -1;
    add_entries(term, parameters.data(), size_of(parameters));
}

void Flattener::add_yield_terms(ModelSample const& s, SampleRecord& r)
{
    std::map<int, std::vector<FactorRecord>> by_parameter;
    std::vector<int> order;
    r.first_term = size_of(out_.yield_terms);
    for (auto const& f : s.factors)
    {
        if (f.kind == FactorKind::per_bin || f.kind == FactorKind::formula) continue;
        if (by_parameter.find(f.parameter) == by_parameter.end()) order.push_back(f.parameter);
        FactorRecord const record = factor_record(f);
        by_parameter[f.parameter].push_back(record);
        bool const bent = record.kind == FactorKind::piecewise_linear ? record.coefficient[0] != record.coefficient[1]
                                                                      : record.log_low != -record.log_high;
        if (bent && (f.kind == FactorKind::piecewise_linear || f.kind == FactorKind::piecewise_exponential))
            mark_kink(f.parameter);
    }
    for (int p : order)
    {
        auto const& factors = by_parameter[p];
        YieldTermRecord term{};
        term.formula = -1;
        term.parameter = p;
        term.first_factor = size_of(out_.factors);
        term.n_factors = size_of(factors);
        out_.factors.insert(out_.factors.end(), factors.begin(), factors.end());
        add_entries(term, &p, 1);
    }
    for (auto const& f : s.factors)
        if (f.kind == FactorKind::formula) add_formula_term(f);
    r.n_terms = size_of(out_.yield_terms) - r.first_term;
}

}  // namespace quartet
