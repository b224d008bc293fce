// The distribution of q~ of toys at high yield against the asymptotic formula (arXiv:1007.1727, equations 64 and 65),
// for the tested signal and for background only. The atom at 0 is apart.
#include <gtest/gtest.h>

#include <limits>

#include "fits/asimov.hpp"
#include "fits/toy_cls.hpp"
#include "host/cpu/toys.hpp"
#include "tests/studies/qtilde_distribution.hpp"
#include "tests/unit/fits/models.hpp"

namespace quartet::test
{
namespace
{

constexpr std::int64_t n_toys = 20000;

/// Forty bins with about `background` events each under a Gaussian peak, with a free background and a nuisance
/// parameter of the signal.
StatisticalModel peak(double background, double signal)
{
    StatisticalModel model;
    model.name = "peak";
    double const unlimited = std::numeric_limits<double>::infinity();
    model.poi = {add_free(model, "mu", 1, 0, unlimited)};
    int const free = add_free(model, "level", 1, 0, unlimited);
    int const efficiency = model.add_nuisance("efficiency");
    int const slope = model.add_nuisance("slope");
    ModelChannel channel;
    channel.name = "mass";
    channel.bins = 40;
    std::vector<double> s, low, high;
    for (int i = 0; i < 40; ++i)
    {
        double const u = (i + 0.5) / 40;
        s.push_back(signal / 40 * std::exp(-0.5 * std::pow((u - 0.5) / 0.08, 2)) / (0.08 * std::sqrt(6.283185307)));
        low.push_back(background * (1 - u));
        high.push_back(background * u);
    }
    channel.samples = {
        {"signal", 1, {YieldFactor::linear(0), YieldFactor::log_normal(efficiency, 1.02)}, ModelShape::bins(s), true},
        {"left", 1, {YieldFactor::linear(free)}, ModelShape::bins(low), false},
        {"right", 1, {YieldFactor::linear(free), YieldFactor::log_normal(slope, 1.01)}, ModelShape::bins(high), false}};
    model.channels = {channel};
    return model;
}

struct Distributions
{
    studies::QtildeComparison s_plus_b, b;
    std::int64_t failed;
};

Distributions distributions(StatisticalModel const& source)
{
    CompiledModel const model(source);
    ProfileLikelihood asimov(model, asimov_before_fit(model, {{0, 0}}), 0);
    double const sigma = 1 / std::sqrt(asimov.value(TestStatistic::qtilde, 1));
    auto const backend = make_cpu_toys(2);
    ToyOptions options;
    options.seed = 5;
    ToyCls cls(asimov, false, *backend, options);
    ToyPoint const& point = cls.grow(1, n_toys, n_toys);
    return {studies::compare_qtilde(studies::values_of(point.s_plus_b), {1, 1, sigma}),
            studies::compare_qtilde(studies::values_of(point.b), {1, 0, sigma}), cls.counts().failed};
}

void expect_atom(studies::QtildeComparison const& found)
{
    EXPECT_NEAR(found.atom, found.atom_formula, 4 * found.atom_error);
}

TEST(QtildeDistribution, FollowsTheFormulaAtHighYield)
{
    // Two and a half sigma: both branches of q~ (best fit above and below no signal) are well filled.
    Distributions const found = distributions(peak(20000, 1700));
    EXPECT_EQ(found.failed, 0);
    EXPECT_NEAR(found.s_plus_b.atom_formula, 0.5, 1e-12);
    expect_atom(found.s_plus_b);
    expect_atom(found.b);
    EXPECT_GT(found.s_plus_b.p_value, 1e-3) << "distance " << found.s_plus_b.distance;
    EXPECT_GT(found.b.p_value, 1e-3) << "distance " << found.b.distance;
    RecordProperty("distance", std::to_string(found.s_plus_b.distance));
    RecordProperty("p_value", std::to_string(found.s_plus_b.p_value));
}

TEST(QtildeDistribution, LeavesTheFormulaAtLowYield)
{
    Distributions const found = distributions(peak(0.05, 2.2));
    EXPECT_EQ(found.failed, 0);
    EXPECT_LT(found.s_plus_b.p_value, 1e-6) << "distance " << found.s_plus_b.distance;
    EXPECT_GT(std::abs(found.s_plus_b.atom - 0.5), 10 * found.s_plus_b.atom_error);
}

}  // namespace
}  // namespace quartet::test
