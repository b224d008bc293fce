#include "host/statistics/signal_plane.hpp"

#include <algorithm>

#include "fits/model_forms.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

[[noreturn]] void refuse(std::string const& what, std::string const& where)
{
    throw InputError(message(what, where, "Both models must come from the same run or the same inputs"));
}

bool same(ModelParameter const& a, ModelParameter const& b)
{
    return a.value == b.value && a.lower == b.lower && a.upper == b.upper && a.constant == b.constant
           && a.constraint.kind == b.constraint.kind && a.constraint.centre == b.constraint.centre
           && a.constraint.width == b.constraint.width && a.constraint.scale == b.constraint.scale;
}

bool same(std::vector<ModelObservable> const& a, std::vector<ModelObservable> const& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](ModelObservable const& x, ModelObservable const& y)
                      { return x.name == y.name && x.low == y.low && x.high == y.high; });
}

int only_poi(StatisticalModel const& model)
{
    if (model.poi.size() != 1)
        throw InputError(message("a model of one signal must have one parameter of interest", model.name, ""));
    return model.poi.front();
}

/// The second model's parameters in the first one: their indices there, new ones appended.
std::vector<int> take_parameters(StatisticalModel& into, StatisticalModel const& from)
{
    std::vector<int> index;
    for (ModelParameter const& parameter : from.parameters)
    {
        int const known = into.find_parameter(parameter.name);
        if (known >= 0 && !same(into.parameters[static_cast<std::size_t>(known)], parameter))
            refuse("the parameter " + parameter.name + " differs between the two models", from.name);
        index.push_back(known >= 0 ? known : into.add(parameter));
    }
    return index;
}

void renumber(int& parameter, std::vector<int> const& index)
{
    if (parameter >= 0) parameter = index[static_cast<std::size_t>(parameter)];
}

void renumber(ModelSample& sample, std::vector<int> const& index)
{
    for (YieldFactor& factor : sample.factors)
    {
        renumber(factor.parameter, index);
        for (int& parameter : factor.bin_parameters) renumber(parameter, index);
    }
    for (TemplateMorph& morph : sample.shape.morphs) renumber(morph.parameter, index);
    renumber(sample.shape.choice, index);
    change_forms(sample.shape,
                 [&](LinearForm& form)
                 {
                     for (LinearForm::Term& term : form.terms) renumber(term.parameter, index);
                 });
}

/// How many factors of the yield are this parameter itself.
int plain_factors(ModelSample const& sample, int parameter)
{
    int found = 0;
    for (YieldFactor const& factor : sample.factors)
        found += factor.kind == FactorKind::linear && factor.parameter == parameter;
    return found;
}

bool enters_otherwise(ModelSample const& sample, int parameter)
{
    for (YieldFactor const& factor : sample.factors)
    {
        if (factor.kind != FactorKind::linear && factor.parameter == parameter) return true;
        for (int bin : factor.bin_parameters)
            if (bin == parameter) return true;
    }
    for (TemplateMorph const& morph : sample.shape.morphs)
        if (morph.parameter == parameter) return true;
    bool found = sample.shape.choice == parameter;
    for_each_form(sample.shape,
                  [&](LinearForm const& form)
                  {
                      for (LinearForm::Term const& term : form.terms) found = found || term.parameter == parameter;
                  });
    return found;
}

void turn(ModelSample& sample, std::array<int, 2> poi, std::array<double, 2> direction, std::string const& where)
{
    std::array<int, 2> const plain = {plain_factors(sample, poi[0]), plain_factors(sample, poi[1])};
    if (plain[0] + plain[1] > 1 || enters_otherwise(sample, poi[0]) || enters_otherwise(sample, poi[1]))
        throw InputError(
            message("a plane of two signals needs parameters of interest that are a plain factor of the "
                    "yield of a sample, each of its own samples",
                    where + ", " + sample.name, ""));
    for (std::size_t i = 0; i < 2; ++i)
        if (plain[i] == 1)
        {
            sample.yield *= direction[i];
            for (YieldFactor& factor : sample.factors)
                if (factor.parameter == poi[i]) factor.parameter = poi[0];
        }
}

}  // namespace

ModelDocument both_signals(ModelDocument const& first, ModelDocument const& second,
                           std::array<std::string, 2> const& poi_names)
{
    ModelDocument result = first;
    StatisticalModel other = second.model;
    StatisticalModel& model = result.model;
    int const poi = only_poi(model);
    int const other_poi = only_poi(other);
    model.name += " and " + other.name;
    model.parameters[static_cast<std::size_t>(poi)].name = poi_names[0];
    other.parameters[static_cast<std::size_t>(other_poi)].name = poi_names[1];
    std::vector<int> const index = take_parameters(model, other);
    model.poi = {poi, index[static_cast<std::size_t>(other_poi)]};
    if (model.poi[0] == model.poi[1]) refuse("the two parameters of interest have one name", poi_names[0]);
    if (model.channels.size() != other.channels.size()) refuse("the two models have other channels", other.name);
    for (std::size_t c = 0; c < model.channels.size(); ++c)
    {
        ModelChannel& channel = model.channels[c];
        ModelChannel const& more = other.channels[c];
        if (channel.name != more.name || channel.kind != more.kind || channel.low != more.low
            || channel.high != more.high || channel.bins != more.bins || !same(channel.further, more.further))
            refuse("the channel " + more.name + " differs between the two models", other.name);
        for (ModelSample sample : more.samples)
        {
            if (plain_factors(sample, other_poi) == 0) continue;  // the background is there already
            renumber(sample, index);
            sample.name += " " + poi_names[1];
            channel.samples.push_back(std::move(sample));
        }
    }
    return result;
}

StatisticalModel along_direction(StatisticalModel model, std::array<int, 2> poi, std::array<double, 2> direction,
                                 std::vector<double> const& start)
{
    for (ModelChannel& channel : model.channels)
        for (ModelSample& sample : channel.samples) turn(sample, poi, direction, channel.name);
    for (std::size_t i = 0; i < start.size(); ++i) model.parameters[i].value = start[i];
    ModelParameter& strength = model.parameters[static_cast<std::size_t>(poi[0])];
    strength.step = 1;
    ModelParameter& unused = model.parameters[static_cast<std::size_t>(poi[1])];
    unused.value = 0;
    unused.constant = true;
    model.poi = {poi[0]};
    return model;
}

}  // namespace quartet
