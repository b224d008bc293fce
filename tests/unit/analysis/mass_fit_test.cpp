// Mass fits recover the shape that made the events.
#include "host/analysis/mass_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "host/analysis/candidate_data.hpp"
#include "host/analysis/measurement_steps.hpp"
#include "models/simulation/draws.hpp"

namespace quartet::analysis
{
namespace
{

generator::Draws numbers(std::uint64_t event) { return {91, generator::Purpose::detector, event}; }

TEST(MassFit, SimulatedPeakHasItsWidth)
{
    generator::Draws draws = numbers(1);
    std::vector<double> masses;
    // A core of 20 MeV with a quarter of the events in a tail of 40 MeV.
    for (int i = 0; i < 4000; ++i) masses.push_back(5.36693 + (i % 4 == 0 ? 0.040 : 0.020) * draws.normal());
    MassFit const fitted = fit_simulated_peak(masses, 5.36693, {5.1, 5.6}, 0.021);
    ASSERT_TRUE(fitted.good());
    EXPECT_NEAR(fitted.signal, 4000, 1);
    // The density at the peak: 3/4 / (20 MeV sqrt(2 pi)) + 1/4 / (40 MeV sqrt(2 pi)), times the events.
    double const expected = 4000 * (0.75 / 0.020 + 0.25 / 0.040) / std::sqrt(2 * generator::pi);
    EXPECT_NEAR(fitted.density(-1, {5.36693})[0] / expected, 1, 0.06);
    double sum = 0;
    for (double x : evenly(5.1, 5.6, 1001)) sum += fitted.density(-1, {x})[0] * 0.0005;
    EXPECT_NEAR(sum, 4000, 10);
}

TEST(MassFit, YieldOnBackgroundIsUnbiased)
{
    Bs4MuShape shape;
    shape.lambda = 0.06;
    shape.delta = 2;
    shape.gauss_fraction = 0.5;
    shape.gauss_sigma = 0.03;
    double pull_sum = 0;
    int constexpr samples = 40;
    for (std::uint64_t k = 0; k < samples; ++k)
    {
        generator::Draws draws = numbers(100 + k);
        std::vector<double> masses;
        int const signal = draws.poisson(250);
        int const background = draws.poisson(100);
        for (int i = 0; i < signal; ++i)
        {
            bool const gauss = draws.chance(0.5);
            double const z = draws.normal();
            masses.push_back(5.36693 + (gauss ? 0.03 * z : 0.06 * std::sinh(z / 2)));
        }
        for (int i = 0; i < background; ++i) masses.push_back(draws.uniform(5.05, 5.70));
        MassFit const fitted = fit_peak_on_background(masses, 5.36693, {5.05, 5.70}, shape, 0.002, 0.07);
        ASSERT_TRUE(fitted.good()) << k;
        ASSERT_GT(fitted.signal_error, 10);
        ASSERT_LT(fitted.signal_error, 30);
        pull_sum += (fitted.signal - 250) / fitted.signal_error;
    }
    EXPECT_NEAR(pull_sum / samples, 0, 4 / std::sqrt(double(samples)));
}

TEST(MassFit, WorksWithoutBackground)
{
    generator::Draws draws = numbers(2);
    Bs4MuShape shape;
    shape.lambda = 0.06;
    shape.delta = 2;
    shape.gauss_fraction = 1;
    shape.gauss_sigma = 0.02;
    std::vector<double> masses;
    for (int i = 0; i < 225; ++i) masses.push_back(5.36693 + 0.02 * draws.normal());
    MassFit const fitted = fit_peak_on_background(masses, 5.36693, {5.05, 5.70}, shape, 0.002, 0.07);
    ASSERT_TRUE(fitted.good());
    EXPECT_NEAR(fitted.signal, 225, 3);
    EXPECT_NEAR(fitted.signal_error, 15, 1);
}

TEST(FittedJson, NoErrorAtABound)
{
    generator::Draws draws = numbers(4);
    std::vector<double> masses;
    for (int i = 0; i < 300; ++i) masses.push_back(5.36693 + 0.03 * draws.normal());
    MassFit fitted = fit_simulated_peak(masses, 5.36693, {5.1, 5.6}, 0.03);
    ASSERT_TRUE(fitted.model.has_value());
    int const index = fitted.model->parameter("n_gauss");
    fitted.result.values[static_cast<std::size_t>(index)] = 0;
    fitted.result.errors.assign(fitted.result.values.size(), 0);
    nlohmann::json const bound = fitted_json(*fitted.model, fitted.result, index);
    EXPECT_TRUE(bound.at("error").is_null());
    EXPECT_TRUE(bound.at("at_bound").get<bool>());
    fitted.result.values[static_cast<std::size_t>(index)] = 30;
    fitted.result.errors[static_cast<std::size_t>(index)] = 5;
    nlohmann::json const inside = fitted_json(*fitted.model, fitted.result, index, 10, 20);
    EXPECT_EQ(inside, (nlohmann::json{{"value", 1.0}, {"error", 0.5}}));
    fitted.result.errors[static_cast<std::size_t>(index)] = INFINITY;
    nlohmann::json const flat = fitted_json(*fitted.model, fitted.result, index);
    EXPECT_TRUE(flat.at("error").is_null());
    EXPECT_FALSE(flat.contains("at_bound"));
    for (FitStatus status : {FitStatus::impossible, FitStatus::not_converged, FitStatus::bad_input})
    {
        fitted.result.status = status;
        EXPECT_FALSE(fitted.good());
    }
}

TEST(Histogram, CountsWhatLiesInside)
{
    Histogram const histogram =
        make_histogram(std::vector<double>{4.5, 4.51, 5.0, 6.4999, 6.5, 3.0, NAN}, 4.5, 6.5, 0.5);
    EXPECT_EQ(histogram.edges, (std::vector<double>{4.5, 5.0, 5.5, 6.0, 6.5}));
    EXPECT_EQ(histogram.counts, (std::vector<double>{2, 1, 0, 1}));
}

// A candidate of weight 2 is two candidates: in histograms, in sums and in the fitted shape.
TEST(WeightedCandidates, CountAsTheirWeight)
{
    generator::Draws draws = numbers(5);
    WeightedMasses weighted;
    WeightedMasses repeated;
    for (int i = 0; i < 1500; ++i)
    {
        double const mass = 5.36693 + (i % 4 == 0 ? 0.040 : 0.020) * draws.normal();
        weighted.add(mass, 1 + i % 2);
        for (int k = 0; k < 1 + i % 2; ++k) repeated.add(mass, 1);
    }
    EXPECT_EQ(weighted.sum(), 2250);
    EXPECT_EQ(make_histogram(weighted, 5.3, 5.4, 0.02).counts, make_histogram(repeated, 5.3, 5.4, 0.02).counts);
    MassFit const one = fit_simulated_peak(weighted, 5.36693, {5.1, 5.6}, 0.021);
    MassFit const two = fit_simulated_peak(repeated, 5.36693, {5.1, 5.6}, 0.021);
    ASSERT_TRUE(one.good());
    EXPECT_NEAR(one.signal, 2250, 0.5);
    EXPECT_NEAR(one.density(-1, {5.36693})[0], two.density(-1, {5.36693})[0], 1e-3 * two.density(-1, {5.36693})[0]);
}

TEST(HalfWidth, IsSigmaOfANormal)
{
    generator::Draws draws = numbers(3);
    std::vector<double> values;
    for (int i = 0; i < 20000; ++i) values.push_back(1 + 0.3 * draws.normal());
    EXPECT_NEAR(half_width_68(values), 0.3, 0.01);
    EXPECT_EQ(half_width_68({}), 0);
}

}  // namespace
}  // namespace quartet::analysis
