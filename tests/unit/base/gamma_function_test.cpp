// Accuracy of log Gamma and of the chi-square probability.
#include "tests/unit/base/accuracy.hpp"

namespace quartet
{
namespace
{

using test::check_accuracy;
using enum test::Spread;

TEST(GammaFunction, LogGamma)
{
    check_accuracy(
        "log_gamma",
        {{3.0, 1e6, logarithmic, 3.0, 3.5},
         {1e-30, 0.9, logarithmic, 3.0, 3.5},
         {0.5, 3.0, linear, 10.0, 10.0},
         {1e3, 1e300, logarithmic, 3.0, 0}},
        [](auto x) { return log_gamma(x); }, [](long double x) { return std::lgamma(x); });
}

TEST(GammaFunction, LogGammaOfSmallWholeNumbersIsTheLogarithmOfTheFactorial)
{
    EXPECT_EQ(log_gamma(1.0), 0.0);
    EXPECT_EQ(log_gamma(2.0), 0.0);
    long double factorial = 1.0L;
    for (int n = 2; n <= 150; ++n)
    {
        factorial *= n;
        EXPECT_LE(test::distance_in_ulp<double>(log_gamma(n + 1.0), std::log(factorial)), 3.0) << n;
    }
}

/// The upper tail of chi-square by its continued fraction or its series in long double (Abramowitz and Stegun 26.4.10
/// and 6.5.29): another way than the finite sums of the code.
long double reference_probability(long double chi2, int ndf)
{
    long double const a = ndf / 2.0L;
    long double const x = chi2 / 2;
    long double const front = std::exp(-x + a * std::log(x) - std::lgamma(a));
    if (x < a + 1)
    {
        long double term = 1 / a;
        long double sum = term;
        for (int k = 1; k < 5000; ++k)
        {
            term *= x / (a + k);
            sum += term;
        }
        return 1 - front * sum;
    }
    long double fraction = 0.0L;
    for (int k = 5000; k >= 1; --k) fraction = k * (k - a) / (x + 2 * k + 1 - a - fraction);
    return front / (x + 1 - a - fraction);
}

TEST(GammaFunction, Chi2Probability)
{
    long double worst = 0.0L;
    for (int ndf = 1; ndf <= 200; ++ndf)
    {
        for (double const ratio : {0.01, 0.1, 0.5, 0.8, 1.0, 1.2, 1.7, 3.0, 6.0})
        {
            double const chi2 = ratio * ndf;
            long double const expected = reference_probability(chi2, ndf);
            worst = std::max(worst, std::fabs(chi2_probability(chi2, ndf) / expected - 1.0L));
            float const single = chi2_probability(static_cast<float>(chi2), ndf);
            if (ndf <= 40)
            {
                EXPECT_NEAR(single / static_cast<double>(expected), 1.0, 2e-4);
            }
        }
    }
    std::printf("chi2_probability: largest relative error %.3Lg\n", worst);
    EXPECT_LE(worst, 2e-13L);
}

TEST(GammaFunction, Chi2ProbabilityOfTables)
{
    // Abramowitz and Stegun, table 26.8: the values above which lie 5 %, 1 % and 0.1 %.
    EXPECT_NEAR(chi2_probability(3.84146, 1), 0.05, 1e-6);
    EXPECT_NEAR(chi2_probability(11.0705, 5), 0.05, 1e-6);
    EXPECT_NEAR(chi2_probability(15.0863, 5), 0.01, 1e-6);
    EXPECT_NEAR(chi2_probability(20.517, 5), 0.001, 1e-6);
    EXPECT_NEAR(chi2_probability(18.3070, 10), 0.05, 1e-6);
    EXPECT_EQ(chi2_probability(0.0, 5), 1.0);
    EXPECT_EQ(chi2_probability(-1.0, 4), 1.0);
    EXPECT_EQ(chi2_probability(1e9, 7), 0.0);
    EXPECT_TRUE(std::isnan(chi2_probability(std::nan(""), 3)));
}

}  // namespace
}  // namespace quartet
