// Counts without background, without events, far below the background, at bounds: against closed formulae.
#include "fits/toy_values.hpp"
#include "host/cpu/toys.hpp"
#include "host/statistics/profile_errors.hpp"
#include "host/statistics/result_json.hpp"
#include "tests/physics/statistics_degenerate.hpp"

namespace quartet::test
{
namespace
{

constexpr double z_95 = 1.959963984540054;

LimitResult limit(Count const& count)
{
    Question question = ask(yaml(count));
    return limit_with_formulae(question);
}

ClsPoint toys_at(std::string const& model, double mu, std::int64_t toys, TestStatistic statistic)
{
    auto const backend = make_cpu_toys(2);
    QuestionOptions options;
    options.toys = toys;
    options.statistic = statistic;
    Question question = ask(model, options);
    ToyCls cls(question.data(), true, *backend, toy_options(question));
    return cls.grow(mu, toys, toys).result;
}

// q = q_A = 2 mu, so that CLs = 2 Phi(-sqrt(2 mu)) by the formulae; exactly it is exp(-mu), and the limit ln 20 = 3.00.
TEST(ZeroBackground, NothingSeen)
{
    Count const count{.observed = 0, .background = 0};
    compare_relative("b = 0, n = 0 by formulae", 0.5 * z_95 * z_95, limit(count).observed, 1e-5);
    Question question = ask(yaml(count));
    ClsPoint const point = question.asymptotic().at(2);
    compare("b = 0, n = 0, CLs of 2", 2 * tail(2), point.observed.cls, 1e-12);
    EXPECT_EQ(question.observed()->value(TestStatistic::q0, 0), 0);
    ClsPoint const exact = toys_at(yaml(count), 3, 20000, TestStatistic::qtilde);
    compare("b = 0, n = 0, CLs of 3 by toys", std::exp(-3.0), exact.observed.cls, 4 * exact.error.cls);
}

TEST(ZeroBackground, TheLimitOfNothingSeenIsThree)
{
    auto const backend = make_cpu_toys(2);
    QuestionOptions options;
    options.toy_bands = false;
    options.toys = 4000;
    options.toy_accuracy = 0.01;
    Question question = ask(yaml({.observed = 0, .background = 0}), options);
    LimitResult const result = limit_with_toys(question, *backend);
    ASSERT_TRUE(result.observed_found);
    compare("b = 0, n = 0 by toys", std::log(20.0), result.observed, 4 * result.observed_error);
    EXPECT_LT(result.observed_error, 0.05);
}

// Without signal the data are impossible: q0 is infinite, and the result says so instead of giving a number.
TEST(ZeroBackground, EventsAreAnInfiniteSignificance)
{
    Count const count{.observed = 3, .background = 0};
    Question question = ask(yaml(count));
    double const q0 = question.observed()->value(TestStatistic::q0, 0);
    EXPECT_TRUE(std::isinf(q0));
    EXPECT_EQ(discovery_p_value(std::sqrt(q0)), 0);
    compare_relative("b = 0, n = 3 by formulae", limit_of_count(3, 0), limit(count).observed, 1e-5);
    for (double mu : {0.5, 2.0, 3.0, 7.0})
        compare("b = 0, n = 3, q of " + number(mu), 2 * count_nll(3, mu),
                question.observed()->value(TestStatistic::profile, mu), 1e-7);
}

// Z = sqrt(2 (n ln(n/b) - n + b)) above the background, 0 below it.
TEST(Significance, IsThatOfACount)
{
    for (double b : {0.001, 0.5, 3.0, 100.0, 1e5})
        for (int n : {0, 1, 3, 100, 300})
        {
            Question question = ask(yaml({.observed = n, .background = b, .range = "[0, 1000]"}));
            double const expected = n > b ? 2 * count_nll(n, b) : 0;
            double const q0 = question.observed()->value(TestStatistic::q0, 0);
            EXPECT_NEAR(q0, expected, 1e-6 + 1e-9 * expected) << n << " on " << b;
        }
}

// n = 0 far below the background: with q = 2 mu and Wilks' q_A both tails underflow and their ratio tends to exp(-mu),
// the exact CLs of a count of 0. The limit approaches ln 20 whatever the background is.
TEST(FarBelowTheBackground, TheAsymptoticLimitStaysFinite)
{
    double before = 0;
    for (double b : {3.0, 100.0, 1e3, 1e4, 1e6})
    {
        LimitResult const result = limit({.observed = 0, .background = b});
        ASSERT_TRUE(result.observed_found) << b;
        EXPECT_GT(result.observed, before) << b;
        EXPECT_LT(result.observed, std::log(20.0)) << b;
        before = result.observed;
    }
    compare("n = 0, b = 1e6 by formulae", std::log(20.0), before, 1e-4);
}

TEST(FarBelowTheBackground, ToysThatSawNothingSimilarCapCls)
{
    ClsPoint const point = toys_at(yaml({.observed = 0, .background = 100}), 2, 300, TestStatistic::qtilde);
    EXPECT_EQ(point.observed.clb, 0);
    EXPECT_EQ(point.observed.cls, 1);
    EXPECT_EQ(point.error.cls, 1);
    for (double cls : point.expected) EXPECT_TRUE(cls >= 0 && cls <= 1) << cls;
    for (double error : point.expected_error) EXPECT_TRUE(std::isfinite(error)) << error;
}

TEST(FarBelowTheBackground, TheLimitOfToysIsNotFound)
{
    auto const backend = make_cpu_toys(2);
    QuestionOptions options;
    options.toys = 50;
    options.max_toys = 200;
    options.toy_bands = false;
    Question question = ask(yaml({.observed = 0, .background = 100}), options);
    LimitResult const result = limit_with_toys(question, *backend);
    EXPECT_FALSE(result.observed_found);
    ASSERT_FALSE(result.warnings.empty());
    EXPECT_NE(result.warnings[0].find("background toys is as far out"), std::string::npos) << result.warnings[0];
}

TEST(Bounds, TheBestFitAtTheLowerAndAtTheUpperOne)
{
    FitResult const low = best_fit(yaml({.observed = 0}));
    EXPECT_EQ(low.values[0], 0);
    EXPECT_TRUE(low.at_bound[0]);
    std::string const high_text = yaml({.observed = 30, .range = "[0, 5]"});
    FitResult const high = best_fit(high_text);
    EXPECT_EQ(high.values[0], 5);
    EXPECT_TRUE(high.at_bound[0]);
    ModelDocument const document = parse_model_yaml(high_text, "typed into the test");
    CompiledModel const model(document.model);
    nlohmann::json const json = fit_json(model, high, {})["parameters"]["r"];
    EXPECT_TRUE(json["error"].is_null());
    EXPECT_EQ(json["at_bound"], true);
    ProfileErrors const errors = profile_errors(model, document.data, high, 0, {});
    EXPECT_TRUE(errors.high.at_bound);
    auto const rise = [](double r) { return count_nll(30, 3 + r) - count_nll(30, 8) - 0.5; };
    compare("error below the upper bound", root(rise, 3, 5) - 5, errors.low.distance, 1e-5);
}

// A limit has no upper bound: the range only says where the search starts, and the result says that it went beyond.
TEST(Bounds, ALimitBeyondTheRangeIsFlagged)
{
    LimitResult const result = limit({.observed = 30, .range = "[0, 5]"});
    compare_relative("n = 30, b = 3, range up to 5", limit_of_count(30, 3), result.observed, 1e-5);
    ASSERT_FALSE(result.warnings.empty());
    EXPECT_NE(result.warnings[0].find("beyond the range of the parameter, 5"), std::string::npos) << result.warnings[0];
}

// Without signal the nuisance parameter is pulled to its bound of 1/2: nu = 3 * 1.5^0.5, and its constraint costs 1/8.
TEST(Bounds, ANuisanceParameterAtItsOwn)
{
    Count const count{.observed = 30,
                      .parameters = "  t: {constraint: {gauss: {mean: 0, sigma: 1}}, range: [-0.5, 0.5]}\n",
                      .factors = "{lnN: t, kappa: 1.5}"};
    Question question = ask(yaml(count));
    double const q0 = question.observed()->value(TestStatistic::q0, 0);
    compare("q0 with a nuisance parameter at its bound", 2 * (count_nll(30, 3 * std::sqrt(1.5)) + 0.125), q0, 1e-6);
    EXPECT_EQ(question.observed()->conditional(0).values[1], 0.5);
}

TEST(EmptyBins, NothingSeenAnywhere)
{
    std::string const model = R"(quartet_model: 1
poi: r
parameters: {r: {value: 1, range: [0, 20]}}
channels:
  h: {type: binned, observed: [0, 0, 0], samples: {S: {yield: [1, 2, 1], factors: [r]}, B: {yield: [2, 3, 4]}}}
)";
    Question question = ask(model);
    compare("q of 2, three empty bins", 16, question.observed()->value(TestStatistic::qtilde, 2), 1e-9);
    EXPECT_EQ(question.observed()->value(TestStatistic::q0, 0), 0);
    EXPECT_EQ(best_fit(model).values[0], 0);
}

std::string two_bins(int first)
{
    return "quartet_model: 1\npoi: r\nparameters: {r: {value: 1, range: [0, 20]}}\nchannels:\n  h: {type: binned, "
           "observed: ["
           + std::to_string(first) + ", 5], samples: {S: {yield: [0, 2], factors: [r]}, B: {yield: [0, 5]}}}\n";
}

// A bin where nothing is expected and nothing was seen says nothing; where something was seen no model is left.
TEST(EmptyBins, NothingExpected)
{
    Question question = ask(two_bins(0));
    LimitResult const result = limit_with_formulae(question);
    compare_relative("a bin of 0 of 0 beside", 0.5 * limit_of_count(5, 5), result.observed, 1e-5);
    std::string const text = refusal(two_bins(3));
    EXPECT_NE(text.find("channel 'h', bin 0: 3 observed"), std::string::npos) << text;
    EXPECT_EQ(best_fit(two_bins(3)).status, FitStatus::impossible);
    QuestionOptions blind;
    blind.blind = true;
    EXPECT_EQ(refusal(two_bins(3), blind), "");
}

TEST(ZeroRate, AProcessOfNothingChangesNothing)
{
    double const without = limit({}).observed;
    EXPECT_EQ(limit({.samples = "      Z: {yield: 0}\n"}).observed, without);
    EXPECT_NEAR(
        limit({.parameters = "  t: normal\n", .samples = "      Z: {yield: 0, factors: [{lnN: t, kappa: 1.3}]}\n"})
            .observed,
        without, 1e-7);
}

TEST(ZeroStart, AFitThatStartsAtNoSignalFindsIt)
{
    compare("start at 0", 4, best_fit(yaml({.observed = 7, .start = "0"})).values[0], 1e-4);
    // Without background the likelihood of the start is 0.
    compare("start at 0 without background", 7,
            best_fit(yaml({.observed = 7, .background = 0, .start = "0"})).values[0], 1e-4);
}

// gmN 0 with alpha = 1/2. No event: as without background. Two events, no signal: nu = n alpha / (1 + alpha), and
// q0 = 2 n ln(1 + 1/alpha) = 4 ln 3.
TEST(EmptySideband, IsNoBackgroundUntilItIsNeeded)
{
    auto const count = [](int n)
    {
        return Count{.observed = n,
                     .background = 0.5,
                     .parameters = "  w: {constraint: {poisson: {observed: 0}}}\n",
                     .factors = "w"};
    };
    compare_relative("gmN 0, n = 0", 0.5 * z_95 * z_95, limit(count(0)).observed, 1e-5);
    Question question = ask(yaml(count(2)));
    compare("gmN 0, n = 2, q0", 4 * std::log(3.0), question.observed()->value(TestStatistic::q0, 0), 1e-6);
    compare("gmN 0, n = 2, true sideband", 4.0 / 3, question.observed()->conditional(0).values[1], 1e-5);
}

// The data have n = 1: toys that tie with them count as farther out, though each fit blurs its value.
// CLsb = P(n <= 1 | 4 + 3), CLb = P(n <= 1 | 3).
TEST(Ties, CountAsFartherOut)
{
    auto const at_most_one = [](double nu) { return std::exp(-nu) * (1 + nu); };
    Count const count{.observed = 1, .parameters = "  t: normal\n", .factors = "{lnN: t, kappa: 1.0000001}"};
    ClsPoint const point = toys_at(yaml(count), 4, 20000, TestStatistic::q);
    compare("CLsb of a tie", at_most_one(7), point.observed.clsb, 4 * point.error.clsb);
    ClsPoint const lep = toys_at(yaml({.observed = 1}), 4, 20000, TestStatistic::lep);
    compare("CLb of a tie", at_most_one(3), lep.observed.clb, 4 * lep.error.clb);
}

ToyResult two_fits(double best, double conditional, FitStatus status = FitStatus::converged)
{
    ToyResult result;
    result.n_toys = 1;
    result.n_fits = 2;
    result.nll = {best, conditional};
    result.status = {FitStatus::converged, status};
    result.poi = {1, 2};
    result.evaluations = {1, 1};
    return result;
}

TEST(NegativeQ, IsZero)
{
    EXPECT_EQ(toy_values(two_fits(5, 5 - 1e-9), TestStatistic::qtilde, 2).q[0], 0);
    EXPECT_EQ(toy_values(two_fits(5, 5 - 1e-9), TestStatistic::profile, 2).q[0], 0);
    EXPECT_NEAR(toy_values(two_fits(5, 6), TestStatistic::qtilde, 2).q[0], 2, 1e-12);
    double const infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(toy_values(two_fits(5, infinity, FitStatus::impossible), TestStatistic::qtilde, 2).q[0], infinity);
}

}  // namespace
}  // namespace quartet::test
