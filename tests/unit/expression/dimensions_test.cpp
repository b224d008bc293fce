// Lengths, momenta and numbers are not compared with each other.
#include <gtest/gtest.h>

#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/unit/expression/columns.hpp"

namespace quartet::test
{
namespace
{

TEST(ExpressionDimensions, NumbersWithoutUnitFitEverything)
{
    for (char const* text :
         {"lxy > 3", "pt > 3", "eta > 3", "0.1 + lxy > 3 mm", "abs(mumu.mass - 3.0969) < 100 MeV", "ip3d > 2 GeV",
          "ip3d / lxy > 1", "pt / mass > 1", "2 * lxy > 3 mm", "lxy * mass / pt < 1 cm",
          "sqrt(pow(pt, 2) + mass * mass) > 3 GeV", "exp(-lxy / 1 mm) > 0.1", "max(pt, 3) > 2 GeV"})
        EXPECT_NO_THROW(compile(text)) << text;
}

TEST(ExpressionDimensions, DifferentUnitsAreRefused)
{
    expect_error<InputError>([] { compile("lxy > 3 GeV"); },
                             {"'lxy' is a length (cm) and '3 GeV' is a mass or momentum (GeV)", "cannot be compared"});
    expect_error<InputError>([] { compile("pt + lxy > 3"); }, {"'pt'", "'lxy'", "cannot be added"});
    expect_error<InputError>([] { compile("pt - eta"); }, {"'eta' is a plain number", "cannot be subtracted"});
    expect_error<InputError>([] { compile("0 < lxy < 3 MeV"); }, {"'lxy'", "'3 MeV'"});
    expect_error<InputError>([] { compile("1 GeV < lxy < 3"); }, {"'1 GeV'", "'lxy'"});
    expect_error<InputError>([] { compile("min(pt, lxy) > 1"); }, {"cannot be min"});
    expect_error<InputError>([] { compile("pt * mass > 3 GeV"); }, {"'pt * mass' is in GeV^2"});
    expect_error<InputError>([] { compile("2 * lxy > 3 GeV"); }, {"'2 * lxy' is a length"});
    expect_error<InputError>([] { compile("lxy > vtx_prob"); }, {"'vtx_prob' is a plain number"});
}

TEST(ExpressionDimensions, FunctionsOfPlainNumbers)
{
    expect_error<InputError>([] { compile("exp(pt)"); }, {"exp needs a plain number", "'pt' is a mass or momentum"});
    expect_error<InputError>([] { compile("cosh(lxy) > 1"); }, {"cosh needs a plain number"});
    expect_error<InputError>([] { compile("sqrt(pt)"); }, {"its square root has no unit"});
    expect_error<InputError>([] { compile("delta_phi(pt, mass)"); }, {"delta_phi needs a plain number"});
}

TEST(ExpressionDimensions, QuantitiesAreNoConditions)
{
    expect_error<InputError>([] { compile("pt", ExpressionResult::truth); },
                             {"'pt' is a mass or momentum (GeV) and not a condition", "'pt > 1'"});
    expect_error<InputError>([] { compile("pt and eta > 1"); }, {"'pt'", "not a condition"});
    expect_error<InputError>([] { compile("eta > 1 or lxy"); }, {"'lxy'", "not a condition"});
    expect_error<InputError>([] { compile("not mass"); }, {"'mass'", "not a condition"});
    expect_error<InputError>([] { compile("pt > 1", ExpressionResult::quantity); }, {"a quantity is wanted"});
}

TEST(ExpressionDimensions, SlipsOfUnits)
{
    expect_error<InputError>([] { compile("lxy < 120"); }, {"'120' beside 'lxy'", "'120 mm'", "column 7"});
    expect_error<InputError>([] { compile("mass > 5279"); }, {"'5279'", "'5279 MeV'"});
    expect_error<InputError>([] { compile("-4000 < pt - mass"); }, {"another unit"});
    expect_error<InputError>([] { compile("3000 < mumu.mass < 3200"); }, {"'3000 MeV'"});
    EXPECT_NO_THROW(compile("lxy < 120 mm and lxy < 100 and mass < 5279 MeV and mass < 5279 GeV and mass < 1000"));
    EXPECT_NO_THROW(compile("eta < 5000 and ip3d < 1e6"));
}

}  // namespace
}  // namespace quartet::test
