// Limits from toys at fixed values of the parameter: a plan that is known before the first toy is run.
#pragma once

#include <array>
#include <vector>

#include "fits/limits.hpp"
#include "fits/toy_distribution.hpp"

namespace quartet
{

/// What the toys at one value of the parameter say.
struct GridPoint
{
    ClsPoint result;
    double s_plus_b = 0;  ///< toys of signal plus background with a value
    PlayedObservation observed;
    std::array<PlayedObservation, 5> expected{};
    std::array<PlayedObservation, 5> injected{};
};

/// `result.mu` and, with `has_observed`, `result.q` of the point are given; all else is made from the toys. Throws
/// CheckError when no toy has a value.
void evaluate_grid_point(ToyDistribution const& s_plus_b, ToyDistribution const& b, std::array<double, 5> const& sigmas,
                         bool has_observed, GridPoint& point);

/// Toys of an injected signal play the observation. After evaluate_grid_point().
void evaluate_injected(ToyDistribution const& players, ToyDistribution const& s_plus_b, ToyDistribution const& b,
                       std::array<double, 5> const& sigmas, GridPoint& point);

struct GridLimitOptions
{
    double cl = 0.95;
    bool bands = true;  ///< also the five expected limits
    bool has_observed = true;
    bool has_injected = false;
};

/// Observed and expected limits, each where the curve through ln CLs (toy_curve.hpp) of the points meets ln(1 - cl). A
/// limit counts as found when there are points on both sides of it and its error is below 0.3 of it. The numbers of
/// toys in the result are left to the caller.
LimitResult grid_limit(std::vector<GridPoint> const& points, GridLimitOptions const& options);

}  // namespace quartet
