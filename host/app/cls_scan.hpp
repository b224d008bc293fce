// quartet scan --statistic cls: CLs along one or two parameters of interest.
#pragma once

#include <vector>

#include "host/app/statistics_options.hpp"
#include "host/statistics/grid_scan.hpp"

namespace quartet::app
{

/// With one parameter CLs of each value; with two CLs of each pair of signals, see exclusion_plane.hpp. Prints and
/// writes them. Returns the exit code.
int scan_cls(StatisticsOptions const& options, std::vector<ScanAxis> const& axes, std::vector<double> const& levels,
             CommonOptions const& common);

}  // namespace quartet::app
