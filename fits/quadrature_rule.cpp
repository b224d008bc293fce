#include "fits/quadrature_rule.hpp"

#include <algorithm>
#include <span>

namespace quartet
{
namespace
{

/// Nodes and weights of the rules on [-1, 1], half of them (Abramowitz and Stegun, table 25.4).
struct Node
{
    double at;
    double weight;
};
constexpr Node two[] = {{0.5773502691896257, 1.0}};
constexpr Node four[] = {{0.3399810435848563, 0.6521451548625461}, {0.8611363115940526, 0.3478548451374538}};
constexpr Node eight[] = {{0.1834346424956498, 0.3626837833783620},
                          {0.5255324099163290, 0.3137066458778873},
                          {0.7966664774136267, 0.2223810344533745},
                          {0.9602898564975363, 0.1012285362903763}};

std::span<Node const> half_of_rule(int points)
{
    if (points == 2) return two;
    if (points == 4) return four;
    return eight;
}

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

void add_panel(double low, double high, QuadratureRule& rule, int points)
{
    double const middle = 0.5 * (low + high);
    double const half = 0.5 * (high - low);
    if (points == 1)
    {
        rule.points.push_back(middle);
        rule.weights.push_back(2 * half);
        return;
    }
    std::span<Node const> const nodes = half_of_rule(points);
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node)
    {
        rule.points.push_back(middle - half * node->at);
        rule.weights.push_back(half * node->weight);
    }
    for (Node const& node : nodes)
    {
        rule.points.push_back(middle + half * node.at);
        rule.weights.push_back(half * node.weight);
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
