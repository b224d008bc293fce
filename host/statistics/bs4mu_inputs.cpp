#include "host/statistics/bs4mu_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "host/io/model_yaml_node.hpp"
#include "host/io/text_file.hpp"

namespace quartet
{
namespace
{

Bs4MuShape read_shape(YamlNode const& node, double gauss_fraction)
{
    YamlMap map(node);
    Bs4MuShape shape = with_common_median(map.at("lambda").positive(), map.at("gamma").number(),
                                          map.at("delta").positive(), gauss_fraction);
    map.optional("gauss_fraction", [&](YamlNode const& value) { shape.gauss_fraction = value.number_in(0, 1); });
    map.optional("gauss_sigma", [&](YamlNode const& value) { shape.gauss_sigma = value.positive(); });
    map.optional("gauss_shift", [&](YamlNode const& value) { shape.gauss_shift = value.number(); });
    map.optional("johnson_shift", [&](YamlNode const& value) { shape.johnson_shift = value.number(); });
    map.finish();
    return shape;
}

Bs4MuClass read_class(std::string const& name, YamlNode const& node, double gauss_fraction)
{
    YamlMap map(node);
    Bs4MuClass entry;
    entry.name = name;
    entry.blind = map.at("blind").interval();
    entry.shape = {read_shape(map.at("Bs"), gauss_fraction), read_shape(map.at("B0"), gauss_fraction)};
    map.finish();
    return entry;
}

/// One number for both decays, or {Bs: .., B0: ..}.
std::array<double, 2> read_efficiency(YamlNode const& node)
{
    if (!node.is_map()) return {node.number_in(0, 1), node.number_in(0, 1)};
    YamlMap map(node);
    std::array<double, 2> const both{map.at("Bs").number_in(0, 1), map.at("B0").number_in(0, 1)};
    map.finish();
    return both;
}

Bs4MuCategory read_category(std::string const& name, YamlNode const& node, Bs4MuInputs const& inputs, double slope)
{
    YamlMap map(node);
    Bs4MuCategory entry;
    entry.name = name;
    YamlNode const class_node = map.at("class");
    auto const found = std::find_if(inputs.classes.begin(), inputs.classes.end(),
                                    [&](Bs4MuClass const& candidate) { return candidate.name == class_node.text(); });
    if (found == inputs.classes.end())
        class_node.fail("unknown class '" + class_node.text() + "'", "declare it under 'classes'");
    entry.resolution = static_cast<int>(found - inputs.classes.begin());
    entry.shape = found->shape;
    entry.efficiency = read_efficiency(map.at("efficiency"));
    entry.sideband_events = map.at("sideband_events").not_negative();
    entry.background_slope = slope;
    map.optional("background_slope", [&](YamlNode const& value) { entry.background_slope = value.number(); });
    for (Bs4MuDecay decay : {Bs4MuDecay::bs, Bs4MuDecay::b0})
        map.optional(to_string(decay),
                     [&](YamlNode const& value)
                     {
                         entry.shape[static_cast<std::size_t>(decay)] =
                             read_shape(value, entry.shape[static_cast<std::size_t>(decay)].gauss_fraction);
                     });
    map.finish();
    return entry;
}

Bs4MuSystematic read_systematic(std::string const& name, YamlNode const& node, std::size_t n_categories)
{
    YamlMap map(node);
    Bs4MuSystematic entry;
    entry.name = name;
    YamlNode const size = map.at("size");
    entry.size = size.is_list() ? size.numbers() : std::vector<double>(n_categories, size.number());
    if (entry.size.size() != n_categories) size.fail("one size per category is expected", "or one number for all");
    for (double value : entry.size)
        if (value <= -1) size.fail("a relative uncertainty must be above -1");
    map.optional("decays",
                 [&](YamlNode const& list)
                 {
                     entry.decays = {false, false};
                     for (YamlNode const& item : list.items())
                     {
                         if (item.text() != "Bs" && item.text() != "B0")
                             item.fail("unknown decay '" + item.text() + "'", "known: Bs, B0");
                         entry.decays[item.text() == "B0"] = true;
                     }
                 });
    map.finish();
    return entry;
}

Bs4MuBackground read_background(YamlNode const& node)
{
    std::optional<Bs4MuBackground> const found = find_background(node.text());
    if (!found) node.fail("unknown background '" + node.text() + "'", "known: " + join_words(background_names()));
    return *found;
}

void read_normalisation(YamlNode const& node, Bs4MuInputs& inputs)
{
    YamlMap map(node);
    inputs.normalisation_yield = map.at("yield").positive();
    inputs.normalisation_yield_error = map.at("yield_error").positive();
    inputs.normalisation_branching_fraction = map.at("branching_fraction").positive();
    inputs.fs_over_fd = map.at("fs_over_fd").positive();
    map.finish();
}

void read_decays(YamlNode const& node, Bs4MuInputs& inputs)
{
    YamlMap map(node);
    for (Bs4MuDecay decay : {Bs4MuDecay::bs, Bs4MuDecay::b0})
    {
        YamlMap entry(map.at(to_string(decay)));
        inputs.efficiency_ratio[static_cast<std::size_t>(decay)] = entry.at("efficiency_ratio").positive();
        inputs.mass[static_cast<std::size_t>(decay)] = entry.at("mass").positive();
        entry.finish();
    }
    map.finish();
}

}  // namespace

std::string to_string(Bs4MuDecay decay) { return decay == Bs4MuDecay::bs ? "Bs" : "B0"; }

double Bs4MuInputs::single_event_sensitivity(Bs4MuDecay decay) const
{
    double const per_event =
        normalisation_branching_fraction / (normalisation_yield * efficiency_ratio[static_cast<std::size_t>(decay)]);
    return decay == Bs4MuDecay::bs ? per_event : per_event * fs_over_fd;
}

double Bs4MuInputs::total_efficiency(Bs4MuDecay decay) const
{
    double sum = 0;
    for (Bs4MuCategory const& category : categories) sum += category.efficiency[static_cast<std::size_t>(decay)];
    return sum;
}

Bs4MuShape with_common_median(double lambda, double gamma, double delta, double gauss_fraction)
{
    return {lambda, gamma, delta, gauss_fraction, lambda / delta, lambda * std::sinh(gamma / delta), 0};
}

Bs4MuInputs read_bs4mu_inputs(std::string const& file)
{
    YamlMap map(YamlNode::parse(read_text_file(file), file));
    Bs4MuInputs inputs;
    map.at("version").number_in(1, 1);
    read_normalisation(map.at("normalisation"), inputs);
    read_decays(map.at("decays"), inputs);
    inputs.fit_range = map.at("fit_range").interval();
    for (YamlNode const& item : map.at("sidebands").items()) inputs.sidebands.push_back(item.interval());
    map.optional("background", [&](YamlNode const& value) { inputs.background = read_background(value); });
    double const slope = map.at("background_slope").number();
    double const gauss_fraction = map.at("gauss_fraction").number_in(0, 1);
    inputs.mass_scale = map.at("mass_scale").not_negative();
    inputs.delta_uncertainty = map.at("delta_uncertainty").not_negative();
    for (auto const& [name, node] : map.at("classes").entries())
        inputs.classes.push_back(read_class(name, node, gauss_fraction));
    for (auto const& [name, node] : map.at("categories").entries())
        inputs.categories.push_back(read_category(name, node, inputs, slope));
    for (auto const& [name, node] : map.at("systematics").entries())
        inputs.systematics.push_back(read_systematic(name, node, inputs.categories.size()));
    map.finish();
    return inputs;
}

}  // namespace quartet
