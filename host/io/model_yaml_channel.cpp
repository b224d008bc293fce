// Channels and samples of the native model format.
#include <cmath>

#include "fits/model_view.hpp"
#include "host/io/model_yaml_parts.hpp"

namespace quartet::model_yaml
{
namespace
{

/// One channel while it is read.
struct ChannelReading
{
    ModelChannel channel;
    ChannelData data;
    bool has_data = false;
    std::vector<Window> blind;
    std::vector<double> edges;
    std::string observable;  ///< the first one
    std::string data_file;   ///< empty when the data are written in the model
};

std::vector<double> counts(YamlNode const& node)
{
    std::vector<double> values;
    for (YamlNode const& item : node.items()) values.push_back(item.not_negative());
    return values;
}

std::vector<Window> read_windows(YamlNode const& node)
{
    std::vector<YamlNode> const items = node.items();
    std::vector<Window> windows;
    if (!items.empty() && items.front().is_list())
        for (YamlNode const& item : items) windows.push_back(item.interval());
    else
        windows.push_back(node.interval());
    return windows;
}

void read_edges(YamlNode const& node, ChannelReading& reading)
{
    reading.edges = node.numbers();
    if (reading.edges.size() < 2) node.fail("at least two edges are expected");
    for (std::size_t i = 1; i < reading.edges.size(); ++i)
        if (!(reading.edges[i - 1] < reading.edges[i])) node.fail("the edges must increase");
    reading.channel.low = reading.edges.front();
    reading.channel.high = reading.edges.back();
}

void read_binned(YamlMap& map, ChannelReading& reading)
{
    reading.channel.bins = 0;
    map.optional("observed",
                 [&](YamlNode const& node)
                 {
                     reading.data.counts = counts(node);
                     reading.has_data = true;
                     reading.channel.bins = static_cast<int>(reading.data.counts.size());
                 });
    map.optional("edges",
                 [&](YamlNode const& node)
                 {
                     read_edges(node, reading);
                     int const bins = static_cast<int>(reading.edges.size()) - 1;
                     if (reading.has_data && bins != reading.channel.bins)
                         node.fail("there are " + std::to_string(reading.channel.bins)
                                   + " observed counts, but edges for " + std::to_string(bins) + " bins");
                     reading.channel.bins = bins;
                 });
    map.optional("bins",
                 [&](YamlNode const& node)
                 {
                     double const bins = node.number_in(1, 1e6);
                     if (bins != std::floor(bins)) node.fail("the number of bins is an integer");
                     if (reading.channel.bins != 0 && bins != reading.channel.bins)
                         node.fail("this disagrees with 'observed' or 'edges'");
                     reading.channel.bins = static_cast<int>(bins);
                 });
    if (reading.channel.bins == 0) map.node().fail("a binned channel needs 'observed', 'edges' or 'bins'");
}

void read_counting(YamlMap& map, ChannelReading& reading)
{
    map.optional("observed",
                 [&](YamlNode const& node)
                 {
                     reading.data.counts = {node.not_negative()};
                     reading.has_data = true;
                 });
}

/// `observable: {...}`, or `observables: [{...}, {...}]`.
Observables read_observables(YamlMap& map)
{
    if (!map.has("observables")) return {read_observable(map.at("observable"))};
    YamlNode const list = map.at("observables");
    if (map.has("observable"))
        list.fail("a channel has 'observable' or 'observables', not both", "remove one of the two");
    Observables observables;
    for (YamlNode const& item : list.items())
    {
        observables.push_back(read_observable(item, true));
        for (std::size_t d = 0; d + 1 < observables.size(); ++d)
            if (observables[d].name == observables.back().name)
                item.fail("two observables are called '" + observables[d].name + "'", "rename one of the two");
    }
    if (observables.empty() || observables.size() > max_observables)
        list.fail("a channel has " + std::to_string(observables.size()) + " observables",
                  "1 to " + std::to_string(max_observables) + " are supported");
    return observables;
}

Observables observables_of(ChannelReading const& reading)
{
    Observables all{{reading.observable, reading.channel.low, reading.channel.high}};
    all.insert(all.end(), reading.channel.further.begin(), reading.channel.further.end());
    return all;
}

void read_unbinned(YamlMap& map, ChannelReading& reading, bool read_files)
{
    Observables const observables = read_observables(map);
    reading.channel.kind = ChannelKind::unbinned;
    reading.observable = observables.front().name;
    reading.channel.low = observables.front().low;
    reading.channel.high = observables.front().high;
    reading.channel.further.assign(observables.begin() + 1, observables.end());
    map.optional("data",
                 [&](YamlNode const& node)
                 {
                     std::vector<Window> ranges;
                     for (ModelObservable const& o : observables) ranges.emplace_back(o.low, o.high);
                     reading.data = read_events(node, ranges, read_files, reading.data_file);
                     reading.has_data = true;
                 });
}

/// Windows of the first observable, which may be named: {mass: [[5.1, 5.4]]}.
std::vector<Window> read_named_windows(YamlNode const& node, std::string const& first)
{
    std::vector<Window> windows;
    for (auto const& [name, value] : node.entries())
    {
        if (name != first)
            value.fail("blind windows are those of the first observable, '" + first + "'",
                       "if '" + name + "' is an observable of the channel, list it first");
        windows = read_windows(value);
    }
    if (windows.empty()) node.fail("a window is expected here", "write {" + first + ": [low, high]}");
    return windows;
}

void read_binned_yield(YamlMap& map, ModelSample& sample, int bins)
{
    YamlNode const yield = map.at("yield");
    std::vector<double> contents;
    if (yield.is_list())
        contents = counts(yield);
    else
    {
        sample.yield = yield.not_negative();
        YamlMap shape(map.at("shape"));
        contents = counts(shape.at("template"));
        shape.finish();
    }
    if (static_cast<int>(contents.size()) != bins)
        yield.fail("the sample has " + std::to_string(contents.size()) + " bins, the channel " + std::to_string(bins));
    sample.shape = ModelShape::bins(contents);
}

ModelSample read_sample(std::string const& name, YamlNode const& node, ChannelReading const& of, bool counting,
                        Reading& reading)
{
    ModelChannel const& channel = of.channel;
    YamlMap map(node);
    ModelSample sample;
    sample.name = name;
    if (channel.kind == ChannelKind::unbinned)
    {
        sample.yield = map.at("yield").not_negative();
        sample.shape = read_shape(map.at("shape"), observables_of(of), reading);
    }
    else if (counting)
        sample.yield = map.at("yield").not_negative();
    else
        read_binned_yield(map, sample, channel.bins);
    std::vector<double> nominal = sample.shape.contents;
    for (double& content : nominal) content *= sample.yield;
    map.optional("factors",
                 [&](YamlNode const& factors)
                 {
                     for (YamlNode const& item : factors.items())
                         sample.factors.push_back(read_factor(item, nominal, reading));
                 });
    if (channel.kind == ChannelKind::binned && !counting)
        map.optional("morphs",
                     [&](YamlNode const& morphs)
                     {
                         for (YamlNode const& item : morphs.items())
                             sample.shape.morphs.push_back(read_morph(item, nominal.size(), reading));
                     });
    map.optional("signal", [&](YamlNode const& value) { sample.is_signal = value.flag(); });
    map.finish();
    return sample;
}

ChannelReading read_channel(std::string const& name, YamlNode const& node, Reading& reading)
{
    YamlMap map(node);
    ChannelReading result;
    result.channel.name = name;
    YamlNode const type = map.at("type");
    if (type.text() == "counting")
        read_counting(map, result);
    else if (type.text() == "binned")
        read_binned(map, result);
    else if (type.text() == "unbinned")
        read_unbinned(map, result, reading.read_data_files);
    else
        type.fail("unknown type '" + type.text() + "'", "known: counting, binned, unbinned");
    map.optional("blind",
                 [&](YamlNode const& windows)
                 {
                     if (result.channel.kind == ChannelKind::binned && result.edges.empty())
                         windows.fail("a blind window needs an observable", "give 'edges' to a binned channel");
                     bool const named = windows.is_map() && result.channel.kind == ChannelKind::unbinned;
                     result.blind = named ? read_named_windows(windows, result.observable) : read_windows(windows);
                 });
    YamlNode const samples = map.at("samples");
    for (auto const& [sample, value] : samples.entries())
        result.channel.samples.push_back(read_sample(sample, value, result, type.text() == "counting", reading));
    if (result.channel.samples.empty()) samples.fail("a channel needs at least one sample");
    map.finish();
    return result;
}

}  // namespace

ModelObservable read_observable(YamlNode const& node, bool needs_name)
{
    YamlMap map(node);
    ModelObservable observable{"x"};
    if (needs_name) observable.name = map.at("name").text();
    map.optional("name", [&](YamlNode const& name) { observable.name = name.text(); });
    map.optional("unit", [](YamlNode const& unit) { unit.text(); });
    std::tie(observable.low, observable.high) = map.at("range").interval();
    map.finish();
    return observable;
}

void read_channels(YamlNode const& node, Reading& reading)
{
    ModelDocument& document = reading.document;
    for (auto const& [name, value] : node.entries())
    {
        ChannelReading result = read_channel(name, value, reading);
        document.model.channels.push_back(std::move(result.channel));
        document.data.channels.push_back(std::move(result.data));
        document.has_data = document.has_data && result.has_data;
        document.blind.push_back(std::move(result.blind));
        document.edges.push_back(std::move(result.edges));
        document.observable.push_back(std::move(result.observable));
        reading.add_file(result.data_file);
    }
    if (document.model.channels.empty()) node.fail("a model needs at least one channel");
}

}  // namespace quartet::model_yaml
