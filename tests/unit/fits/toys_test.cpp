// Toys: what they draw, and what their fits give.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/cpu/toys.hpp"
#include "models/base/error.hpp"
#include "tests/unit/fits/models.hpp"

namespace quartet
{
namespace
{

/// Free fit, then the fit at poi = value.
ToyPlan plan_at(CompiledModel const& model, double poi, std::int64_t toys)
{
    ToyPlan plan;
    plan.seed = 12;
    plan.generate = model.nominal_values();
    plan.generate[model.default_poi()] = poi;
    plan.last = toys;
    ToyFit free;
    ToyFit fixed;
    fixed.fixed = {{model.default_poi(), poi}};
    fixed.warm_start = 0;
    plan.fits = {free, fixed};
    return plan;
}

TEST(Toys, CountsAndEventsHaveTheirExpectation)
{
    CompiledModel const model(test::four_muons(2, 100));
    ToyPlan plan = plan_at(model, 20, 4000);
    plan.fits.clear();
    ToyResult const r = make_cpu_toys(1)->run(model, plan);
    double sum = 0;
    double squares = 0;
    for (double n : r.n_observed)
    {
        sum += n;
        squares += n * n;
    }
    double expected = 0;
    auto const yields = expected_yields(model, plan.generate);
    for (auto const& row : yields)
        for (double y : row) expected += y;
    double const mean = sum / 4000;
    double const variance = squares / 4000 - mean * mean;
    EXPECT_NEAR(mean, expected, 5 * std::sqrt(expected / 4000));
    EXPECT_NEAR(variance / expected, 1.0, 5 * std::sqrt(2.0 / 4000));
}

TEST(Toys, EventsFollowTheirDensity)
{
    // Kolmogorov-Smirnov distance of the events of many toys to the integrated density.
    CompiledModel const model(test::four_muons(1, 100));
    ToyPlan const plan = plan_at(model, 30, 300);
    std::vector<double> x;
    for (int t = 0; t < 300; ++t)
    {
        auto const data = generate_toy(model, plan, t);
        x.insert(x.end(), data.channels[0].values.begin(), data.channels[0].values.end());
    }
    std::sort(x.begin(), x.end());
    int const steps = 20000;
    std::vector<double> grid;
    for (int i = 0; i < steps; ++i) grid.push_back(4.5 + 2.0 * (i + 0.5) / steps);
    std::vector<double> const density = expected_density(model, plan.generate, 0, -1, grid);
    double total = 0;
    for (double d : density) total += d;
    double distance = 0;
    double below = 0;
    std::size_t k = 0;
    for (int i = 0; i < steps; ++i)
    {
        below += density[i] / total;
        double const edge = 4.5 + 2.0 * (i + 1) / steps;
        while (k < x.size() && x[k] < edge) ++k;
        distance = std::max(distance, std::abs(double(k) / double(x.size()) - below));
    }
    ASSERT_GT(x.size(), 5000U);
    EXPECT_LT(distance * std::sqrt(double(x.size())), 1.95);  // probability 0.001
}

TEST(Toys, PullsOfACountingExperimentAreStandardNormal)
{
    CompiledModel const model(test::counting(50, 100));
    ToyPlan plan = plan_at(model, 2.0, 4000);
    plan.fits[0].bounds = {{0, {-10.0, 50.0}}};
    ToyResult const r = make_cpu_toys(1)->run(model, plan);
    EXPECT_EQ(r.failed(), 0);
    double sum = 0;
    double below = 0;
    for (std::int64_t t = 0; t < r.n_toys; ++t)
    {
        double const q = 2 * (r.nll[r.at(1, t)] - r.nll[r.at(0, t)]);
        EXPECT_GE(q, -1e-7);
        sum += q;
        below += q < 1.0 ? 1.0 : 0.0;
    }
    // q at the true value is chi-square with one degree of freedom (Wilks).
    EXPECT_NEAR(sum / 4000, 1.0, 0.12);
    EXPECT_NEAR(below / 4000, 0.6827, 5 * std::sqrt(0.6827 * 0.3173 / 4000));
}

TEST(Toys, FourMuonFitsConvergeAndAreUnbiased)
{
    CompiledModel const model(test::four_muons(6, 900));
    ToyPlan plan = plan_at(model, 30, 300);
    plan.fits[0].bounds = {{0, {-100.0, 1000.0}}};
    ToyResult const r = make_cpu_toys(1)->run(model, plan);
    EXPECT_EQ(r.failed(), 0);
    double sum = 0;
    double squares = 0;
    for (std::int64_t t = 0; t < r.n_toys; ++t)
    {
        sum += r.poi[r.at(0, t)];
        squares += r.poi[r.at(0, t)] * r.poi[r.at(0, t)];
        EXPECT_EQ(r.poi[r.at(1, t)], 30.0);
        EXPECT_GE(r.nll[r.at(1, t)], r.nll[r.at(0, t)] - 1e-6);
    }
    double const mean = sum / 300;
    double const error = std::sqrt((squares / 300 - mean * mean) / 300);
    EXPECT_NEAR(mean, 30.0, 4 * error + 0.5);
}

TEST(Toys, ATestStatisticMaySkipItsSecondFit)
{
    CompiledModel const model(test::counting(5, 10));
    ToyPlan plan = plan_at(model, 1.0, 200);
    plan.fits[1].skip_above_fit = 0;
    plan.fits[1].skip_above = 1.0;
    ToyResult const r = make_cpu_toys(1)->run(model, plan);
    int skipped = 0;
    for (std::int64_t t = 0; t < 200; ++t)
    {
        bool const above = r.poi[r.at(0, t)] > 1.0;
        EXPECT_EQ(r.status[r.at(1, t)] == FitStatus::skipped, above);
        skipped += above ? 1 : 0;
    }
    EXPECT_GT(skipped, 50);
    EXPECT_LT(skipped, 150);
    EXPECT_EQ(r.failed(), 0);
}

TEST(Toys, EvaluationsAreNotFits)
{
    CompiledModel const model(test::counting(5, 10));
    ToyPlan plan = plan_at(model, 1.0, 20);
    plan.fits.resize(1);
    plan.fits[0].minimise = false;
    plan.fits[0].fixed = {{0, 0.5}};
    ToyResult const r = make_cpu_toys(1)->run(model, plan);
    for (int t = 0; t < 20; ++t)
    {
        std::vector<double> x = plan.generate;
        x[0] = 0.5;
        EXPECT_NEAR(r.nll[t], evaluate_nll(model, generate_toy(model, plan, t), x), 1e-12);
    }
}

TEST(Toys, HybridToysVaryTheTruthAndKeepTheMeasurements)
{
    CompiledModel const model(test::histogram(4));
    ToyPlan plan = plan_at(model, 1.0, 50);
    plan.kind = ToyKind::hybrid;
    auto const hybrid = generate_toy(model, plan, 3);
    EXPECT_EQ(hybrid.global_observables, model.nominal_global_observables());
    plan.kind = ToyKind::frequentist;
    auto const frequentist = generate_toy(model, plan, 3);
    EXPECT_NE(frequentist.global_observables, model.nominal_global_observables());
    EXPECT_EQ(make_cpu_toys(1)->run(model, plan).failed(), 0);
}

// A background with an uncertainty of 50 %: one toy in a thousand has more than three times the nominal events.
TEST(Toys, HybridToysHaveRoomForTheLargestYields)
{
    StatisticalModel source;
    int const mu = test::add_free(source, "mu", 1.0, 0.0, 100.0);
    int const size = source.add_nuisance("size");
    source.poi = {mu};
    ModelChannel channel;
    channel.name = "mass";
    channel.kind = ChannelKind::unbinned;
    channel.low = 0;
    channel.high = 4;
    ModelShape const flat = ModelShape::pdf({PdfComponent{}});
    channel.samples.push_back({"signal", 1.0, {YieldFactor::linear(mu)}, flat, true});
    channel.samples.push_back({"background", 400.0, {YieldFactor::log_normal(size, 1.5)}, flat, false});
    source.channels = {channel};
    CompiledModel const model(source);
    ToyPlan plan = plan_at(model, 1.0, 4000);
    plan.kind = ToyKind::hybrid;
    plan.fits.resize(1);
    plan.fits[0].minimise = false;
    ToyResult const r = make_cpu_toys(1)->run(model, plan);
    EXPECT_EQ(r.failed(), 0);
    EXPECT_GT(*std::max_element(r.n_observed.begin(), r.n_observed.end()), 1200);
}

TEST(Toys, HypothesesAndSeedsAreIndependent)
{
    CompiledModel const model(test::four_muons(1, 50));
    ToyPlan plan = plan_at(model, 5.0, 1);
    auto const a = generate_toy(model, plan, 0).channels[0].values;
    plan.hypothesis = 1;
    auto const b = generate_toy(model, plan, 0).channels[0].values;
    plan.hypothesis = 0;
    plan.seed = 13;
    auto const c = generate_toy(model, plan, 0).channels[0].values;
    EXPECT_NE(a, b);
    EXPECT_NE(a, c);
    EXPECT_NE(b, c);
}

TEST(Toys, EmptyAndImpossibleToysHaveAStatus)
{
    // No background at all: toys with events are impossible at mu = 0, empty ones are not.
    CompiledModel const model(test::counting(1.0, 0.0));
    ToyPlan plan = plan_at(model, 1.0, 100);
    plan.fits[1].fixed = {{0, 0.0}};
    ToyResult const r = make_cpu_toys(1)->run(model, plan);
    for (std::int64_t t = 0; t < 100; ++t)
    {
        EXPECT_TRUE(usable(r.status[r.at(0, t)]));
        EXPECT_TRUE(std::isfinite(r.nll[r.at(0, t)]));
        bool const some = r.n_observed[t] > 0;
        EXPECT_EQ(r.status[r.at(1, t)] == FitStatus::impossible, some);
        EXPECT_EQ(std::isinf(r.nll[r.at(1, t)]), some);
    }
}

TEST(Toys, PlansThatMakeNoSenseAreRefused)
{
    CompiledModel const model(test::counting(1.0, 2.0));
    ToyPlan plan = plan_at(model, 1.0, 10);
    plan.generate.pop_back();
    EXPECT_THROW(make_cpu_toys(1)->run(model, plan), InputError);
    plan = plan_at(model, 1.0, 10);
    plan.last = -1;
    EXPECT_THROW(make_cpu_toys(1)->run(model, plan), InputError);
    plan = plan_at(model, 1.0, 10);
    plan.fits[0].warm_start = 1;
    EXPECT_THROW(make_cpu_toys(1)->run(model, plan), InputError);
}

}  // namespace
}  // namespace quartet
