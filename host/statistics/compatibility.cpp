#include "host/statistics/compatibility.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "fits/model_forms.hpp"
#include "fits/toy_distribution.hpp"
#include "host/statistics/chi_square.hpp"
#include "host/statistics/degenerate.hpp"
#include "host/statistics/likelihood_data.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr std::int64_t chunk = 16384;

/// Replaces one parameter by another in what a channel is made of; says whether it was there.
class Replacement
{
  public:
    Replacement(StatisticalModel& model, int from, int to) : model_(model), from_(from), to_(to) {}

    bool in(ModelChannel& channel)
    {
        bool found = false;
        for (ModelSample& sample : channel.samples)
        {
            for (YieldFactor& factor : sample.factors) found = in(factor) || found;
            for (TemplateMorph& morph : sample.shape.morphs) found = index(morph.parameter) || found;
            change_forms(sample.shape, [&](LinearForm& form) { found = in(form) || found; });
        }
        return found;
    }

  private:
    bool index(int& parameter) const
    {
        if (parameter != from_) return false;
        parameter = to_;
        return true;
    }

    bool in(LinearForm& form) const
    {
        bool found = false;
        for (auto& term : form.terms) found = index(term.parameter) || found;
        return found;
    }

    bool in(YieldFactor& factor)
    {
        bool found = index(factor.parameter);
        for (int& parameter : factor.bin_parameters) found = index(parameter) || found;
        if (factor.kind != FactorKind::formula) return found;
        // Other channels may use the same formula: a copy is changed.
        ModelFormula copy = model_.formulas[static_cast<std::size_t>(factor.formula_index)];
        bool in_formula = false;
        for (int& parameter : copy.parameters) in_formula = index(parameter) || in_formula;
        if (!in_formula) return found;
        factor.formula_index = static_cast<int>(model_.formulas.size());
        model_.formulas.push_back(std::move(copy));
        return true;
    }

    StatisticalModel& model_;
    int from_;
    int to_;
};

std::vector<ChannelGroup> one_group_per_channel(StatisticalModel const& model, int poi)
{
    std::vector<ChannelGroup> groups;
    for (ModelChannel const& channel : model.channels)
        if (has_effect(model, channel, poi)) groups.push_back({channel.name, {channel.name}});
    return groups;
}

/// The group of each channel, -1 for a channel without the parameter of interest.
std::vector<int> group_of_channels(StatisticalModel const& model, int poi, std::vector<ChannelGroup> const& groups)
{
    std::vector<int> group(model.channels.size(), -1);
    for (std::size_t g = 0; g < groups.size(); ++g)
        for (std::string const& name : groups[g].channels)
        {
            int const c = model.find_channel(name);
            std::string known;
            for (auto const& channel : model.channels) known += (known.empty() ? "" : ", ") + channel.name;
            if (c < 0) throw InputError(message("unknown channel '" + name + "'", "--group", "known: " + known));
            int& entry = group[static_cast<std::size_t>(c)];
            if (entry >= 0) throw InputError(message("the channel '" + name + "' is in two groups", "--group", ""));
            entry = static_cast<int>(g);
        }
    for (std::size_t c = 0; c < group.size(); ++c)
        if (group[c] < 0 && has_effect(model, model.channels[c], poi))
            throw InputError(message("the channel '" + model.channels[c].name + "' is in no group", "--group",
                                     "every channel that depends on the parameter of interest needs one"));
    if (groups.size() < 2)
        throw InputError(message("compatibility needs at least two channels or groups", model.name, ""));
    return group;
}

/// Toys of the two models are the same data: their fits are compared toy by toy.
void run_toys(CompatibilityModels const& models, FitDataset const& data, CompatibilityOptions const& options,
              ToyBackend& backend, CompatibilityResult& out)
{
    ToyPlan plan;
    plan.seed = options.seed;
    plan.hypothesis = toy_hypothesis("channel compatibility");
    plan.generate = out.common.values;
    plan.global_observables = data.global_observables;
    plan.fits.resize(1);
    ToyPlan separate = plan;
    for (int p : models.parameters) separate.generate[static_cast<std::size_t>(p)] = out.value;
    std::vector<double> values;
    for (std::int64_t first = 0; first < options.toys; first += chunk)
    {
        plan.first = separate.first = first;
        plan.last = separate.last = std::min(first + chunk, options.toys);
        ToyResult const a = backend.run(models.common, plan);
        ToyResult const b = backend.run(models.separate, separate);
        for (std::size_t t = 0; t < a.nll.size(); ++t)
        {
            bool const ended = good(a.status[t]) && good(b.status[t]);
            bool const known = (ended || a.status[t] == FitStatus::not_converged || good(a.status[t]))
                               && (good(b.status[t]) || b.status[t] == FitStatus::not_converged);
            if (!ended) ++out.failed;
            if (known)
                values.push_back(std::max(0.0, 2 * (a.nll[t] - b.nll[t])));
            else
                ++out.lost;
        }
        if (options.progress) options.progress(plan.last);
    }
    ToyDistribution const d(std::move(values));
    out.toys = options.toys;
    out.p_value = d.p_value(out.chi_square);
    out.p_error = d.p_error(out.p_value);
}

}  // namespace

CompatibilityModels compatibility_models(StatisticalModel const& model, int poi, std::vector<ChannelGroup> const& given)
{
    std::vector<ChannelGroup> const groups = given.empty() ? one_group_per_channel(model, poi) : given;
    std::vector<int> const group = group_of_channels(model, poi, groups);
    StatisticalModel common = model;
    std::vector<std::string> names;
    std::vector<int> parameters;
    for (ChannelGroup const& g : groups)
    {
        ModelParameter p = model.parameters[static_cast<std::size_t>(poi)];
        p.name += "[" + g.name + "]";
        p.constant = true;
        p.constraint = {};
        names.push_back(g.name);
        parameters.push_back(common.add(p));
    }
    StatisticalModel separate = common;
    separate.parameters[static_cast<std::size_t>(poi)].constant = true;
    for (int p : parameters) separate.parameters[static_cast<std::size_t>(p)].constant = false;
    for (std::size_t c = 0; c < group.size(); ++c)
        if (group[c] >= 0)
            Replacement(separate, poi, parameters[static_cast<std::size_t>(group[c])]).in(separate.channels[c]);
    separate.poi = {parameters.front()};
    return {CompiledModel(common), CompiledModel(separate), names, parameters};
}

CompatibilityResult channel_compatibility(CompiledModel const& model, FitDataset const& data, int poi,
                                          CompatibilityOptions const& options, ToyBackend* backend)
{
    CompatibilityModels const models = compatibility_models(model.source(), poi, options.groups);
    FitDataset extended = data;
    if (!data.global_observables.empty())
        extended.global_observables.resize(static_cast<std::size_t>(models.common.n_parameters()), 0.0);
    CompatibilityResult out;
    out.common = demand_fit(models.common, extended);
    out.value = out.common.values[static_cast<std::size_t>(poi)];
    out.errors = profile_errors(models.common, extended, out.common, poi, {});
    FitOptions start;
    start.start = out.common.values;
    for (int p : models.parameters) start.start[static_cast<std::size_t>(p)] = out.value;
    FitResult const separate = demand_fit(models.separate, extended, start);
    for (std::size_t g = 0; g < models.groups.size(); ++g)
        out.groups.push_back({models.groups[g], separate.values[static_cast<std::size_t>(models.parameters[g])],
                              profile_errors(models.separate, extended, separate, models.parameters[g], {})});
    out.chi_square = std::max(0.0, 2 * (out.common.nll - separate.nll));
    out.degrees_of_freedom = static_cast<int>(models.groups.size()) - 1;
    out.asymptotic_p_value = chi_square_tail(out.chi_square, out.degrees_of_freedom);
    if (options.toys > 0) run_toys(models, extended, options, *backend, out);
    return out;
}

}  // namespace quartet
