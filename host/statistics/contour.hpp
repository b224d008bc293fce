// Lines of equal height through numbers on a grid.
#pragma once

#include <array>
#include <vector>

namespace quartet
{

using Polyline = std::vector<std::array<double, 2>>;

/// The lines on which the bilinear surface through z meets `level`: marching squares with linear interpolation along
/// the edges of cells; where a cell has a saddle, its mean decides. z[i * y.size() + j] at (x[i], y[j]), both
/// increasing. A closed line ends where it began, an open one at the edge of the grid or at a point that is not finite
/// and not above (cells with a NaN are left out; +infinity counts as far above). In the order of their first cell.
std::vector<Polyline> contours(std::vector<double> const& x, std::vector<double> const& y, std::vector<double> const& z,
                               double level);

/// Where the piecewise linear curve through (x, z) meets `level`, in increasing order. Beside a point that is not
/// finite nothing is known.
std::vector<double> crossings(std::vector<double> const& x, std::vector<double> const& z, double level);

}  // namespace quartet
