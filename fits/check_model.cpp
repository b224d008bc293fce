#include <algorithm>
#include <cmath>
#include <set>

#include "fits/formula.hpp"
#include "fits/model.hpp"
#include "fits/model_arrays.hpp"
#include "fits/model_forms.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

void demand(bool ok, std::string const& what, std::string const& where, std::string const& mend)
{
    if (!ok) throw InputError(message(what, where, mend));
}

bool is_positive(double x) { return std::isfinite(x) && x > 0; }

void check_constraint(ModelParameter const& p, std::string const& where)
{
    Constraint const& c = p.constraint;
    if (c.kind == ConstraintKind::none) return;
    demand(std::isfinite(c.centre), "the centre of the constraint is not finite", where, "");
    if (c.kind == ConstraintKind::poisson)
    {
        demand(is_positive(c.scale), "the scale of the Poisson constraint is not positive", where, "");
        demand(c.centre >= 0, "the observed count of the Poisson constraint is negative", where, "");
        demand(p.lower >= 0, "a parameter with a Poisson constraint may become negative", where,
               "Set its lower bound to 0 or more");
        return;
    }
    demand(is_positive(c.width), "the width of the constraint is not positive", where, "");
    if (c.kind == ConstraintKind::bifurcated_gaussian)
        demand(is_positive(c.width_low), "the lower width of the constraint is not positive", where, "");
    if (c.kind == ConstraintKind::log_normal)
    {
        demand(c.centre > 0, "the centre of the log-normal constraint is not positive", where, "");
        demand(p.lower >= 0, "a parameter with a log-normal constraint may become negative", where,
               "Set its lower bound to 0 or more");
    }
}

void check_choices(ModelParameter const& p, std::string const& where)
{
    if (p.choices == 0) return;
    demand(p.choices > 0, "a discrete parameter has no value", where, "");
    demand(p.value == std::floor(p.value) && p.value >= 0 && p.value < p.choices,
           "the value of a discrete parameter is not one of its choices", where,
           "It is a whole number from 0 to " + std::to_string(p.choices - 1));
    demand(p.constraint.kind == ConstraintKind::none, "a discrete parameter has a constraint", where, "");
}

void check_parameter(ModelParameter const& p)
{
    std::string const where = "parameter '" + p.name + "'";
    demand(!p.name.empty(), "a parameter has no name", "model", "Give every parameter a name");
    demand(std::isfinite(p.value), "the nominal value is not finite", where, "");
    demand(p.lower < p.upper || (p.constant && p.lower <= p.upper), "the lower bound is not below the upper one", where,
           "Use lower < upper, or make the parameter constant");
    demand(p.value >= p.lower && p.value <= p.upper, "the nominal value is outside the bounds", where, "");
    demand(std::isfinite(p.step) && p.step >= 0, "the step is negative or not finite", where, "");
    check_choices(p, where);
    check_constraint(p, where);
}

struct Checker
{
    StatisticalModel const& model;

    void parameter_index(int index, std::string const& where) const
    {
        demand(index >= 0 && index < static_cast<int>(model.parameters.size()), "a parameter index is out of range",
               where, "");
    }

    void continuous(int index, std::string const& where) const
    {
        parameter_index(index, where);
        ModelParameter const& p = model.parameters[static_cast<std::size_t>(index)];
        demand(p.choices == 0, "the discrete parameter '" + p.name + "' is used like a number", where,
               "It can only choose among densities");
    }

    void form(LinearForm const& f, std::string const& where) const
    {
        demand(std::isfinite(f.constant), "a shape parameter is not finite", where, "");
        for (auto const& t : f.terms)
        {
            continuous(t.parameter, where);
            demand(std::isfinite(t.coefficient), "a shape coefficient is not finite", where, "");
        }
    }

    void factor(YieldFactor const& f, ModelChannel const& channel, std::string const& where) const
    {
        if (f.kind == FactorKind::per_bin)
        {
            demand(channel.kind == ChannelKind::binned, "an unbinned channel cannot have per-bin factors", where, "");
            demand(static_cast<int>(f.bin_parameters.size()) == channel.bins,
                   "a per-bin factor needs one parameter per bin", where, "");
            for (int p : f.bin_parameters)
                if (p != -1) continuous(p, where);
            return;
        }
        if (f.kind == FactorKind::formula)
        {
            demand(f.formula_index >= 0 && f.formula_index < static_cast<int>(model.formulas.size()),
                   "a formula index is out of range", where, "");
            return;
        }
        continuous(f.parameter, where);
        if (f.kind == FactorKind::linear) return;
        if (f.kind == FactorKind::piecewise_linear)
            demand(std::isfinite(f.kappa_low) && std::isfinite(f.kappa_high), "the size of a factor is not finite",
                   where, "");
        else
            demand(is_positive(f.kappa_low) && is_positive(f.kappa_high),
                   f.kind == FactorKind::log_normal ? "a log-normal size is not a positive number"
                                                    : "an exponential interpolation needs positive factors",
                   where, f.kind == FactorKind::log_normal ? "kappa 1.1 means 10%" : "A factor of 0.9 means -10%");
    }

    void formula(ModelFormula const& f) const
    {
        std::string const where = "formula '" + f.name + "'";
        int const n = static_cast<int>(f.parameters.size());
        demand(n > 0, "a formula has no parameter", where, "Multiply the yield by the number instead");
        demand(n <= max_formula_parameters, "a formula has too many parameters", where,
               "At most " + std::to_string(max_formula_parameters) + "; two formulas may be factors of one yield");
        for (int p : f.parameters) continuous(p, where);
        compile_formula(f.text, where, n);
    }

    void morph(TemplateMorph const& m, ModelChannel const& channel, std::string const& where) const
    {
        continuous(m.parameter, where);
        demand(std::isfinite(m.scale) && m.scale != 0, "the scale of a morph is 0 or not finite", where, "");
        for (auto const* side : {&m.low, &m.high})
        {
            demand(static_cast<int>(side->size()) == channel.bins, "a morph has the wrong number of bins", where,
                   "The channel has " + std::to_string(channel.bins));
            for (double v : *side) demand(std::isfinite(v), "a content of a morph is not finite", where, "");
        }
    }

    void component(PdfComponent const& c, ModelChannel const& channel, std::string const& where) const
    {
        for (auto const& p : c.parameters) form(p, where);
        form(c.fraction, where);
        check_density(model, c, channel, where);
    }

    /// Of several observables: every product has one factor of each, in their order.
    void factors(std::vector<PdfComponent> const& components, ModelChannel const& channel,
                 std::string const& where) const
    {
        for (std::size_t i = 0; i < components.size(); ++i)
        {
            PdfComponent const& c = components[i];
            form(c.product_fraction, where);
            bool const begins = begins_product(components, i);
            int const before = begins ? -1 : components[i - 1].observable;
            bool const in_order = c.product == (i == 0 ? 0 : components[i - 1].product + begins)
                                  && (c.observable == before + 1 || (!begins && c.observable == before));
            bool const ends = i + 1 == components.size() || begins_product(components, i + 1);
            demand(c.product == 0 || channel.n_observables() > 1, "a density of one observable is a product", where,
                   "");
            demand(in_order && (!ends || c.observable + 1 == channel.n_observables()),
                   "a density of several observables does not have one factor for each", where,
                   "A factor may be uniform");
        }
    }

    void density(std::vector<PdfComponent> const& components, ModelChannel const& channel,
                 std::string const& where) const
    {
        for (auto const& c : components) component(c, channel, where);
        factors(components, channel, where);
    }

    void choice(ModelShape const& shape, ModelChannel const& channel, std::string const& where) const
    {
        parameter_index(shape.choice, where);
        ModelParameter const& p = model.parameters[static_cast<std::size_t>(shape.choice)];
        demand(p.choices == static_cast<int>(shape.alternatives.size()),
               "there is not one density for each value of the discrete parameter '" + p.name + "'", where,
               std::to_string(shape.alternatives.size()) + " densities, " + std::to_string(p.choices) + " values");
        demand(shape.components.empty(), "a sample has both a density and alternatives", where, "");
        for (auto const& alternative : shape.alternatives)
        {
            demand(!alternative.empty(), "an alternative has no density", where, "");
            density(alternative, channel, where);
        }
    }

    void sample(ModelSample const& s, ModelChannel const& channel) const
    {
        std::string const where = "channel '" + channel.name + "', sample '" + s.name + "'";
        demand(std::isfinite(s.yield) && s.yield >= 0, "the nominal yield is negative or not finite", where, "");
        for (auto const& f : s.factors) factor(f, channel, where);
        if (channel.kind == ChannelKind::binned)
        {
            demand(s.shape.kind == ShapeKind::template_bins, "a binned channel needs a template", where, "");
            demand(static_cast<int>(s.shape.contents.size()) == channel.bins,
                   "the template has the wrong number of bins", where,
                   "The channel has " + std::to_string(channel.bins));
            for (double v : s.shape.contents)
                demand(std::isfinite(v) && v >= 0, "a template content is negative or not finite", where, "");
            for (TemplateMorph const& m : s.shape.morphs) morph(m, channel, where);
            return;
        }
        demand(s.shape.morphs.empty(), "only templates have morphs, not densities", where, "");
        if (s.shape.choice >= 0) return choice(s.shape, channel, where);
        demand(s.shape.kind == ShapeKind::pdf && !s.shape.components.empty(), "an unbinned channel needs a density",
               where, "");
        density(s.shape.components, channel, where);
    }
};

void check_observables(ModelChannel const& c, std::string const& where)
{
    demand(c.n_observables() <= max_observables, "a channel has too many observables", where,
           "At most " + std::to_string(max_observables));
    for (int d = 0; d < c.n_observables(); ++d)
        demand(std::isfinite(c.low_of(d)) && std::isfinite(c.high_of(d)) && c.low_of(d) < c.high_of(d),
               "the range is empty", where, "");
}

}  // namespace

void check_model(StatisticalModel const& model)
{
    demand(!model.channels.empty(), "the model has no channel", "model", "Add at least one channel");
    demand(std::isfinite(model.discrete_penalty) && model.discrete_penalty >= 0,
           "the penalty of discrete parameters is negative or not finite", "model", "");
    std::set<std::string> names;
    for (auto const& p : model.parameters)
    {
        check_parameter(p);
        demand(names.insert(p.name).second, "two parameters have the same name", "parameter '" + p.name + "'", "");
    }
    Checker const checker{model};
    for (int p : model.poi) checker.parameter_index(p, "parameters of interest");
    for (ModelFormula const& f : model.formulas) checker.formula(f);
    names.clear();
    for (auto const& c : model.channels)
    {
        std::string const where = "channel '" + c.name + "'";
        demand(names.insert(c.name).second, "two channels have the same name", where, "");
        demand(!c.samples.empty(), "a channel has no sample", where, "");
        demand(c.further.empty() || c.kind == ChannelKind::unbinned, "a binned channel has several observables", where,
               "");
        if (c.kind == ChannelKind::binned)
            demand(c.bins >= 1, "a binned channel has no bin", where, "");
        else
        {
            check_observables(c, where);
            demand(c.samples.size() <= max_unbinned_samples, "an unbinned channel has too many samples", where,
                   "At most " + std::to_string(max_unbinned_samples));
        }
        for (auto const& s : c.samples) checker.sample(s, c);
    }
}

}  // namespace quartet
