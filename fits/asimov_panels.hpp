// Points and weights of integrals over the observable of an unbinned channel: the events of its Asimov data.
#pragma once

#include <vector>

#include "fits/model.hpp"

namespace quartet
{

/// Adds the points of the 8-point Gauss-Legendre rule in panels over [low, high]: `panels` of equal width, each divided
/// where a histogram among the channel's densities has an edge, so that within a panel every density is smooth.
void add_panels(ModelChannel const& channel, double low, double high, int panels, std::vector<double>& points,
                std::vector<double>& weights);

}  // namespace quartet
