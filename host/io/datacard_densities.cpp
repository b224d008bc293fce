#include "host/io/datacard_densities.hpp"

#include <algorithm>

#include "fits/model_arrays.hpp"
#include "fits/model_forms.hpp"
#include "host/io/datacard_translation.hpp"
#include "host/io/model_yaml_parts.hpp"

namespace quartet::datacard
{
namespace
{

/// {"by": index, "from": [...]} of a shape; nothing for one density.
std::optional<YamlNode> choice_of(YamlNode const& pdf)
{
    if (!pdf.is_map()) return std::nullopt;
    YamlMap map(pdf);
    if (!map.has("choose")) return std::nullopt;
    return map.at("choose");
}

/// Replaces every parameter of a shape.
template <class F>
void renumber(ModelShape& shape, F&& number_of)
{
    auto const form = [&](LinearForm& f)
    {
        for (LinearForm::Term& term : f.terms) term.parameter = number_of(term.parameter);
    };
    change_forms(shape, form);
    if (shape.choice >= 0) shape.choice = number_of(shape.choice);
}

}  // namespace

DensityObject read_density_object(YamlNode const& node)
{
    YamlMap map(node);
    YamlNode const pdf = map.at("pdf");
    ModelObservable const observable = model_yaml::read_observable(map.at("observable"));
    DensityObject object{pdf, observable.name, {observable.low, observable.high}, std::nullopt};
    map.optional("norm", [&](YamlNode const& norm) { object.norm = norm; });
    map.finish();
    return object;
}

ChannelData read_events_object(YamlNode const& node, DensityObject const& density, bool read_files, std::string& from)
{
    YamlMap map(node);
    map.optional("observable",
                 [&](YamlNode const& observable)
                 {
                     ModelObservable const given = model_yaml::read_observable(observable);
                     if (given.name != density.observable || Window{given.low, given.high} != density.range)
                         observable.fail("the data have another observable than the densities",
                                         "give the same name and range, or leave it out here");
                 });
    ChannelData data = model_yaml::read_events(map, {density.range}, read_files, from);
    map.finish();
    return data;
}

Densities::Densities(Card const& card, std::vector<NamedSample> const& samples, Parameters& parameters, bool read_files)
    : card_(card), samples_(samples), parameters_(parameters), read_files_(read_files)
{
    check_observables();
    declare_indices();
}

void Densities::check_observables() const
{
    std::vector<DensityObject const*> first(card_.channels.size(), nullptr);
    for (std::size_t k = 0; k < samples_.size(); ++k)
    {
        if (!samples_[k].density) continue;
        DensityObject const& density = *samples_[k].density;
        DensityObject const*& one = first[static_cast<std::size_t>(card_.columns[k].channel)];
        if (one == nullptr) one = &density;
        if (one->observable != density.observable || one->range != density.range)
            density.pdf.fail(
                "the densities of channel '" + card_.channel_of(card_.columns[k]) + "' have different observables",
                "give all the same name and range");
    }
}

void Densities::declare_indices()
{
    std::map<std::string, std::size_t> choices;
    for (NamedSample const& sample : samples_)
    {
        std::optional<YamlNode> const choice = sample.density ? choice_of(sample.density->pdf) : std::nullopt;
        if (!choice) continue;
        YamlMap map(*choice);
        YamlNode const by = map.at("by");
        bool const declared = std::ranges::any_of(card_.discrete, [&](Word const& w) { return w.text == by.text(); });
        if (!declared)
            by.fail(
                "'" + by.text() + "' chooses among densities, and the card has no line '" + by.text() + " discrete'",
                "add that line below the rates of " + card_.source.file);
        YamlNode const from = map.at("from");
        std::size_t const n = from.items().size();
        if (n < 1 || n > 64) from.fail("a choice is among 1 to 64 densities");
        if (!choices.emplace(by.text(), n).second && choices[by.text()] != n)
            from.fail("'" + by.text() + "' chooses among " + std::to_string(n) + " densities here and among "
                      + std::to_string(choices[by.text()]) + " elsewhere");
    }
    for (Word const& line : card_.discrete)
    {
        auto const found = choices.find(line.text);
        if (found == choices.end())
            card_.source.refuse(
                line, "no density is chosen by the discrete parameter '" + line.text.substr(0, 60) + "'",
                "a shapes object says {\"choose\": {\"by\": \"" + line.text.substr(0, 60) + "\", \"from\": [...]}}");
        parameters_.declare_discrete(line, static_cast<int>(found->second));
    }
}

void Densities::read()
{
    model_yaml::Reading reading;
    reading.read_data_files = read_files_;
    reading.declared_where = "declared in the card, or under 'parameters' of the JSON file";
    for (ModelParameter const& p : parameters_.declared()) reading.document.model.add(p);
    reading.used.assign(parameters_.declared().size(), false);
    for (NamedSample const& sample : samples_)
    {
        shapes_.emplace_back();
        if (!sample.density) continue;
        auto const& [low, high] = sample.density->range;
        shapes_.back() =
            model_yaml::read_shape(sample.density->pdf, {{sample.density->observable, low, high}}, reading);
    }
    files_ = reading.document.files;
    for (std::size_t i = 0; i < reading.used.size(); ++i)
        if (reading.used[i]) used_.push_back(parameters_.declared()[i].name);
    for (std::string const& name : used_) parameters_.use(name);
}

ModelShape Densities::shape(std::size_t column, StatisticalModel const& model, ModelChannel const& channel) const
{
    ModelShape shape = shapes_[column];
    renumber(shape,
             [&](int old) { return model.find_parameter(parameters_.declared()[static_cast<std::size_t>(old)].name); });
    auto const check = [&](std::vector<PdfComponent> const& components)
    {
        for (PdfComponent const& component : components)
            check_density(model, component, channel, samples_[column].density->pdf.place());
    };
    check(shape.components);
    for (auto const& alternative : shape.alternatives) check(alternative);
    return shape;
}

void Densities::hold_constrained(StatisticalModel& model) const
{
    for (std::string const& name : used_)
    {
        ModelParameter& p = model.parameters[static_cast<std::size_t>(model.find_parameter(name))];
        if (p.constraint.kind != ConstraintKind::none) p.constant = true;
    }
}

}  // namespace quartet::datacard
