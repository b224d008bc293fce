// nuisance edit, and the patterns of names.
#include <gtest/gtest.h>

#include <cmath>

#include "host/io/datacard_pattern.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/unit/io/datacard_texts.hpp"

namespace quartet::test
{
namespace
{

/// Upper kappa of a log-normal in the i-th sample, 0 when it has none of this name.
double kappa(ModelDocument const& document, std::size_t i, std::string const& name)
{
    for (YieldFactor const& factor : sample(document, i).factors)
        if (factor.parameter >= 0 && factor.parameter == document.model.find_parameter(name)) return factor.kappa_high;
    return 0;
}

ModelDocument edited(std::string const& edit)
{
    return read_card(small_card("lumi lnN 1.1 - 1.2\nother lnN - 1.3 1.4\n" + edit + "\n"));
}

TEST(DatacardEdit, Add)
{
    EXPECT_EQ(kappa(edited("nuisance edit add ww a new lnN 1.5"), 1, "new"), 1.5);
    EXPECT_EQ(kappa(edited("nuisance edit add ww a lumi lnN 1.5"), 1, "lumi"), 1.5);
    EXPECT_EQ(kappa(edited("nuisance edit add tt a lumi lnN 1.5 overwrite"), 2, "lumi"), 1.5);
    double const both = std::exp(std::hypot(std::log(1.2), std::log(1.5)));
    EXPECT_NEAR(kappa(edited("nuisance edit add tt * lumi lnN 1.5 addq"), 2, "lumi"), both, 1e-12);
    EXPECT_EQ(kappa(edited("nuisance edit add * * lumi lnN 0.9/1.5 overwrite"), 0, "lumi"), 1.5);
    expect_error<InputError>([] { edited("nuisance edit add tt a lumi lnN 1.5"); }, {"card.txt:9:", "addq"});
    expect_error<InputError>([] { edited("nuisance edit add tt a lumi lnN 0.8 addq"); }, {"opposite"});
    expect_error<InputError>([] { edited("nuisance edit add tt b lumi lnN 1.2"); }, {"no such process"});
}

TEST(DatacardEdit, Drop)
{
    ModelDocument const document = edited("nuisance edit drop (sig|ww) a .*");
    EXPECT_EQ(kappa(document, 0, "lumi"), 0);
    EXPECT_EQ(kappa(document, 1, "other"), 0);
    EXPECT_EQ(kappa(document, 2, "lumi"), 1.2);
    EXPECT_EQ(edited("nuisance edit drop * * lumi").model.find_parameter("lumi"), -1);
    EXPECT_NO_THROW(edited("nuisance edit drop * * nobody ifexists"));
    expect_error<InputError>([] { edited("nuisance edit drop * * nobody"); }, {"ifexists"});
}

TEST(DatacardEdit, Rename)
{
    ModelDocument const all = edited("nuisance edit rename lumi new");
    EXPECT_EQ(all.model.find_parameter("lumi"), -1);
    EXPECT_EQ(kappa(all, 2, "new"), 1.2);
    ModelDocument const one = edited("nuisance edit rename tt a lumi new");
    EXPECT_EQ(kappa(one, 0, "lumi"), 1.1);
    EXPECT_EQ(kappa(one, 2, "lumi"), 0);
    EXPECT_EQ(kappa(one, 2, "new"), 1.2);
    expect_error<InputError>([] { edited("nuisance edit rename nobody new"); }, {"nobody"});
}

TEST(DatacardEdit, ChangeOfType)
{
    ModelDocument const document = edited("nuisance edit changepdf lumi trG");
    EXPECT_NEAR(kappa(document, 2, "lumi"), 1 + std::log(1.2), 1e-12);
    EXPECT_EQ(parameter(edited("nuisance edit changepdf lumi lnU"), "lumi").constraint.kind, ConstraintKind::none);
    expect_error<InputError>([] { edited("nuisance edit changepdf lumi gmN"); }, {"cannot change"});
}

TEST(DatacardEdit, SplitAndMerge)
{
    ModelDocument const split = edited("nuisance edit split * a lumi one two 1.05 0.9/1.1");
    EXPECT_EQ(split.model.find_parameter("lumi"), -1);
    EXPECT_EQ(kappa(split, 2, "one"), 1.05);
    EXPECT_EQ(kappa(split, 0, "two"), 1.1);
    EXPECT_EQ(kappa(split, 1, "one"), 0);
    ModelDocument const merged = edited("nuisance edit merge * a lumi other");
    EXPECT_EQ(merged.model.find_parameter("other"), -1);
    EXPECT_NEAR(kappa(merged, 2, "lumi"), std::exp(std::hypot(std::log(1.2), std::log(1.4))), 1e-12);
    EXPECT_NEAR(kappa(merged, 1, "lumi"), 1.3, 1e-12);
}

TEST(DatacardEdit, FreezeAndFlip)
{
    ModelDocument const frozen = edited("nuisance edit freeze lu.i");
    EXPECT_TRUE(parameter(frozen, "lumi").constant);
    EXPECT_FALSE(parameter(frozen, "other").constant);
    EXPECT_NEAR(kappa(edited("nuisance edit flip tt a lumi p2n"), 2, "lumi"), 1 / 1.2, 1e-12);
    EXPECT_NEAR(kappa(edited("nuisance edit flip tt a lumi n2p"), 2, "lumi"), 1.2, 1e-12);
}

bool matches(std::string const& pattern, std::string const& name)
{
    std::string error;
    datacard::Pattern const compiled(pattern, error);
    EXPECT_TRUE(error.empty()) << error;
    return compiled.matches(name);
}

TEST(DatacardPattern, MatchesWholeNames)
{
    EXPECT_TRUE(matches("abc", "abc"));
    EXPECT_FALSE(matches("abc", "abcd"));
    EXPECT_TRUE(matches("a.*d", "abcd"));
    EXPECT_TRUE(matches("(ab|c)+d?", "abcab"));
    EXPECT_FALSE(matches("(ab|c)+d?", "abca"));
    EXPECT_TRUE(matches("[a-c]x[^0-9]", "bxq"));
    EXPECT_FALSE(matches("[a-c]x[^0-9]", "bx5"));
    EXPECT_TRUE(matches("a\\.b", "a.b"));
    EXPECT_FALSE(matches("a\\.b", "axb"));
    EXPECT_TRUE(matches("^ab$", "ab"));
    EXPECT_FALSE(matches("(a*)*b", std::string(900, 'a')));
}

TEST(DatacardPattern, SaysWhatIsWrong)
{
    std::vector<std::string> const patterns{"(a", "a)", "[a", "*a", "a**", "a{2}", std::string(30, '(')};
    for (std::string const& pattern : patterns)
    {
        std::string error;
        datacard::Pattern const compiled(pattern, error);
        EXPECT_FALSE(error.empty()) << pattern;
        EXPECT_FALSE(compiled.matches("a"));
    }
}

}  // namespace
}  // namespace quartet::test
