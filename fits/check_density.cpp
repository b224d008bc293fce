// Densities of unbinned channels: numbers of parameters, domains at the nominal values, tables.
#include <algorithm>
#include <cmath>

#include "fits/model.hpp"
#include "fits/model_arrays.hpp"
#include "fits/pdf/pdf.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

void demand(bool ok, std::string const& what, std::string const& where, std::string const& mend)
{
    if (!ok) throw InputError(message(what, where, mend));
}

/// Of the observable of a density.
struct Range
{
    double low;
    double high;
};

/// The number of parameters that this kind needs, next to the n that are there.
int wanted_parameters(PdfComponent const& c, int n, std::string const& where)
{
    int wanted = 0;
    switch (c.kind)
    {
        case PdfKind::uniform:
            wanted = 0;
            break;
        case PdfKind::gaussian:
            wanted = 2;
            break;
        case PdfKind::johnson_su:
            wanted = 4;
            break;
        case PdfKind::exponential:
        case PdfKind::power_law:
            wanted = 1;
            break;
        case PdfKind::bernstein:
            demand(n >= 2 && n <= max_pdf_parameters, "a Bernstein polynomial has 2 to 7 coefficients (order 1 to 6)",
                   where, "");
            wanted = n;
            break;
        case PdfKind::crystal_ball:
            wanted = 4;
            break;
        case PdfKind::double_crystal_ball:
            wanted = n == 7 ? 7 : 6;
            break;
        case PdfKind::student_t:
            wanted = 3;
            break;
        case PdfKind::breit_wigner:
            wanted = 2;
            break;
        case PdfKind::chebyshev:
            demand(n >= 1 && n < max_pdf_parameters, "a Chebyshev series has 1 to 6 coefficients", where, "");
            wanted = n;
            break;
        case PdfKind::polynomial:
            demand(n >= 2 && n <= max_pdf_parameters, "a polynomial has 2 to 7 coefficients (order 1 to 6)", where, "");
            wanted = n;
            break;
        case PdfKind::argus:
            wanted = n == 3 ? 3 : 2;
            break;
        case PdfKind::voigtian:
            wanted = 3;
            break;
        case PdfKind::histogram:
        case PdfKind::kernel_density:
            wanted = 0;
            break;
    }
    return wanted;
}

void histogram(DensityData const& d, Range const& range, std::string const& where)
{
    double sum = 0;
    for (double content : d.contents)
    {
        demand(std::isfinite(content) && content >= 0, "a content of a histogram is negative or not finite", where, "");
        sum += content;
    }
    demand(std::isfinite(sum) && sum > 0, "a histogram is empty", where, "Give it contents above 0");
    if (d.edges.empty()) return;
    demand(d.edges.size() == d.contents.size() + 1, "a histogram has the wrong number of edges", where,
           "It needs one more than contents");
    for (std::size_t i = 0; i + 1 < d.edges.size(); ++i)
        demand(d.edges[i] < d.edges[i + 1], "the edges of a histogram do not ascend", where, "");
    demand(d.edges.front() == range.low && d.edges.back() == range.high,
           "the edges of a histogram are not those of the range", where, "Begin and end with the range");
}

void kernel_density(DensityData const& d, Range const& range, std::string const& where)
{
    demand(d.points.size() >= 2, "a kernel density needs at least two points in the range", where, "");
    demand(d.points.size() <= 100000, "a kernel density has too many points", where, "At most 100000: use a histogram");
    demand(d.weights.empty() || d.weights.size() == d.points.size(),
           "a kernel density needs one weight per point, or none", where, "");
    auto const [least, most] = std::minmax_element(d.points.begin(), d.points.end());
    // A spread that drowns in rounding would be a width of 0.
    demand(*most - *least > 1e-9 * (range.high - range.low), "all points of a kernel density are equal", where, "");
    for (double x : d.points)
        demand(x >= range.low && x <= range.high, "a point of a kernel density is outside of the range", where, "");
    for (double w : d.weights)
        demand(std::isfinite(w) && w > 0, "a weight of a kernel density is not positive", where, "");
    demand(std::isfinite(d.scale) && d.scale > 0, "the scale of a kernel density is not positive", where, "");
}

double nominal(StatisticalModel const& model, LinearForm const& f)
{
    double value = f.constant;
    for (auto const& t : f.terms) value += t.coefficient * model.parameters[t.parameter].value;
    return value;
}

void nominal_integral(StatisticalModel const& model, PdfComponent const& c, Range const& range,
                      std::string const& where)
{
    PdfAt pdf{};
    pdf.kind = c.kind;
    pdf.low = range.low;
    pdf.high = range.high;
    for (auto const& p : c.parameters) pdf.q[pdf.n_parameters++] = nominal(model, p);
    double const integral = integrate_pdf(pdf).value;
    demand(std::isfinite(integral) && integral > 0,
           "a density is not positive in its range at the nominal values of its parameters", where,
           "Widths, powers of tails and Bernstein coefficients are positive, and some of the density lies in the "
           "range");
}

}  // namespace

void check_density(StatisticalModel const& model, PdfComponent const& c, ModelChannel const& channel,
                   std::string const& where)
{
    demand(c.observable >= 0 && c.observable < channel.n_observables(), "a density has an unknown observable", where,
           "The channel has " + std::to_string(channel.n_observables()));
    Range const range{channel.low_of(c.observable), channel.high_of(c.observable)};
    int const n = static_cast<int>(c.parameters.size());
    int const wanted = wanted_parameters(c, n, where);
    demand(n == wanted, "a density has the wrong number of parameters", where,
           "It needs " + std::to_string(wanted) + ", there are " + std::to_string(n));
    demand(c.kind != PdfKind::power_law || range.low > 0, "a power law needs a range above 0", where, "");
    demand(c.kind != PdfKind::argus || range.low >= 0, "an ARGUS density needs a range above 0", where, "");
    if (c.kind == PdfKind::histogram)
        histogram(c.data, range, where);
    else if (c.kind == PdfKind::kernel_density)
        kernel_density(c.data, range, where);
    else
        nominal_integral(model, c, range, where);
}

}  // namespace quartet
