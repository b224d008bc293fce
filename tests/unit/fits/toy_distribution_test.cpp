// The bookkeeping of toys: ranks and counts against a sorted list, rounds against one run.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "fits/toy_cls.hpp"
#include "fits/toy_grid_limit.hpp"
#include "host/cpu/toys.hpp"
#include "host/reference/toys.hpp"
#include "tests/parity/toys_models.hpp"

namespace quartet
{
namespace
{

/// Values of which many are equal, as those of a counting experiment, and many are not.
std::vector<double> mixed_values(int n)
{
    std::mt19937 random(7);
    std::vector<double> values;
    for (int i = 0; i < n; ++i)
    {
        unsigned const kind = random() % 4;
        if (kind == 0) values.push_back(0);
        if (kind == 1) values.push_back(double(random() % 50));
        if (kind > 1) values.push_back(double(random()) / 1e7);
    }
    return values;
}

ToyValues as_toys(std::vector<double> const& q, std::size_t first, std::size_t last)
{
    ToyValues toys;
    toys.q.assign(q.begin() + static_cast<std::ptrdiff_t>(first), q.begin() + static_cast<std::ptrdiff_t>(last));
    toys.status.assign(toys.q.size(), FitStatus::converged);
    toys.evaluations.assign(toys.q.size(), 1);
    return toys;
}

TEST(ToyDistribution, RanksAndCountsAreThoseOfTheSortedList)
{
    std::vector<double> q = mixed_values(200000);
    ToyDistribution d;
    for (std::size_t first = 0; first < q.size();)
    {
        std::size_t const last = std::min(q.size(), first + 1 + 37 * first % 30011);
        d.add(as_toys(q, first, last));
        if (first % 3 == 0)
        {
            EXPECT_EQ(d.count(-1), double(last)) << "asking in between settles the values";
        }
        first = last;
    }
    std::sort(q.begin(), q.end());
    ASSERT_EQ(d.size(), double(q.size()));
    for (std::size_t k = 0; k < q.size(); k += 61) ASSERT_EQ(d.at_rank(double(k)), q[k]) << k;
    ASSERT_EQ(d.at_rank(double(q.size() - 1)), q.back());
    for (double value : {-1.0, 0.0, 0.5, 1.0, 7.0, 7.0 + 1e-6, 30.123, 49.0, 300.0, 1e9})
        EXPECT_EQ(d.count(value), double(q.end() - std::lower_bound(q.begin(), q.end(), value - tie_epsilon)));
    EXPECT_LE(d.entries(), std::int64_t(q.size()));
}

TEST(ToyDistribution, EqualValuesTakeNoMemory)
{
    ToyDistribution d;
    for (int round = 0; round < 40; ++round)
    {
        std::vector<double> q;
        for (int i = 0; i < 50000; ++i) q.push_back(i % 30);
        d.add(as_toys(q, 0, q.size()));
    }
    EXPECT_EQ(d.size(), 2e6);
    EXPECT_EQ(d.entries(), 60);
    EXPECT_EQ(d.count(29), 40 * std::floor(50000 / 30.0));
}

TEST(ToyDistribution, InfiniteAndLostValues)
{
    double const infinity = std::numeric_limits<double>::infinity();
    ToyValues toys = as_toys({1, infinity, std::nan(""), infinity, 2}, 0, 5);
    toys.status[4] = FitStatus::not_converged;
    ToyDistribution d;
    d.add(toys);
    EXPECT_EQ(d.size(), 4);
    EXPECT_EQ(d.failed(), 2) << "the lost one and the one that did not converge";
    EXPECT_EQ(d.lost(), 1);
    EXPECT_EQ(d.count(infinity), 2);
    EXPECT_EQ(d.at_rank(3), infinity);
}

TEST(ToyRounds, DoNotChangeTheToys)
{
    CompiledModel const model(test::counting(5, 10));
    ToyPlan plan;
    plan.seed = 4;
    plan.generate = model.nominal_values();
    plan.last = 1000;
    plan.fits = fits_for(TestStatistic::qtilde, model.default_poi(), 1, 0);
    ToyValues const whole = toy_values(make_cpu_toys(2)->run(model, plan), TestStatistic::qtilde, 1);
    auto const backend = make_reference_toys();
    ToyRounds rounds(*backend, 1e-4);  // many small rounds
    ToyValues joined;
    int n_rounds = 0;
    rounds.run(model, plan, TestStatistic::qtilde, 1,
               [&](ToyValues const& toys)
               {
                   joined.append(toys);
                   ++n_rounds;
               });
    EXPECT_GT(n_rounds, 3);
    EXPECT_EQ(joined.q, whole.q);
    EXPECT_EQ(joined.status, whole.status);
    EXPECT_EQ(joined.evaluations, whole.evaluations);
}

/// CLs = exp(-mu) with these numbers of toys, all background toys as far out as the observation.
GridPoint exponential_point(double mu, double toys)
{
    GridPoint point;
    point.result.mu = mu;
    point.s_plus_b = toys;
    PlayedObservation played;
    played.beyond = std::round(toys * std::exp(-mu));
    played.clsb = played.beyond / toys;
    point.observed = played;
    point.expected.fill(played);
    return point;
}

TEST(GridLimit, IsReadOffTheCurve)
{
    for (int n : {4, 9, 40})
    {
        std::vector<GridPoint> points;
        for (int i = 0; i < n; ++i) points.push_back(exponential_point(1.0 + 5.0 * i / (n - 1), 1e5));
        LimitResult const limit = grid_limit(points, {0.95, true, true});
        EXPECT_TRUE(limit.complete()) << n;
        // Points that are 1.7 apart in ln CLs leave the bend, which is 0 here, to what is known of it: 0.06 +- 0.06.
        double const tolerance = n == 4 ? 0.05 : 0.02;
        EXPECT_NEAR(limit.observed, std::log(20.0), tolerance) << n;
        EXPECT_NEAR(limit.expected[4], std::log(20.0), tolerance) << n;
        EXPECT_GT(limit.observed_error, 0) << n;
        EXPECT_TRUE(limit.warnings.empty()) << n;
    }
}

TEST(GridLimit, OutsideOfThePointsIsNotFound)
{
    std::vector<GridPoint> points;
    for (double mu : {0.5, 1.0, 1.5, 2.0}) points.push_back(exponential_point(mu, 1e5));
    LimitResult const limit = grid_limit(points, {0.95, false, true});
    EXPECT_FALSE(limit.complete());
    ASSERT_EQ(limit.warnings.size(), 1U);
    EXPECT_NE(limit.warnings[0].find("--points"), std::string::npos) << limit.warnings[0];
}

}  // namespace
}  // namespace quartet
