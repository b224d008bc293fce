// Channels of an HS3 document: a distribution with its data.
#include <algorithm>
#include <cmath>

#include "fits/model_arrays.hpp"
#include "host/io/hs3_parts.hpp"

namespace quartet::hs3
{
namespace
{

JsonNode one_axis(JsonNode const& node)
{
    std::vector<JsonNode> const axes = node.at("axes").items();
    if (axes.size() != 1)
        node.at("axes").fail("one axis is expected here", "several observables are read in the native format only");
    return axes.front();
}

/// The name of a sample is that of its density, without the name of the channel before it.
std::string short_name(std::string const& density, std::string const& channel)
{
    std::string const prefix = channel + "_";
    return density.size() > prefix.size() && density.rfind(prefix, 0) == 0 ? density.substr(prefix.size()) : density;
}

ModelSample sample_of(std::string const& name, Product const& product, ModelShape shape)
{
    ModelSample sample;
    sample.name = name;
    sample.yield = product.number;
    sample.factors = product.factors;
    sample.shape = std::move(shape);
    return sample;
}

void check_observable(std::string const& of_density, JsonNode const& axis, JsonNode const& where)
{
    std::string const of_data = axis.at("name").text();
    if (of_density != of_data)
        where.fail("the density is about '" + of_density + "' and the data about '" + of_data + "'");
}

/// The shape that a name stands for; a density that cannot be normalised is a complaint at its entry.
ModelShape shape_of(JsonNode const& name, ModelChannel const& channel, std::string& observable, Reading& reading)
{
    JsonNode const distribution = reading.named("distributions", name.text(), name);
    ModelShape shape = read_shape(distribution, observable, reading);
    auto const check = [&](std::vector<PdfComponent> const& components)
    {
        for (PdfComponent const& component : components)
            check_density(reading.document.model, component, channel, distribution.where());
    };
    check(shape.components);
    for (auto const& alternative : shape.alternatives) check(alternative);
    return shape;
}

/// rate times density, or a mixture whose coefficients are expected numbers of events.
ModelChannel unbinned_channel(JsonNode const& distribution, JsonNode const& axis, Reading& reading)
{
    ModelChannel channel;
    channel.name = distribution.at("name").text();
    channel.kind = ChannelKind::unbinned;
    channel.low = axis.at("min").number();
    channel.high = axis.at("max").number();
    if (!(channel.low < channel.high)) axis.fail("the range is empty or inverted", "min must be below max");
    std::string observable;
    if (distribution.at("type").text() == "rate_extended_dist")
    {
        JsonNode const density = distribution.at("dist");
        ModelShape shape = shape_of(density, channel, observable, reading);
        check_observable(observable, axis, distribution);
        channel.samples.push_back(sample_of(short_name(density.text(), channel.name),
                                            read_product(distribution.at("rate"), reading), std::move(shape)));
        return channel;
    }
    std::vector<JsonNode> const summands = distribution.at("summands").items();
    std::vector<JsonNode> const coefficients = distribution.at("coefficients").items();
    bool const extended = distribution.has("extended") && distribution.at("extended").flag();
    if (!extended || summands.size() != coefficients.size())
        distribution.fail("a channel needs an extended mixture, with one coefficient per summand",
                          "write \"extended\": true, or wrap the density in a rate_extended_dist");
    for (std::size_t i = 0; i < summands.size(); ++i)
    {
        std::string const name = summands[i].text();
        ModelShape shape = shape_of(summands[i], channel, observable, reading);
        check_observable(observable, axis, summands[i]);
        channel.samples.push_back(
            sample_of(short_name(name, channel.name), read_product(coefficients[i], reading), std::move(shape)));
    }
    return channel;
}

ChannelData unbinned_data(JsonNode const& data, ModelChannel const& channel)
{
    ChannelData events;
    for (JsonNode const& entry : data.at("entries").items())
    {
        std::vector<double> const point = entry.is_number() ? std::vector<double>{entry.number()} : entry.numbers();
        if (point.size() != 1) entry.fail("an entry has one coordinate here");
        if (point.front() < channel.low || point.front() > channel.high)
            entry.fail("the entry lies outside of the range of its axis");
        events.values.push_back(point.front());
    }
    if (!data.has("weights")) return events;
    events.weights = data.at("weights").numbers();
    if (events.weights.size() != events.values.size())
        data.at("weights").fail("there are " + std::to_string(events.weights.size()) + " weights for "
                                + std::to_string(events.values.size()) + " entries");
    double total = 0;
    for (double weight : events.weights) total += weight;
    if (!(total > 0) && !events.weights.empty()) data.at("weights").fail("the sum of the weights is not positive");
    return events;
}

std::vector<double> counts(JsonNode const& node, std::size_t bins)
{
    std::vector<double> values = node.numbers();
    if (values.size() != bins)
        node.fail("there are " + std::to_string(values.size()) + " contents for " + std::to_string(bins) + " bins");
    for (double value : values)
        if (value < 0) node.fail("an observed count is negative");
    return values;
}

/// One number with a Poisson distribution: the summands of its mean are samples.
ModelChannel counting_channel(JsonNode const& distribution, Reading& reading)
{
    ModelChannel channel;
    channel.name = distribution.at("name").text();
    JsonNode const mean = distribution.at("mean");
    std::vector<JsonNode> parts{mean};
    if (mean.is_text() && reading.has("functions", mean.text()))
    {
        JsonNode const function = reading.named("functions", mean.text(), mean);
        if (function.at("type").text() == "sum") parts = function.at("summands").items();
    }
    for (JsonNode const& part : parts)
    {
        Product const product = read_product(part, reading);
        ModelSample sample;
        sample.name = part.is_text() ? part.text() : "sample" + std::to_string(channel.samples.size());
        sample.yield = product.number;
        sample.factors = product.factors;
        channel.samples.push_back(std::move(sample));
    }
    if (channel.samples.empty()) mean.fail("the sum has no summand");
    return channel;
}

void add(Reading& reading, ModelChannel channel, ChannelData data, std::vector<double> edges, std::string observable)
{
    ModelDocument& document = reading.document;
    document.model.channels.push_back(std::move(channel));
    document.data.channels.push_back(std::move(data));
    document.blind.emplace_back();
    document.edges.push_back(std::move(edges));
    document.observable.push_back(std::move(observable));
}

}  // namespace

std::vector<double> read_edges(JsonNode const& axis)
{
    if (axis.has("edges"))
    {
        std::vector<double> const edges = axis.at("edges").numbers();
        if (edges.size() < 2) axis.at("edges").fail("at least two edges are expected");
        for (std::size_t i = 1; i < edges.size(); ++i)
            if (!(edges[i - 1] < edges[i])) axis.at("edges").fail("the edges must increase");
        return edges;
    }
    double const bins = axis.at("nbins").number();
    if (bins != std::floor(bins) || bins < 1 || bins > 1e6)
        axis.at("nbins").fail("the number of bins is a whole number from 1 to a million");
    double const low = axis.at("min").number();
    double const high = axis.at("max").number();
    if (!(low < high)) axis.fail("the range is empty or inverted", "min must be below max");
    std::vector<double> edges;
    for (int i = 0; i <= static_cast<int>(bins); ++i) edges.push_back(low + (high - low) * i / bins);
    edges.back() = high;
    return edges;
}

void read_channel(JsonNode const& distribution, JsonNode const& data, Reading& reading)
{
    std::string const type = distribution.at("type").text();
    std::string const kind = data.is_number() ? "point" : data.at("type").text();
    if (type == "histfactory_dist")
    {
        if (kind != "binned") data.fail("a histfactory_dist needs binned data, not '" + kind + "'");
        ModelChannel channel = read_histfactory(distribution, reading);
        JsonNode const axis = one_axis(data);
        std::vector<double> edges = read_edges(axis);
        ChannelData counted{counts(data.at("contents"), static_cast<std::size_t>(channel.bins)), {}, {}};
        if (edges.size() != counted.counts.size() + 1) axis.fail("the axis has another number of bins");
        add(reading, std::move(channel), std::move(counted), std::move(edges), axis.at("name").text());
    }
    else if (type == "mixture_dist" || type == "rate_extended_dist")
    {
        if (kind != "unbinned")
            data.fail("the density of an unbinned channel meets data of type '" + kind + "'",
                      "give unbinned data, or a histfactory_dist");
        JsonNode const axis = one_axis(data);
        ModelChannel channel = unbinned_channel(distribution, axis, reading);
        ChannelData events = unbinned_data(data, channel);
        add(reading, std::move(channel), std::move(events), {}, axis.at("name").text());
    }
    else if (type == "poisson_dist")
    {
        if (kind != "point") data.fail("a poisson_dist needs point data, not '" + kind + "'");
        double const count = data.is_number() ? data.number() : data.at("value").number();
        if (count < 0) data.fail("an observed count is negative");
        add(reading, counting_channel(distribution, reading), {{count}, {}, {}}, {}, "");
    }
    else
        distribution.at("type").fail("'" + type + "' is no distribution of a channel that can be read",
                                     "known: mixture_dist, rate_extended_dist, histfactory_dist, poisson_dist");
}

}  // namespace quartet::hs3
