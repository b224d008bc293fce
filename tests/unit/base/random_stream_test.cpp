// Distributions made from Philox: moments and shapes at fixed seeds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "models/base/philox.hpp"

namespace quartet
{
namespace
{

constexpr int kSample = 1000000;

/// Largest distance between the empirical distribution of `x` and `cdf`, times sqrt(n): Kolmogorov's statistic.
template <class Cdf>
double kolmogorov(std::vector<double> x, Cdf cdf)
{
    std::sort(x.begin(), x.end());
    auto const n = static_cast<double>(x.size());
    double worst = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i)
    {
        double const f = cdf(x[i]);
        worst =
            std::max({worst, std::fabs(f - static_cast<double>(i) / n), std::fabs(f - static_cast<double>(i + 1) / n)});
    }
    return worst * std::sqrt(n);
}

template <class Draw>
std::vector<double> sample(Draw draw)
{
    std::vector<double> x(kSample);
    for (int i = 0; i < kSample; ++i)
    {
        RandomStream random(42, 7, static_cast<std::uint64_t>(i));
        x[static_cast<std::size_t>(i)] = draw(random);
    }
    return x;
}

// 1.95 is the 0.1 % point of Kolmogorov's distribution (Kendall and Stuart, volume 2).

TEST(RandomStream, UniformNumbersAreUniform)
{
    EXPECT_LT(kolmogorov(sample([](RandomStream& r) { return r.next_uniform(); }), [](double x) { return x; }), 1.95);
    EXPECT_LT(kolmogorov(sample([](RandomStream& r) { return r.next_uniform(), r.next_uniform(); }),
                         [](double x) { return x; }),
              1.95);
}

TEST(RandomStream, NormalNumbersAreNormal)
{
    auto const x = sample([](RandomStream& r) { return r.next_normal(); });
    EXPECT_LT(kolmogorov(x, [](double y) { return 0.5 * std::erfc(-y / std::sqrt(2.0)); }), 1.95);
    double s1 = 0, s2 = 0, s4 = 0;
    for (double const y : x)
    {
        s1 += y;
        s2 += y * y;
        s4 += y * y * y * y;
    }
    // Four standard errors.
    EXPECT_NEAR(s1 / kSample, 0.0, 4.0 / std::sqrt(kSample));
    EXPECT_NEAR(s2 / kSample, 1.0, 4.0 * std::sqrt(2.0 / kSample));
    EXPECT_NEAR(s4 / kSample, 3.0, 4.0 * std::sqrt(96.0 / kSample));
}

TEST(RandomStream, ExponentialNumbersAreExponential)
{
    EXPECT_LT(kolmogorov(sample([](RandomStream& r) { return r.next_exponential(); }),
                         [](double x) { return -std::expm1(-x); }),
              1.95);
}

TEST(RandomStream, PoissonNumbersFollowPoisson)
{
    for (double const mean : {0.01, 0.7, 3.0, 9.99, 10.0, 11.5, 37.0, 200.0})
    {
        std::vector<double> count(2000, 0.0);
        for (int i = 0; i < kSample; ++i)
        {
            RandomStream random(1, 2, static_cast<std::uint64_t>(i));
            std::int64_t const n = random.next_poisson(mean);
            ASSERT_GE(n, 0);
            ASSERT_LT(n, 2000);
            count[static_cast<std::size_t>(n)] += 1.0;
        }
        // Pearson's chi-square over the bins with more than 10 expected.
        double chi2 = 0.0;
        int bins = 0;
        for (int n = 0; n < 2000; ++n)
        {
            double const expected = kSample * std::exp(-mean + n * std::log(mean) - std::lgamma(n + 1.0));
            if (expected < 10.0) continue;
            double const pull = count[static_cast<std::size_t>(n)] - expected;
            chi2 += pull * pull / expected;
            ++bins;
        }
        double const deviations = (chi2 - bins) / std::sqrt(2.0 * bins + 1.0);
        std::printf("Poisson(%g): chi2 %.1f over %d bins\n", mean, chi2, bins);
        EXPECT_LT(deviations, 4.0) << mean;
    }
}

TEST(RandomStream, LargePoissonMeansKeepMeanAndVariance)
{
    for (double const mean : {1e3, 1e6, 1e9})
    {
        double s1 = 0, s2 = 0;
        for (int i = 0; i < 200000; ++i)
        {
            RandomStream random(3, 2, static_cast<std::uint64_t>(i));
            double const pull = (static_cast<double>(random.next_poisson(mean)) - mean) / std::sqrt(mean);
            s1 += pull;
            s2 += pull * pull;
        }
        EXPECT_NEAR(s1 / 200000, 0.0, 4.0 / std::sqrt(200000.0)) << mean;
        EXPECT_NEAR(s2 / 200000, 1.0, 4.0 * std::sqrt(2.0 / 200000.0)) << mean;
    }
}

TEST(RandomStream, PoissonOfNothingIsNothing)
{
    RandomStream random(1, 1, 1);
    EXPECT_EQ(random.next_poisson(0.0), 0);
    EXPECT_EQ(random.next_poisson(-1.0), 0);
    EXPECT_EQ(random.next_poisson(std::nan("")), 0);
}

TEST(RandomStream, InfinitePoissonMeanEnds)
{
    RandomStream random(1, 1, 1);
    EXPECT_NEAR(static_cast<double>(random.next_poisson(INFINITY)), 1e15, 1e9);
}

TEST(RandomStream, SameAddressSameNumbers)
{
    RandomStream a(9, 8, 7);
    RandomStream b(9, 8, 7);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next_normal(), b.next_normal());
}

}  // namespace
}  // namespace quartet
