// Families of densities for the combinatorial background of the search. None of them follows from theory: how much a
// limit moves from one to another is a systematic uncertainty (CMS-PAS-BPH-24-007 profiles over the same families).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fits/model_kinds.hpp"

namespace quartet
{

struct Bs4MuBackground
{
    PdfKind kind = PdfKind::exponential;
    int order = 0;  ///< of a Bernstein polynomial, 1 to 4

    bool operator==(Bs4MuBackground const&) const = default;
};

/// "exponential", "power_law", "bernstein_1" to "bernstein_4": what an input file or an option may say.
std::vector<std::string> const& background_names();
std::string to_string(Bs4MuBackground const& background);
/// Nothing for an unknown name.
std::optional<Bs4MuBackground> find_background(std::string const& name);

/// A free parameter of the density.
struct BackgroundParameter
{
    std::string name;  ///< slope; exponent; c1, c2, ...
    double start = 0;
    double lower = 0, upper = 0;
};

/// The free parameters; at their start values the density follows exp(slope x) on the range: exactly (exponential), in
/// value and slope at the geometric middle (power law), or with the exponential at the nodes as coefficients
/// (Bernstein polynomials). The coefficient c_0 of a polynomial is 1, since the density is normalised.
std::vector<BackgroundParameter> background_parameters(Bs4MuBackground const& background, double slope,
                                                       std::pair<double, double> range);

/// Integral over [window] of the density at its start values, in one unit for all windows of a range.
double background_integral(Bs4MuBackground const& background, double slope, std::pair<double, double> range,
                           std::pair<double, double> window);

}  // namespace quartet
