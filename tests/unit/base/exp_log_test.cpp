// Accuracy of exp, log and what follows from them, against the C library in long double.
#include "tests/unit/base/accuracy.hpp"

namespace quartet
{
namespace
{

using test::check_accuracy;
using enum test::Spread;

TEST(ExpLog, Exp)
{
    check_accuracy(
        "exp", {{-1.0, 1.0, linear, 1.1, 1.1}, {-87.0, 88.0, linear, 1.1, 1.1}, {-745.0, 709.7, linear, 1.1, 0}},
        [](auto x) { return exp(x); }, [](long double x) { return std::exp(x); });
}

TEST(ExpLog, ExpOfSubnormalResults)
{
    check_accuracy(
        "exp subnormal", {{-745.1, -708.0, linear, 1.1, 0}}, [](auto x) { return exp(x); },
        [](long double x) { return std::exp(x); });
    test::check_range<float>(
        "exp subnormal", {-103.9, -87.0, linear, 0, 1.1}, 1.1, 500000, [](float x) { return exp(x); },
        [](long double x) { return std::exp(x); });
}

TEST(ExpLog, Expm1)
{
    check_accuracy(
        "expm1", {{-2.0, 2.0, linear, 2.6, 2.0}, {1e-30, 1.0, both_signs, 2.6, 2.0}, {-40.0, 80.0, linear, 2.6, 2.0}},
        [](auto x) { return expm1(x); }, [](long double x) { return std::expm1(x); });
}

TEST(ExpLog, Log)
{
    check_accuracy(
        "log",
        {{0.5, 2.0, linear, 0.9, 0.9}, {1e-37, 1e37, logarithmic, 0.9, 0.9}, {5e-324, 1e308, logarithmic, 0.9, 0}},
        [](auto x) { return log(x); }, [](long double x) { return std::log(x); });
}

TEST(ExpLog, Log1p)
{
    check_accuracy(
        "log1p",
        {{-0.999, 2.0, linear, 0.95, 0.95},
         {1e-30, 0.99, both_signs, 0.95, 0.95},
         {1e-3, 1e30, logarithmic, 0.95, 0.95}},
        [](auto x) { return log1p(x); }, [](long double x) { return std::log1p(x); });
}

TEST(ExpLog, Pow)
{
    for (double const exponent : {-9.5, -0.5, 0.25, 1.0, 3.75})
        check_accuracy(
            "pow", {{0.1, 10.0, linear, 2.5, 2.5}, {1e-3, 1e3, logarithmic, 2.5, 2.5}},
            [=](auto x) { return pow(x, decltype(x)(exponent)); },
            [=](long double x) { return std::pow(x, static_cast<long double>(exponent)); });
    check_accuracy(
        "pow(2, y)", {{-1021.0, 1023.0, linear, 2.0, 0}}, [](auto y) { return pow(decltype(y)(2), y); },
        [](long double y) { return std::exp2(y); });
}

TEST(ExpLog, Logistic)
{
    check_accuracy(
        "logistic", {{-4.0, 4.0, linear, 2.5, 2.5}, {-80.0, 40.0, linear, 2.5, 2.5}, {-700.0, 40.0, linear, 2.5, 0}},
        [](auto x) { return logistic(x); }, [](long double x) { return 1.0L / (1.0L + std::exp(-x)); });
}

TEST(ExpLog, Hyperbolic)
{
    check_accuracy(
        "sinh", {{-2.0, 2.0, linear, 2.6, 2.6}, {1e-30, 80.0, both_signs, 2.6, 2.6}, {-710.4, 710.4, linear, 2.6, 0}},
        [](auto x) { return sinh(x); }, [](long double x) { return std::sinh(x); });
    check_accuracy(
        "cosh", {{-2.0, 2.0, linear, 2.0, 2.0}, {-710.4, 710.4, linear, 2.0, 0}}, [](auto x) { return cosh(x); },
        [](long double x) { return std::cosh(x); });
    check_accuracy(
        "tanh", {{-4.0, 4.0, linear, 2.7, 2.7}, {1e-30, 100.0, both_signs, 2.7, 2.7}}, [](auto x) { return tanh(x); },
        [](long double x) { return std::tanh(x); });
}

TEST(ExpLog, Asinh)
{
    check_accuracy(
        "asinh",
        {{-5.0, 5.0, linear, 1.3, 1.3}, {1e-30, 1e37, both_signs, 1.3, 1.3}, {1e-300, 1e308, both_signs, 1.3, 0}},
        [](auto x) { return asinh(x); }, [](long double x) { return std::asinh(x); });
}

}  // namespace
}  // namespace quartet
