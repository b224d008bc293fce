// Where the warning about asymptotic formulae comes.
#include <gtest/gtest.h>

#include <algorithm>

#include "fits/limits.hpp"
#include "host/io/model_yaml.hpp"
#include "host/statistics/question.hpp"

namespace quartet::test
{
namespace
{

ModelDocument document(std::string const& channels, std::string const& more = "")
{
    return parse_model_yaml(
        "quartet_model: 1\npoi: r\nparameters:\n  r: {value: 1, range: [0, 500]}\n" + more + "channels:\n" + channels,
        "typed into the test");
}

EventScale scale_at(ModelDocument const& d, double mu)
{
    CompiledModel const model(d.model);
    return event_scale(model, model.nominal_values(), 0, mu);
}

std::string count(double b)
{
    return "  c: {type: counting, observed: 1, samples: {S: {yield: 2, factors: [r]}, B: {yield: " + std::to_string(b)
           + "}}}\n";
}

std::string const peak =
    "  m:\n    type: unbinned\n    observable: {name: m, range: [0, 20]}\n    data: {values: [1, 2]}\n    samples:\n"
    "      S: {yield: 1, factors: [r], shape: {gauss: {mean: 10, sigma: 0.5}}}\n"
    "      B: {yield: 1, factors: [n], shape: {uniform: {}}}\n";

TEST(EventScale, OfACountIsItsExpectation)
{
    EventScale const scale = scale_at(document(count(7)), 3);
    EXPECT_NEAR(scale.events, 13, 1e-12);
    EXPECT_NEAR(scale.different, 1, 1e-12);
    EXPECT_EQ(scale_at(document(count(7)), 0).events, 0);
}

TEST(EventScale, BinsOfOnePurityAreOneCount)
{
    EventScale const scale = scale_at(
        document("  h: {type: binned, observed: [1, 1, 1], samples: {S: {yield: [1, 2, 3], factors: [r]}, B: {yield: "
                 "[2, 4, 6]}}}\n"),
        2);
    EXPECT_NEAR(scale.events, 24, 1e-12);
    EXPECT_NEAR(scale.different, 1, 1e-12);
}

TEST(EventScale, OfAPeakIsWhatLiesUnderIt)
{
    ModelDocument const d = document(peak, "  n: {value: 200, range: [0, 1000]}\n");
    EventScale const scale = scale_at(d, 5);
    EXPECT_GT(scale.events, 5 + 200 * 0.05);  // more than under one sigma to both sides
    EXPECT_LT(scale.events, 5 + 200 * 0.2);   // less than under four
    EXPECT_GT(scale.different, 3);
}

bool warns(ModelDocument d)
{
    QuestionOptions options;
    options.blind = true;
    Question question(std::move(d), options);
    LimitResult const limit = limit_with_formulae(question);
    return std::any_of(limit.warnings.begin(), limit.warnings.end(),
                       [](std::string const& w) { return w.find("asymptotics unreliable here") != std::string::npos; });
}

TEST(EventScale, WarningsComeWhereTheStudySaysSo)
{
    EXPECT_TRUE(warns(document(count(5.5))));  // -8 %
    EXPECT_FALSE(warns(document(count(50))));  // -3 %
    std::string const low = "  n: {value: 4, range: [0, 1000]}\n";
    std::string const high = "  n: {value: 60, range: [0, 1000]}\n";
    EXPECT_TRUE(warns(document(peak, low)));    // -8 %
    EXPECT_FALSE(warns(document(peak, high)));  // 0.3 %
}

}  // namespace
}  // namespace quartet::test
