// Densities: derivatives against finite differences, integrals against quadrature, sampling against the integral.
#include "fits/pdf/pdf.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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
            {"bernstein of order 4", PdfKind::bernstein, -1.0, 1.0, {0.0, 0.4, 1.0, 0.1, 0.7}},
            {"bernstein of order 6", PdfKind::bernstein, -1.0, 2.0, {0.3, 0.4, 1.0, 0.1, 0.7, 0.0, 0.2}},
            {"chebyshev of order 1", PdfKind::chebyshev, 1.0, 4.0, {0.7}},
            {"chebyshev of order 6", PdfKind::chebyshev, -1.0, 2.0, {-0.3, 0.2, 0.1, -0.15, 0.05, 0.1}},
            {"straight line", PdfKind::polynomial, 1.0, 4.0, {1.0, 0.7}},
            {"polynomial of order 6", PdfKind::polynomial, 0.5, 2.0, {1.0, -0.3, 0.2, 0.1, -0.05, 0.02, 0.01}},
            {"student t", PdfKind::student_t, 4.5, 6.5, {5.281, 0.043, 3.7}},
            {"student t with nu below 1", PdfKind::student_t, 4.5, 6.5, {5.281, 0.043, 0.3}},
            {"student t, nearly gaussian", PdfKind::student_t, 4.5, 6.5, {5.281, 0.143, 400.0}},
            {"student t from its tail", PdfKind::student_t, 5.5, 6.5, {5.281, 0.043, 2.0}},
            {"breit-wigner", PdfKind::breit_wigner, 60.0, 120.0, {91.19, 2.5}},
            {"breit-wigner, narrow", PdfKind::breit_wigner, 60.0, 120.0, {91.19, 0.06}},
            {"breit-wigner from its tail", PdfKind::breit_wigner, 110.0, 120.0, {91.19, 2.5}},
            {"voigtian", PdfKind::voigtian, 60.0, 120.0, {91.19, 2.5, 1.7}},
            {"voigtian, nearly gaussian", PdfKind::voigtian, 80.0, 100.0, {91.19, 1e-4, 1.7}},
            {"voigtian, nearly breit-wigner", PdfKind::voigtian, 60.0, 120.0, {91.19, 2.5, 0.05}},
            {"voigtian from its tail", PdfKind::voigtian, 110.0, 120.0, {91.19, 2.5, 1.2}},
            {"argus", PdfKind::argus, 5.203, 5.303, {5.29, -20.5}},
            {"argus with power", PdfKind::argus, 5.2, 5.27, {5.29, -35.0, 0.8}},
            {"argus, whole range", PdfKind::argus, 0.0, 6.0, {5.29, -4.0, 1.3}},
            {"argus, rising", PdfKind::argus, 2.0, 5.2, {5.29, 3.0, 0.4}},
            {"argus, flat", PdfKind::argus, 2.0, 5.2, {5.29, 0.0, 0.5}},
            {"crystal ball", PdfKind::crystal_ball, 4.5, 6.5, {5.281, 0.043, 1.31, 2.6}},
            {"crystal ball of the right", PdfKind::crystal_ball, 4.5, 6.5, {5.281, 0.043, -1.31, 2.6}},
            {"crystal ball with n = 1", PdfKind::crystal_ball, 4.5, 6.5, {5.281, 0.043, 1.31, 1.0}},
            {"crystal ball with n below 1", PdfKind::crystal_ball, 4.5, 6.5, {5.281, 0.043, 0.71, 0.3}},
            {"crystal ball with large n", PdfKind::crystal_ball, 4.5, 6.5, {5.281, 0.143, 1.2, 180.0}},
            {"crystal ball without tail", PdfKind::crystal_ball, 4.5, 6.5, {5.281, 0.043, 45.0, 3.0}},
            {"crystal ball from its tail", PdfKind::crystal_ball, 4.5, 4.9, {5.281, 0.043, 1.31, 2.6}},
            {"double crystal ball", PdfKind::double_crystal_ball, 4.5, 6.5, {5.281, 0.043, 1.21, 2.2, 1.87, 5.1}},
            {"double crystal ball, left tail only",
             PdfKind::double_crystal_ball,
             4.5,
             5.0,
             {5.281, 0.043, 1.21, 2.2, 1.87, 5.1}},
            {"double crystal ball, right side only",
             PdfKind::double_crystal_ball,
             5.3,
             6.0,
             {5.281, 0.043, 1.21, 2.2, 1.87, 5.1}},
            {"double crystal ball, two sigmas",
             PdfKind::double_crystal_ball,
             4.5,
             6.5,
             {5.281, 0.043, 1.21, 2.2, 1.87, 1.0, 0.065}}};
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

/// Where a density or its derivatives jump, or panels must be short.
std::vector<double> breaks(Case const& c)
{
    auto const& q = c.q;
    if (c.kind == PdfKind::crystal_ball) return {q[0] - q[1] * q[2], q[0]};
    if (c.kind == PdfKind::double_crystal_ball)
        return {q[0] - q[1] * q[2], q[0], q[0] + q[q.size() == 7 ? 6 : 1] * q[4]};
    std::vector<double> ends;
    if (c.kind == PdfKind::breit_wigner)
        for (int k = -40; k <= 40; ++k) ends.push_back(q[0] + 0.02 * q[1] * k * std::abs(k));
    if (c.kind == PdfKind::argus)  // a power of the distance from m0
    {
        for (int k = 0; k < 80; ++k) ends.push_back(q[0] * (1 - std::ldexp(1.0, -k)));
        ends.push_back(q[0]);
    }
    return ends;
}

/// Derivatives of this density by its end point diverge there: no rule integrates them.
bool diverges(Case const& c, int a) { return c.kind == PdfKind::argus && a == 0 && c.high >= c.q[0]; }

/// Composite Gauss-Legendre rule of five points, about n of them between low and high, with panels that end at `ends`.
template <class F>
double quadrature(F f, double low, double high, std::vector<double> ends, int n)
{
    double const r = std::sqrt(10.0 / 7.0);
    double const node[3] = {0.0, std::sqrt(5.0 - 2.0 * r) / 3.0, std::sqrt(5.0 + 2.0 * r) / 3.0};
    double const weight[3] = {128.0 / 225.0, (322.0 + 13.0 * std::sqrt(70.0)) / 900.0,
                              (322.0 - 13.0 * std::sqrt(70.0)) / 900.0};
    ends.push_back(high);
    double sum = 0;
    for (double from = low; double to : ends)
    {
        to = std::clamp(to, from, high);
        int const panels = 1 + static_cast<int>(n / 5 * (to - from) / (high - low));
        double const h = 0.5 * (to - from) / panels;
        for (int i = 0; i < panels; ++i)
        {
            double const middle = from + h * (2 * i + 1);
            for (int k = 0; k < 3; ++k)
                sum += weight[k] * h * (k == 0 ? f(middle) : f(middle - h * node[k]) + f(middle + h * node[k]));
        }
        from = to;
    }
    return sum;
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
    double const expected = quadrature([&](double x) { return value(pdf, x); }, c.low, c.high, breaks(c), 8000);
    EXPECT_NEAR(integral.value, expected, 1e-10 * expected) << c.name;
    for (int a = 0; a < pdf.n_parameters; ++a)
        for (int b = -1; b <= a; ++b)
        {
            if (diverges(c, b < 0 ? a : std::min(a, b))) continue;
            auto const derivative = [&](double x)
            {
                PdfValue<double> v{};
                evaluate_pdf(pdf, x, v);
                return b < 0 ? v.d[a] : v.h[pair_index(a, b)];
            };
            double const ours = b < 0 ? integral.d[a] : integral.h[pair_index(a, b)];
            double const theirs = quadrature(derivative, c.low, c.high, breaks(c), 8000);
            double const size =
                quadrature([&](double x) { return std::abs(derivative(x)); }, c.low, c.high, breaks(c), 2000);
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
        double const below = quadrature([&](double t) { return value(pdf, t); }, c.low, x, breaks(c), 8000) / total;
        EXPECT_NEAR(below, u, 1e-9) << c.name << " u=" << u;
    }
}

TEST_P(PdfCases, IntegralHasTheDerivativesOfItsValue)
{
    // A coefficient of 0 is at the edge of its domain.
    auto const at_edge = [&](int a) { return c.kind == PdfKind::bernstein && pdf.q[a] == 0; };
    PdfValue<double> const integral = integrate_pdf(pdf);
    for (int a = 0; a < pdf.n_parameters; ++a)
    {
        if (at_edge(a)) continue;
        double const first = slope(pdf, a, step(a), [&](PdfAt const& p) { return integrate_pdf(p).value; });
        EXPECT_NEAR(integral.d[a], first, 1e-7 * (std::abs(first) + integral.value)) << c.name << " a=" << a;
        for (int b = 0; b <= a; ++b)
        {
            if (at_edge(b)) continue;
            double const second = slope(pdf, b, step(b), [&](PdfAt const& p) { return integrate_pdf(p).d[a]; });
            EXPECT_NEAR(integral.h[pair_index(a, b)], second,
                        1e-6 * (std::abs(second) + std::abs(first) + integral.value))
                << c.name << " a=" << a << " b=" << b;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, PdfCases, ::testing::Range(0, static_cast<int>(cases().size())));

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
    EXPECT_EQ(integrate_pdf(at({"", PdfKind::crystal_ball, 0, 1, {0.5, 0.1, 0.0, 2.0}})).value, 0.0);
    EXPECT_EQ(integrate_pdf(at({"", PdfKind::crystal_ball, 0, 1, {0.5, 0.1, 1.0, 0.0}})).value, 0.0);
    EXPECT_EQ(integrate_pdf(at({"", PdfKind::double_crystal_ball, 0, 1, {0.5, 0.1, 1, 2, -1, 2}})).value, 0.0);
}

}  // namespace
}  // namespace quartet
