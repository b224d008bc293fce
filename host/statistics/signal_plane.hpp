// Models with two signals at once, and the one-signal model along a direction in their plane.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "host/io/model_document.hpp"

namespace quartet
{

/// One model of two that describe the same channels with the same background and data, and differ in their signal:
/// parameters of the same name are the same, and each keeps its parameter of interest under the name given. The signal
/// samples of the second are added to the channels of the first. Throws InputError when the two do not describe the
/// same channels, when a parameter of the same name differs, or when one has other than one parameter of interest.
ModelDocument both_signals(ModelDocument const& first, ModelDocument const& second,
                           std::array<std::string, 2> const& poi_names);

/// The model along the direction (x, y): the first parameter of interest multiplies both signals, which at 1 are those
/// of the first parameter of interest at x and of the second at y. The second is held at 0 and acts on nothing.
/// Parameters and samples keep their places for every direction. `start`: nominal values of the parameters, one per
/// parameter; empty = those of the model. Throws InputError when a parameter of interest is no plain factor of yields.
StatisticalModel along_direction(StatisticalModel model, std::array<int, 2> poi, std::array<double, 2> direction,
                                 std::vector<double> const& start);

}  // namespace quartet
