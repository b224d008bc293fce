// The profile likelihood on a grid of one or two parameters, and p-values on it from toys.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fits/compiled_model.hpp"
#include "fits/limits.hpp"
#include "fits/toy_backend.hpp"

namespace quartet
{

struct ScanAxis
{
    std::string name;
    int parameter = -1;
    double low = 0;
    double high = 0;
    int points = 0;

    double at(int i) const { return points == 1 ? low : low + (high - low) * i / (points - 1); }
    std::vector<double> values() const;
};

struct ScanPoint
{
    std::vector<double> at;  ///< one per axis
    FitResult fit;
    double delta_2nll = 0;  ///< relative to the lowest value met, best fit and grid together
    double p_value = -1;    ///< of toys; -1 = none
    double p_error = 0;
};

struct GridScan
{
    FitResult best;
    std::vector<ScanPoint> points;  ///< [i * n_second + j]
    int failed = 0;                 ///< fits that did not end well
    ToyCounts toys;
};

/// Conditional fits over the grid, each started from its neighbour's result. Parameters may be scanned beyond their
/// range.
GridScan scan_grid(CompiledModel const& model, FitDataset const& data, std::vector<ScanAxis> const& axes);

/// p-values of two parameters together: the share of toys, drawn at the conditional fit of each point, whose likelihood
/// ratio between best fit (within the ranges of the parameters) and point is at least that of the data (the ordering of
/// Feldman and Cousins). Fills p_value, p_error and toys. `progress` is told how many points are done.
void add_grid_toys(CompiledModel const& model, FitDataset const& data, std::vector<ScanAxis> const& axes,
                   std::int64_t toys, ToyKind kind, std::uint64_t seed, ToyBackend& backend,
                   std::function<void(int, double)> const& progress, GridScan& scan);

}  // namespace quartet
