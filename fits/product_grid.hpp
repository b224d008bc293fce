// Points at which expectations of channels of several observables are taken: a product of quadrature rules.
#pragma once

#include <vector>

#include "fits/expectation.hpp"
#include "fits/quadrature_rule.hpp"

namespace quartet
{

struct AxisSize
{
    int panels;       ///< of 8 points each
    int most_points;  ///< where edges of histograms ask for more panels
};

/// The rule for one observable of a channel. Panels are narrow where any sample of the channel, whatever its yield, has
/// a large density, and end at the edges of histograms: the more there are, the fewer points has each of them. Where
/// all densities are constant between edges, one point in the middle of each step is exact. With more edges than
/// `most_points` the rule goes over them.
QuadratureRule grid_axis(Expectation const& e, int channel, int observable, AxisSize size);

/// Rules for all observables of a channel of several.
std::vector<QuadratureRule> grid_axes(Expectation const& e, int channel);

/// Adds the points of the product of the axes; the weights are expected events.
void add_grid(Expectation const& e, int channel, std::vector<QuadratureRule> const& axes, ChannelData& data);

}  // namespace quartet
