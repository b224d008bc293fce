// Accuracy of the trigonometric functions, against the C library in long double.
#include "tests/unit/base/accuracy.hpp"

namespace quartet
{
namespace
{

using test::check_accuracy;
using enum test::Spread;

TEST(Trigonometric, SinAndCosAreWithinOneUlp)
{
    check_accuracy(
        "sin",
        {{-7.0, 7.0, linear, 0.85, 0.85},
         {1e-30, 1.0, both_signs, 0.85, 0.85},
         {-1e5, 1e5, linear, 0.85, 0.85},
         {-1e12, 1e12, linear, 0.85, 0}},
        [](auto x) { return sin(x); }, [](long double x) { return std::sin(x); });
    check_accuracy(
        "cos", {{-7.0, 7.0, linear, 0.85, 0.85}, {-1e5, 1e5, linear, 0.85, 0.85}, {-1e12, 1e12, linear, 0.85, 0}},
        [](auto x) { return cos(x); }, [](long double x) { return std::cos(x); });
}

TEST(Trigonometric, ReductionKeepsAccuracyNearMultiplesOfHalfPi)
{
    // The double nearest to n pi/2, where sin or cos is as small as it gets.
    double worst = 0.0;
    for (int n = 1; n < 200000; ++n)
    {
        double const x = n * 1.57079632679489661923;
        auto const both = sincos(x);
        worst = std::max(worst, test::distance_in_ulp<double>(both.sin, std::sin(static_cast<long double>(x))));
        worst = std::max(worst, test::distance_in_ulp<double>(both.cos, std::cos(static_cast<long double>(x))));
    }
    std::printf("sincos near n pi/2: largest error %.3f ulp\n", worst);
    EXPECT_LE(worst, 0.9);
}

TEST(Trigonometric, Tan)
{
    check_accuracy(
        "tan", {{-7.0, 7.0, linear, 2.2, 2.2}, {-1e5, 1e5, linear, 2.2, 2.2}}, [](auto x) { return tan(x); },
        [](long double x) { return std::tan(x); });
}

TEST(Trigonometric, Atan)
{
    check_accuracy(
        "atan",
        {{-4.0, 4.0, linear, 1.9, 1.9}, {1e-30, 1e30, both_signs, 1.9, 1.9}, {1e-300, 1e300, both_signs, 1.9, 0}},
        [](auto x) { return atan(x); }, [](long double x) { return std::atan(x); });
}

TEST(Trigonometric, Atan2InAllQuadrants)
{
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> exponent(-5.0, 5.0);
    double worst_double = 0.0;
    double worst_float = 0.0;
    for (int i = 0; i < 1000000; ++i)
    {
        double const x = std::exp(exponent(engine)) * (i % 2 == 0 ? 1.0 : -1.0);
        double const y = std::exp(exponent(engine)) * (i % 3 == 0 ? 1.0 : -1.0);
        worst_double = std::max(worst_double,
                                test::distance_in_ulp<double>(
                                    atan2(y, x), std::atan2(static_cast<long double>(y), static_cast<long double>(x))));
        auto const xf = static_cast<float>(x);
        auto const yf = static_cast<float>(y);
        worst_float = std::max(
            worst_float, test::distance_in_ulp<float>(
                             atan2(yf, xf), std::atan2(static_cast<long double>(yf), static_cast<long double>(xf))));
    }
    std::printf("atan2: largest error %.3f ulp (double), %.3f ulp (float)\n", worst_double, worst_float);
    EXPECT_LE(worst_double, 2.0);
    EXPECT_LE(worst_float, 2.0);
}

TEST(Trigonometric, AsinAndAcos)
{
    check_accuracy(
        "asin", {{-1.0, 1.0, linear, 2.5, 2.5}, {1e-30, 1.0, both_signs, 2.5, 2.5}}, [](auto x) { return asin(x); },
        [](long double x) { return std::asin(x); });
    check_accuracy(
        "acos", {{-1.0, 1.0, linear, 2.5, 2.5}}, [](auto x) { return acos(x); },
        [](long double x) { return std::acos(x); });
}

TEST(Trigonometric, HypotNeitherOverflowsNorUnderflows)
{
    for (double const scale : {1e-310, 1e-200, 1e-15, 1.0, 1e15, 1e200, 4e307})
    {
        long double const a = 3.0 * scale;
        long double const b = 4.0 * scale;
        double const expected = static_cast<double>(std::hypot(a, b));
        EXPECT_LE(test::distance_in_ulp<double>(hypot(3.0 * scale, 4.0 * scale), std::hypot(a, b)), 1.5) << expected;
    }
    EXPECT_FLOAT_EQ(hypot(3e37F, 4e37F), 5e37F);
    EXPECT_FLOAT_EQ(hypot(3e-30F, 4e-30F), 5e-30F);
    check_accuracy(
        "hypot(x, 2)", {{1e-3, 1e3, logarithmic, 1.2, 1.2}}, [](auto x) { return hypot(x, decltype(x)(2)); },
        [](long double x) { return std::hypot(x, 2.0L); });
}

}  // namespace
}  // namespace quartet
