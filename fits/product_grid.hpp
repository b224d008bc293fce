// Points at which expectations of channels of several observables are taken: a product of quadrature rules.
#pragma once

#include <vector>

#include "fits/expectation.hpp"

namespace quartet
{

/// A quadrature rule along one observable.
struct GridAxis
{
    std::vector<double> points;
    std::vector<double> weights;
};

/// Adds `panels` equal panels of the 8-point Gauss-Legendre rule over [low, high].
void add_panels(double low, double high, int panels, GridAxis& axis);

/// The rule for one observable of a channel with so many panels. Where all densities are constant between edges, one
/// point in the middle of each step is exact. Otherwise panels end at edges of histograms, and are narrow where any
/// sample of the channel, whatever its yield, has a large density.
GridAxis grid_axis(Expectation const& e, int channel, int observable, int panels);

/// Rules for all observables of a channel of several.
std::vector<GridAxis> grid_axes(Expectation const& e, int channel);

/// Adds the points of the product of the axes; the weights are expected events.
void add_grid(Expectation const& e, int channel, std::vector<GridAxis> const& axes, ChannelData& data);

}  // namespace quartet
