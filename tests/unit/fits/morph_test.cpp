// Templates that change with parameters: values of the codes by hand, derivatives against differences.
#include <gtest/gtest.h>

#include <cmath>

#include "fits/toy_backend.hpp"
#include "models/base/error.hpp"
#include "tests/unit/fits/derivatives.hpp"
#include "tests/unit/fits/models.hpp"

namespace quartet
{
namespace
{

using test::check_derivatives;

/// One bin with 10 events, 8 at theta = -1 and 14 at +1.
CompiledModel one_morph(MorphKind kind, double scale = 1)
{
    StatisticalModel m;
    int const theta = m.add_nuisance("theta");
    ModelChannel c;
    c.name = "bin";
    c.samples.push_back({"s", 1.0, {}, ModelShape::bins({10.0}), false});
    c.samples[0].shape.morphs = {{kind, theta, {8.0}, {14.0}, scale}};
    m.channels = {c};
    return CompiledModel(m);
}

double contents(MorphKind kind, double theta, double scale = 1)
{
    return expected_bins(one_morph(kind, scale), {theta}, 0, 0)[0];
}

FitDataset counts(CompiledModel const& model)
{
    FitDataset data;
    for (auto const& channel : model.source().channels)
    {
        auto& c = data.channels.emplace_back();
        for (int b = 0; b < channel.bins; ++b) c.counts.push_back((7 * b) % 30);
    }
    return data;
}

TEST(Morphs, ValuesOfTheCodesByHand)
{
    for (MorphKind kind : {MorphKind::piecewise_linear, MorphKind::quadratic_linear, MorphKind::polynomial_linear,
                           MorphKind::vertical, MorphKind::vertical_logarithmic})
    {
        EXPECT_NEAR(contents(kind, 0), 10, 1e-14);
        EXPECT_NEAR(contents(kind, 1), 14, 1e-13);
        EXPECT_NEAR(contents(kind, -1), 8, 1e-13);
    }
    EXPECT_NEAR(contents(MorphKind::piecewise_linear, 0.5), 12, 1e-14);
    EXPECT_NEAR(contents(MorphKind::piecewise_linear, -1.5), 7, 1e-14);
    // Code 2: a = (14 + 8) / 2 - 10 = 1, b = (14 - 8) / 2 = 3; 10 + a / 4 + b / 2, and 14 + (b + 2 a) / 2 beyond.
    EXPECT_NEAR(contents(MorphKind::quadratic_linear, 0.5), 11.75, 1e-14);
    EXPECT_NEAR(contents(MorphKind::quadratic_linear, 1.5), 16.5, 1e-14);
    EXPECT_NEAR(contents(MorphKind::quadratic_linear, -1.5), 7.5, 1e-14);
    // Combine at v = 1/2: ((4 + 2) v + (4 - 2) (3 v^6 - 10 v^4 + 15 v^2) / 8) / 2 with 3.171875 in the brackets.
    for (MorphKind kind : {MorphKind::vertical, MorphKind::polynomial_linear})
    {
        EXPECT_NEAR(contents(kind, 0.5), 10 + 1.5 + 3.171875 / 8, 1e-14);
        EXPECT_NEAR(contents(kind, -0.5), 10 - 1.5 + 3.171875 / 8, 1e-14);
        EXPECT_NEAR(contents(kind, 2), 18, 1e-13);
        EXPECT_NEAR(contents(kind, -2), 6, 1e-13);
    }
    // The column 0.5 of a datacard: theta = 1 is v = 1/2.
    EXPECT_NEAR(contents(MorphKind::vertical, 1, 0.5), 10 + 1.5 + 3.171875 / 8, 1e-14);
    double const up = std::log(1.4), down = std::log(0.8);
    EXPECT_NEAR(contents(MorphKind::vertical_logarithmic, 0.5),
                10 * std::exp(0.5 * ((up - down) * 0.5 + (up + down) * 3.171875 / 8)), 1e-13);
    EXPECT_NEAR(contents(MorphKind::vertical_logarithmic, 2), 10 * 1.4 * 1.4, 1e-13);
}

TEST(Morphs, AdditiveOnesAddUpAndLogarithmicOnesMultiply)
{
    StatisticalModel m = one_morph(MorphKind::piecewise_linear).source();
    auto& morphs = m.channels[0].samples[0].shape.morphs;
    morphs.push_back({MorphKind::piecewise_linear, m.add_nuisance("other"), {9.0}, {11.0}, 1});
    morphs.push_back({MorphKind::vertical_logarithmic, m.add_nuisance("log"), {5.0}, {20.0}, 1});
    morphs.push_back({MorphKind::vertical_logarithmic, m.find_parameter("theta"), {8.0}, {12.5}, 1});
    // (10 + 2 + 0.5) * 2^-1 * 1.25^0.5, as the logarithms of 5/10, 20/10 and 8/10, 12.5/10 are odd.
    EXPECT_NEAR(expected_bins(CompiledModel(m), {0.5, 0.5, -1}, 0, 0)[0], 12.5 * 0.5 * std::sqrt(1.25), 1e-13);
}

TEST(Morphs, ALogarithmNeedsContents)
{
    StatisticalModel m = one_morph(MorphKind::vertical_logarithmic).source();
    m.channels[0].samples[0].shape.morphs[0].low = {0.0};
    EXPECT_EQ(expected_bins(CompiledModel(m), {-0.8}, 0, 0)[0], 10.0);
}

TEST(Morphs, Derivatives)
{
    for (int bins : {1, 5, 8, 19})
    {
        CompiledModel const model(test::morphed(bins));
        FitDataset const data = counts(model);
        std::vector<double> x = model.nominal_values();
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += 0.05 * std::sin(3.0 * double(i) + 1);
        std::size_t const first = static_cast<std::size_t>(model.parameter("tilt"));
        for (double theta : {-1.4, -0.9, -0.3, 0.2, 0.8, 1.3})
            for (double other : {-1.2, 0.4})
            {
                x[static_cast<std::size_t>(model.parameter("norm"))] = 0.4 * theta;
                x[first] = theta;
                x[first + 1] = other;
                x[first + 2] = theta - other;
                check_derivatives(model, data, x);
            }
    }
}

TEST(Morphs, DerivativesAtTheJoints)
{
    // Smooth to the second derivative at 0 and +-1: differences of first derivatives err by the step.
    for (MorphKind kind : {MorphKind::polynomial_linear, MorphKind::vertical, MorphKind::vertical_logarithmic})
    {
        CompiledModel const model = one_morph(kind);
        for (double theta : {-1.0, 0.0, 1.0}) check_derivatives(model, counts(model), {theta}, 1e-3);
    }
}

TEST(Morphs, TheSignOfZeroNamesTheSideOfAKink)
{
    CompiledModel const model = one_morph(MorphKind::piecewise_linear);
    FitDataset const data = counts(model);
    std::vector<double> g, h;
    // No event: -ln L is nu, with slopes 14 - 10 above and 10 - 8 below.
    evaluate_nll(model, data, {0.0}, g, h);
    EXPECT_NEAR(g[0], 4, 1e-14);
    evaluate_nll(model, data, {-0.0}, g, h);
    EXPECT_NEAR(g[0], 2, 1e-14);
}

TEST(Morphs, DerivativesWhereAYieldVanishes)
{
    CompiledModel const model(test::morphed(6));
    std::vector<double> x = model.nominal_values();
    x[0] = 0;
    x[static_cast<std::size_t>(model.parameter("gamma_0"))] = 1.1;  // away from a joint of its morph
    x[static_cast<std::size_t>(model.parameter("width"))] = 0.4;
    x[static_cast<std::size_t>(model.parameter("tilt"))] = -0.3;
    check_derivatives(model, counts(model), x);
}

TEST(Morphs, ConstantParametersHaveNoDerivatives)
{
    StatisticalModel m = test::morphed(6);
    for (char const* name : {"tilt", "width", "gamma_0"}) m.parameters[m.find_parameter(name)].constant = true;
    CompiledModel const model(m);
    std::vector<double> x = model.nominal_values();
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += 0.1;
    check_derivatives(model, counts(model), x);
    std::vector<double> g, h;
    evaluate_nll(model, counts(model), x, g, h);
    EXPECT_EQ(g[static_cast<std::size_t>(model.parameter("width"))], 0.0);
}

TEST(Morphs, AsimovDataHaveTheirMinimumAtTheTruth)
{
    CompiledModel const model(test::morphed(9));
    std::vector<double> x = model.nominal_values();
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += 0.1 * std::cos(double(i));
    std::vector<double> g, h;
    FitDataset const asimov = asimov_data(model, x);
    evaluate_nll(model, asimov, x, g, h);
    for (double v : g) EXPECT_NEAR(v, 0.0, 1e-10);
    FitResult const result = fit(model, asimov);
    EXPECT_EQ(result.status, FitStatus::converged);
}

TEST(Morphs, AFitLeansOnTheEdgeOfANegativeExpectation)
{
    // 10 - 2 * 4 theta: more than 4 widths down there would be less than nothing.
    StatisticalModel m = one_morph(MorphKind::piecewise_linear).source();
    m.channels[0].samples[0].shape.morphs[0].low = {2.0};
    m.channels[0].samples[0].shape.morphs[0].high = {18.0};
    m.parameters[0].constraint = {};
    CompiledModel const model(m);
    FitDataset data = counts(model);
    FitResult const result = fit(model, data);
    EXPECT_EQ(result.status, FitStatus::converged);
    EXPECT_NEAR(result.values[0], -1.25, 1e-5);
    EXPECT_EQ(asimov_data(model, {-3.0}).channels[0].counts[0], 0.0);
}

/// Two bins with a kink at theta = 0, where both sides have more events than the nominal template.
CompiledModel kinked()
{
    StatisticalModel m;
    int const mu = test::add_free(m, "mu", 1, -5, 5);
    int const theta = m.add_nuisance("theta");
    ModelChannel c;
    c.name = "bins";
    c.bins = 2;
    c.samples.push_back({"s", 1.0, {YieldFactor::linear(mu)}, ModelShape::bins({1.0, 9.0}), true});
    c.samples.push_back({"b",
                         1.0,
                         {YieldFactor::interpolated(FactorKind::piecewise_exponential, theta, 1.05, 1.1)},
                         ModelShape::bins({100.0, 50.0}),
                         false});
    c.samples[1].shape.morphs = {{MorphKind::piecewise_linear, theta, {115.0, 52.0}, {110.0, 49.0}, 1}};
    m.channels = {c};
    return CompiledModel(m);
}

TEST(Morphs, AFitFindsTheMinimumAtAKink)
{
    // Fewer events than nominal: -ln L rises with theta on both sides of 0.
    CompiledModel const model = kinked();
    FitDataset data;
    data.channels.emplace_back().counts = {80, 60};
    for (double start : {0.0, -0.0, 2.0, -2.0})
    {
        FitOptions options;
        options.start = {1.0, start};
        FitResult const result = fit(model, data, options);
        EXPECT_EQ(result.status, FitStatus::converged) << start;
        EXPECT_EQ(result.values[1], 0.0) << start;
        // With theta fixed there the fit is the same.
        options.fixed = {{1, 0.0}};
        EXPECT_NEAR(result.values[0], fit(model, data, options).values[0], 1e-5);
    }
}

TEST(Morphs, AFitCrossesAKink)
{
    // Pulled to one side by the global observable, more strongly than the kink holds.
    CompiledModel const model = kinked();
    FitDataset data;
    data.channels.emplace_back().counts = {95, 60};
    for (double centre : {-3.0, 3.0})
    {
        data.global_observables = {0, centre};
        FitOptions options;
        options.start = {1.0, -centre};
        FitResult const result = fit(model, data, options);
        EXPECT_EQ(result.status, FitStatus::converged);
        EXPECT_GT(result.values[1] * centre, 0);
        std::vector<double> g, h;
        evaluate_nll(model, data, result.values, g, h);
        for (double v : g) EXPECT_NEAR(v, 0.0, 1e-3);
    }
}

TEST(Morphs, ToysFollowTheMorphedTemplate)
{
    CompiledModel const model(test::morphed(5));
    ToyPlan plan;
    plan.seed = 3;
    plan.generate = model.nominal_values();
    plan.generate[static_cast<std::size_t>(model.parameter("tilt"))] = 1.2;
    plan.generate[static_cast<std::size_t>(model.parameter("width"))] = -0.7;
    plan.kind = ToyKind::events_only;
    std::vector<double> const expected = expected_bins(model, plan.generate, 0, -1);
    std::vector<double> sum(5, 0.0);
    constexpr int toys = 2000;
    for (int t = 0; t < toys; ++t)
        for (std::size_t b = 0; b < 5; ++b) sum[b] += generate_toy(model, plan, t).channels[0].counts[b];
    for (std::size_t b = 0; b < 5; ++b) EXPECT_NEAR(sum[b] / toys, expected[b], 4 * std::sqrt(expected[b] / toys)) << b;
}

TEST(Morphs, BadOnesAreRefused)
{
    auto const refused = [](auto change)
    {
        StatisticalModel m = test::morphed(4);
        change(m.channels[0].samples[0].shape.morphs[0]);
        EXPECT_THROW(CompiledModel{m}, InputError);
    };
    refused([](TemplateMorph& m) { m.low.pop_back(); });
    refused([](TemplateMorph& m) { m.high[1] = std::nan(""); });
    refused([](TemplateMorph& m) { m.scale = 0; });
    refused([](TemplateMorph& m) { m.parameter = 99; });
    StatisticalModel unbinned = test::four_muons(1, 10);
    unbinned.channels[0].samples[0].shape.morphs.push_back({});
    EXPECT_THROW(CompiledModel{unbinned}, InputError);
}

}  // namespace
}  // namespace quartet
