// Errors name what is wrong, the line and column, and how to mend it.
#include <gtest/gtest.h>

#include "host/expression/did_you_mean.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/unit/expression/columns.hpp"

namespace quartet::test
{
namespace
{

TEST(ExpressionErrors, UnknownNamesAreSuggested)
{
    expect_error<InputError>([] { compile("pt > 4 and mas < 6"); },
                             {"unknown name 'mas'", "decay.yaml:3:8, candidate.cut", "line 1 column 12",
                              "'pt > 4 and mas < 6'", "Did you mean 'mass'?"});
    expect_error<InputError>([] { compile("mumu.mas < 6"); }, {"'mumu.mas'", "Did you mean 'mumu.mass'?"});
    expect_error<InputError>([] { compile("xyzzyx < 6"); }, {"unknown name 'xyzzyx'", "Known names: pt, mass"});
    expect_error<InputError>([] { compile("asb(eta) < 6"); }, {"unknown function 'asb'", "'abs'"});
}

TEST(ExpressionErrors, LinesAndCharactersAreCounted)
{
    expect_error<InputError>([] { compile("pt > 4\n and\n   mas < 6"); }, {"line 3 column 4"});
    expect_error<InputError>([] { compile("pt ≥ 4"); }, {"'≥' has no meaning here", "line 1 column 4"});
    expect_error<InputError>([] { compile("\x01"); }, {"'\\x01' has no meaning here"});
    expect_error<InputError>([] { compile("pt > \xff"); }, {"'\\xff'", "column 6"});
}

TEST(ExpressionErrors, Syntax)
{
    struct Case
    {
        char const* text;
        char const* what;
        char const* place;
        char const* mend;
    };
    for (Case const& c : {Case{"", "the expression is empty", "column 1", "Leave the key out"},
                          Case{"  ", "the expression is empty", "column 1", ""},
                          Case{"pt >", "ends too early", "column 5", "A number, a name or '('"},
                          Case{"(pt > 4", "ends too early", "column 8", "')' is missing"},
                          Case{"pt > 4)", "')' is not expected", "column 7", ""},
                          Case{"pt > 4 eta < 2", "'eta' behind a number is not a unit", "column 8", "cm, mm"},
                          Case{"pt 4", "'4' is not expected", "column 4", "operator"},
                          Case{"pt = 4", "'='", "column 4", "'=='"},
                          Case{"pt & eta", "'&'", "column 4", "'and'"},
                          Case{"pt ^ 2", "'^'", "column 4", "pow(x, 2)"},
                          Case{"pt ** 2", "'**'", "column 4", "pow(x, 2)"},
                          Case{"pt > not eta", "'not' is not expected", "column 6", "brackets"},
                          Case{"pt > 3 furlong", "'furlong' behind a number is not a unit", "column 8", "Known units"},
                          Case{"pt > 3 4", "'4' is not expected", "column 8", ""},
                          Case{"pt > GeV", "'GeV' is a unit", "column 6", "right behind a number"},
                          Case{"(pt) GeV > 3", "'GeV' is not expected", "column 6", "right behind a number"},
                          Case{"abs > 3", "'abs' is a function", "column 1", "abs(x)"},
                          Case{"abs(1, 2)", "wrong number of arguments", "column 1", "abs(x)"},
                          Case{"min(1)", "wrong number of arguments", "column 1", "min(x, y)"},
                          Case{"pow(1)", "wrong number of arguments", "column 1", "pow(x, 2)"},
                          Case{"abs()", "')' is not expected", "column 5", ""},
                          Case{"pow(pt, 0.5)", "whole number", "column 9", "sqrt"},
                          Case{"pow(pt, pt)", "whole number", "column 9", "sqrt"},
                          Case{"pow(pt, 17)", "whole number", "column 9", ""},
                          Case{"1e999 > pt", "not a number", "column 1", ""},
                          Case{". > pt", "not a number", "column 1", ""},
                          Case{"1 < pt > 0", "a chain has two comparisons of one direction", "column 8", "'and'"},
                          Case{"1 == pt == 0", "one direction", "column 9", "'and'"},
                          Case{"1 < pt < 2 < 3", "two comparisons at most", "column 12", "'and'"}})
        expect_error<InputError>([&] { compile(c.text); }, {c.what, c.place, c.mend});
}

TEST(ExpressionErrors, TheMachineIsNotOverrun)
{
    std::string deep = "1";
    for (int i = 0; i < expression_stack_size; ++i) deep = "1 + (" + deep + ")";
    expect_error<InputError>([&] { compile(deep); }, {"more than 16 values at once"});
    std::string const brackets = std::string(1000, '(') + "1" + std::string(1000, ')');
    expect_error<InputError>([&] { compile(brackets); }, {"more than 64 brackets"});
    expect_error<InputError>([&] { compile(std::string(1000, '-') + "1"); }, {"more than 64 brackets"});
    std::string words;
    for (int i = 0; i < 500; ++i) words += "not ";
    expect_error<InputError>([&] { compile(words + "1"); }, {"more than 64 brackets"});
    std::string sum = "1";
    for (int i = 0; i < 400; ++i) sum += "+1";
    expect_error<InputError>([&] { compile(sum); }, {"more than 512 steps"});
    expect_error<InputError>([&] { compile(std::string(5000, ' ')); }, {"more than 4096 characters"});
    std::string powers = "pt";
    for (int i = 0; i < 10; ++i) powers = "pow(" + powers + ", 16)";
    expect_error<InputError>([&] { compile(powers); }, {"powers of cm or GeV grow too large"});
}

TEST(ExpressionErrors, ReasonsOfTheSource)
{
    SymbolSource source = test_symbols();
    source.why_not = [](std::string const& name) { return name == "lxyz" ? "It is not written" : ""; };
    expect_error<InputError>([&] { compile_expression("lxyz > 1", source, ""); },
                             {"'lxyz' cannot be used here", "It is not written"});
}

TEST(ExpressionErrors, ReservedWords)
{
    for (char const* word : {"and", "or", "not", "abs", "pow", "cm", "GeV"})
        EXPECT_TRUE(is_reserved_word(word)) << word;
    EXPECT_FALSE(is_reserved_word("mass"));
}

TEST(DidYouMean, SmallSlipsOnly)
{
    std::vector<std::string> const names{"mass", "mass_err", "lxy", "cos_alpha_2d"};
    EXPECT_EQ(closest_name("Mass", names), "mass");
    EXPECT_EQ(closest_name("msas", names), "mass");
    EXPECT_EQ(closest_name("cos_alpha2d", names), "cos_alpha_2d");
    EXPECT_EQ(closest_name("lxz", names), "lxy");
    EXPECT_EQ(closest_name("isolation", names), "");
    EXPECT_EQ(closest_name("", names), "");
    EXPECT_EQ(closest_name(std::string(1000, 'm'), names), "");
}

}  // namespace
}  // namespace quartet::test
