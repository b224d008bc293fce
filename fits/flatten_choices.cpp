// Discrete parameters: which parameters each of their values brings, and what it costs.
#include <set>

#include "fits/flattener.hpp"
#include "fits/model_forms.hpp"

namespace quartet
{
namespace
{

using Parameters = std::set<int>;

void collect(std::vector<PdfComponent> const& components, Parameters& into)
{
    for_each_form(components,
                  [&](LinearForm const& form)
                  {
                      for (auto const& term : form.terms)
                          if (term.coefficient != 0) into.insert(term.parameter);
                  });
}

/// Parameters on which the model depends whatever is chosen.
Parameters always_used(StatisticalModel const& model)
{
    Parameters used;
    for (ModelFormula const& f : model.formulas) used.insert(f.parameters.begin(), f.parameters.end());
    for (ModelChannel const& c : model.channels)
        for (ModelSample const& s : c.samples)
        {
            collect(s.shape.components, used);
            for (YieldFactor const& f : s.factors)
            {
                used.insert(f.parameter);
                used.insert(f.bin_parameters.begin(), f.bin_parameters.end());
            }
            for (TemplateMorph const& m : s.shape.morphs) used.insert(m.parameter);
        }
    used.insert(model.poi.begin(), model.poi.end());
    return used;
}

/// Parameters of the densities that the value `value` of a discrete parameter chooses.
Parameters used_by(StatisticalModel const& model, int choice, int value)
{
    Parameters used;
    for (ModelChannel const& c : model.channels)
        for (ModelSample const& s : c.samples)
            if (s.shape.choice == choice) collect(s.shape.alternatives[static_cast<std::size_t>(value)], used);
    return used;
}

}  // namespace

void Flattener::add_choices()
{
    Parameters const always = always_used(model_);
    for (int p = 0; p < size_of(model_.parameters); ++p)
    {
        int const n = model_.parameters[p].choices;
        if (n == 0) continue;
        out_.choices.push_back({p, n, size_of(out_.choice_values)});
        for (int value = 0; value < n; ++value)
        {
            ChoiceValueRecord record{size_of(out_.choice_parameters), 0, 0.0};
            int floating = 0;
            for (int used : used_by(model_, p, value))
            {
                if (model_.parameters[used].constant) continue;
                ++floating;
                if (always.count(used) == 0) out_.choice_parameters.push_back(used);
            }
            record.n_parameters = size_of(out_.choice_parameters) - record.first_parameter;
            record.penalty = 0.5 * model_.discrete_penalty * floating;
            out_.choice_values.push_back(record);
        }
    }
}

}  // namespace quartet
