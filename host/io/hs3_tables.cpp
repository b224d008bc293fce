// Densities of an HS3 document that are made from data: histograms and kernel densities.
#include "host/io/hs3_parts.hpp"

namespace quartet::hs3
{
namespace
{

/// {x, contents, edges}; without edges bins of equal width over the range.
PdfComponent own_histogram(JsonNode const& distribution, std::string& observable)
{
    PdfComponent component;
    component.kind = PdfKind::histogram;
    observable = distribution.at("x").text();
    component.data.contents = distribution.at("contents").numbers();
    if (distribution.has("edges")) component.data.edges = distribution.at("edges").numbers();
    return component;
}

/// {data: {axes: [axis], contents}}: how ROOT writes it; the contents are events of bins.
PdfComponent root_histogram(JsonNode const& distribution, std::string& observable)
{
    JsonNode const data = distribution.at("data");
    std::vector<JsonNode> const axes = data.at("axes").items();
    if (axes.size() != 1) data.at("axes").fail("one axis is expected here", "a channel has one observable");
    PdfComponent component;
    component.kind = PdfKind::histogram;
    observable = axes.front().at("name").text();
    component.data.edges = read_edges(axes.front());
    JsonNode const contents = data.at("contents");
    component.data.contents = contents.numbers();
    if (component.data.contents.size() + 1 != component.data.edges.size())
        contents.fail("there are " + std::to_string(component.data.contents.size()) + " contents for "
                      + std::to_string(component.data.edges.size() - 1) + " bins");
    return component;
}

PdfComponent kernel_density(JsonNode const& distribution, std::string& observable)
{
    PdfComponent component;
    component.kind = PdfKind::kernel_density;
    observable = distribution.at("x").text();
    DensityData& data = component.data;
    data.points = distribution.at("points").numbers();
    if (distribution.has("weights")) data.weights = distribution.at("weights").numbers();
    if (distribution.has("scale")) data.scale = distribution.at("scale").number();
    if (distribution.has("adaptive")) data.adaptive = distribution.at("adaptive").flag();
    if (distribution.has("mirror")) data.mirror = distribution.at("mirror").flag();
    return component;
}

}  // namespace

bool is_table(std::string const& type)
{
    return type == "histogram_dist" || type == "quartet_histogram" || type == "quartet_kernel_density";
}

PdfComponent read_table(JsonNode const& distribution, std::string& observable)
{
    std::string const type = distribution.at("type").text();
    if (type == "histogram_dist") return root_histogram(distribution, observable);
    if (type == "quartet_histogram") return own_histogram(distribution, observable);
    return kernel_density(distribution, observable);
}

nlohmann::json table_keys(PdfComponent const& component)
{
    DensityData const& data = component.data;
    nlohmann::json keys = nlohmann::json::object();
    if (component.kind == PdfKind::histogram)
    {
        keys.update({{"type", "quartet_histogram"}, {"contents", data.contents}});
        if (!data.edges.empty()) keys["edges"] = data.edges;
        return keys;
    }
    keys.update({{"type", "quartet_kernel_density"},
                 {"points", data.points},
                 {"scale", data.scale},
                 {"adaptive", data.adaptive},
                 {"mirror", data.mirror}});
    if (!data.weights.empty()) keys["weights"] = data.weights;
    return keys;
}

}  // namespace quartet::hs3
