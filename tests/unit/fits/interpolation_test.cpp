// Interpolating factors and the constraints of parameters: values by hand, derivatives against differences.
#include <gtest/gtest.h>

#include <cmath>

#include "fits/constraints.hpp"
#include "fits/factor_record.hpp"
#include "fits/interpolation.hpp"
#include "fits/toy_backend.hpp"
#include "models/base/error.hpp"
#include "tests/unit/fits/derivatives.hpp"
#include "tests/unit/fits/models.hpp"

namespace quartet
{
namespace
{

using test::check_derivatives;

constexpr FactorKind linear_code = FactorKind::piecewise_linear;
constexpr FactorKind exponential_code = FactorKind::piecewise_exponential;
constexpr FactorKind polynomial_code = FactorKind::polynomial_exponential;

FactorValue at(FactorKind kind, double theta, double low, double high)
{
    return factor_value(factor_record(YieldFactor::interpolated(kind, 0, low, high)), theta);
}

/// Signal mu * s with a factor of the kind in theta, and background with another one in the same parameter.
StatisticalModel with_factors(FactorKind kind)
{
    StatisticalModel m = test::counting(6, 11);
    auto& samples = m.channels[0].samples;
    samples[0].factors.push_back(YieldFactor::interpolated(kind, 2, 0.7, 1.2));
    samples[1].factors.push_back(YieldFactor::interpolated(kind, 2, 1.15, 1.4));
    samples[1].factors.push_back(YieldFactor::interpolated(kind, 1, 0.95, 1.1));
    return m;
}

FitDataset counts(double n)
{
    FitDataset data;
    data.channels.resize(1);
    data.channels[0].counts = {n};
    return data;
}

TEST(Interpolation, PassesThroughTheGivenFactors)
{
    for (FactorKind kind : {linear_code, exponential_code, polynomial_code})
    {
        EXPECT_NEAR(at(kind, -1, 0.7, 1.2).v, 0.7, 1e-15);
        EXPECT_EQ(at(kind, 0, 0.7, 1.2).v, 1.0);
        EXPECT_NEAR(at(kind, 1, 0.7, 1.2).v, 1.2, 1e-15);
    }
}

TEST(Interpolation, ValuesByHand)
{
    // Code 0: 1 + 0.5 (1.2 - 1), 1 - 0.5 (1 - 0.7), and beyond: 1 - 2 (1 - 0.7).
    EXPECT_NEAR(at(linear_code, 0.5, 0.7, 1.2).v, 1.1, 1e-15);
    EXPECT_NEAR(at(linear_code, -0.5, 0.7, 1.2).v, 0.85, 1e-15);
    EXPECT_NEAR(at(linear_code, -2, 0.7, 1.2).v, 0.4, 1e-15);
    // Code 1: 1.2^0.5, 0.7^0.5, 0.7^2.
    EXPECT_NEAR(at(exponential_code, 0.5, 0.7, 1.2).v, 1.0954451150103321, 1e-15);
    EXPECT_NEAR(at(exponential_code, -0.5, 0.7, 1.2).v, 0.8366600265340756, 1e-15);
    EXPECT_NEAR(at(exponential_code, -2, 0.7, 1.2).v, 0.49, 1e-15);
    // Code 4 with kappas 1/e and e: the even and odd conditions at 1 for cosh and sinh, solved by hand.
    double const c = std::cosh(1.0), s = std::sinh(1.0);
    double const odd[3] = {(16 * s - 7 * c) / 8, (5 * c - 6 * s) / 4, (4 * s - 3 * c) / 8};
    double const even[3] = {(25 * c - 9 * s - 24) / 8, (-13 * c + 7 * s + 12) / 4, (9 * c - 5 * s - 8) / 8};
    double expected = 1;
    for (int i = 0; i < 3; ++i) expected += odd[i] * std::pow(0.5, 2 * i + 1) + even[i] * std::pow(0.5, 2 * i + 2);
    EXPECT_NEAR(at(polynomial_code, 0.5, std::exp(-1.0), std::exp(1.0)).v, expected, 1e-14);
    EXPECT_NEAR(at(polynomial_code, 1.7, 0.7, 1.2).v, std::pow(1.2, 1.7), 1e-14);
    EXPECT_NEAR(at(polynomial_code, -1.7, 0.7, 1.2).v, std::pow(0.7, 1.7), 1e-14);
}

TEST(Interpolation, ThePolynomialJoinsTheExponentialsToTheSecondDerivative)
{
    for (double sign : {-1.0, 1.0})
    {
        FactorValue const inside = at(polynomial_code, sign * (1 - 1e-12), 0.6, 1.35);
        FactorValue const outside = at(polynomial_code, sign, 0.6, 1.35);
        EXPECT_NEAR(inside.v, outside.v, 1e-11);
        EXPECT_NEAR(inside.d, outside.d, 1e-11);
        EXPECT_NEAR(inside.h, outside.h, 1e-9);
    }
}

TEST(Interpolation, TheSignOfZeroNamesTheSideOfAKink)
{
    EXPECT_NEAR(at(linear_code, 0.0, 0.7, 1.3).d, 0.3, 1e-15);
    EXPECT_NEAR(at(linear_code, -0.0, 0.9, 1.3).d, 0.1, 1e-15);
    EXPECT_NEAR(at(exponential_code, 0.0, 0.7, 1.3).d, std::log(1.3), 1e-15);
    EXPECT_NEAR(at(exponential_code, -0.0, 0.9, 1.3).d, -std::log(0.9), 1e-15);
}

TEST(Interpolation, DerivativesOfTheLikelihood)
{
    for (FactorKind kind : {linear_code, exponential_code, polynomial_code})
    {
        CompiledModel const model(with_factors(kind));
        for (double theta : {-2.3, -1.01, -0.99, -0.4, -0.01, 0.01, 0.4, 0.99, 1.01, 2.3})
            check_derivatives(model, counts(19), {0.7, -0.3, theta});
        // At the joints the third derivative jumps: differences of first derivatives err by the step.
        for (double theta : {-1.0, 1.0}) check_derivatives(model, counts(19), {0.7, -0.3, theta}, 1e-4);
        if (kind == polynomial_code) check_derivatives(model, counts(19), {0.7, -0.3, 0.0});
    }
}

TEST(Interpolation, SizesWithoutMeaningAreRefused)
{
    for (FactorKind kind : {exponential_code, polynomial_code})
        for (double bad : {0.0, -0.5, std::nan("")})
        {
            StatisticalModel m = test::counting(1, 1);
            m.channels[0].samples[0].factors.push_back(YieldFactor::interpolated(kind, 1, bad, 1.1));
            EXPECT_THROW(CompiledModel{m}, InputError);
        }
    StatisticalModel m = test::counting(1, 1);
    m.channels[0].samples[0].factors.push_back(YieldFactor::interpolated(linear_code, 1, 2.0, -0.1));
    EXPECT_NO_THROW(CompiledModel{m});
}

StatisticalModel with_constraint(Constraint const& constraint, double lower)
{
    StatisticalModel m = test::counting(6, 11);
    ModelParameter p;
    p.name = "a";
    p.value = constraint.centre;
    p.lower = lower;
    p.upper = 100;
    p.constraint = constraint;
    m.channels[0].samples[1].factors.push_back(YieldFactor::linear(m.add(p)));
    return m;
}

Constraint const two_sided{ConstraintKind::bifurcated_gaussian, 1.5, 0.3, 1, 0.2};
Constraint const logarithmic{ConstraintKind::log_normal, 1.5, 0.3};

TEST(Constraints, ValuesByHand)
{
    CompiledModel const sided(with_constraint(two_sided, 0.1));
    CompiledModel const log(with_constraint(logarithmic, 0.0));
    auto const constraint_of = [&](CompiledModel const& model, double a)
    {
        // The counting term vanishes where the count is what is expected.
        std::vector<double> const x{0.7, 0.0, 0.0, a};
        return evaluate_nll(model, counts(6 * 0.7 + 11 * a), x);
    };
    EXPECT_NEAR(constraint_of(sided, 1.8), 0.5, 1e-12);
    EXPECT_NEAR(constraint_of(sided, 1.1), 2.0, 1e-12);
    EXPECT_NEAR(constraint_of(log, 1.5 * std::exp(0.3)), 0.5, 1e-12);
    EXPECT_NEAR(constraint_of(log, 1.5 * std::exp(-0.6)), 2.0, 1e-12);
    EXPECT_TRUE(std::isinf(constraint_of(log, 0.0)));
}

TEST(Constraints, Derivatives)
{
    CompiledModel const sided(with_constraint(two_sided, 0.1));
    CompiledModel const log(with_constraint(logarithmic, 0.0));
    for (double a : {0.4, 1.49, 1.51, 2.5})
    {
        check_derivatives(sided, counts(19), {0.7, -0.3, 0.2, a});
        check_derivatives(log, counts(19), {0.7, -0.3, 0.2, a});
    }
}

/// Counts the toys whose quantity lies below a limit.
double share_below(CompiledModel const& model, ToyKind kind, double limit)
{
    ToyPlan plan;
    plan.seed = 5;
    plan.generate = model.nominal_values();
    plan.kind = kind;
    int below = 0;
    constexpr int toys = 4000;
    // In a hybrid toy the parameter is drawn; the count of a channel with 1e6 a shows it to a permille.
    for (int t = 0; t < toys; ++t)
    {
        FitDataset const toy = generate_toy(model, plan, t);
        double const drawn = kind == ToyKind::hybrid ? toy.channels[0].counts[0] / 1e6 : toy.global_observables.back();
        below += drawn < limit ? 1 : 0;
    }
    return double(below) / toys;
}

CompiledModel visible(Constraint const& constraint)
{
    StatisticalModel m = with_constraint(constraint, 0.0);
    m.parameters[0].value = 0;  // no signal
    m.channels[0].samples[1].yield = 1e6;
    m.channels[0].samples[1].factors = {YieldFactor::linear(3)};
    return CompiledModel(m);
}

TEST(Constraints, ToysDrawWhatTheConstraintSays)
{
    // Widths 0.2 below and 0.3 above: 40% of the parameters lie below the centre; the centres lie the other way round.
    double const error = 3.5 * std::sqrt(0.25 / 4000);
    CompiledModel const sided = visible(two_sided);
    EXPECT_NEAR(share_below(sided, ToyKind::hybrid, 1.5), 0.4, error);
    EXPECT_NEAR(share_below(sided, ToyKind::frequentist, 1.5), 0.6, error);
    // Half of the Gaussian of either side lies within 0.67449 widths.
    EXPECT_NEAR(share_below(sided, ToyKind::hybrid, 1.5 + 0.67449 * 0.3), 0.7, error);
    EXPECT_NEAR(share_below(sided, ToyKind::frequentist, 1.5 + 0.67449 * 0.2), 0.8, error);
    CompiledModel const log = visible(logarithmic);
    for (ToyKind kind : {ToyKind::hybrid, ToyKind::frequentist})
    {
        EXPECT_NEAR(share_below(log, kind, 1.5), 0.5, error);
        EXPECT_NEAR(share_below(log, kind, 1.5 * std::exp(-0.3)), 0.158655, error);
    }
}

TEST(Constraints, BadOnesAreRefused)
{
    Constraint c = two_sided;
    c.width_low = 0;
    EXPECT_THROW(CompiledModel{with_constraint(c, 0.1)}, InputError);
    c = logarithmic;
    EXPECT_THROW(CompiledModel{with_constraint(c, -0.1)}, InputError);
    c.centre = 0;
    EXPECT_THROW(CompiledModel{with_constraint(c, 0.0)}, InputError);
    CompiledModel const model(with_constraint(logarithmic, 0.0));
    FitDataset data = counts(3);
    data.global_observables = {0, 0, 0, 0};
    EXPECT_THROW(evaluate_nll(model, data, model.nominal_values()), InputError);
}

}  // namespace
}  // namespace quartet
