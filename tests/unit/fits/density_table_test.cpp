// Densities that are tables: histograms and kernel estimates.
#include "fits/density_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fits/compiled_model.hpp"
#include "fits/pdf/pdf.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

PdfComponent component(PdfKind kind, DensityData data)
{
    PdfComponent c;
    c.kind = kind;
    c.data = std::move(data);
    return c;
}

struct Table
{
    std::vector<double> numbers;
    PdfAt pdf{};

    Table(PdfComponent const& c, double low, double high) : numbers(density_table(c, low, high))
    {
        pdf.kind = c.kind;
        pdf.low = low;
        pdf.high = high;
        pdf.table = numbers.data();
        pdf.table_size = static_cast<int>(numbers.size());
    }
    double at(double x) const
    {
        PdfValue<double> v{};
        evaluate_pdf(pdf, x, v);
        return v.value / integrate_pdf(pdf).value;
    }
};

DensityData histogram()
{
    DensityData d;
    d.edges = {1.0, 1.5, 2.5, 2.75, 4.0};
    d.contents = {3.0, 0.0, 5.0, 2.0};
    return d;
}

DensityData points()
{
    DensityData d;
    d.points = {1.05, 1.3, 1.9, 2.0, 2.1, 2.15, 2.2, 2.6, 3.4};
    return d;
}

TEST(DensityTable, HistogramHasItsContents)
{
    Table const t(component(PdfKind::histogram, histogram()), 1.0, 4.0);
    EXPECT_NEAR(t.at(1.0), 0.3 / 0.5, 1e-15);
    EXPECT_NEAR(t.at(1.49), 0.3 / 0.5, 1e-15);
    EXPECT_EQ(t.at(1.5), 0.0);
    EXPECT_NEAR(t.at(2.6), 0.5 / 0.25, 1e-15);
    EXPECT_NEAR(t.at(2.75), 0.2 / 1.25, 1e-15);
    EXPECT_NEAR(t.at(4.0), 0.2 / 1.25, 1e-15);
    EXPECT_NEAR(sample_pdf(t.pdf, 0.15), 1.25, 1e-14);
    EXPECT_NEAR(sample_pdf(t.pdf, 0.3 + 1e-12), 2.5, 1e-9);  // over the empty bin
    EXPECT_NEAR(sample_pdf(t.pdf, 0.9), 2.75 + 0.625, 1e-14);
    EXPECT_LE(sample_pdf(t.pdf, 1 - 0x1p-53), 4.0);
}

TEST(DensityTable, HistogramsOfEverySizeFindTheirBins)
{
    for (int n = 1; n < 40; ++n)
    {
        DensityData d;
        for (int i = 0; i < n; ++i) d.contents.push_back(1 + i);
        Table const t(component(PdfKind::histogram, d), -1.0, 2.0);
        for (int i = 0; i < n; ++i)
            EXPECT_NEAR(t.at(-1 + 3 * (i + 0.5) / n), (1 + i) * 2.0 / (n + 1) / 3.0, 1e-13) << n << " " << i;
    }
}

/// The sum of kernels as the textbooks write it.
double kernel_sum(DensityData const& d, double low, double high, double x)
{
    double const n = static_cast<double>(d.points.size());
    double mean = 0, square = 0;
    for (double p : d.points) mean += p / n;
    for (double p : d.points) square += (p - mean) * (p - mean) / n;
    double const h = d.scale * std::pow(4.0 / 3.0, 0.2) * std::sqrt(square) * std::pow(n, -0.2);
    auto const sum = [&](double at, std::vector<double> const& widths)
    {
        double f = 0;
        for (std::size_t i = 0; i < d.points.size(); ++i)
            for (double centre : {d.points[i], 2 * low - d.points[i], 2 * high - d.points[i]})
                if (d.mirror || centre == d.points[i])
                    f +=
                        std::exp(-0.5 * std::pow((at - centre) / widths[i], 2)) / (std::sqrt(2 * M_PI) * widths[i] * n);
        return f;
    };
    std::vector<double> widths(d.points.size(), h);
    if (d.adaptive)
    {
        double g = 0;
        std::vector<double> pilot;
        for (double p : d.points) pilot.push_back(sum(p, widths));
        for (double f : pilot) g += std::log(f) / n;
        for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = h * std::sqrt(std::exp(g) / pilot[i]);
    }
    return sum(x, widths);
}

TEST(DensityTable, KernelEstimateIsTheSumOfItsKernels)
{
    for (bool adaptive : {false, true})
        for (double scale : {1.0, 0.3})
        {
            DensityData d = points();
            d.adaptive = adaptive;
            d.scale = scale;
            Table const t(component(PdfKind::kernel_density, d), 1.0, 4.0);
            double total = 0;  // what is left of kernels beyond the reflection
            int const n = 3000;
            for (int i = 0; i < n; ++i) total += kernel_sum(d, 1.0, 4.0, 1 + 3 * (i + 0.5) / n) * 3 / n;
            for (int i = 0; i <= 60; ++i)
            {
                double const x = 1 + 0.05 * i;
                EXPECT_NEAR(t.at(x), kernel_sum(d, 1.0, 4.0, x) / total, 1e-3 * kernel_sum(d, 1.0, 4.0, 2.1)) << x;
            }
        }
}

TEST(DensityTable, WeightsAreRepeatedPoints)
{
    DensityData once = points();
    once.adaptive = false;
    DensityData twice = once;
    twice.points.insert(twice.points.end(), once.points.begin(), once.points.end());
    once.weights.assign(once.points.size(), 2.0);
    // Equal weights do not change the effective number: the repeated points have narrower kernels by 2^(-1/5).
    twice.scale = std::pow(2.0, 0.2);
    Table const a(component(PdfKind::kernel_density, once), 1.0, 4.0);
    Table const b(component(PdfKind::kernel_density, twice), 1.0, 4.0);
    for (double x = 1; x <= 4; x += 0.1) EXPECT_NEAR(a.at(x), b.at(x), 1e-12);
}

TEST(DensityTable, KernelSamplesInvertTheDistributionFunction)
{
    Table const t(component(PdfKind::kernel_density, points()), 1.0, 4.0);
    for (double u : {1e-9, 0.01, 0.2, 0.5, 0.77, 0.99, 1 - 1e-9})
    {
        double const x = sample_pdf(t.pdf, u);
        double sum = 0;
        int const n = 200000;
        for (int i = 0; i < n; ++i) sum += t.at(1 + (x - 1) * (i + 0.5) / n) * (x - 1) / n;
        EXPECT_NEAR(sum, u, 1e-9) << u;
    }
}

TEST(DensityTable, BadTablesAreRefused)
{
    auto const refused = [](PdfKind kind, auto change)
    {
        DensityData d = kind == PdfKind::histogram ? histogram() : points();
        change(d);
        StatisticalModel m;
        ModelChannel c;
        c.name = "x";
        c.kind = ChannelKind::unbinned;
        c.low = 1.0;
        c.high = 4.0;
        c.samples.push_back({"s", 10, {}, ModelShape::pdf({component(kind, d)}), false});
        m.channels = {c};
        try
        {
            CompiledModel const model(m);
            return false;
        }
        catch (InputError const&)
        {
            return true;
        }
    };
    auto const h = PdfKind::histogram;
    auto const k = PdfKind::kernel_density;
    EXPECT_FALSE(refused(h, [](DensityData&) {}));
    EXPECT_FALSE(refused(k, [](DensityData&) {}));
    EXPECT_TRUE(refused(h, [](DensityData& d) { d.contents[0] = -1; }));
    EXPECT_TRUE(refused(h,
                        [](DensityData& d)
                        {
                            d.contents = {};
                            d.edges = {};
                        }));
    EXPECT_TRUE(refused(h, [](DensityData& d) { d.contents.pop_back(); }));
    EXPECT_TRUE(refused(h, [](DensityData& d) { d.edges[0] = 0.5; }));
    EXPECT_TRUE(refused(h, [](DensityData& d) { std::swap(d.edges[1], d.edges[2]); }));
    EXPECT_TRUE(refused(k, [](DensityData& d) { d.points = {2.0}; }));
    EXPECT_TRUE(refused(k, [](DensityData& d) { d.points = {2.0, 2.0, 2.0}; }));
    EXPECT_TRUE(refused(k, [](DensityData& d) { d.points[1] = 5.0; }));
    EXPECT_TRUE(refused(k, [](DensityData& d) { d.points[1] = NAN; }));
    EXPECT_TRUE(refused(k, [](DensityData& d) { d.weights = {1.0}; }));
    EXPECT_TRUE(refused(k, [](DensityData& d) { d.scale = 0; }));
}

}  // namespace
}  // namespace quartet
