// Points and weights of integrals over one observable of an unbinned channel: the events of its Asimov data.
#pragma once

#include <vector>

#include "fits/model.hpp"

namespace quartet
{

struct QuadratureRule
{
    std::vector<double> points;
    std::vector<double> weights;
};

/// Edges of the histograms among the densities of one observable, in increasing order, some perhaps twice.
std::vector<double> histogram_edges(ModelChannel const& channel, int observable);

/// Adds one panel of the Gauss-Legendre rule of 1, 2, 4 or 8 points.
void add_panel(double low, double high, QuadratureRule& rule, int points = 8);

/// Adds `panels` of equal width over [low, high], each divided where a histogram among the densities of the observable
/// has an edge, so that within a panel every density is smooth.
void add_panels(ModelChannel const& channel, int observable, double low, double high, int panels, QuadratureRule& rule);

}  // namespace quartet
