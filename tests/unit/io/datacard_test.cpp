// What the lines of a datacard become in the model.
#include <gtest/gtest.h>

#include <cmath>

#include "fits/compiled_model.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/unit/io/datacard_texts.hpp"

namespace quartet::test
{
namespace
{

/// Expected events of each sample of the first channel.
std::vector<double> yields(ModelDocument const& document, std::map<std::string, double> const& values)
{
    CompiledModel const model(document.model);
    std::vector<double> point = model.nominal_values();
    for (auto const& [name, value] : values) point.at(static_cast<std::size_t>(model.parameter(name))) = value;
    return expected_yields(model, point).at(0);
}

TEST(Datacard, TheSignalHasTheStrengthOfCombine)
{
    ModelDocument const document = read_card(small_card(""));
    ASSERT_EQ(document.model.parameters.size(), 1U);
    ModelParameter const& r = parameter(document, "r");
    EXPECT_EQ(r.value, 1);
    EXPECT_EQ(r.lower, 0);
    EXPECT_EQ(r.upper, 20);
    EXPECT_EQ(document.model.poi, std::vector<int>{0});
    EXPECT_EQ(document.data.channels[0].counts, std::vector<double>{5});
    EXPECT_TRUE(sample(document, 0).is_signal);
    EXPECT_EQ(yields(document, {{"r", 3}}), (std::vector<double>{6, 3, 4}));
}

TEST(Datacard, LogNormals)
{
    ModelDocument const document = read_card(small_card("1 lnN 1.1 - 0.9/1.3\nfree lnU - 1.5 0\nidle lnN 1 - 1.0\n"));
    EXPECT_EQ(document.model.find_parameter("idle"), -1);
    ModelParameter const& theta = parameter(document, "theta1");
    EXPECT_EQ(theta.constraint.kind, ConstraintKind::gaussian);
    EXPECT_EQ(theta.upper, 7);
    ModelParameter const& uniform = parameter(document, "free");
    EXPECT_EQ(uniform.constraint.kind, ConstraintKind::none);
    EXPECT_EQ(uniform.lower, -1);
    EXPECT_EQ(uniform.upper, 1);
    std::vector<double> const up = yields(document, {{"theta1", 1}, {"free", -1}});
    EXPECT_NEAR(up[0], 2 * 1.1, 1e-12);
    EXPECT_NEAR(up[1], 3 / 1.5, 1e-12);
    EXPECT_NEAR(up[2], 4 * 1.3, 1e-12);
    EXPECT_NEAR(yields(document, {{"theta1", -1}})[2], 4 * 0.9, 1e-12);
}

TEST(Datacard, GammasAreCounts)
{
    ModelDocument const document = read_card(small_card("side gmN 6 - 0.5 -\nwide gmM - - 0.5\n"));
    ModelParameter const& side = parameter(document, "side");
    EXPECT_EQ(side.constraint.kind, ConstraintKind::poisson);
    EXPECT_EQ(side.constraint.centre, 6);
    EXPECT_EQ(side.lower, 0);
    ModelParameter const& wide = parameter(document, "wide");
    EXPECT_EQ(wide.constraint.kind, ConstraintKind::poisson);
    EXPECT_NEAR(wide.constraint.centre, 3, 1e-12);
    EXPECT_NEAR(wide.constraint.scale, 4, 1e-12);
    EXPECT_NEAR(yields(document, {{"side", 8}})[1], 4, 1e-12);
    EXPECT_NEAR(yields(document, {{"wide", 1.5}})[2], 6, 1e-12);
}

// ln of the gamma distribution with shape 1/k^2 and scale k^2 is (1/k^2 - 1) ln theta - theta/k^2 plus a constant.
TEST(Datacard, GmMIsTheGammaDistribution)
{
    ModelDocument const document = read_card(small_card("wide gmM - - 0.3\n", "2 0 4"));
    CompiledModel const model(document.model);
    auto const nll = [&](double theta)
    {
        std::vector<double> values = model.nominal_values();
        values[static_cast<std::size_t>(model.parameter("wide"))] = theta;
        values[static_cast<std::size_t>(model.parameter("r"))] = 2.5 - 2 * theta;  // the total stays 5
        return evaluate_nll(model, document.data, values);
    };
    double const kappa = 1 / 0.09;
    auto const gamma = [&](double theta) { return theta * kappa - (kappa - 1) * std::log(theta); };
    EXPECT_NEAR(nll(1.2) - nll(0.8), gamma(1.2) - gamma(0.8), 1e-10);
}

TEST(Datacard, ASideBandWithoutEvents)
{
    ModelDocument const document = read_card(small_card("side gmN 0 - 0.5 -\n", "2 0 4"));
    EXPECT_EQ(parameter(document, "side").value, 0);
    EXPECT_NEAR(yields(document, {{"side", 2}})[1], 1, 1e-12);
}

TEST(Datacard, TheRateOfAGammaMayBeRounded)
{
    EXPECT_NO_THROW(read_card(small_card("side gmN 4 - 0.16 -\n", "2 0.63 4")));
    EXPECT_NO_THROW(read_card(small_card("side gmN 3 - 0.001 -\n", "2 0.00 4")));
    expect_error<InputError>([] { read_card(small_card("side gmN 4 - 0.16 -\n", "2 0.7 4")); },
                             {"card.txt:6:", "side", "0.64"});
}

TEST(Datacard, LinearEffects)
{
    ModelDocument const document = read_card(small_card("gauss trG - 0.2 -0.5\nflat unif 0 3 - - 0.4\n"));
    ModelParameter const& gauss = parameter(document, "gauss");
    EXPECT_EQ(gauss.lower, -5);
    EXPECT_EQ(gauss.upper, 2);
    EXPECT_EQ(parameter(document, "flat").value, 1.5);
    std::vector<double> const found = yields(document, {{"gauss", -2}, {"flat", 1}});
    EXPECT_NEAR(found[1], 3 * 0.6, 1e-12);
    EXPECT_NEAR(found[2], 4 * 2 * 1.4, 1e-12);
}

TEST(Datacard, ParametersWithConstraints)
{
    ModelDocument const document =
        read_card(small_card("a param 2 0.1\nb param 1 -0.1/+0.3 [0.5,4]\na rateParam a ww 5\nb rateParam * t* 1\n"));
    ModelParameter const& a = parameter(document, "a");
    EXPECT_EQ(a.constraint.kind, ConstraintKind::gaussian);
    EXPECT_EQ(a.value, 2);
    EXPECT_NEAR(a.lower, 1.3, 1e-12);
    ModelParameter const& b = parameter(document, "b");
    EXPECT_EQ(b.constraint.kind, ConstraintKind::bifurcated_gaussian);
    EXPECT_EQ(b.constraint.width, 0.3);
    EXPECT_EQ(b.constraint.width_low, 0.1);
    EXPECT_EQ(b.upper, 4);
    EXPECT_NEAR(yields(document, {{"b", 3}})[2], 12, 1e-12);
}

TEST(Datacard, RateParameters)
{
    ModelDocument const document = read_card(
        small_card("x rateParam a ww 2 [0,10]\ny rateParam a * 3\nf rateParam a tt 2*@0+TMath::Power(y,2) x,y\n"
                   "g rateParam a ww (@0/2) f\nk extArg 7 [const]\nunused extArg 1\n"));
    EXPECT_EQ(parameter(document, "x").upper, 10);
    EXPECT_TRUE(std::isinf(parameter(document, "y").lower));
    EXPECT_EQ(document.model.find_parameter("k"), -1);
    std::vector<double> const found = yields(document, {{"x", 2}, {"y", 3}});
    EXPECT_NEAR(found[0], 6, 1e-12);
    EXPECT_NEAR(found[1], 3 * 2 * 3 * 6.5, 1e-10);
    EXPECT_NEAR(found[2], 4 * 3 * 13, 1e-10);
}

TEST(Datacard, AStrengthPerProcessOrChannel)
{
    DatacardOptions options;
    options.strengths = {"r_a=a/*"};
    std::string const card = "bin a b\nobservation 5 6\nbin a a b b\nprocess s b s b\nprocess 0 1 0 1\nrate 1 2 3 4\n";
    ModelDocument const document = read_card(card, options);
    ASSERT_EQ(document.model.poi.size(), 2U);
    EXPECT_EQ(document.model.parameters[static_cast<std::size_t>(document.model.poi[0])].name, "r_a");
    EXPECT_EQ(document.model.parameters[static_cast<std::size_t>(document.model.poi[1])].name, "r");
    options.strengths = {"r_x=x/*"};
    expect_error<InputError>([&] { read_card(card, options); }, {"r_x=x/*"});
    options.strengths = {"=s"};
    expect_error<InputError>([&] { read_card(card, options); }, {"name=process"});
}

TEST(Datacard, WithoutItsNuisanceParameters)
{
    DatacardOptions options;
    options.no_systematics = true;
    ModelDocument const document = read_card(small_card("lumi lnN 1.1 - 1.1\nx rateParam a ww 2\n"), options);
    EXPECT_EQ(document.model.find_parameter("lumi"), -1);
    EXPECT_GE(document.model.find_parameter("x"), 0);
}

TEST(Datacard, Groups)
{
    ModelDocument const document =
        read_card(small_card("lumi lnN 1.1 - 1.1\nside gmN 6 - 0.5 -\nall group = lumi\nall group += side\n"));
    ASSERT_EQ(document.groups.size(), 1U);
    EXPECT_EQ(document.groups[0].second, (std::vector<std::string>{"lumi", "side"}));
}

TEST(Datacard, OldHeadersAndSeparators)
{
    std::string const card =
        "Limit (test), mH = 140 GeV\ndate 2010.11.30\n\n  Imax 1 number\n JMAX 1\nkmax *\nDate today\n"
        "======\nObservation  9.000\n------\nbin\t1 1\nprocess 0 1\nprocess S B\nrate 1 5.5\n--\n"
        "1  lnN 1.0 1.3 some words\r\n";
    ModelDocument const document = read_card(card);
    EXPECT_EQ(document.data.channels[0].counts, std::vector<double>{9});
    EXPECT_EQ(sample(document, 0).name, "S");
    EXPECT_GE(document.model.find_parameter("theta1"), 0);
}

TEST(Datacard, WithoutObservationsThereAreNoData)
{
    ModelDocument const document = read_card("bin a a\nprocess s b\nprocess 0 1\nrate 1 2\n");
    EXPECT_FALSE(document.has_data);
}

TEST(Datacard, IsKnownByItsContent)
{
    EXPECT_TRUE(looks_like_datacard(small_card("")));
    EXPECT_FALSE(looks_like_datacard("quartet_model: 1\nrate: 3\n"));
    EXPECT_FALSE(looks_like_datacard("{\"channels\": []}"));
}

}  // namespace
}  // namespace quartet::test
