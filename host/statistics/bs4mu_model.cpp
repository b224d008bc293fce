#include "host/statistics/bs4mu_model.hpp"

#include <cmath>
#include <map>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// A model while it grows.
class Builder
{
  public:
    Builder(Bs4MuInputs const& inputs, Bs4MuModelOptions const& options)
        : inputs_(inputs), options_(options), decay_(static_cast<std::size_t>(options.decay))
    {
        StatisticalModel& model = document_.model;
        model.name = to_string(options.decay) + " -> 4 muons";
        ModelParameter mu;
        mu.name = "mu";
        mu.value = 1;
        mu.lower = 0;
        model.poi = {model.add(mu)};
        if (options.systematics) add_nuisances();
    }

    void add_category(std::size_t index)
    {
        Bs4MuCategory const& category = inputs_.categories[index];
        ModelChannel channel;
        channel.name = category.name;
        channel.kind = ChannelKind::unbinned;
        channel.low = inputs_.fit_range.first;
        channel.high = inputs_.fit_range.second;
        channel.samples = {signal(index, category)};
        if (options_.background_scale > 0) channel.samples.push_back(background(category));
        document_.model.channels.push_back(std::move(channel));
        document_.blind.push_back({inputs_.classes[static_cast<std::size_t>(category.resolution)].blind});
        document_.edges.emplace_back();
        document_.observable.emplace_back("m(4mu)");
    }

    ModelDocument document_;

  private:
    void add_nuisances()
    {
        StatisticalModel& model = document_.model;
        for (Bs4MuSystematic const& systematic : inputs_.systematics)
            if (systematic.decays[decay_]) nuisances_[systematic.name] = model.add_nuisance(systematic.name);
        // The normalisation yield as a count of the same relative precision (gmN of a datacard).
        double const relative = inputs_.normalisation_yield_error / inputs_.normalisation_yield;
        double const count = std::round(1 / (relative * relative));
        ModelParameter norm;
        norm.name = "normalisation_yield";
        norm.value = inputs_.normalisation_yield;
        norm.lower = 0;
        norm.constraint = {ConstraintKind::poisson, count, 1, count / inputs_.normalisation_yield};
        normalisation_ = model.add(norm);
        if (inputs_.mass_scale > 0) mass_scale_ = model.add_nuisance("mass_scale");
        if (inputs_.delta_uncertainty > 0)
            for (Bs4MuClass const& entry : inputs_.classes) delta_.push_back(model.add_nuisance("delta_" + entry.name));
    }

    PdfComponent gauss(Bs4MuShape const& shape, double mass) const
    {
        PdfComponent component;
        component.kind = PdfKind::gaussian;
        component.parameters = {position(mass, shape.gauss_shift), shape.gauss_sigma};
        component.fraction = shape.gauss_fraction;
        return component;
    }

    PdfComponent johnson(Bs4MuShape const& shape, double mass, int resolution) const
    {
        LinearForm delta = shape.delta;
        if (!delta_.empty())
            delta = LinearForm::relative(shape.delta, inputs_.delta_uncertainty,
                                         delta_[static_cast<std::size_t>(resolution)]);
        PdfComponent component;
        component.kind = PdfKind::johnson_su;
        component.parameters = {position(mass, shape.johnson_shift), shape.lambda, shape.gamma, delta};
        return component;
    }

    /// mass (1 + mass_scale theta) + shift.
    LinearForm position(double mass, double shift) const
    {
        if (mass_scale_ < 0) return mass + shift;
        return {mass + shift, {{mass_scale_, mass * inputs_.mass_scale}}};
    }

    ModelSample signal(std::size_t index, Bs4MuCategory const& category) const
    {
        ModelSample sample;
        sample.name = "signal";
        sample.is_signal = true;
        sample.yield = options_.branching_fraction_unit / inputs_.single_event_sensitivity(options_.decay)
                       * category.efficiency[decay_];
        sample.factors = {YieldFactor::linear(0)};
        if (normalisation_ >= 0)
        {
            sample.yield /= inputs_.normalisation_yield;
            sample.factors.push_back(YieldFactor::linear(normalisation_));
        }
        for (Bs4MuSystematic const& systematic : inputs_.systematics)
        {
            auto const found = nuisances_.find(systematic.name);
            double const size = systematic.size[index];
            if (found == nuisances_.end() || size == 0) continue;
            double const kappa = 1 + std::abs(size);
            sample.factors.push_back(YieldFactor::log_normal(found->second, size > 0 ? kappa : 1 / kappa));
        }
        Bs4MuShape const& shape = category.shape[decay_];
        double const mass = inputs_.mass[decay_];
        std::vector<PdfComponent> components;
        if (shape.gauss_fraction > 0) components.push_back(gauss(shape, mass));
        if (shape.gauss_fraction < 1) components.push_back(johnson(shape, mass, category.resolution));
        sample.shape = ModelShape::pdf(std::move(components));
        return sample;
    }

    ModelSample background(Bs4MuCategory const& category)
    {
        ModelParameter yield;
        yield.name = "n_background_" + category.name;
        yield.value = options_.background_scale * background_in_range(inputs_, category);
        yield.lower = 0;
        ModelSample sample;
        sample.name = "background";
        sample.factors = {YieldFactor::linear(document_.model.add(yield))};
        PdfComponent component;
        component.kind = inputs_.background.kind;
        if (component.kind == PdfKind::bernstein) component.parameters = {1.0};
        for (BackgroundParameter const& about :
             background_parameters(inputs_.background, category.background_slope, inputs_.fit_range))
        {
            ModelParameter parameter;
            parameter.name = about.name + "_" + category.name;
            parameter.value = about.start;
            parameter.lower = about.lower;
            parameter.upper = about.upper;
            component.parameters.push_back(LinearForm::of(document_.model.add(parameter)));
        }
        sample.shape = ModelShape::pdf({component});
        return sample;
    }

    Bs4MuInputs const& inputs_;
    Bs4MuModelOptions const& options_;
    std::size_t decay_;
    std::map<std::string, int> nuisances_;
    std::vector<int> delta_;
    int normalisation_ = -1;
    int mass_scale_ = -1;
};

}  // namespace

double background_in_range(Bs4MuInputs const& inputs, Bs4MuCategory const& category)
{
    auto const integral = [&](Window const& window)
    { return background_integral(inputs.background, category.background_slope, inputs.fit_range, window); };
    double sidebands = 0;
    for (Window const& window : inputs.sidebands) sidebands += integral(window);
    return category.sideband_events * integral(inputs.fit_range) / sidebands;
}

ModelDocument make_bs4mu_model(Bs4MuInputs const& inputs, Bs4MuModelOptions const& options,
                               std::vector<std::vector<double>> const& masses)
{
    if (!masses.empty() && masses.size() != inputs.categories.size())
        throw InputError(message("there are data for " + std::to_string(masses.size()) + " categories, but "
                                     + std::to_string(inputs.categories.size()) + " categories",
                                 "Bs4mu model", ""));
    Builder builder(inputs, options);
    for (std::size_t i = 0; i < inputs.categories.size(); ++i) builder.add_category(i);
    ModelDocument& document = builder.document_;
    document.has_data = !masses.empty();
    document.data.channels.resize(inputs.categories.size());
    for (std::size_t i = 0; i < masses.size(); ++i)
        for (double mass : masses[i])
            if (mass >= inputs.fit_range.first && mass <= inputs.fit_range.second)
                document.data.channels[i].values.push_back(mass);
    return std::move(document);
}

}  // namespace quartet
