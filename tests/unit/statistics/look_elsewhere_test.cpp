// The look-elsewhere effect against the formula of Rice for a Gaussian peak of known width.
#include <gtest/gtest.h>

#include <cmath>

#include "host/cpu/toys.hpp"
#include "host/io/model_yaml.hpp"
#include "host/statistics/look_elsewhere.hpp"

namespace quartet::test
{
namespace
{

/// A peak of width 1 at m in a histogram of `bins` bins of 0.5 with 400 events in each, with a template of its own per
/// bin centre it would not float: events without bins do.
ModelDocument peak_on_flat(double range)
{
    return parse_model_yaml("quartet_model: 1\npoi: s\nparameters:\n  s: {value: 0, range: [-500, 500]}\n"
                            "  b: {value: "
                                + std::to_string(40 * range)
                                + ", range: [0, 1e6]}\n  m: {value: 10, range: [0, "
                                + std::to_string(range)
                                + "]}\nchannels:\n  x:\n    type: unbinned\n    observable: {name: x, range: [0, "
                                + std::to_string(range)
                                + "]}\n    samples:\n"
                                  "      S: {yield: 1, factors: [s], shape: {gauss: {mean: m, sigma: 1}}}\n"
                                  "      B: {yield: 1, factors: [b], shape: {uniform: {}}}\n",
                            "typed into the test");
}

TEST(LookElsewhere, UpcrossingsAreCounted)
{
    EXPECT_EQ(count_upcrossings({0, 1, 0, 0.5, 0.6, 2}, 0.5), 2);
    EXPECT_EQ(count_upcrossings({1, 2, 3}, 0.5), 0);
    EXPECT_EQ(count_upcrossings({0.5, 0.5}, 0.5), 0);
}

// Many events on a flat background: the signal at m follows a Gaussian process with correlation exp(-d^2 / 4 sigma^2),
// so that the level z is crossed upwards L / (2 pi sqrt(2) sigma) exp(-z^2 / 2) times (Rice, Bell Syst. Tech. J. 24
// (1945) 46), here 1.7 times at z^2 = 0.5 on a length of 20.
TEST(LookElsewhere, UpcrossingsFollowRice)
{
    ModelDocument d = peak_on_flat(30);
    CompiledModel const model(d.model);
    ToyPlan plan;
    plan.hypothesis = 99;
    plan.generate = {0, 1200, 10};
    FitDataset const data = generate_toy(model, plan, 0);
    SearchOptions options;
    options.parameter = 2;
    for (int i = 0; i <= 40; ++i) options.values.push_back(5 + 0.5 * i);
    options.toys = 300;
    SearchResult const result = look_elsewhere(model, data, 0, options, make_cpu_toys(1).get());
    EXPECT_EQ(result.lost, 0);
    double const rice = 20 / (2 * std::acos(-1.0) * std::sqrt(2.0)) * std::exp(-0.25);
    // Steps of half a width miss some crossings, and the background is fitted: 10 % beside the error of the toys.
    EXPECT_NEAR(result.upcrossings, rice, 0.1 * rice + 3 * result.upcrossings_error);
    EXPECT_GE(result.trial_factor, 1);
    EXPECT_GE(result.global_p_value, result.points[result.largest].p_value);
}

TEST(LookElsewhere, AStrongPeakIsFoundWhereItIs)
{
    ModelDocument d = peak_on_flat(30);
    CompiledModel const model(d.model);
    ToyPlan plan;
    plan.hypothesis = 5;
    plan.generate = {70, 1200, 17};
    FitDataset const data = generate_toy(model, plan, 1);
    SearchOptions options;
    options.parameter = 2;
    for (int i = 0; i <= 40; ++i) options.values.push_back(5 + 0.5 * i);
    SearchResult const result = look_elsewhere(model, data, 0, options, nullptr);
    LocalPoint const& best = result.points[result.largest];
    EXPECT_NEAR(best.at, 17, 1);
    EXPECT_NEAR(best.strength, 70, 50);
    EXPECT_GT(best.z, 3);
    EXPECT_LT(result.global_z, best.z);
    EXPECT_NEAR(result.global_p_value, best.p_value + result.upcrossings * std::exp(-0.5 * (best.q0 - 0.5)), 1e-12);
}

}  // namespace
}  // namespace quartet::test
