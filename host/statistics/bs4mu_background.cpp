#include "host/statistics/bs4mu_background.hpp"

#include <algorithm>
#include <cmath>

#include "fits/pdf/pdf.hpp"

namespace quartet
{
namespace
{

using Window = std::pair<double, double>;

constexpr double steepest = 5;               ///< per GeV
constexpr double largest_coefficient = 100;  ///< of a polynomial, relative to the one at the lower end of the range

/// Integral of exp(slope (x - origin)).
double exponential_integral(double slope, Window window, double origin)
{
    if (std::abs(slope) < 1e-12) return window.second - window.first;
    return (std::exp(slope * (window.second - origin)) - std::exp(slope * (window.first - origin))) / slope;
}

/// The density at its start values, as the fit computes it.
PdfAt start_density(Bs4MuBackground const& background, double slope, Window range)
{
    PdfAt pdf{background.kind, 0, 0U, range.first, range.second, {}};
    if (background.kind == PdfKind::bernstein) pdf.q[pdf.n_parameters++] = 1;
    for (BackgroundParameter const& parameter : background_parameters(background, slope, range))
        pdf.q[pdf.n_parameters++] = parameter.start;
    return pdf;
}

}  // namespace

std::vector<std::string> const& background_names()
{
    static std::vector<std::string> const names = {"exponential", "power_law",   "bernstein_1",
                                                   "bernstein_2", "bernstein_3", "bernstein_4"};
    return names;
}

std::string to_string(Bs4MuBackground const& background)
{
    if (background.kind == PdfKind::exponential) return background_names()[0];
    if (background.kind == PdfKind::power_law) return background_names()[1];
    return "bernstein_" + std::to_string(background.order);
}

std::optional<Bs4MuBackground> find_background(std::string const& name)
{
    auto const& names = background_names();
    auto const found = std::find(names.begin(), names.end(), name) - names.begin();
    if (found == static_cast<std::ptrdiff_t>(names.size())) return std::nullopt;
    if (found == 0) return Bs4MuBackground{PdfKind::exponential, 0};
    if (found == 1) return Bs4MuBackground{PdfKind::power_law, 0};
    return Bs4MuBackground{PdfKind::bernstein, static_cast<int>(found) - 1};
}

std::vector<BackgroundParameter> background_parameters(Bs4MuBackground const& background, double slope, Window range)
{
    double const middle = std::sqrt(range.first * range.second);
    if (background.kind == PdfKind::exponential) return {{"slope", slope, -steepest, steepest}};
    if (background.kind == PdfKind::power_law)
        return {{"exponent", slope * middle, -steepest * middle, steepest * middle}};
    std::vector<BackgroundParameter> coefficients;
    double const step = (range.second - range.first) / background.order;
    for (int k = 1; k <= background.order; ++k)
        coefficients.push_back({"c" + std::to_string(k), std::min(std::exp(slope * k * step), largest_coefficient), 0,
                                largest_coefficient});
    return coefficients;
}

double background_integral(Bs4MuBackground const& background, double slope, Window range, Window window)
{
    if (background.kind == PdfKind::exponential) return exponential_integral(slope, window, range.first);
    PdfAt const pdf = start_density(background, slope, range);
    // Simpson's rule: the densities are smooth, 100 steps are exact to 1e-9.
    constexpr int n = 100;
    double const step = (window.second - window.first) / n;
    double sum = 0;
    for (int i = 0; i <= n; ++i)
    {
        PdfValue<double> density{};
        evaluate_pdf(pdf, window.first + i * step, density);
        sum += density.value * (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2);
    }
    return sum * step / 3;
}

}  // namespace quartet
