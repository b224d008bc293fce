#include "fits/density_table.hpp"

#include <algorithm>
#include <cmath>

#include "models/base/math.hpp"

namespace quartet
{
namespace
{

/// Divides by the sum, so that the last value is 1 and the rest a distribution function.
void append_distribution(std::vector<double>& table, std::size_t first_height, std::vector<double> const& areas)
{
    double total = 0;
    for (double area : areas) total += area;
    for (std::size_t i = first_height; i < table.size(); ++i) table[i] /= total;
    double sum = 0;
    table.push_back(0);
    for (double area : areas)
    {
        sum += area;
        table.push_back(sum / total);
    }
}

std::vector<double> histogram_table(DensityData const& data, double low, double high)
{
    std::size_t const n = data.contents.size();
    std::vector<double> table = data.edges;
    if (table.empty())
    {
        for (std::size_t i = 0; i < n; ++i)
            table.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(n));
        table.push_back(high);
    }
    for (std::size_t i = 0; i < n; ++i) table.push_back(data.contents[i] / (table[i + 1] - table[i]));
    append_distribution(table, n + 1, data.contents);
    return table;
}

/// Kernels of all points at equidistant knots.
class KernelSum
{
  public:
    KernelSum(DensityData const& data, double low, double high) : data_(data), low_(low), high_(high) {}

    double weight(std::size_t i) const { return data_.weights.empty() ? 1.0 : data_.weights[i]; }

    std::vector<double> at_knots(std::vector<double> const& widths, int cells) const
    {
        std::vector<double> sum(static_cast<std::size_t>(cells) + 1, 0.0);
        for (std::size_t i = 0; i < data_.points.size(); ++i)
        {
            double const x = data_.points[i];
            add(x, widths[i], weight(i), sum);
            if (!data_.mirror) continue;
            add(2 * low_ - x, widths[i], weight(i), sum);
            add(2 * high_ - x, widths[i], weight(i), sum);
        }
        return sum;
    }
    /// The lines between the knots at the points.
    std::vector<double> at_points(std::vector<double> const& knots) const
    {
        double const cells = static_cast<double>(knots.size() - 1);
        std::vector<double> values;
        for (double x : data_.points)
        {
            double const t = (x - low_) / (high_ - low_) * cells;
            double const cell = std::clamp(std::floor(t), 0.0, cells - 1);
            std::size_t const i = static_cast<std::size_t>(cell);
            values.push_back(knots[i] + (t - cell) * (knots[i + 1] - knots[i]));
        }
        return values;
    }

  private:
    /// A kernel beyond nine widths is below 3e-18 of its height.
    void add(double centre, double width, double weight, std::vector<double>& sum) const
    {
        double const step = (high_ - low_) / static_cast<double>(sum.size() - 1);
        double const last = static_cast<double>(sum.size() - 1);
        double const from = std::clamp(std::ceil((centre - 9 * width - low_) / step), 0.0, last + 1);
        double const to = std::clamp(std::floor((centre + 9 * width - low_) / step), -1.0, last);
        for (double k = from; k <= to; k += 1)
        {
            double const z = (low_ + k * step - centre) / width;
            sum[static_cast<std::size_t>(k)] += weight / width * exp(-0.5 * z * z);
        }
    }

    DensityData const& data_;
    double low_;
    double high_;
};

double silverman_width(DensityData const& data, KernelSum const& sum)
{
    double w = 0, ww = 0, wx = 0, wxx = 0;
    double const origin = data.points[0];
    for (std::size_t i = 0; i < data.points.size(); ++i)
    {
        double const x = data.points[i] - origin;
        w += sum.weight(i);
        ww += sum.weight(i) * sum.weight(i);
        wx += sum.weight(i) * x;
        wxx += sum.weight(i) * x * x;
    }
    double const variance = wxx / w - (wx / w) * (wx / w);
    return data.scale * std::sqrt(variance) * exp(0.2 * log(4.0 / 3.0 * ww / (w * w)));
}

int cells_for(double width, double low, double high)
{
    return static_cast<int>(std::clamp(std::ceil(32 * (high - low) / width), 256.0, 8192.0));
}

std::vector<double> kernel_table(DensityData const& data, double low, double high)
{
    KernelSum const sum(data, low, high);
    double const h = silverman_width(data, sum);
    std::vector<double> widths(data.points.size(), h);
    std::vector<double> table = sum.at_knots(widths, cells_for(h, low, high));
    if (data.adaptive)
    {
        std::vector<double> const pilot = sum.at_points(table);
        double mean_logarithm = 0;
        double w = 0;
        for (std::size_t i = 0; i < pilot.size(); ++i)
        {
            mean_logarithm += sum.weight(i) * log(pilot[i]);
            w += sum.weight(i);
        }
        for (std::size_t i = 0; i < pilot.size(); ++i) widths[i] = h * exp(0.5 * (mean_logarithm / w - log(pilot[i])));
        table = sum.at_knots(widths, cells_for(*std::min_element(widths.begin(), widths.end()), low, high));
    }
    std::vector<double> areas;
    double const step = (high - low) / static_cast<double>(table.size() - 1);
    for (std::size_t i = 0; i + 1 < table.size(); ++i) areas.push_back(0.5 * step * (table[i] + table[i + 1]));
    append_distribution(table, 0, areas);
    return table;
}

}  // namespace

std::vector<double> density_table(PdfComponent const& component, double low, double high)
{
    if (component.kind == PdfKind::histogram) return histogram_table(component.data, low, high);
    if (component.kind == PdfKind::kernel_density) return kernel_table(component.data, low, high);
    return {};
}

}  // namespace quartet
