// The solver behind the limits, p-values of toys, and fits that do not look into windows.
#include <gtest/gtest.h>

#include <cmath>

#include "fits/asimov.hpp"
#include "fits/limits_crossing.hpp"
#include "fits/toy_cls.hpp"

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
    ToyDistribution const d{{0, 0, 1.0, 2.0, 2.0 + 1e-9, 3.0}, 0, 0};
    EXPECT_DOUBLE_EQ(d.p_value(2.0 + 1e-8), 0.5);
    EXPECT_DOUBLE_EQ(d.p_value(0), 1);
    EXPECT_DOUBLE_EQ(d.p_value(3.1), 0);
    EXPECT_GT(d.p_error(0), 0) << "no toy at all is no certainty";
}

// Signal toys all beyond, background toys in two groups: the expected CLs takes the value of the group that holds the
// quantile.
TEST(ToyDistribution, ExpectedFromToysThatPlayTheObservation)
{
    ToyDistribution s_plus_b;
    ToyDistribution b;
    for (int i = 0; i < 1000; ++i) s_plus_b.q.push_back(i < 900 ? 0 : 4);  // 10 % at q = 4
    for (int i = 0; i < 1000; ++i) b.q.push_back(i < 400 ? 0 : 4);         // 60 % at q = 4
    ClsPoint point;
    expected_from_toys(s_plus_b, b, {-2, -1, 0, 1, 2}, point);
    EXPECT_NEAR(point.expected[2], 0.1 / 0.6, 1e-12);
    EXPECT_NEAR(point.expected[0], 0.1 / 0.6, 1e-12);
    EXPECT_EQ(point.expected[3], 1) << "84 % of the background toys have a CLs up to that of q = 0";
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

}  // namespace
}  // namespace quartet
