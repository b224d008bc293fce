// Impacts, errors of post-fit yields, compatibility, intervals, projections: against what paper and pencil give.
#include <gtest/gtest.h>

#include <cmath>

#include "host/cpu/toys.hpp"
#include "host/io/model_yaml.hpp"
#include "host/statistics/compatibility.hpp"
#include "host/statistics/feldman_cousins.hpp"
#include "host/statistics/impacts.hpp"
#include "host/statistics/likelihood_data.hpp"
#include "host/statistics/post_fit.hpp"
#include "host/statistics/projection.hpp"
#include "models/base/error.hpp"

namespace quartet::test
{
namespace
{

ModelDocument document(std::string const& yaml) { return parse_model_yaml(yaml, "typed into the test"); }

/// Two counts: n = r 10 + 20 1.1^b, and a side measurement of b alone that is worth as much as its constraint.
ModelDocument counting()
{
    return document(R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [-10, 10]}
  b: normal
  g: {constraint: {poisson: {observed: 16, scale: 4}}}
channels:
  c:
    type: counting
    observed: 40
    samples:
      S: {yield: 10, signal: true, factors: [r]}
      B: {yield: 20, factors: [{lnN: b, kappa: 1.1}]}
      G: {yield: 2.5, factors: [g]}
)");
}

// One count, one strength: the nuisance parameters stay where their constraints have them.
TEST(Impacts, OfACountingExperiment)
{
    ModelDocument const d = counting();
    CompiledModel const model(d.model);
    ImpactTable const table = impacts(model, d.data, 0, {});
    EXPECT_NEAR(table.fit.values[0], 1, 1e-6);  // 40 = 10 + 20 + 2.5 * 4
    ASSERT_EQ(table.impacts.size(), 2U);
    EXPECT_EQ(table.failed, 0);
    Impact const& g = table.impacts[0];  // 2.5 / 10 * 1 = 0.25, larger than 0.2
    Impact const& b = table.impacts[1];
    EXPECT_EQ(model.source().parameters[static_cast<std::size_t>(g.parameter)].name, "g");
    EXPECT_NEAR(b.pull, 0, 1e-6);
    EXPECT_NEAR(b.pull_high, 1, 1e-4);
    EXPECT_NEAR(b.pull_low, -1, 1e-4);
    EXPECT_NEAR(b.impact.high, -2 * (1.1 - 1), 1e-4);
    EXPECT_NEAR(b.impact.low, -2 * (1 / 1.1 - 1), 1e-4);
    EXPECT_NEAR(b.prefit_impact.high, b.impact.high, 1e-4);
    // Poisson: sqrt(16) / 4 = 1 before the fit; the profile is the Poisson interval of 16: -3.70/+4.34 (MINOS of a
    // count).
    EXPECT_NEAR(g.prefit_high, 1, 1e-12);
    EXPECT_NEAR(g.prefit_impact.high, -0.25, 1e-5);
    EXPECT_NEAR(g.error_low, -3.67384 / 4, 1e-5);
    EXPECT_NEAR(g.error_high, 4.34005 / 4, 1e-5);
    EXPECT_NEAR(g.impact.high, -0.25 * g.error_high, 1e-5);
}

TEST(PostFit, TheExpectationIsKnownAsWellAsTheCount)
{
    ModelDocument const d = counting();
    CompiledModel const model(d.model);
    FitResult const result = demand_fit(model, d.data);
    auto const yields = post_fit_yields(model, result);
    ASSERT_EQ(yields.size(), 4U);
    EXPECT_NEAR(yields[3].postfit, 40, 1e-5);
    EXPECT_NEAR(yields[3].error, std::sqrt(40.0), 1e-4);  // correlations included
    EXPECT_NEAR(yields[1].postfit, 20, 1e-5);
    EXPECT_NEAR(yields[1].error, 20 * std::log(1.1), 1e-4);
    EXPECT_NEAR(yields[2].error, 2.5, 1e-4);
    double const signal = std::sqrt(40 + std::pow(20 * std::log(1.1), 2) + 2.5 * 2.5);
    EXPECT_NEAR(yields[0].error, signal, 1e-3);
    EXPECT_EQ(yields[0].prefit, 10);
}

TEST(PostFit, DistributionsAddUpAndHideWindows)
{
    ModelDocument const d = document(R"(quartet_model: 1
poi: s
parameters: {s: {value: 3, range: [0, 100]}, b: {value: 5, range: [0, 100]}}
channels:
  m:
    type: unbinned
    observable: {name: mass, range: [0, 10]}
    data: {values: [0.5, 1.5, 2.5, 3.5, 4.9, 5.05, 5.1, 6.5, 7.5, 8.5, 9.5, 10]}
    samples:
      S: {yield: 1, factors: [s], shape: {gauss: {mean: 5, sigma: 0.1}}}
      B: {yield: 1, factors: [b], shape: {uniform: {}}}
)");
    CompiledModel const model(d.model);
    FitResult const result = demand_fit(model, d.data);
    auto const all = post_fit_distributions(model, result, d, d.data, 20, {{{4.6, 5.4}}});
    ASSERT_EQ(all.size(), 1U);
    ASSERT_EQ(all[0].total.size(), 20U);
    double sum = 0;
    double data = 0;
    int blind = 0;
    for (std::size_t b = 0; b < 20; ++b)
    {
        sum += all[0].total[b];
        EXPECT_NEAR(all[0].total[b], all[0].expected[0][b] + all[0].expected[1][b], 1e-9);
        if (std::isnan(all[0].data[b]))
            ++blind;
        else
            data += all[0].data[b];
    }
    EXPECT_NEAR(sum, 12, 1e-4);  // an extended fit expects what it saw
    EXPECT_EQ(blind, 2);         // [4.5, 5), [5, 5.5)
    EXPECT_EQ(data, 9);          // three of twelve are inside
    EXPECT_EQ(all[0].observable, "mass");
    // Far from the peak the band is the error of b over 20 bins.
    EXPECT_NEAR(all[0].total_error[0], result.errors[1] / 20, 1e-6);
}

TEST(PostFit, EveryObservableHasADistribution)
{
    ModelDocument const d = document(R"(quartet_model: 1
poi: s
parameters: {s: {value: 3, range: [0, 100]}, b: {value: 5, range: [0, 100]}}
channels:
  m:
    type: unbinned
    observables: [{name: mass, range: [0, 10]}, {name: score, range: [0, 1]}]
    data: {values: [[0.5, 0.1], [2.5, 0.3], [4.9, 0.9], [5.05, 0.8], [7.5, 0.2], [10, 0.95]]}
    samples:
      S: {yield: 1, factors: [s], shape: {product: [{of: mass, gauss: {mean: 5, sigma: 0.1}}, {of: score, bernstein: [0, 1]}]}}
      B: {yield: 1, factors: [b], shape: {product: [{of: mass, uniform: {}}, {of: score, bernstein: [1, 0]}]}}
)");
    CompiledModel const model(d.model);
    FitResult const result = demand_fit(model, d.data);
    auto const all = post_fit_distributions(model, result, d, d.data, 4, {{}});
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].channel, "m/mass");
    EXPECT_EQ(all[1].channel, "m/score");
    EXPECT_EQ(all[0].data, (std::vector<double>{1, 2, 1, 2}));
    EXPECT_EQ(all[1].data, (std::vector<double>{2, 1, 0, 3}));
    // Densities 2y and 2(1 - y) in four bins: 1, 3, 5, 7 and 7, 5, 3, 1 sixteenths.
    for (int b = 0; b < 4; ++b)
    {
        auto const k = static_cast<std::size_t>(b);
        EXPECT_NEAR(all[1].expected[0][k], result.values[0] * (2 * b + 1) / 16, 1e-9);
        EXPECT_NEAR(all[1].expected[1][k], result.values[1] * (7 - 2 * b) / 16, 1e-9);
        EXPECT_NEAR(all[0].expected[1][k], result.values[1] / 4, 1e-9);
    }
    auto const closed = post_fit_distributions(model, result, d, d.data, 4, {{{4.6, 5.4}}});
    EXPECT_EQ(closed[0].data[0], 1);
    EXPECT_TRUE(std::isnan(closed[0].data[1]));
    for (double n : closed[1].data) EXPECT_TRUE(std::isnan(n)) << "events from the window would be seen";
}

ModelDocument two_channels(int first, int second)
{
    return document("quartet_model: 1\npoi: r\nparameters: {r: {value: 1, range: [0, 20]}, k: normal}\nchannels:\n"
                    "  one: {type: counting, observed: "
                    + std::to_string(first)
                    + ", samples: {S: {yield: 10, factors: [r]}, B: {yield: 90, factors: [{lnN: k, kappa: 1.01}]}}}\n"
                      "  two: {type: counting, observed: "
                    + std::to_string(second) + ", samples: {S: {yield: 20, factors: [r]}, B: {yield: 80}}}\n");
}

TEST(Compatibility, BothModelsSeeTheSameToys)
{
    ModelDocument const d = two_channels(100, 100);
    CompatibilityModels const models = compatibility_models(d.model, 0);
    ASSERT_EQ(models.groups, (std::vector<std::string>{"one", "two"}));
    ToyPlan plan;
    plan.seed = 7;
    plan.hypothesis = 3;
    plan.generate = models.common.nominal_values();
    for (std::int64_t toy = 0; toy < 20; ++toy)
    {
        FitDataset const a = generate_toy(models.common, plan, toy);
        FitDataset const b = generate_toy(models.separate, plan, toy);
        for (std::size_t c = 0; c < 2; ++c) EXPECT_EQ(a.channels[c].counts, b.channels[c].counts);
        EXPECT_EQ(a.global_observables, b.global_observables);
    }
}

TEST(Compatibility, ToysFollowChiSquareAtHighCounts)
{
    ModelDocument const d = two_channels(112, 100);
    CompiledModel const model(d.model);
    CompatibilityOptions options;
    options.toys = 4000;
    auto const result = channel_compatibility(model, d.data, 0, options, make_cpu_toys(1).get());
    EXPECT_NEAR(result.groups[0].value, 2.2, 1e-4);
    EXPECT_NEAR(result.groups[1].value, 1, 1e-4);
    EXPECT_GT(result.chi_square, 0.3);
    EXPECT_EQ(result.lost, 0);
    EXPECT_NEAR(result.p_value, result.asymptotic_p_value, 4 * result.p_error);
}

TEST(Compatibility, GroupsAreChecked)
{
    ModelDocument const d = two_channels(100, 100);
    EXPECT_THROW(compatibility_models(d.model, 0, {{"a", {"one", "two"}}}), InputError);
    EXPECT_THROW(compatibility_models(d.model, 0, {{"a", {"one"}}, {"b", {"three"}}}), InputError);
    EXPECT_THROW(compatibility_models(d.model, 0, {{"a", {"one"}}, {"b", {"one"}}}), InputError);
    EXPECT_THROW(compatibility_models(d.model, 1), InputError);  // k is in one channel only
}

// At high counts the toys know nothing that the profile likelihood does not.
TEST(FeldmanCousins, AgreesWithTheProfileLikelihoodAtHighCounts)
{
    ModelDocument const d = document(
        "quartet_model: 1\npoi: r\nparameters: {r: {value: 400, range: [0, 1000]}}\nchannels:\n"
        "  one: {type: counting, observed: 400, samples: {S: {yield: 1, factors: [r]}}}\n");
    CompiledModel const model(d.model);
    ProfileLikelihood data(model, d.data, 0);
    IntervalOptions options;
    options.cl = 0.6826894921370859;
    options.toys = 500;
    options.max_toys = 8000;
    auto const backend = make_cpu_toys(1);
    Interval const interval = feldman_cousins(data, *backend, options);
    ProfileErrors const profile = profile_errors(model, d.data, demand_fit(model, d.data), 0, {});
    ASSERT_TRUE(interval.low.found && interval.high.found);
    EXPECT_LT(interval.low.error, 1);
    // Counts are whole numbers: the ends lie on a grid of one.
    EXPECT_NEAR(interval.low.at, 400 + profile.low.distance, 1.5);
    EXPECT_NEAR(interval.high.at, 400 + profile.high.distance, 1.5);
    for (IntervalPoint const& point : interval.points)
        EXPECT_TRUE(point.toys == 8000 || std::abs(point.p_value - 0.3173) > 3 * point.error);
}

TEST(Projection, LuminosityScalesYieldsAndConstraints)
{
    ModelDocument d = counting();
    scale_luminosity(d, 4, {"g", "b*"});
    auto const& p = d.model.parameters;
    EXPECT_EQ(d.model.channels[0].samples[1].yield, 80);
    EXPECT_EQ(p[1].constraint.width, 0.5);
    EXPECT_EQ(p[2].constraint.centre, 64);
    EXPECT_EQ(p[2].constraint.scale, 16);
    EXPECT_FALSE(d.has_data);
    ModelDocument e = counting();
    EXPECT_THROW(scale_luminosity(e, 2, {"lumi"}), InputError);
    EXPECT_THROW(scale_luminosity(e, 0, {}), InputError);
    // All uncertainties statistical: the error of r falls with the square root.
    ModelDocument before = counting();
    inject(before, {{"r", 1}});
    inject(d, {{"r", 1}});
    double const was = demand_fit(CompiledModel(before.model), before.data).errors[0];
    double const is = demand_fit(CompiledModel(d.model), d.data).errors[0];
    EXPECT_NEAR(is, was / 2, 1e-5);
}

TEST(Projection, InjectedSignalsAreFound)
{
    ModelDocument d = counting();
    inject(d, {{"r", 2.5}});
    FitResult const result = demand_fit(CompiledModel(d.model), d.data);
    EXPECT_NEAR(result.values[0], 2.5, 1e-6);
    EXPECT_TRUE(d.data.is_asimov);
    EXPECT_NE(d.assumptions.find("r = 2.5"), std::string::npos);
    EXPECT_THROW(inject(d, {{"nobody", 1}}), InputError);
}

TEST(Projection, HeldParametersStay)
{
    ModelDocument d = counting();
    hold_parameters(d, {{"b", 2}});
    FitResult const result = demand_fit(CompiledModel(d.model), d.data);
    EXPECT_EQ(result.values[1], 2);
    EXPECT_NEAR(result.values[0], 1 - 2 * (1.21 - 1), 1e-6);
}

TEST(Projection, NamesAndValues)
{
    EXPECT_EQ(parse_named_value("a=b=-2.5", "--fix"), NamedValue("a=b", -2.5));
    for (char const* bad : {"r", "r=", "=1", "r=x", "r=1x", "r=nan", "r=inf"})
        EXPECT_THROW(parse_named_value(bad, "--fix"), InputError) << bad;
    EXPECT_TRUE(matches("lumi_2018", "lumi*"));
    EXPECT_TRUE(matches("a_b_c", "*_b_*"));
    EXPECT_TRUE(matches("anything", "*"));
    EXPECT_FALSE(matches("lumi", "lum"));
    EXPECT_FALSE(matches("xlumi", "lumi*"));
}

}  // namespace
}  // namespace quartet::test
