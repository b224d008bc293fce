// The simultaneous model of the six categories, from the inputs of the search.
#pragma once

#include <vector>

#include "host/io/model_document.hpp"
#include "host/statistics/bs4mu_inputs.hpp"

namespace quartet
{

struct Bs4MuModelOptions
{
    Bs4MuDecay decay = Bs4MuDecay::bs;
    double branching_fraction_unit = 1e-10;  ///< branching fraction for which the parameter of interest `mu` is 1
    double background_scale = 1;             ///< multiplies the expected background; 0 = channels without background
    bool systematics = true;                 ///< nuisance parameters of the signal and of the normalisation
};

/// `mu` scales the branching fraction of one decay. Per category an unbinned channel of m(4mu) with a signal sample and
/// a background of the family that the inputs choose, with free yield and parameters. `masses`: observed masses per
/// category; empty = no data. The blind windows of the classes go along. Throws InputError when `masses` has another
/// number of categories.
ModelDocument make_bs4mu_model(Bs4MuInputs const& inputs, Bs4MuModelOptions const& options,
                               std::vector<std::vector<double>> const& masses = {});

/// Expected background of a category in the whole fit range: sideband_events times the ratio of the integrals of its
/// density, at the start values, over range and sidebands.
double background_in_range(Bs4MuInputs const& inputs, Bs4MuCategory const& category);

}  // namespace quartet
