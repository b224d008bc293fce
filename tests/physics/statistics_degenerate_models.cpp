// Flat likelihoods, parameters without effect, templates below zero, densities that are zero, empty and blind channels,
// equal choices: a right answer or a refusal.
#include "host/cpu/toys.hpp"
#include "host/statistics/degenerate.hpp"
#include "host/statistics/result_json.hpp"
#include "tests/physics/statistics_degenerate.hpp"

namespace quartet::test
{
namespace
{

double observed_limit(std::string const& model)
{
    Question question = ask(model);
    LimitResult const result = limit_with_formulae(question);
    EXPECT_TRUE(result.observed_found);
    EXPECT_TRUE(question.warnings().empty());
    return result.observed;
}

TEST(NoSignal, IsRefusedByNameOfTheParameter)
{
    std::string const text = refusal(yaml({.signal = 0}));
    EXPECT_NE(text.find("'r' has no effect"), std::string::npos) << text;
    EXPECT_NE(refusal(R"(quartet_model: 1
poi: r
parameters: {r: {value: 1, range: [0, 20]}}
channels:
  h: {type: binned, observed: [3, 4], samples: {S: {yield: [0, 0], factors: [r]}, B: {yield: [3, 4]}}}
)")
                  .find("'r' has no effect"),
              std::string::npos);
    // The fit itself has an answer: every value is as good.
    FitResult const best = best_fit(yaml({.signal = 0}));
    EXPECT_EQ(best.status, FitStatus::flat);
    EXPECT_TRUE(std::isinf(best.errors[0]));
}

TEST(NoSignal, AnEffectThroughOneBinOrAConstraintIsOne)
{
    ModelDocument const document = parse_model_yaml(R"(quartet_model: 1
poi: r
parameters: {r: {value: 1, range: [0, 20]}, t: normal, u: {value: 1}}
channels:
  h:
    type: binned
    observed: [3, 4]
    samples:
      S: {yield: [0, 1], factors: [r]}
      Z: {yield: [0, 0], factors: [u, {lnN: t, kappa: 1.1}]}
      B: {yield: [3, 4]}
)",
                                                    "typed into the test");
    EXPECT_TRUE(has_effect(document.model, 0));
    EXPECT_TRUE(has_effect(document.model, 1));
    EXPECT_FALSE(has_effect(document.model, 2));
}

// Two parameters that only their product knows: -ln L is flat along a bent valley. A background that fits by itself
// leaves r the interval [0, 3] without cost, and beyond it q = 2 (mu - 3 - 3 ln(mu/3)).
TEST(FlatLikelihood, AProductOfTwoFreeParameters)
{
    std::string const model =
        yaml({.parameters = "  a: {value: 1, range: [0, 50]}\n  b: {value: 1, range: [0, 50]}\n", .factors = "a, b"});
    FitResult const best = best_fit(model);
    EXPECT_EQ(best.status, FitStatus::flat);
    EXPECT_NEAR(best.nll, 0, 1e-9);
    ASSERT_EQ(best.errors.size(), 3U);
    for (double error : best.errors) EXPECT_TRUE(std::isinf(error)) << error;
    Question question = ask(model);
    for (double mu : {4.0, 8.0})
        compare("product of two, q of " + number(mu), 2 * count_nll(3, mu),
                question.observed()->value(TestStatistic::profile, mu), 1e-7);
    EXPECT_NEAR(question.observed()->value(TestStatistic::profile, 2), 0, 1e-7);
    EXPECT_TRUE(question.warnings().empty());
    EXPECT_NEAR(observed_limit(model),
                root([](double mu) { return 1.959963985 - std::sqrt(2 * count_nll(3, mu)); }, 3, 30), 1e-4);
}

TEST(FlatLikelihood, ToysOfAProductConverge)
{
    auto const backend = make_cpu_toys(2);
    QuestionOptions options;
    options.toys = 300;
    Question question = ask(
        yaml({.parameters = "  a: {value: 1, range: [0, 50]}\n  b: {value: 1, range: [0, 50]}\n", .factors = "a, b"}),
        options);
    ToyCls cls(question.data(), true, *backend, toy_options(question));
    cls.grow(4, 300, 300);
    EXPECT_EQ(cls.counts().lost, 0);
    EXPECT_LE(cls.counts().failed, 6);
}

TEST(FlatLikelihood, ASumOfTwoFreeParameters)
{
    std::string const model =
        yaml({.background = 1, .parameters = "  a: {value: 1, range: [0, 50]}\n", .factors = "a"});
    FitResult const best = best_fit(model);
    EXPECT_EQ(best.status, FitStatus::flat);
    EXPECT_NEAR(best.values[0] + best.values[1], 3, 1e-3);
    ASSERT_EQ(best.errors.size(), 2U);
    for (double error : best.errors) EXPECT_TRUE(std::isinf(error)) << error;
    Question question = ask(model);
    compare("sum of two, q of 8", 2 * count_nll(3, 8), question.observed()->value(TestStatistic::profile, 8), 1e-7);
}

// Two channels know r and the product a b, which is what is flat: r has a finite error, a and b have none.
TEST(FlatLikelihood, LeavesTheErrorsOfOthers)
{
    Count const count{.background = 1,
                      .parameters = "  a: {value: 1, range: [0, 50]}\n  b: {value: 1, range: [0, 50]}\n",
                      .factors = "a, b"};
    FitResult const best = best_fit(
        yaml(count) + "  d: {type: counting, observed: 20, samples: {S: {yield: 1, factors: [r]}, Z: {yield: 10, factors: [a, b]}}}\n");
    EXPECT_EQ(best.status, FitStatus::flat);
    // 20 = r + 10 x and 3 = r + x: r = 10/9, with the variance (10^2 3 + 20) / 9^2.
    compare("r beside an unknown product", 10.0 / 9, best.values[0], 1e-3);
    compare("its error", std::sqrt(320.0) / 9, best.errors[0], 1e-3);
    EXPECT_TRUE(std::isinf(best.errors[1]));
    EXPECT_TRUE(std::isinf(best.errors[2]));
}

TEST(FlatLikelihood, AFreeParameterWithoutAnyUseIsRefused)
{
    EXPECT_NE(refusal(yaml({.parameters = "  t: {value: 1}\n"})).find("nothing depends on the free parameter 't'"),
              std::string::npos);
    // Of a process of nothing it is not determined, and its error is null.
    std::string const model =
        yaml({.parameters = "  t: {value: 1}\n", .samples = "      Z: {yield: 0, factors: [t]}\n"});
    ModelDocument const document = parse_model_yaml(model, "typed into the test");
    FitResult const best = fit(CompiledModel(document.model), document.data);
    EXPECT_EQ(best.status, FitStatus::flat);
    EXPECT_TRUE(fit_json(CompiledModel(document.model), best, {})["parameters"]["t"]["error"].is_null());
    EXPECT_NEAR(observed_limit(model), limit_of_count(3, 3), 1e-4);
}

/// HistFactory's code 4p from 3, with 5 at -1 and 0.5 at +1.
double morphed(double t)
{
    double const up = 0.5 - 3;
    double const down = 3 - 5;
    if (t >= 1) return 3 + t * up;
    if (t <= -1) return 3 + t * down;
    double const s = 0.5 * (up + down);
    double const a = (up - down) / 16;
    return 3 + t * (s + t * a * (15 + t * t * (3 * t * t - 10)));
}

/// min over t of -ln L for n = 4, by a grid.
double morphed_nll(double mu)
{
    double least = 1e300;
    for (int i = 0; i <= 140000; ++i)
    {
        double const t = -7 + 1e-4 * i;
        double const nu = mu + morphed(t);
        if (nu > 0) least = std::min(least, count_nll(4, nu) + 0.5 * t * t);
    }
    return least;
}

// The conditional fit at 8 leans on the edge where the template vanishes; from there the data are impossible at mu = 0,
// though they are not: the fit has to begin anew.
TEST(NegativeTemplate, AFitThatLeansOnItsEdgeDoesNotSpoilOthers)
{
    std::string const model = R"(quartet_model: 1
poi: r
parameters: {r: {value: 1, range: [0, 50]}, t: normal}
channels:
  h:
    type: binned
    observed: [4]
    samples:
      S: {yield: [1], factors: [r]}
      B: {yield: [3], morphs: [{histosys: t, low: [5], high: [0.5]}]}
)";
    Question question = ask(model);
    for (double mu : {8.0, 50.0, 0.0, 3.0})
        compare("template below zero, q of " + number(mu), 2 * morphed_nll(mu),
                question.observed()->value(TestStatistic::profile, mu), 2e-5);
    LimitResult const result = limit_with_formulae(question);
    for (std::size_t i = 1; i < 5; ++i) EXPECT_GT(result.expected[i], result.expected[i - 1]);
    EXPECT_GT(result.expected[0], 2);
    auto const backend = make_cpu_toys(2);
    ToyCls cls(question.data(), true, *backend, toy_options(question));
    cls.grow(8, 500, 500);
    EXPECT_EQ(cls.counts().lost, 0);
}

std::string unbinned(std::string const& values, std::string const& signal, std::string const& background,
                     std::string const& extra = "", std::string const& factor = "n")
{
    return "quartet_model: 1\npoi: r\nparameters:\n  r: {value: 1, range: [0, 50]}\n  n: {value: 3, range: [0, "
           "1000]}\n  t: normal\n  i: {choices: 2}\nchannels:\n  m:\n    type: unbinned\n    observable: {name: x, "
           "range: [0, 10]}\n    data: {values: "
           + values + "}\n" + extra + "    samples:\n      S: {yield: 1, signal: true, factors: [r, {lnN: t, kappa: "
           "1.0001}], shape: {"
           + signal + "}}\n      B: {yield: 1, factors: [" + factor + "], shape: {" + background
           + "}}\n      C: {yield: 1e-9, factors: [n], shape: {choose: {by: i, from: [{uniform: {}}, {uniform: {}}]}}}\n";
}

std::string const peak = "gauss: {mean: 5, sigma: 0.5}";

TEST(ZeroDensity, AtAnEventIsRefusedWhenNothingElseIsThere)
{
    auto const model = [](std::string const& signal, std::string const& background)
    {
        return "quartet_model: 1\npoi: r\nparameters:\n  r: {value: 1, range: [0, 50]}\n  n: {value: 3, range: [0, "
               "1000]}\nchannels:\n  m:\n    type: unbinned\n    observable: {name: x, range: [0, 9]}\n    data: "
               "{values: [1.5, 5.2]}\n    samples:\n      S: {yield: 1, factors: [r], shape: {histogram: {contents: "
               + signal + "}}}\n      B: {yield: 1, factors: [n], shape: {histogram: {contents: " + background
               + "}}}\n";
    };
    std::string const text = refusal(model("[0, 1, 0]", "[0, 1, 1]"));
    EXPECT_NE(text.find("channel 'm', event at 1.5"), std::string::npos) << text;
    // The event at 1.5 can only be signal: r >= 1 in a fit, and no signal is impossible.
    Question question = ask(model("[1, 0, 0]", "[0, 1, 1]"));
    EXPECT_TRUE(std::isinf(question.observed()->value(TestStatistic::q0, 0)));
    compare("one event of signal alone", 1, question.observed()->best(0).values[0], 1e-3);
}

TEST(KernelDensity, OfOnePointIsRefused)
{
    EXPECT_NE(refusal(unbinned("[5]", peak, "kernel_density: {data: {values: [4]}}")).find("at least two points"),
              std::string::npos);
    EXPECT_NE(refusal(unbinned("[5]", peak, "kernel_density: {data: {values: [4, 4]}}")).find("are equal"),
              std::string::npos);
}

// Without events the shape says nothing: a count of 0 on the same background.
TEST(NoEvents, AreACountOfZero)
{
    std::string const model = R"(quartet_model: 1
poi: r
parameters: {r: {value: 1, range: [0, 50]}}
channels:
  m:
    type: unbinned
    observable: {name: x, range: [0, 10]}
    data: {values: []}
    samples:
      S: {yield: 1, factors: [r], shape: {gauss: {mean: 5, sigma: 0.5}}}
      B: {yield: 2, shape: {uniform: {}}}
)";
    Question question = ask(model);
    compare("no events, q of 3", 6, question.observed()->value(TestStatistic::qtilde, 3), 1e-9);
    EXPECT_EQ(question.observed()->best(0).values[0], 0);
}

// A window over the whole range leaves the model before any fit, and the blinding says so.
TEST(BlindRange, IsTheModelBeforeTheFit)
{
    std::string const model = unbinned("[1.5, 5.2, 7, 7.5, 8, 9]", peak, "uniform: {}", "    blind: [0, 10]\n");
    Question question = ask(model);
    EXPECT_NE(question.blinding().find("cover all data"), std::string::npos) << question.blinding();
    QuestionOptions options;
    options.blind = true;
    Question before = ask(model, options);
    compare("all is blind, expected limit", limit_with_formulae(before).expected[2],
            limit_with_formulae(question).expected[2], 1e-4);
    Question half = ask(unbinned("[1.5, 5.2, 7]", peak, "uniform: {}", "    blind: [[0, 4], [5, 10]]\n"));
    EXPECT_EQ(half.blinding().find("cover all data"), std::string::npos);
}

// Equal choices: the first one stays, and nothing changes.
TEST(DiscreteChoice, OfEqualDensities)
{
    std::string const events = "[1.5, 5.2, 7, 8, 9]";
    std::string const one = unbinned(events, peak, "uniform: {}");
    std::string const same = unbinned(events, peak, "choose: {by: i, from: [{uniform: {}}, {uniform: {}}]}");
    FitResult const best = best_fit(same);
    EXPECT_EQ(best.values[3], 0);
    EXPECT_NEAR(best.nll, best_fit(one).nll, 1e-7);
    EXPECT_NEAR(observed_limit(same), observed_limit(one), 1e-4);
}

TEST(DiscreteChoice, ThatCannotBeNormalisedIsRefused)
{
    for (std::string const bad : {"argus: {m0: -1, c: -1}", "polynomial: [-1, 0.1]", "power_law: {exponent: -2}"})
    {
        std::string const text =
            refusal(unbinned("[5]", peak, "choose: {by: i, from: [{uniform: {}}, {" + bad + "}]}"));
        EXPECT_TRUE(text.find("is not positive in its range") != std::string::npos
                    || text.find("needs a range above 0") != std::string::npos)
            << bad << ": " << text;
    }
}

}  // namespace
}  // namespace quartet::test
