// The solver behind the limits, p-values of toys, and fits that do not look into windows.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "fits/asimov.hpp"
#include "fits/limits_crossing.hpp"
#include "fits/toy_cls.hpp"
#include "fits/toy_curve.hpp"

namespace quartet
{
namespace
{

TEST(Crossing, FindsRootsOfFallingFunctions)
{
    for (double root : {1e-6, 0.3, 7.0, 4e4})
    {
        auto const steep = [root](double x) { return 3 - 3 * std::pow(x / root, 3); };
        auto const exponential = [root](double x) { return 3 - 3 * x / root; };
        EXPECT_NEAR(find_crossing(steep, 0, 1, 1e9, 1e-9).at, root, 2e-9 * root);
        EXPECT_NEAR(find_crossing(exponential, 0, 1, 1e9, 1e-9).at, root, 2e-9 * root);
    }
}

TEST(Crossing, SaysWhenTheRangeEnds)
{
    Crossing const none = find_crossing([](double) { return 1.0; }, 0, 1, 64, 1e-6);
    EXPECT_FALSE(none.found);
    EXPECT_EQ(none.at, 64);
}

TEST(Crossing, StepFunctionEndsInANarrowBracket)
{
    Crossing const step = find_crossing([](double x) { return x < 2.5 ? 700.0 : -700.0; }, 0, 1, 100, 1e-8);
    EXPECT_TRUE(step.found);
    EXPECT_NEAR(step.at, 2.5, 1e-7);
    EXPECT_LT(step.evaluations, 150);
}

TEST(ToyDistribution, CountsTiesWithEpsilon)
{
    ToyDistribution const d({0, 0, 1.0, 2.0, 2.0 + 1e-9, 3.0});
    EXPECT_DOUBLE_EQ(d.p_value(2.0 + 1e-8), 0.5);
    EXPECT_DOUBLE_EQ(d.p_value(0), 1);
    EXPECT_DOUBLE_EQ(d.p_value(3.1), 0);
    EXPECT_GT(d.p_error(0), 0) << "no toy at all is no certainty";
}

/// `n` toys, the last `beyond` of them at q = 4, the others at 0.
ToyDistribution two_groups(int n, int beyond)
{
    std::vector<double> q(static_cast<std::size_t>(n), 0.0);
    std::fill(q.end() - beyond, q.end(), 4.0);
    return ToyDistribution(q);
}

// Signal toys all beyond, background toys in two groups: the expected CLs takes the value of the group that holds the
// quantile.
TEST(ToyDistribution, ExpectedFromToysThatPlayTheObservation)
{
    ToyDistribution const s_plus_b = two_groups(1000, 100);
    ToyDistribution const b = two_groups(1000, 600);
    ClsPoint point;
    expected_from_toys(s_plus_b, b, {-2, -1, 0, 1, 2}, point);
    EXPECT_NEAR(point.expected[2], 0.1 / 0.6, 1e-12);
    EXPECT_NEAR(point.expected[0], 0.1 / 0.6, 1e-12);
    EXPECT_EQ(point.expected[3], 1) << "84 % of the background toys have a CLs up to that of q = 0";
}

// No signal toy is as far out: the error of CLs is that of one toy over CLb, and CLb has an error too.
TEST(ToyDistribution, ErrorOfACLsOfNothing)
{
    ToyDistribution s_plus_b = two_groups(1000, 0);
    ToyDistribution const b = two_groups(1000, 40);
    ClsPoint point;
    expected_from_toys(s_plus_b, b, {-2, -1, 0, 1, 2}, point);
    EXPECT_EQ(point.expected[0], 0);
    EXPECT_NEAR(point.expected_error[0], 1e-3 / 0.04, 1e-4);
    s_plus_b = two_groups(1000, 20);
    PlayedObservation const played = observation_at(4, s_plus_b, b);
    EXPECT_NEAR(played.b_error, std::sqrt(0.96 / 40), 1e-9);
    EXPECT_NEAR(cls_error(played, s_plus_b) / played.cls(), std::sqrt(0.98 / 20 + 0.96 / 40), 1e-9);
}

// Toys of an injected signal play: half of them beyond, so that the median is, and at +1 sigma the others play.
TEST(ToyDistribution, ToysOfAnInjectedSignalPlayTheObservation)
{
    ToyDistribution const s_plus_b = two_groups(1000, 100);
    ToyDistribution const b = two_groups(1000, 600);
    ToyDistribution const players = two_groups(1000, 700);
    ClsPoint point;
    injected_from_toys(players, s_plus_b, b, {-2, -1, 0, 1, 2}, point);
    EXPECT_NEAR(point.injected[2], 0.1 / 0.6, 1e-12);
    EXPECT_EQ(point.injected[3], 1) << "84 % of the players are not beyond";
    double const far = std::hypot(std::sqrt(0.9 / 100), std::sqrt(0.4 / 600));
    EXPECT_NEAR(point.injected_error[0] / point.injected[0], far, 1e-9) << "no other toy is near this quantile";
    // 70 % are beyond: for a quantile at 69 % the step down to CLs = 1 is within reach.
    PlayedObservation const played = observation_at_quantile(0.5, players, s_plus_b, b);
    EXPECT_GT(played.b_error, 1);
    EXPECT_EQ(discovery_band(players, b, {-2, -1, 0, 1, 2})[0], 1);
    EXPECT_NEAR(discovery_band(players, b, {-2, -1, 0, 1, 2})[4], 0.6, 1e-12);
}

// Sections 3.6 and 3.7 of arXiv:1007.1727: with mu^ as an estimate of width sigma both p-values are tails at mu^,
// whether q~ is bounded at mu^ < 0 or not.
TEST(Asymptotics, AtAnEstimateThePValuesAreItsTails)
{
    for (double q_asimov : {0.5, 4.0, 9.0})
        for (double root : {0.1, 1.0, 1.9, 3.5})
            for (bool tilde : {true, false})
            {
                ClsValues const p = cls_at_estimate(root, q_asimov, tilde);
                EXPECT_NEAR(p.clsb, 0.5 * std::erfc(root / std::sqrt(2.0)), 1e-14);
                EXPECT_NEAR(p.clb, 0.5 * std::erfc((root - std::sqrt(q_asimov)) / std::sqrt(2.0)), 1e-14);
            }
    EXPECT_NEAR(cls_at_estimate(-1, 4, true).clsb, 0.5, 1e-15) << "above the tested value q is 0";
}

/// One toy whose best fit has this value of the parameter.
ToyResult one_toy(double best_poi, FitStatus best, double best_nll, double conditional_nll)
{
    ToyResult result;
    result.n_toys = 1;
    result.n_fits = 2;
    result.status = {best, FitStatus::converged};
    result.nll = {best_nll, conditional_nll};
    result.poi = {best_poi, 3};
    result.evaluations = {5, 4};
    return result;
}

// The conditional fit can send the best fit to a better place, above mu: what counts is where it stands in the end.
TEST(ToyDistribution, OneSidedStatisticsAreZeroAboveMuWhateverWasFitted)
{
    ToyResult const above = one_toy(3.5, FitStatus::converged, 1, 1.4);
    EXPECT_EQ(toy_values(above, TestStatistic::qtilde, 3).q[0], 0);
    EXPECT_EQ(toy_values(above, TestStatistic::q, 3).q[0], 0);
    EXPECT_NEAR(toy_values(above, TestStatistic::profile, 3).q[0], 0.8, 1e-12);
    EXPECT_NEAR(toy_values(one_toy(2.5, FitStatus::converged, 1, 1.4), TestStatistic::qtilde, 3).q[0], 0.8, 1e-12);
}

TEST(ToyDistribution, AnImpossibleBestFitHasFailed)
{
    double const infinity = std::numeric_limits<double>::infinity();
    ToyValues const toys = toy_values(one_toy(0, FitStatus::impossible, infinity, infinity), TestStatistic::qtilde, 3);
    EXPECT_EQ(toys.status[0], FitStatus::impossible);
    EXPECT_EQ(toys.evaluations[0], 9);
    ToyDistribution d;
    d.add(toys);
    EXPECT_EQ(d.failed(), 1);
    EXPECT_EQ(d.lost(), 1);
    EXPECT_TRUE(d.empty());
}

// Exact counts on CLs = exp(-mu): the crossing is ln 20, also with points that have no toys beyond at all.
TEST(ToyCurve, FindsTheCrossingOfExactCounts)
{
    std::vector<CurveSample> samples;
    for (double mu : {2.2, 3.0, 3.7}) samples.push_back({mu, 1e4, std::round(1e4 * std::exp(-mu)), 1, 0});
    CurveFit const curve = fit_curve(samples, 0.05, 0.8);
    ASSERT_TRUE(curve.found);
    EXPECT_NEAR(curve.at, std::log(20.0), 0.02);
    EXPECT_NEAR(curve.width, 1, 0.05);
    EXPECT_NEAR(curve.error, 1 / std::sqrt(0.05 * 3e4), 0.01);
    // No toy beyond where the crossing would have five: it lies before, and nothing is put in the place of the 0.
    CurveFit const none = fit_curve({{2.2, 1000, 110, 1, 0}, {3.9, 100, 0, 1, 0}}, 0.05, 0.8);
    EXPECT_GT(none.at, 2.2);
    EXPECT_LT(none.at, 3.2);
}

StatisticalModel flat_model(ChannelKind kind)
{
    StatisticalModel model;
    ModelParameter n;
    n.name = "n";
    n.value = 10;
    n.lower = 0;
    model.poi = {model.add(n)};
    ModelSample sample;
    sample.name = "background";
    sample.factors = {YieldFactor::linear(0)};
    ModelChannel channel;
    channel.name = "m";
    channel.kind = kind;
    channel.low = 0;
    channel.high = 4;
    channel.bins = kind == ChannelKind::binned ? 4 : 1;
    sample.shape =
        kind == ChannelKind::binned ? ModelShape::bins({0.25, 0.25, 0.25, 0.25}) : ModelShape::pdf({PdfComponent{}});
    channel.samples = {sample};
    model.channels = {channel};
    return model;
}

// A flat background of which one quarter is hidden: n = seen / (3/4), whatever lies in the window.
TEST(FitOutside, FlatBackgroundIsExtrapolated)
{
    CompiledModel const unbinned(flat_model(ChannelKind::unbinned));
    CompiledModel const binned(flat_model(ChannelKind::binned));
    for (double hidden : {0.0, 50.0})
    {
        FitDataset points;
        points.channels.resize(1);
        for (int i = 0; i < 9; ++i) points.channels[0].values.push_back(i % 2 == 0 ? 0.3 : 3.3);
        for (int i = 0; i < hidden; ++i) points.channels[0].values.push_back(1.5);
        EXPECT_NEAR(fit_outside(unbinned, points, {{{1, 2}}}, {{}}, {}).values[0], 12, 1e-5);
        FitDataset counts;
        counts.channels.resize(1);
        counts.channels[0].counts = {4, hidden, 3, 2};
        EXPECT_NEAR(fit_outside(binned, counts, {{{1.2, 1.8}}}, {{0, 1, 2, 3, 4}}, {}).values[0], 12, 1e-5);
    }
}

// With 98 % of the range hidden a step leaves 98 % of the way: steps alone would need a thousand.
TEST(FitOutside, WideWindowsConverge)
{
    CompiledModel const model(flat_model(ChannelKind::unbinned));
    FitDataset points;
    points.channels.resize(1);
    points.channels[0].values.assign(9, 0.03);
    FitResult const r = fit_outside(model, points, {{{0.08, 4}}}, {{}}, {});
    EXPECT_TRUE(good(r.status)) << to_string(r.status);
    EXPECT_NEAR(r.values[0], 450, 1e-2);
}

// Nothing is seen: each round leaves the hidden quarter of the expectation, the limit is none at all.
TEST(FitOutside, WithoutEventsNothingIsExpected)
{
    CompiledModel const model(flat_model(ChannelKind::unbinned));
    FitDataset nothing;
    nothing.channels.resize(1);
    FitResult const r = fit_outside(model, nothing, {{{1, 2}}}, {{}}, {});
    EXPECT_TRUE(good(r.status)) << to_string(r.status);
    EXPECT_EQ(r.values[0], 0.0);
    EXPECT_TRUE(r.at_bound[0]);
}

// Two windows that overlap hide what one does.
TEST(FitOutside, OverlappingWindowsAreOne)
{
    CompiledModel const model(flat_model(ChannelKind::unbinned));
    FitDataset points;
    points.channels.resize(1);
    for (int i = 0; i < 9; ++i) points.channels[0].values.push_back(i % 2 == 0 ? 0.3 : 3.3);
    EXPECT_NEAR(fit_outside(model, points, {{{1, 2}}}, {{}}, {}).values[0], 12, 1e-5);
    EXPECT_NEAR(fit_outside(model, points, {{{1.4, 2}, {1, 1.7}}}, {{}}, {}).values[0], 12, 1e-5);
}

}  // namespace
}  // namespace quartet
