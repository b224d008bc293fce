// Tables of the densities without parameters, in the layout of fits/pdf/table.hpp.
#pragma once

#include <vector>

#include "fits/model.hpp"

namespace quartet
{

/// The table of a histogram or of a kernel density estimate on [low, high]; empty for all other densities.
///
/// Histogram: heights are contents / width of the bin, normalised. The kernel estimate (K. Cranmer, Comput. Phys.
/// Commun. 136 (2001) 198, hep-ex/0011057) is the sum of one Gaussian per point, reflected at the ends of the range
/// when `mirror` is set. With the standard deviation s of the points and the effective number n = (sum w)^2 / sum w^2,
/// Silverman's width is h = scale (4 / 3)^(1/5) s n^(-1/5); with `adaptive` the width of point i is h (g /
/// f(x_i))^(1/2), f the estimate with equal widths and g the geometric mean of f over the points (I. S. Abramson, Ann.
/// Stat. 10 (1982) 1217). The table holds the sum at equidistant knots of a distance of at most 1/32 of the smallest
/// width (but 256 to 8192 cells), so that the lines between them are good to 2e-4 of a kernel's height.
std::vector<double> density_table(PdfComponent const& component, double low, double high);

}  // namespace quartet
