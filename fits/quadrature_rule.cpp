#include "fits/quadrature_rule.hpp"

#include <algorithm>

namespace quartet
{
namespace
{

/// Nodes in [-1, 1], from low to high, and weights (Abramowitz and Stegun, table 25.4).
constexpr int n_nodes = 8;
constexpr double nodes[n_nodes] = {-0.9602898564975363, -0.7966664774136267, -0.5255324099163290, -0.1834346424956498,
                                   0.1834346424956498,  0.5255324099163290,  0.7966664774136267,  0.9602898564975363};
constexpr double node_weights[n_nodes] = {0.1012285362903763, 0.2223810344533745, 0.3137066458778873,
                                          0.3626837833783620, 0.3626837833783620, 0.3137066458778873,
                                          0.2223810344533745, 0.1012285362903763};
/// Of the range of the channel: ends of panels that are closer are one.
constexpr double least_width = 1e-12;

void add_edges(std::vector<PdfComponent> const& components, ModelChannel const& channel, int observable,
               std::vector<double>& edges)
{
    double const low = channel.low_of(observable);
    double const width = channel.high_of(observable) - low;
    for (PdfComponent const& component : components)
    {
        if (component.observable != observable || component.kind != PdfKind::histogram) continue;
        std::vector<double> const& own = component.data.edges;
        edges.insert(edges.end(), own.begin(), own.end());
        std::size_t const bins = component.data.contents.size();
        for (std::size_t i = 1; own.empty() && i < bins; ++i)
            edges.push_back(low + width * static_cast<double>(i) / static_cast<double>(bins));
    }
}

}  // namespace

std::vector<double> histogram_edges(ModelChannel const& channel, int observable)
{
    std::vector<double> edges;
    for (ModelSample const& sample : channel.samples)
    {
        add_edges(sample.shape.components, channel, observable, edges);
        for (auto const& alternative : sample.shape.alternatives) add_edges(alternative, channel, observable, edges);
    }
    std::sort(edges.begin(), edges.end());
    return edges;
}

void add_panel(double low, double high, QuadratureRule& rule)
{
    double const half = 0.5 * (high - low);
    for (int k = 0; k < n_nodes; ++k)
    {
        rule.points.push_back(low + half * (1 + nodes[k]));
        rule.weights.push_back(half * node_weights[k]);
    }
}

void add_panels(ModelChannel const& channel, int observable, double low, double high, int panels, QuadratureRule& rule)
{
    std::vector<double> const edges = histogram_edges(channel, observable);
    double const least = least_width * (channel.high_of(observable) - channel.low_of(observable));
    auto edge = edges.begin();
    double begin = low;
    for (int p = 1; p <= panels; ++p)
    {
        double const end = p == panels ? high : low + (high - low) * p / panels;
        for (; edge != edges.end() && *edge < end - least; ++edge)
        {
            if (*edge <= begin + least) continue;
            add_panel(begin, *edge, rule);
            begin = *edge;
        }
        add_panel(begin, end, rule);
        begin = end;
    }
}

}  // namespace quartet
