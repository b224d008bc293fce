// Chi-square tails, distribution functions of channels, distances, contours.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "host/io/model_yaml.hpp"
#include "host/statistics/channel_cdf.hpp"
#include "host/statistics/chi_square.hpp"
#include "host/statistics/contour.hpp"

namespace quartet::test
{
namespace
{

// Critical values: Abramowitz and Stegun, table 26.8.
TEST(ChiSquare, TailsAreThoseOfTheTables)
{
    EXPECT_NEAR(chi_square_tail(3.84146, 1), 0.05, 1e-6);
    EXPECT_NEAR(chi_square_tail(18.3070, 10), 0.05, 1e-6);
    EXPECT_NEAR(chi_square_tail(2.70554, 1), 0.1, 1e-6);
    EXPECT_NEAR(chi_square_tail(149.449, 100), 0.001, 1e-6);
    EXPECT_NEAR(chi_square_tail(67.3276, 100), 0.995, 1e-6);
    EXPECT_EQ(chi_square_tail(0, 3), 1);
    EXPECT_EQ(chi_square_tail(-1, 3), 1);
    EXPECT_EQ(chi_square_tail(std::numeric_limits<double>::infinity(), 3), 0);
}

// For an even number of degrees the tail is a finite sum.
TEST(ChiSquare, FarTailsAreRight)
{
    for (double const x : {0.1, 5.0, 40.0, 400.0})
    {
        double const half = 0.5 * x;
        double const exact = std::exp(-half) * (1 + half + half * half / 2);
        EXPECT_NEAR(chi_square_tail(x, 6) / exact, 1, 1e-12) << x;
        EXPECT_NEAR(chi_square_tail(x, 1) / std::erfc(std::sqrt(half)), 1, 1e-12) << x;
    }
}

TEST(ChiSquare, QuantilesInvertTails)
{
    EXPECT_NEAR(chi_square_quantile(0.95, 2), -2 * std::log(0.05), 1e-10);
    EXPECT_NEAR(chi_square_quantile(0.68, 2), -2 * std::log(0.32), 1e-10);
    EXPECT_NEAR(chi_square_quantile(0.6826894921370859, 1), 1, 1e-10);
}

CompiledModel gauss_on_slope()
{
    return CompiledModel(parse_model_yaml(R"(quartet_model: 1
poi: s
parameters: {s: {value: 30, range: [0, 100]}, b: {value: 70, range: [0, 200]}}
channels:
  m:
    type: unbinned
    observable: {name: m, range: [0, 10]}
    samples:
      S: {yield: 1, factors: [s], shape: {gauss: {mean: 4, sigma: 0.3}}}
      B: {yield: 1, factors: [b], shape: {exponential: {slope: -0.2}}}
)",
                                          "typed into the test")
                             .model);
}

TEST(ChannelCdf, IsThatOfTheDensities)
{
    CompiledModel const model = gauss_on_slope();
    ChannelCdf const cdf(model, {30, 70}, 0);
    EXPECT_NEAR(cdf.total(), 100, 1e-9);
    for (double const x : {0.0, 0.77, 3.5, 4.0, 4.013, 9.9, 10.0})
    {
        double const gauss = 0.5 * std::erfc((4 - x) / 0.3 / std::sqrt(2.0));
        double const slope = (1 - std::exp(-0.2 * x)) / (1 - std::exp(-2.0));
        EXPECT_NEAR(cdf.below(x), 30 * gauss + 70 * slope, 1e-9) << x;
    }
    EXPECT_NEAR(ChannelCdf(model, {30, 70}, 0, 1).below(5), 70 * (1 - std::exp(-1.0)) / (1 - std::exp(-2.0)), 1e-10);
}

TEST(Distances, OfFewEventsByHand)
{
    EXPECT_DOUBLE_EQ(kolmogorov_distance(std::vector<double>{0.5}), 0.5);
    EXPECT_DOUBLE_EQ(kolmogorov_distance(std::vector<double>{0.9, 0.1}), 0.4);
    EXPECT_NEAR(anderson_darling_distance(std::vector<double>{0.5}), -1 + 2 * std::log(2.0), 1e-14);
    // -2 - 1/2 [ln 0.2 + ln 0.3 + 3 (ln 0.7 + ln 0.8)]
    EXPECT_NEAR(anderson_darling_distance(std::vector<double>{0.7, 0.2}),
                -2 - 0.5 * std::log(0.06 * 0.56 * 0.56 * 0.56), 1e-14);
    EXPECT_DOUBLE_EQ(kolmogorov_distance({4, 1}, {1, 1}), 0.3);
    EXPECT_NEAR(anderson_darling_distance({4, 1}, {1, 1}), 5 * 0.09 / 0.25 * 0.5, 1e-14);
}

std::vector<double> steps(int n)
{
    std::vector<double> x;
    for (int i = 0; i < n; ++i) x.push_back(-2 + 4.0 * i / (n - 1));
    return x;
}

TEST(Contours, ACircleIsOneClosedLine)
{
    std::vector<double> const x = steps(81);
    std::vector<double> const y = steps(61);
    std::vector<double> z;
    for (double a : x)
        for (double b : y) z.push_back(a * a + b * b);
    auto const lines = contours(x, y, z, 1);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].front(), lines[0].back());
    EXPECT_GT(lines[0].size(), 100U);
    double length = 0;
    for (std::size_t i = 0; i < lines[0].size(); ++i)
    {
        EXPECT_NEAR(std::hypot(lines[0][i][0], lines[0][i][1]), 1, 2e-3);
        if (i > 0) length += std::hypot(lines[0][i][0] - lines[0][i - 1][0], lines[0][i][1] - lines[0][i - 1][1]);
    }
    EXPECT_NEAR(length, 2 * std::acos(-1.0), 0.01);
    EXPECT_EQ(contours(x, y, z, 5).size(), 4U);  // four arcs across the corners
}

TEST(Contours, SaddlesInfinitiesAndUnknowns)
{
    double const infinity = std::numeric_limits<double>::infinity();
    // Mean 0.5 above 0.4: the high corners (0,0), (1,1) are joined, the low ones cut off.
    auto const saddle = contours({0, 1}, {0, 1}, {1, 0, 0, 1}, 0.4);
    ASSERT_EQ(saddle.size(), 2U);
    for (Polyline const& line : saddle) EXPECT_LT(std::abs(line[0][0] - line[1][0]), 0.5);
    auto const beside = contours({0, 1}, {0, 1}, {0, 0, infinity, infinity}, 1);
    ASSERT_EQ(beside.size(), 1U);
    for (auto const& point : beside[0]) EXPECT_EQ(point[0], 0);
    EXPECT_TRUE(contours({0, 1}, {0, 1}, {0, 2, std::nan(""), 2}, 1).empty());
}

TEST(Contours, CrossingsOfACurve)
{
    EXPECT_EQ(crossings({0, 1, 2, 3}, {4, 0, 1, 3}, 2), (std::vector<double>{0.5, 2.5}));
}

}  // namespace
}  // namespace quartet::test
