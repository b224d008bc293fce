#include "fits/product_grid.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace quartet
{
namespace
{

/// Per observable of a channel with 2, 3, 4 of them: some hundred thousand points, a million with many edges.
constexpr std::array<AxisSize, 3> sizes{{{16, 512}, {6, 96}, {3, 32}}};

/// Cells in which the densities are looked at for placing the panels.
constexpr int cells = 2048;

/// True when all densities of one observable are constant between edges.
bool has_only_steps(ModelChannel const& channel, int observable)
{
    auto const steps = [&](std::vector<PdfComponent> const& components)
    {
        return std::all_of(
            components.begin(), components.end(),
            [&](PdfComponent const& c)
            { return c.observable != observable || c.kind == PdfKind::uniform || c.kind == PdfKind::histogram; });
    };
    for (ModelSample const& s : channel.samples)
    {
        auto const& alternatives = s.shape.alternatives;
        if (!steps(s.shape.components) || !std::all_of(alternatives.begin(), alternatives.end(), steps)) return false;
    }
    return true;
}

/// Ends of panels that share evenly half of the range and half of the mean of the samples' densities.
std::vector<double> panel_ends(Expectation const& e, int channel, int observable, int panels)
{
    ModelChannel const& about = e.source->channels[static_cast<std::size_t>(channel)];
    double const low = about.low_of(observable);
    double const width = (about.high_of(observable) - low) / cells;
    std::vector<double> middles;
    for (int i = 0; i < cells; ++i) middles.push_back(low + (i + 0.5) * width);
    std::vector<double> share(cells, 1.0 / cells);
    for (std::size_t s = 0; s < about.samples.size(); ++s)
    {
        std::vector<double> const density = e.sample_density(channel, static_cast<int>(s), observable, middles);
        for (std::size_t i = 0; i < cells; ++i)
            share[i] += std::max(0.0, density[i]) * width / static_cast<double>(about.samples.size());
    }
    double total = 0;
    for (double x : share) total += x;
    std::vector<double> ends{low};
    double below = 0;
    for (std::size_t i = 0; i < cells; ++i)
    {
        while (static_cast<int>(ends.size()) < panels)
        {
            double const wanted = total * static_cast<double>(ends.size()) / panels;
            if (below + share[i] < wanted) break;
            ends.push_back(low + width * (static_cast<double>(i) + (wanted - below) / share[i]));
        }
        below += share[i];
    }
    ends.push_back(about.high_of(observable));
    return ends;
}

/// The factors of one product at the points of the axes.
struct ProductTable
{
    double scale;  ///< expected events
    std::vector<std::vector<double>> factors;
};

std::vector<ProductTable> tables(Expectation const& e, int channel, std::vector<QuadratureRule> const& axes)
{
    std::vector<ProductTable> out;
    for (int s = 0; s < e.model.channels[channel].n_samples; ++s)
    {
        ComponentRange const active = e.components(channel, s);
        for (int i = active.first; i < active.first + active.n; ++i)
        {
            ComponentRecord const& c = e.model.components[i];
            if (i == active.first || c.product_form >= 0)
            {
                out.push_back({e.yield(channel, s) * (c.product_form >= 0 ? e.share(i) : 1.0), {}});
                for (QuadratureRule const& axis : axes) out.back().factors.emplace_back(axis.points.size(), 0.0);
            }
            auto const d = static_cast<std::size_t>(c.observable);
            e.add_component_density(i, 1.0, axes[d].points, out.back().factors[d]);
        }
    }
    return out;
}

}  // namespace

QuadratureRule grid_axis(Expectation const& e, int channel, int observable, AxisSize size)
{
    ModelChannel const& about = e.source->channels[static_cast<std::size_t>(channel)];
    std::vector<double> const edges = histogram_edges(about, observable);
    std::set<double> ends(edges.begin(), edges.end());
    ends.insert({about.low_of(observable), about.high_of(observable)});
    auto const panels = [&] { return static_cast<int>(ends.size()) - 1; };
    int points = 1;  // in the middle of each step
    if (!has_only_steps(about, observable) || panels() > size.most_points)
    {
        std::vector<double> const even = panel_ends(e, channel, observable, size.panels);
        ends.insert(even.begin(), even.end());
        points = 8;
        while (points > 1 && panels() * points > size.most_points) points /= 2;
        if (panels() > size.most_points)
        {
            ends = {even.begin(), even.end()};
            points = 8;
        }
    }
    QuadratureRule axis;
    for (auto low = ends.begin(), high = std::next(low); high != ends.end(); ++low, ++high)
        add_panel(*low, *high, axis, points);
    return axis;
}

std::vector<QuadratureRule> grid_axes(Expectation const& e, int channel)
{
    int const n = e.source->channels[static_cast<std::size_t>(channel)].n_observables();
    std::vector<QuadratureRule> axes;
    for (int d = 0; d < n; ++d)
        axes.push_back(grid_axis(e, channel, d, sizes[static_cast<std::size_t>(std::max(n - 2, 0))]));
    return axes;
}

void add_grid(Expectation const& e, int channel, std::vector<QuadratureRule> const& axes, ChannelData& data)
{
    std::vector<ProductTable> const products = tables(e, channel, axes);
    data.further.resize(axes.size() - 1);
    std::size_t n = 1;
    for (QuadratureRule const& axis : axes) n *= axis.points.size();
    for (std::size_t point = 0; point < n; ++point)
    {
        std::array<std::size_t, max_observables> at{};
        double weight = 1;
        std::size_t rest = point;
        for (std::size_t d = 0; d < axes.size(); ++d)
        {
            at[d] = rest % axes[d].points.size();
            rest /= axes[d].points.size();
            weight *= axes[d].weights[at[d]];
            (d == 0 ? data.values : data.further[d - 1]).push_back(axes[d].points[at[d]]);
        }
        double density = 0;
        for (ProductTable const& product : products)
        {
            double value = product.scale;
            for (std::size_t d = 0; d < axes.size(); ++d) value *= product.factors[d][at[d]];
            density += value;
        }
        data.weights.push_back(std::max(0.0, weight * density));
    }
}

}  // namespace quartet
