// Unbinned channels of a model as densities in the JSON file of a card.
#include <cmath>

#include "fits/model_forms.hpp"
#include "host/io/datacard_plan.hpp"
#include "host/io/model_shape_json.hpp"

namespace quartet::datacard
{

void Plan::add_unbinned_channel(std::size_t c)
{
    ModelChannel const& channel = model_.channels[c];
    check_name(channel.name);
    if (!channel.further.empty()) refuse("channel '" + channel.name + "' has several observables");
    ChannelData const& data = document_.data.channels[c];
    nlohmann::ordered_json events{{"values", data.values}};
    if (!data.weights.empty()) events["weights"] = data.weights;
    channels.push_back({channel.name, {}, {}, true, std::move(events)});
    std::string const& observable = document_.observable[c];
    for (ModelSample const& sample : channel.samples)
        add_density(sample, channel, observable.empty() ? "x" : observable);
}

void Plan::add_density(ModelSample const& sample, ModelChannel const& channel, std::string const& observable)
{
    check_name(sample.name);
    PlannedColumn column{channel.name, sample.name, false, sample.yield, {}};
    column.density = {{"pdf", shape_json(sample.shape, {observable}, [this](int index) { return name_of(index); })},
                      {"observable", {{"name", observable}, {"range", {channel.low, channel.high}}}}};
    for_each_form(sample.shape,
                  [&](LinearForm const& form)
                  {
                      for (LinearForm::Term const& term : form.terms) of_shapes_.insert(term.parameter);
                  });
    if (sample.shape.choice >= 0) of_shapes_.insert(sample.shape.choice);
    add_factors(std::move(column), sample, 0);
}

/// What no other line has declared: constrained parameters become param lines, free ones go into the JSON file. In the
/// order of the reader, so that a card that is read and written stays the same.
void Plan::declare_shape_parameters()
{
    std::vector<int> open;
    for (int index : of_shapes_)
        if (declared_.count(index) == 0) open.push_back(index);
    auto const constrained = [&](int index) { return parameter(index).constraint.kind != ConstraintKind::none; };
    auto const discrete = [&](int index) { return parameter(index).choices > 0; };
    for (int index : open)
        if (constrained(index)) declare(index);
    for (int index : open)
        if (!constrained(index) && !discrete(index)) declare_free(index);
    for (int index : open)
        if (discrete(index)) declare_index(index);
}

void Plan::declare_index(int index)
{
    ModelParameter const& p = parameter(index);
    if (p.value != 0) refuse("the index '" + name_of(index) + "' starts at " + number_text(p.value) + ", a card at 0");
    if (model_.discrete_penalty != 1)
        refuse("the penalty of discrete parameters is " + number_text(model_.discrete_penalty) + ", in a card it is 1");
    lines.push_back(name_of(index) + " discrete");
    declared_.insert(index);
}

void Plan::declare_free(int index)
{
    ModelParameter const& p = parameter(index);
    nlohmann::ordered_json entry{{"value", p.value}};
    auto const end = [](double x) -> nlohmann::ordered_json
    {
        if (std::isinf(x)) return x < 0 ? "-.inf" : ".inf";
        return x;
    };
    if (std::isfinite(p.lower) || std::isfinite(p.upper)) entry["range"] = {end(p.lower), end(p.upper)};
    if (p.constant) entry["fixed"] = true;
    free_parameters[name_of(index)] = entry;
    if (!p.constant) lines.push_back(name_of(index) + " flatParam");
}

}  // namespace quartet::datacard
