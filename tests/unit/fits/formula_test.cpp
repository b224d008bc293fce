// Formulas of parameters: the language, derivatives, and yields that are formulas.
#include <gtest/gtest.h>

#include <cmath>

#include "fits/formula.hpp"
#include "models/base/error.hpp"
#include "tests/unit/fits/derivatives.hpp"
#include "tests/unit/fits/models.hpp"

namespace quartet
{
namespace
{

using test::check_derivatives;

HyperDual evaluate(std::string const& text, std::vector<double> const& x, int a = 0, int b = 0)
{
    CompiledFormula const f = compile_formula(text, "formula", static_cast<int>(x.size()));
    return run_formula(
        f.instructions.data(), static_cast<int>(f.instructions.size()),
        [&](int k) {
            return HyperDual{x[static_cast<std::size_t>(k)], k == a ? 1.0 : 0.0, k == b ? 1.0 : 0.0, 0.0};
        });
}

double value(std::string const& text, std::vector<double> const& x = {}) { return evaluate(text, x).v; }

TEST(Formula, FollowsTheRulesOfArithmetic)
{
    EXPECT_EQ(value("1+2*3"), 7);
    EXPECT_EQ(value("(1+2)*3"), 9);
    EXPECT_EQ(value("2-3-4"), -5);
    EXPECT_EQ(value("24/4/2"), 3);
    EXPECT_EQ(value("-2^2"), -4);
    EXPECT_EQ(value("(-2)^2"), 4);
    EXPECT_EQ(value("2^3^2"), 512);
    EXPECT_EQ(value("2^-1"), 0.5);
    EXPECT_EQ(value("--3 - +2"), 1);
    EXPECT_EQ(value(" 1.5e2 /\t.5 "), 300);
    EXPECT_EQ(value("@0*@1/@2", {6, 4, 3}), 8);
    EXPECT_EQ(value("@1-@0", {6, 4}), -2);
    EXPECT_EQ(value("@0^3", {-2}), -8);
    EXPECT_EQ(value("min(@0, 3)*max(2, @0)", {5}), 15);
    EXPECT_EQ(value("abs(-@0)", {5}), 5);
    EXPECT_EQ(value("pow(@0, 2)", {-5}), 25);
    EXPECT_NEAR(value("pow(@0, @1)", {2, 0.5}), std::sqrt(2), 1e-15);
    EXPECT_NEAR(value("@0^0.5", {2}), std::sqrt(2), 1e-15);
    EXPECT_NEAR(value("exp(log(@0)) + sqrt(@0*@0)", {3}), 6, 1e-14);
}

TEST(Formula, DerivativesByHand)
{
    // x^2 y / z at (3, 2, 4).
    std::string const text = "@0^2*@1/@2";
    std::vector<double> const x{3, 2, 4};
    EXPECT_NEAR(evaluate(text, x, 0, 0).a, 2 * 3 * 2 / 4.0, 1e-15);
    EXPECT_NEAR(evaluate(text, x, 0, 0).ab, 2 * 2 / 4.0, 1e-15);
    EXPECT_NEAR(evaluate(text, x, 0, 1).ab, 2 * 3 / 4.0, 1e-15);
    EXPECT_NEAR(evaluate(text, x, 2, 2).a, -9 * 2 / 16.0, 1e-15);
    EXPECT_NEAR(evaluate(text, x, 2, 2).ab, 2 * 9 * 2 / 64.0, 1e-15);
    EXPECT_NEAR(evaluate(text, x, 1, 2).ab, -9 / 16.0, 1e-15);
    EXPECT_EQ(evaluate("@0^2", {0}).ab, 2);
}

TEST(Formula, DerivativesOfEveryFunctionAgainstDifferences)
{
    for (std::string const text :
         {"exp(@0*@1)", "log(@0+@1*@1)", "sqrt(@0/@1)", "abs(@1-2*@0)*@0", "min(@0,@1)^3", "max(@0,@1)*@1", "@0^@1",
          "@0^2.5-@1^-2", "pow(@1,3)/(1+@0)", "-(@0-@1)^4", "(@0+1)^1.5*@1^0"})
        for (std::vector<double> const& x : {std::vector<double>{1.3, 0.7}, {0.4, 2.1}})
            for (int a : {0, 1})
                for (int b : {0, 1})
                {
                    double const d = 1e-4;
                    std::vector<double> up = x, down = x;
                    up[static_cast<std::size_t>(b)] += d;
                    down[static_cast<std::size_t>(b)] -= d;
                    HyperDual const here = evaluate(text, x, a, b);
                    EXPECT_NEAR(here.b, (value(text, up) - value(text, down)) / (2 * d), 1e-6 * (1 + std::abs(here.b)))
                        << text;
                    EXPECT_NEAR(here.ab, (evaluate(text, up, a, b).a - evaluate(text, down, a, b).a) / (2 * d),
                                1e-6 * (1 + std::abs(here.ab)))
                        << text;
                }
}

/// The complaint about a formula of two parameters.
std::string complaint(std::string const& text)
{
    try
    {
        compile_formula(text, "formula 'f'", 2);
    }
    catch (InputError const& error)
    {
        return error.what();
    }
    return "";
}

TEST(Formula, ComplaintsNameTheColumn)
{
    std::pair<char const*, char const*> const cases[] = {
        {"", "column 1"},      {"@0*", "column 4"},          {"@0 @1", "column 4"},      {"@2", "column 1"},
        {"@x", "column 2"},    {"(@0", "column 4"},          {"@0)", "column 3"},        {"sin(@0)", "column 1"},
        {"1 + a", "column 5"}, {"max(@0)", "column 7"},      {"exp(@0, 1)", "column 7"}, {"2 ? 3", "column 3"},
        {"1e999", "column 1"}, {"@99999999999", "column 2"}, {"'a'", "column 1"},        {"'a", "column 1"}};
    for (auto const& [text, column] : cases)
        EXPECT_NE(complaint(text).find(std::string(column) + " of"), std::string::npos)
            << text << ": " << complaint(text);
    EXPECT_NE(complaint(std::string(5000, '1')), "");
    EXPECT_NE(complaint(std::string(1000, '(') + "1"), "");
    EXPECT_NE(complaint(std::string(1000, '-') + "1"), "");
    std::string deep;
    for (int i = 0; i < 40; ++i) deep += "(@0+";
    EXPECT_NE(complaint(deep + "1" + std::string(40, ')')), "");
}

TEST(Formula, NamesBecomeNumbersAndBack)
{
    std::vector<std::string> names;
    auto const argument = [&](std::string const& name)
    {
        std::size_t index = 0;
        while (index < names.size() && names[index] != name) ++index;
        if (index == names.size()) names.push_back(name);
        return static_cast<int>(index);
    };
    std::string const text = "exp(g[0])*'odd-name'/(tau.a + g[0])";
    CompiledFormula const f = compile_formula(text, "formula", 0, argument);
    EXPECT_EQ(names, (std::vector<std::string>{"g[0]", "odd-name", "tau.a"}));
    EXPECT_EQ(numbered(text, f), "exp(@0)*@1/(@2 + @0)");
    EXPECT_EQ(named("exp(@0)*@1/(@2 + @0)", names), text);
}

FitDataset data_of(CompiledModel const& model)
{
    FitDataset data;
    for (auto const& channel : model.source().channels)
    {
        auto& c = data.channels.emplace_back();
        if (channel.kind == ChannelKind::binned)
            for (int b = 0; b < channel.bins; ++b) c.counts.push_back(20 + (7 * b) % 30);
        else
            for (int i = 0; i < 17; ++i) c.values.push_back(std::fmod(0.37 * i, 1.0));
    }
    return data;
}

TEST(Formula, DerivativesOfTheLikelihood)
{
    CompiledModel const model(test::with_formulas());
    std::vector<double> x = model.nominal_values();
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += 0.05 * std::sin(3.0 * double(i) + 1);
    check_derivatives(model, data_of(model), x);
    x[static_cast<std::size_t>(model.parameter("tilt"))] = -1.4;
    check_derivatives(model, data_of(model), x);
}

TEST(Formula, DerivativesWhereItVanishes)
{
    // mu (1 - b) and mu b: at b = 1 the formula is 0, at mu = 0 the other factor, at both of them two.
    StatisticalModel m;
    int const mu = test::add_free(m, "mu", 1, -5, 5);
    int const b = test::add_free(m, "b", 0.5, -5, 5);
    int const c = test::add_free(m, "c", 2, 0.1, 5);
    m.formulas = {{"rest", "(1-@0)*@1", {b, c}}};
    ModelChannel channel;
    channel.name = "bin";
    channel.samples.push_back(
        {"s", 3, {YieldFactor::linear(mu), YieldFactor::formula(0)}, ModelShape::counting(), true});
    channel.samples.push_back({"o", 7, {YieldFactor::linear(c)}, ModelShape::counting(), false});
    m.channels = {channel};
    CompiledModel const model(m);
    FitDataset data;
    data.channels.resize(1);
    data.channels[0].counts = {9};
    for (std::vector<double> const& x : {std::vector<double>{0, 0.4, 2}, {1.5, 1, 2}, {0, 1, 2}, {0.7, 0.4, 2}})
        check_derivatives(model, data, x);
}

TEST(Formula, BackgroundFromThreeRegions)
{
    // CMS Combine's tutorial card CAT23001/datacard-4-abcd: 50 * 100 / 500 = 10 of 16 events, 3 expected for r = 1.
    StatisticalModel m;
    int const r = test::add_free(m, "r", 1, 0, 20);
    m.poi = {r};
    std::vector<int> regions;
    FitDataset data;
    for (double n : {50, 100, 500})
    {
        ModelChannel c;
        c.name = "region_" + std::to_string(n);
        regions.push_back(test::add_free(m, "n_" + std::to_string(n), n + 3, 0, 1e4));
        c.samples.push_back({"background", 1, {YieldFactor::linear(regions.back())}, ModelShape::counting(), false});
        m.channels.push_back(c);
        data.channels.emplace_back().counts = {n};
    }
    m.formulas = {{"alpha", "(@0*@1/@2)", regions}};
    ModelChannel c;
    c.name = "A";
    c.samples.push_back({"signal", 3, {YieldFactor::linear(r)}, ModelShape::counting(), true});
    c.samples.push_back({"background", 1, {YieldFactor::formula(0)}, ModelShape::counting(), false});
    m.channels.push_back(c);
    data.channels.emplace_back().counts = {16};
    FitResult const result = fit(CompiledModel(m), data);
    EXPECT_EQ(result.status, FitStatus::converged);
    EXPECT_NEAR(result.values[0], 2.0, 1e-5);
    // 16 and the propagated 10 sqrt(1/50 + 1/100 + 1/500), over 3.
    EXPECT_NEAR(result.errors[0], std::sqrt(16 + 100 * (1 / 50.0 + 1 / 100.0 + 1 / 500.0)) / 3, 1e-4);
}

TEST(Formula, AFitThatStartsWithoutExpectationFindsIt)
{
    StatisticalModel m;
    int const a = test::add_free(m, "a", 0, 0, 1000);
    int const b = test::add_free(m, "b", 1, 0, 1);
    m.formulas = {{"f", "@0*(2-@1)", {a, b}}};
    ModelChannel c;
    c.name = "bin";
    c.samples.push_back({"s", 1, {YieldFactor::formula(0)}, ModelShape::counting(), true});
    m.channels = {c};
    FitDataset data;
    data.channels.emplace_back().counts = {7};
    CompiledModel const model(m);
    FitResult const result = fit(model, data);
    EXPECT_TRUE(usable(result.status));
    EXPECT_NEAR(expected_yields(model, result.values)[0][0], 7, 1e-3);
}

TEST(Formula, BadOnesAreRefused)
{
    auto const refused = [](auto change)
    {
        StatisticalModel m = test::with_formulas();
        change(m);
        EXPECT_THROW(CompiledModel{m}, InputError);
    };
    refused([](StatisticalModel& m) { m.formulas[0].text = "@0*"; });
    refused([](StatisticalModel& m) { m.formulas[0].parameters.clear(); });
    refused([](StatisticalModel& m) { m.formulas[0].parameters[0] = 99; });
    refused([](StatisticalModel& m) { m.formulas[0].parameters.assign(9, 0); });
    refused([](StatisticalModel& m) { m.channels[0].samples[1].factors.back().formula_index = 2; });
}

}  // namespace
}  // namespace quartet
