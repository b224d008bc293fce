// Accuracy of the error functions and of the normal distribution, against the C library in long double.
#include <numbers>

#include "tests/unit/base/accuracy.hpp"

namespace quartet
{
namespace
{

using test::check_accuracy;
using enum test::Spread;

long double normal_tail(long double x) { return std::erfc(x / std::sqrt(2.0L)) / 2; }
long double normal_density(long double x)
{
    return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi_v<long double>);
}

TEST(ErrorFunction, Erf)
{
    check_accuracy(
        "erf", {{-6.0, 6.0, linear, 2.5, 3.3}, {1e-30, 1.0, both_signs, 2.5, 3.3}}, [](auto x) { return erf(x); },
        [](long double x) { return std::erf(x); });
}

TEST(ErrorFunction, ErfcIsRelativeToItselfDownToUnderflow)
{
    // 6 ulp are 1.3e-15 (double).
    check_accuracy(
        "erfc", {{-6.0, 3.0, linear, 6.0, 6.0}, {-6.0, 9.1, linear, 6.0, 6.0}, {0.0, 26.5, linear, 6.0, 0}},
        [](auto x) { return erfc(x); }, [](long double x) { return std::erfc(x); });
}

TEST(ErrorFunction, NormalPdf)
{
    check_accuracy(
        "normal_pdf", {{-13.0, 13.0, linear, 3.5, 3.5}, {-37.5, 37.5, linear, 3.5, 0}},
        [](auto x) { return normal_pdf(x); }, [](long double x) { return normal_density(x); });
}

TEST(ErrorFunction, NormalCdfIsRelativeToItselfInTheTail)
{
    check_accuracy(
        "normal_cdf", {{-3.0, 8.0, linear, 6.0, 6.0}, {-12.9, 0.0, linear, 6.0, 6.0}, {-37.4, 0.0, linear, 6.0, 0}},
        [](auto x) { return normal_cdf(x); }, [](long double x) { return normal_tail(-x); });
}

/// Relative error of a quantile x of p, by one Newton step in long double; the step's own error is quadratic.
long double quantile_error(long double x, long double p, long double q)
{
    long double const step =
        p <= q ? (normal_tail(-x) - p) / normal_density(x) : (q - normal_tail(x)) / normal_density(x);
    return std::fabs(step / x);
}

TEST(ErrorFunction, NormalQuantileIsRelativeToItself)
{
    std::mt19937_64 engine(3);
    std::uniform_real_distribution<double> exponent(-707.0, -0.7);
    long double worst = 0.0L;
    long double worst_float = 0.0L;
    for (int i = 0; i < 1000000; ++i)
    {
        double const u = static_cast<double>((engine() >> 12) | 1U) * 0x1p-52;
        double const p = i % 2 == 0 ? u : std::exp(exponent(engine));
        worst = std::max(worst, quantile_error(normal_quantile(p), p, 1.0L - p));
        auto const pf = static_cast<float>(p);
        if (pf > 1e-37F && pf < 1.0F && pf != 0.5F)
            worst_float = std::max(worst_float, quantile_error(normal_quantile(pf), pf, 1.0L - pf));
    }
    std::printf("normal_quantile: largest relative error %.3Lg (double), %.3Lg (float)\n", worst, worst_float);
    EXPECT_LE(worst, 2e-15L);
    EXPECT_LE(worst_float, 8e-7L);
    EXPECT_EQ(normal_quantile(0.5), 0.0);
}

TEST(ErrorFunction, NormalQuantilesOfTables)
{
    // Two-sided and one-sided levels, e.g. PDG Review of Particle Physics 2024, table 40.1.
    EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
    EXPECT_NEAR(normal_quantile(0.95), 1.6448536269514722, 1e-14);
    EXPECT_NEAR(normal_cdf(1.0) - normal_cdf(-1.0), 0.6826894921370859, 1e-15);
    EXPECT_NEAR(normal_cdf(-5.0) / 2.866515718791939e-07, 1.0, 1e-14);
}

}  // namespace
}  // namespace quartet
