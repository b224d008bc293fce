// Asymptotic formulae against numbers printed by other programs and against closed forms.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "fits/asymptotic.hpp"

namespace quartet
{
namespace
{

// pyhf README (scikit-hep/pyhf @b3dc4bb): expected CLs of the two-bin model at mu = 1, from -2 to +2 sigma. One of the
// five numbers fixes sqrt(q_A); the other four must follow.
TEST(AsymptoticFormulae, ExpectedBandOfThePyhfReadme)
{
    std::array<double, 5> const reference{.00260626, .01382005, .06445321, .23525644, .57303621};
    double low = 0, high = 5;
    for (int i = 0; i < 200; ++i)
    {
        double const middle = 0.5 * (low + high);
        (expected_cls(middle * middle, 0).cls > reference[2] ? low : high) = middle;
    }
    for (int n = -2; n <= 2; ++n)
    {
        double const ours = expected_cls(low * low, n).cls;
        std::printf("  pyhf README, %+d sigma: reference %.8f, ours %.8f, difference %.1e\n", n, reference[n + 2], ours,
                    ours - reference[n + 2]);
        EXPECT_NEAR(ours, reference[n + 2], 2e-8);
    }
}

// q~ and q agree up to q_A, and both meet the expected band at the quantile of the background-only distribution.
TEST(AsymptoticFormulae, TildeMeetsPlainAtTheAsimovValue)
{
    for (double q_asimov : {0.3, 1.0, 3.84, 12.0})
    {
        ClsValues const tilde = asymptotic_cls(q_asimov, q_asimov, true);
        ClsValues const plain = asymptotic_cls(q_asimov, q_asimov, false);
        EXPECT_NEAR(tilde.cls, plain.cls, 1e-15);
        EXPECT_NEAR(tilde.cls, expected_cls(q_asimov, 0).cls, 1e-15);
        // +1 sigma: sqrt(q) = sqrt(q_A) - 1; -1 sigma: q = q_A + 2 sqrt(q_A) (equation 66 of the paper).
        double const s = std::sqrt(q_asimov);
        EXPECT_NEAR(asymptotic_cls(q_asimov + 2 * s, q_asimov, true).cls, expected_cls(q_asimov, -1).cls, 1e-14);
        if (s <= 1) continue;
        EXPECT_NEAR(asymptotic_cls((s - 1) * (s - 1), q_asimov, true).cls, expected_cls(q_asimov, 1).cls, 1e-14);
    }
}

// A background far above the observation: clb underflows, CLs stays finite, positive and ordered.
TEST(AsymptoticFormulae, FarTailsStayFinite)
{
    double previous = 1;
    for (double q : {10.0, 100.0, 1000.0, 5000.0, 20000.0})
    {
        double const cls = asymptotic_cls(q, 4.0, true).cls;
        EXPECT_TRUE(std::isfinite(cls)) << q;
        EXPECT_GE(cls, 0);
        EXPECT_LE(cls, previous) << q;
        previous = cls;
    }
    EXPECT_EQ(asymptotic_cls(0, 0, true).cls, 1);
}

// Expected limit of a Gaussian measurement: 1.96 sigma for the CLs median at 95 % (Phi^-1(1 - 0.05 / 2)).
TEST(AsymptoticFormulae, MedianLimitOfAGaussianMeasurement)
{
    EXPECT_NEAR(sqrt_q_at_expected_limit(0.05, 0), 1.959963984540054, 1e-12);
    EXPECT_NEAR(significance_of(discovery_p_value(3.0)), 3.0, 1e-10);
}

}  // namespace
}  // namespace quartet
