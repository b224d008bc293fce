// What expressions mean: precedence, functions, units, NaN.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/expression/columns.hpp"

namespace quartet::test
{
namespace
{

TEST(ExpressionValues, ArithmeticBindsAsUsual)
{
    EXPECT_EQ(value("1 + 2 * 3"), 7);
    EXPECT_EQ(value("(1 + 2) * 3"), 9);
    EXPECT_EQ(value("7 - 2 - 1"), 4);
    EXPECT_EQ(value("8 / 4 / 2"), 1);
    EXPECT_EQ(value("2 * -3"), -6);
    EXPECT_EQ(value("- -3"), 3);
    EXPECT_EQ(value("-(2 + 3) * 2"), -10);
    EXPECT_EQ(value("+pt - mass"), 5.0 - 5.3);
    EXPECT_EQ(value(".5 + 1e-1"), 0.6);
}

TEST(ExpressionValues, ComparisonsBindWeakerThanSumsAndStrongerThanWords)
{
    EXPECT_EQ(value("1 + 1 < 3"), 1);
    EXPECT_EQ(value("1 < 2 and 3 < 2 or 1 == 1"), 1);
    EXPECT_EQ(value("1 == 1 or 1 == 1 and 1 == 2"), 1);  // "and" first
    EXPECT_EQ(value("(1 == 1 or 1 == 1) and 1 == 2"), 0);
    EXPECT_EQ(value("not 1 == 2"), 1);
    EXPECT_EQ(value("! 2 < 1"), 1);
    EXPECT_EQ(value("not not pt > 4"), 1);
    EXPECT_EQ(value("not pt > 4 or eta < 0"), 1);  // (not pt > 4) or ...
    EXPECT_EQ(value("pt > 4 && !(eta > 0) || 1 > 2"), 1);
}

TEST(ExpressionValues, EveryComparison)
{
    EXPECT_EQ(value("pt < 5"), 0);
    EXPECT_EQ(value("pt <= 5"), 1);
    EXPECT_EQ(value("pt > 5"), 0);
    EXPECT_EQ(value("pt >= 5"), 1);
    EXPECT_EQ(value("pt == 5"), 1);
    EXPECT_EQ(value("pt != 5"), 0);
    EXPECT_EQ(value("pt != 4"), 1);
}

TEST(ExpressionValues, ChainsCompareTheMiddleTwice)
{
    EXPECT_EQ(value("4 < pt < 6"), 1);
    EXPECT_EQ(value("5 < pt < 6"), 0);
    EXPECT_EQ(value("4 < pt < 5"), 0);
    EXPECT_EQ(value("4 < pt <= 5"), 1);
    EXPECT_EQ(value("6 > pt + 0.5 >= 5.5"), 1);
    EXPECT_EQ(value("4.5 < mass < 6.5 and 3 < mumu.mass < 3.2"), 1);
    EXPECT_EQ(value("0 < nothing < 9"), 0);
}

TEST(ExpressionValues, ConditionsCountAsNumbers)
{
    EXPECT_EQ(value("(pt > 4) + (mass > 4) + (eta > 0) >= 2"), 1);
    EXPECT_EQ(value("(pt > 4) + (mass > 4) + (eta > 0)"), 2);
    EXPECT_EQ(value("is_muon and pt > 4"), 1);
    EXPECT_EQ(value("not is_muon"), 0);
    EXPECT_EQ(value("not charge"), 1);
    EXPECT_EQ(value("eta", ExpressionResult::truth), 1);  // the value of a cut is 0 or 1
    EXPECT_EQ(value("eta"), -1.5);
}

TEST(ExpressionValues, UnitsMeanTheSameLength)
{
    EXPECT_EQ(value("3 mm"), 0.3);
    EXPECT_EQ(value("7um"), 0.0007);
    EXPECT_EQ(value("0.5 cm"), 0.5);
    EXPECT_EQ(value("450 MeV"), 0.45);
    EXPECT_EQ(value("4 GeV"), 4);
    EXPECT_EQ(value("0.1 rad"), 0.1);
    EXPECT_EQ(value("lxy == 2.5 mm"), 1);
    EXPECT_EQ(value("-2.5 mm"), -0.25);
    EXPECT_EQ(value("3 and 1"), 1);  // a word of the language is no unit
}

TEST(ExpressionValues, Functions)
{
    EXPECT_EQ(value("abs(eta)"), 1.5);
    EXPECT_EQ(value("sqrt(pt * pt)"), 5);
    EXPECT_EQ(value("min(pt, mass)"), 5);
    EXPECT_EQ(value("max(pt, mass, mumu.mass)"), 5.3);
    EXPECT_EQ(value("pow(eta, 3)"), -3.375);
    EXPECT_EQ(value("pow(2, -2)"), 0.25);
    EXPECT_EQ(value("pow(pt, 0)"), 1);
    EXPECT_DOUBLE_EQ(value("log(vtx_prob)"), std::log(0.125));
    EXPECT_DOUBLE_EQ(value("exp(eta)"), std::exp(-1.5));
    EXPECT_DOUBLE_EQ(value("sin(eta)"), std::sin(-1.5));
    EXPECT_DOUBLE_EQ(value("cos(eta)"), std::cos(-1.5));
    EXPECT_DOUBLE_EQ(value("sinh(eta)"), std::sinh(-1.5));
    EXPECT_DOUBLE_EQ(value("cosh(eta)"), std::cosh(-1.5));
    EXPECT_EQ(value("known(pt)"), 1);
    EXPECT_EQ(value("known(nothing)"), 0);
}

TEST(ExpressionValues, AzimuthsDifferByLessThanHalfATurn)
{
    double const pi = 3.141592653589793;
    EXPECT_NEAR(value("delta_phi(phi, mu2.phi)"), 6 - 2 * pi, 1e-15);
    EXPECT_NEAR(value("delta_phi(mu2.phi, phi)"), 2 * pi - 6, 1e-15);
    EXPECT_DOUBLE_EQ(value("delta_phi(1, 0.25)"), 0.75);
    EXPECT_LE(value("abs(delta_phi(3.2, -9))"), pi);
}

TEST(ExpressionValues, NothingCompares)
{
    for (char const* op : {"<", "<=", ">", ">=", "==", "!="})
    {
        EXPECT_EQ(value("nothing " + std::string(op) + " 5"), 0) << op;
        EXPECT_EQ(value("5 " + std::string(op) + " nothing"), 0) << op;
        EXPECT_EQ(value("nothing " + std::string(op) + " nothing"), 0) << op;
    }
    EXPECT_EQ(value("not nothing > 5"), 1);  // two truth values only
    EXPECT_EQ(value("nothing > 5 or pt > 4"), 1);
    EXPECT_EQ(value("nothing / 1 GeV", ExpressionResult::truth), 0);
    EXPECT_EQ(value("vtx_prob > 0.1 or not known(vtx_prob)"), 1);
    EXPECT_EQ(value("nothing > 0 or not known(nothing)"), 1);
}

TEST(ExpressionValues, NothingStaysNothingInArithmetic)
{
    EXPECT_TRUE(std::isnan(value("nothing + 1")));
    EXPECT_TRUE(std::isnan(value("min(nothing, 1)")));
    EXPECT_TRUE(std::isnan(value("min(1, nothing)")));
    EXPECT_TRUE(std::isnan(value("max(nothing, 1)")));
    EXPECT_TRUE(std::isnan(value("max(1, nothing)")));
    EXPECT_TRUE(std::isnan(value("sqrt(-1)")));
    EXPECT_TRUE(std::isnan(value("log(-1)")));
    EXPECT_TRUE(std::isnan(value("delta_phi(nothing / pt, 0)")));
    EXPECT_TRUE(std::isinf(value("1 / charge")));
}

TEST(ExpressionValues, NoCutPasses)
{
    EXPECT_EQ(evaluate<double>(Span<Instruction const>{}, [](std::int32_t) { return 0.0; }), 1);
}

TEST(ExpressionValues, TheStackMayBeFull)
{
    // 16 values wait for each other: the first 15 for a sum on their right.
    std::string text = "1";
    for (int i = 0; i < expression_stack_size - 1; ++i) text = "1 + (" + text + ")";
    EXPECT_EQ(value(text), expression_stack_size);
}

}  // namespace
}  // namespace quartet::test
