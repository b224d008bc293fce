// Fits with known answers, and fits that have none.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "fits/compiled_model.hpp"
#include "fits/toy_backend.hpp"
#include "tests/unit/fits/models.hpp"

namespace quartet
{
namespace
{

using test::add_free;
using test::counting;

FitDataset counts(std::vector<double> n)
{
    FitDataset data;
    data.channels.resize(1);
    data.channels[0].counts = std::move(n);
    return data;
}

TEST(Minimiser, PoissonMeanIsTheCount)
{
    StatisticalModel m;
    int const mu = add_free(m, "mu", 1.0, 0.0, 1000.0);
    m.channels = {
        {"bin", ChannelKind::binned, 1, 0, 1, {{"s", 2.0, {YieldFactor::linear(mu)}, ModelShape::counting(), true}}}};
    CompiledModel const model(m);
    for (double n : {1.0, 7.0, 400.0})
    {
        FitResult const r = fit(model, counts({n}));
        ASSERT_EQ(r.status, FitStatus::converged);
        EXPECT_NEAR(r.values[0], n / 2, 1e-3 * std::sqrt(n));
        EXPECT_NEAR(r.errors[0], std::sqrt(n) / 2, 1e-3 * std::sqrt(n));
        EXPECT_NEAR(r.nll, 0.0, 1e-7);
    }
    FitResult const none = fit(model, counts({0.0}));
    EXPECT_EQ(none.status, FitStatus::converged);
    EXPECT_EQ(none.values[0], 0.0);
    EXPECT_TRUE(none.at_bound[0]);
    EXPECT_EQ(none.errors[0], 0.0);
}

TEST(Minimiser, OnOffProblemHasItsClosedForm)
{
    // n_on ~ mu + b, n_off ~ tau b: b = n_off / tau, mu = n_on - b, variance n_on + n_off / tau^2.
    StatisticalModel m;
    int const mu = add_free(m, "mu", 1.0, -100.0, 100.0);
    ModelParameter b;
    b.name = "b";
    b.value = 5;
    b.lower = 0;
    b.upper = 1000;
    b.constraint = {ConstraintKind::poisson, 30.0, 1.0, 3.0};
    int const bkg = m.add(b);
    m.channels = {{"on",
                   ChannelKind::binned,
                   1,
                   0,
                   1,
                   {{"s", 1.0, {YieldFactor::linear(mu)}, ModelShape::counting(), true},
                    {"b", 1.0, {YieldFactor::linear(bkg)}, ModelShape::counting(), false}}}};
    FitResult const r = fit(CompiledModel(m), counts({17.0}));
    ASSERT_EQ(r.status, FitStatus::converged);
    EXPECT_NEAR(r.values[0], 7.0, 1e-3);
    EXPECT_NEAR(r.values[1], 10.0, 1e-3);
    EXPECT_NEAR(r.errors[0], std::sqrt(17.0 + 30.0 / 9), 1e-3);
}

TEST(Minimiser, ExponentialMeanIsTheMeanOfTheData)
{
    StatisticalModel m;
    int const slope = add_free(m, "slope", -0.1, -50.0, 50.0);
    int const n = add_free(m, "n", 10.0, 0.0, 1e6);
    ModelChannel c;
    c.name = "t";
    c.kind = ChannelKind::unbinned;
    c.low = 0;
    c.high = 1000;
    c.samples.push_back({"e",
                         1.0,
                         {YieldFactor::linear(n)},
                         ModelShape::pdf({{PdfKind::exponential, {LinearForm::of(slope)}, 1.0}}),
                         false});
    m.channels = {c};
    std::mt19937_64 random(1);
    std::exponential_distribution<double> draw(0.5);
    FitDataset data;
    data.channels.resize(1);
    double sum = 0;
    for (int i = 0; i < 500; ++i)
    {
        data.channels[0].values.push_back(draw(random));
        sum += data.channels[0].values.back();
    }
    FitOptions options;
    options.tolerance = 1e-12;
    FitResult const r = fit(CompiledModel(m), data, options);
    ASSERT_EQ(r.status, FitStatus::converged);
    EXPECT_NEAR(-1 / r.values[0], sum / 500, 1e-6);
    EXPECT_NEAR(r.errors[0], 500 / sum / std::sqrt(500.0), 1e-5);
    EXPECT_NEAR(r.values[1], 500, 1e-3);
}

TEST(Minimiser, WeightedEventsHaveTheSandwichCovariance)
{
    // Yield of weighted events: estimate sum w, variance sum w^2.
    StatisticalModel m;
    int const n = add_free(m, "n", 10.0, 0.0, 1e6);
    ModelChannel c;
    c.name = "x";
    c.kind = ChannelKind::unbinned;
    c.samples.push_back({"flat", 1.0, {YieldFactor::linear(n)}, ModelShape::pdf({{PdfKind::uniform, {}, 1.0}}), false});
    m.channels = {c};
    FitDataset data;
    data.channels.resize(1);
    double sum = 0, squares = 0;
    for (int i = 0; i < 40; ++i)
    {
        double const w = 0.5 + 0.05 * i;
        data.channels[0].values.push_back((i + 0.5) / 40);
        data.channels[0].weights.push_back(w);
        sum += w;
        squares += w * w;
    }
    FitResult r = fit(CompiledModel(m), data);
    ASSERT_EQ(r.status, FitStatus::converged);
    EXPECT_NEAR(r.values[0], sum, 1e-2);
    EXPECT_NEAR(r.errors[0], std::sqrt(squares), 1e-3);
    data.is_asimov = true;
    r = fit(CompiledModel(m), data);
    EXPECT_NEAR(r.errors[0], std::sqrt(sum), 1e-3);
}

// A peak on a flat part with a free share, and a constraint on the yield, for weighted events: the sandwich from scores
// and curvatures that are written out here. In its middle the constraint counts with its curvature.
TEST(Minimiser, SandwichWithAShapeAndAConstraint)
{
    StatisticalModel m;
    int const n = add_free(m, "n", 40.0, 0.0, 1e4);
    int const share = add_free(m, "share", 0.3, -0.9, 0.9);
    double const width = 4;
    m.parameters[0].constraint = {ConstraintKind::gaussian, 38, width, 1};
    ModelChannel c;
    c.name = "x";
    c.kind = ChannelKind::unbinned;
    PdfComponent peak{PdfKind::gaussian, {LinearForm(0.8), LinearForm(0.2)}, LinearForm::of(share)};
    PdfComponent flat{PdfKind::uniform, {}, 1.0};
    c.samples.push_back({"s", 1.0, {YieldFactor::linear(n)}, ModelShape::pdf({peak, flat}), false});
    m.channels = {c};
    FitDataset data;
    data.channels.resize(1);
    for (int i = 0; i < 60; ++i)
    {
        data.channels[0].values.push_back(i % 3 == 0 ? 0.6 + 0.4 * (i + 0.5) / 60 : (i + 0.5) / 60);
        data.channels[0].weights.push_back(0.4 + 0.02 * i);
    }
    FitResult const r = fit(CompiledModel(m), data);
    ASSERT_EQ(r.status, FitStatus::converged);
    double const norm = std::sqrt(2 * std::acos(-1.0)) * 0.2 * 0.5
                        * (std::erf(0.2 / 0.2 / std::sqrt(2.0)) + std::erf(0.8 / 0.2 / std::sqrt(2.0)));
    double const yield = r.values[0], f = r.values[1];
    double h[2][2] = {{1 / (width * width), 0}, {0, 0}};
    double v[2][2] = {{1 / (width * width), 0}, {0, 0}};
    for (std::size_t i = 0; i < 60; ++i)
    {
        double const x = data.channels[0].values[i], w = data.channels[0].weights[i];
        double const g = std::exp(-0.5 * std::pow((x - 0.8) / 0.2, 2)) / norm;
        double const score[2] = {1 / yield, (g - 1) / (f * g + 1 - f)};  // of ln lambda
        for (int a = 0; a < 2; ++a)
            for (int b = 0; b < 2; ++b)
            {
                v[a][b] += w * w * score[a] * score[b];
                if (a == b) h[a][b] += w * score[a] * score[b];
            }
    }
    double const inverse[2] = {1 / h[0][0], 1 / h[1][1]};  // no mixed curvature: ln lambda = ln n + ln f(x)
    for (int a = 0; a < 2; ++a)
        for (int b = 0; b < 2; ++b)
            EXPECT_NEAR(r.covariance[static_cast<std::size_t>(2 * a + b)] / (inverse[a] * v[a][b] * inverse[b]), 1,
                        2e-3)
                << a << b;
}

// A signal that may go far below zero, few events: the fit ends on the edge where nothing more is expected.
TEST(Minimiser, FitsThatLeanOnAnEmptyExpectationConverge)
{
    for (double events : {1.0, 3.0, 10.0})
    {
        CompiledModel const model(test::four_muons(1, events));
        ToyPlan plan;
        plan.seed = 3;
        plan.generate = model.nominal_values();
        plan.generate[0] = plan.generate[1] = 0;
        int failed = 0;
        for (std::int64_t toy = 0; toy < 60; ++toy)
        {
            FitOptions options;
            options.start = plan.generate;
            options.bounds = {{0, {-10, 1000}}, {1, {-10, 1000}}};
            FitResult const r = fit(model, generate_toy(model, plan, toy), options);
            failed += good(r.status) ? 0 : 1;
        }
        EXPECT_LE(failed, 1) << events << " events";
    }
}

// A range that is there for safety's sake says nothing of the scale.
TEST(Minimiser, WideRangesDoNotMakeWideSteps)
{
    StatisticalModel m = counting(5.0, 12.0);
    m.parameters[0].upper = 1e9;
    EXPECT_LE(CompiledModel(m).view().parameters[0].step, 10);
    FitResult const wide = fit(CompiledModel(m), counts({20.0}));
    ASSERT_EQ(wide.status, FitStatus::converged);
    EXPECT_NEAR(wide.values[0], fit(CompiledModel(counting(5.0, 12.0)), counts({20.0})).values[0], 1e-4);
}

TEST(Minimiser, FourMuonAsimovFitFindsTheTruth)
{
    CompiledModel const model(test::four_muons(6, 900));
    std::vector<double> truth = model.nominal_values();
    truth[0] = 30;
    truth[1] = 6;
    FitResult const r = fit(model, asimov_data(model, truth));
    ASSERT_EQ(r.status, FitStatus::converged) << r.edm << " " << r.iterations;
    for (std::size_t i = 0; i < truth.size(); ++i)
        EXPECT_NEAR(r.values[i], truth[i], 1e-3 * r.errors[i]) << model.source().parameters[i].name;
    EXPECT_LE(r.n_evaluations, 25);
    FitOptions fixed;
    fixed.fixed = {{0, 0.0}};
    FitResult const conditional = fit(model, asimov_data(model, truth), fixed);
    EXPECT_EQ(conditional.status, FitStatus::converged);
    EXPECT_EQ(conditional.values[0], 0.0);
    EXPECT_GT(conditional.nll, r.nll + 1.0);
}

TEST(Minimiser, EmptyChannelsAndZeroBackgroundGiveAnAnswer)
{
    CompiledModel const empty(test::four_muons(6, 900));
    FitDataset nothing;
    nothing.channels.resize(6);
    FitResult r = fit(empty, nothing);
    EXPECT_TRUE(usable(r.status)) << to_string(r.status);
    EXPECT_EQ(r.values[0], 0.0);
    EXPECT_TRUE(std::isfinite(r.nll));

    CompiledModel const no_background(counting(2.0, 0.0));
    r = fit(no_background, counts({4.0}));
    ASSERT_EQ(r.status, FitStatus::converged);
    EXPECT_NEAR(r.values[0], 2.0, 1e-3);
    FitOptions background_only;
    background_only.fixed = {{0, 0.0}};
    r = fit(no_background, counts({4.0}), background_only);
    EXPECT_EQ(r.status, FitStatus::impossible);
    EXPECT_TRUE(std::isinf(r.nll));
    r = fit(no_background, counts({0.0}), background_only);
    EXPECT_TRUE(usable(r.status));
    EXPECT_EQ(r.nll, 0.0);
}

TEST(Minimiser, FlatDirectionsAreNamed)
{
    StatisticalModel m = counting(2.0, 5.0);
    add_free(m, "idle", 0.3, -1.0, 1.0);
    FitResult const r = fit(CompiledModel(m), counts({7.0}));
    EXPECT_EQ(r.status, FitStatus::flat);
    EXPECT_EQ(r.values[3], 0.3);
    EXPECT_TRUE(std::isinf(r.errors[3]));
    EXPECT_GT(r.errors[0], 0.1);
    EXPECT_NEAR(r.nll, 0.0, 1e-7);
}

TEST(Minimiser, ParameterAtItsBound)
{
    CompiledModel const model(counting(5.0, 12.0));
    FitResult const r = fit(model, counts({3.0}));
    ASSERT_EQ(r.status, FitStatus::converged);
    EXPECT_EQ(r.values[0], 0.0);
    EXPECT_LT(r.values[2], 0.0);
    FitOptions wide;
    wide.bounds = {{0, {-10.0, 10.0}}};
    FitResult const free = fit(model, counts({3.0}), wide);
    ASSERT_EQ(free.status, FitStatus::converged);
    EXPECT_LT(free.values[0], 0.0);
    EXPECT_LT(free.nll, r.nll);
    EXPECT_NEAR(free.nll, 0.0, 1e-7);
}

}  // namespace
}  // namespace quartet
