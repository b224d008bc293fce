// Points at which expectations of channels of several observables are taken: a product of quadrature rules.
#pragma once

#include <vector>

#include "fits/expectation.hpp"
#include "fits/quadrature_rule.hpp"

namespace quartet
{

/// The rule for one observable of a channel with so many panels. Where all densities are constant between edges, one
/// point in the middle of each step is exact. Otherwise panels end at edges of histograms, and are narrow where any
/// sample of the channel, whatever its yield, has a large density.
QuadratureRule grid_axis(Expectation const& e, int channel, int observable, int panels);

/// Rules for all observables of a channel of several.
std::vector<QuadratureRule> grid_axes(Expectation const& e, int channel);

/// Adds the points of the product of the axes; the weights are expected events.
void add_grid(Expectation const& e, int channel, std::vector<QuadratureRule> const& axes, ChannelData& data);

}  // namespace quartet
