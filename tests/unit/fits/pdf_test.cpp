// Densities: derivatives against finite differences, integrals against quadrature, sampling against the integral.
#include "fits/pdf/pdf.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace quartet
{
namespace
{

struct Case
{
    char const* name;
    PdfKind kind;
    double low;
    double high;
    std::vector<double> q;
};

std::vector<Case> cases()
{
    return {{"uniform", PdfKind::uniform, -1.0, 3.0, {}},
            {"gaussian inside", PdfKind::gaussian, 4.5, 6.5, {5.367, 0.03}},
            {"gaussian at the edge", PdfKind::gaussian, 4.5, 6.5, {4.4, 0.2}},
            {"gaussian from its tail", PdfKind::gaussian, 4.5, 6.5, {3.5, 0.3}},
            {"johnson of the B meson", PdfKind::johnson_su, 4.5, 6.5, {5.367, 0.07, 0.87, 2.71}},
            {"johnson wide", PdfKind::johnson_su, -2.0, 5.0, {0.5, 1.3, -0.6, 0.9}},
            {"johnson tail only", PdfKind::johnson_su, 2.0, 4.0, {0.0, 0.5, 0.3, 1.2}},
            {"exponential falling", PdfKind::exponential, 4.5, 6.5, {-0.5}},
            {"exponential flat", PdfKind::exponential, 4.5, 6.5, {1e-7}},
            {"exponential steep", PdfKind::exponential, 0.0, 10.0, {3.0}},
            {"power law", PdfKind::power_law, 4.5, 6.5, {-3.2}},
            {"power law of exponent -1", PdfKind::power_law, 1.0, 9.0, {-1.0}},
            {"line", PdfKind::bernstein, 0.0, 2.0, {1.0, 0.3}},
            {"bernstein of order 2", PdfKind::bernstein, 1.0, 4.0, {0.2, 1.0, 0.5}},
            {"bernstein of order 4", PdfKind::bernstein, -1.0, 1.0, {0.0, 0.4, 1.0, 0.1, 0.7}}};
}

PdfAt at(Case const& c)
{
    PdfAt pdf{};
    pdf.kind = c.kind;
    pdf.n_parameters = static_cast<int>(c.q.size());
    pdf.active = (1U << c.q.size()) - 1U;
    pdf.low = c.low;
    pdf.high = c.high;
    for (std::size_t i = 0; i < c.q.size(); ++i) pdf.q[i] = c.q[i];
    return pdf;
}

double value(PdfAt const& pdf, double x)
{
    PdfValue<double> v{};
    evaluate_pdf(pdf, x, v);
    return v.value;
}

/// Composite Simpson rule with n intervals.
template <class F>
double simpson(F f, double low, double high, int n)
{
    double const h = (high - low) / n;
    double sum = f(low) + f(high);
    for (int i = 1; i < n; ++i) sum += (i % 2 == 1 ? 4.0 : 2.0) * f(low + h * i);
    return sum * h / 3.0;
}

/// Five-point derivative of f by parameter a.
template <class F>
double slope(PdfAt pdf, int a, double h, F f)
{
    double const q = pdf.q[a];
    auto const shifted = [&](double d)
    {
        pdf.q[a] = q + d;
        return f(pdf);
    };
    return (8.0 * (shifted(h) - shifted(-h)) - (shifted(2 * h) - shifted(-2 * h))) / (12.0 * h);
}

class PdfCases : public ::testing::TestWithParam<int>
{
  protected:
    Case const c = cases()[static_cast<std::size_t>(GetParam())];
    PdfAt const pdf = at(c);
    double step(int a) const { return 1e-4 * std::max(std::abs(pdf.q[a]) * 0.1, 0.05); }
};

TEST_P(PdfCases, ValueHasTheDerivativesOfItsFormula)
{
    for (int i = 0; i <= 10; ++i)
    {
        double const x = c.low + (c.high - c.low) * i / 10.0;
        PdfValue<double> v{};
        evaluate_pdf(pdf, x, v);
        for (int a = 0; a < pdf.n_parameters; ++a)
        {
            double const numeric = slope(pdf, a, step(a), [&](PdfAt const& p) { return value(p, x); });
            EXPECT_NEAR(v.d[a], numeric, 1e-7 * (std::abs(v.d[a]) + v.value + 1e-3))
                << c.name << " x=" << x << " a=" << a;
            for (int b = 0; b <= a; ++b)
            {
                double const second = slope(pdf, b, step(b),
                                            [&](PdfAt const& p)
                                            {
                                                PdfValue<double> u{};
                                                evaluate_pdf(p, x, u);
                                                return u.d[a];
                                            });
                double const h = v.h[pair_index(a, b)];
                EXPECT_NEAR(h, second, 1e-6 * (std::abs(h) + std::abs(v.d[a]) + v.value + 1e-3))
                    << c.name << " x=" << x << " a=" << a << " b=" << b;
            }
        }
    }
}

TEST_P(PdfCases, IntegralIsThatOfTheDensity)
{
    PdfValue<double> const integral = integrate_pdf(pdf);
    double const expected = simpson([&](double x) { return value(pdf, x); }, c.low, c.high, 20000);
    EXPECT_NEAR(integral.value, expected, 1e-10 * expected) << c.name;
    for (int a = 0; a < pdf.n_parameters; ++a)
        for (int b = -1; b <= a; ++b)
        {
            auto const derivative = [&](double x)
            {
                PdfValue<double> v{};
                evaluate_pdf(pdf, x, v);
                return b < 0 ? v.d[a] : v.h[pair_index(a, b)];
            };
            double const ours = b < 0 ? integral.d[a] : integral.h[pair_index(a, b)];
            double const theirs = simpson(derivative, c.low, c.high, 20000);
            double const size = simpson([&](double x) { return std::abs(derivative(x)); }, c.low, c.high, 2000);
            EXPECT_NEAR(ours, theirs, 1e-9 * size + 1e-14) << c.name << " a=" << a << " b=" << b;
        }
}

TEST_P(PdfCases, SampleInvertsTheDistributionFunction)
{
    double const total = integrate_pdf(pdf).value;
    for (double u : {1e-6, 0.01, 0.2, 0.5, 0.77, 0.99, 1.0 - 1e-6})
    {
        double const x = sample_pdf(pdf, u);
        ASSERT_GE(x, c.low) << c.name;
        ASSERT_LE(x, c.high) << c.name;
        double const below = simpson([&](double t) { return value(pdf, t); }, c.low, x, 20000) / total;
        EXPECT_NEAR(below, u, 1e-9) << c.name << " u=" << u;
    }
}

INSTANTIATE_TEST_SUITE_P(All, PdfCases, ::testing::Range(0, 15));

TEST(Pdf, JohnsonHasTheValuesOfRooFit)
{
    // RooJohnson's formula written out with the standard library.
    double const mu = 5.367, lambda = 0.07, gamma = 0.87, delta = 2.71;
    PdfAt const pdf = at({"", PdfKind::johnson_su, 4.5, 6.5, {mu, lambda, gamma, delta}});
    for (double x : {4.6, 5.2, 5.3, 5.34, 5.4, 6.0})
    {
        double const z = (x - mu) / lambda;
        double const arg = gamma + delta * std::asinh(z);
        double const expected =
            delta / (lambda * std::sqrt(2 * M_PI)) / std::sqrt(1 + z * z) * std::exp(-0.5 * arg * arg);
        EXPECT_NEAR(value(pdf, x), expected, 1e-13 * expected + 1e-300);
    }
}

TEST(Pdf, ParametersOutsideTheDomainHaveNoIntegral)
{
    EXPECT_EQ(integrate_pdf(at({"", PdfKind::gaussian, 0, 1, {0.5, -0.1}})).value, 0.0);
    EXPECT_EQ(integrate_pdf(at({"", PdfKind::johnson_su, 0, 1, {0.5, 0.1, 0.0, 0.0}})).value, 0.0);
    EXPECT_EQ(integrate_pdf(at({"", PdfKind::bernstein, 0, 1, {0.5, -0.1}})).value, 0.0);
    EXPECT_EQ(integrate_pdf(at({"", PdfKind::bernstein, 0, 1, {0.0, 0.0}})).value, 0.0);
}

}  // namespace
}  // namespace quartet
