// Which parameters are zero in the background-only data, and questions that are refused.
#include "fits/fit_result.hpp"
#include "host/cpu/toys.hpp"
#include "host/statistics/result_json.hpp"
#include "models/base/error.hpp"
#include "tests/physics/statistics_compare.hpp"
#include "tests/physics/statistics_models.hpp"

namespace quartet::test
{
namespace
{

/// Two signals on flat backgrounds whose windows are closed: the side bands say nothing about either signal.
std::string two_signals()
{
    return R"(quartet_model: 1
name: two signals
poi: [r, s]
parameters:
  r: {value: 1, range: [0, 20]}
  s: {value: 3, range: [0, 20]}
  n: {value: 10, range: [1, 100]}
channels:
  m:
    type: unbinned
    observable: {name: mass, range: [0, 10]}
    data: {values: [0.5, 1.5, 2.5, 3.5, 5.1, 5.2, 6.5, 7.5, 8.5, 9.5]}
    blind: [4, 6]
    samples:
      R: {yield: 1, signal: true, factors: [r], shape: {gauss: {mean: 4.7, sigma: 0.05}}}
      S: {yield: 1, signal: true, factors: [s], shape: {gauss: {mean: 5.3, sigma: 0.05}}}
      B: {yield: 1, factors: [n], shape: {uniform: {}}}
)";
}

double expected_events(ProfileLikelihood const& likelihood)
{
    double sum = 0;
    for (double weight : likelihood.data().channels[0].weights) sum += weight;
    return sum;
}

// Eight events in eight tenths of the range: ten background events, and nothing of either signal.
TEST(Question, AllParametersOfInterestAreZeroInBlindedData)
{
    for (std::string const poi : {"r", "s"})
    {
        QuestionOptions options;
        options.poi = poi;
        Question question = ask(two_signals(), options);
        ASSERT_TRUE(question.blinded());
        EXPECT_NEAR(expected_events(question.asimov()), 10, 1e-4);
        LimitResult const limit = limit_with_formulae(question);
        EXPECT_GT(limit.expected[2], 1);
        EXPECT_LT(limit.expected[2], 5);
        options.blind = true;
        Question before_fit = ask(two_signals(), options);
        EXPECT_NEAR(expected_events(before_fit.asimov()), 10, 1e-6);
    }
}

TEST(Question, AnotherParameterKeepsItsValueInBlindedData)
{
    QuestionOptions options;
    options.poi = "n";
    Question question = ask(two_signals(), options);
    EXPECT_NEAR(expected_events(question.data()), 10, 1e-4);
}

std::string with_fixed_parameter(std::string const& poi)
{
    return "quartet_model: 1\npoi: " + poi + R"(
parameters:
  r: {value: 1, range: [0, 20]}
  held: {value: 1, fixed: true}
channels:
  bin1: {type: counting, observed: 3, samples: {S: {yield: 1, factors: [r]}, B: {yield: 2, factors: [held]}}}
)";
}

TEST(Question, AFixedParameterOfInterestIsRefused)
{
    EXPECT_NO_THROW(ask(with_fixed_parameter("r")));
    EXPECT_THROW(ask(with_fixed_parameter("held")), InputError);
    QuestionOptions options;
    options.poi = "held";
    EXPECT_THROW(ask(with_fixed_parameter("r"), options), InputError);
}

// A signal so small that CLs stays above 0.05 over the whole search.
TEST(LimitJson, ALimitThatWasNotFoundIsNull)
{
    Question question = ask(R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 1]}
channels:
  bin1: {type: counting, observed: 3, samples: {S: {yield: 1e-9, factors: [r]}, B: {yield: 2}}}
)");
    LimitResult const limit = limit_with_formulae(question);
    EXPECT_FALSE(limit.complete());
    nlohmann::json const json = limit_json(question, limit, "asymptotic");
    EXPECT_TRUE(json["observed"].is_null());
    for (auto const& value : json["expected"]) EXPECT_TRUE(value.is_null());
    EXPECT_EQ(limit.warnings.size(), 2U) << json["warnings"].dump();  // one for each kind of limit
}

// Ten toys at the most say nothing of a data set that one background toy in a hundred thousand resembles.
TEST(LimitJson, ALimitThatToysDoNotKnowIsNull)
{
    auto const toys = make_cpu_toys(1);
    QuestionOptions options;
    options.toys = 10;
    options.max_toys = 10;
    options.toy_bands = false;
    Question question = ask(counting_b5p5(0, "", ""), options);
    LimitResult const limit = limit_with_toys(question, *toys);
    EXPECT_FALSE(limit.complete());
    EXPECT_TRUE(limit_json(question, limit, "toys")["observed"].is_null());
    EXPECT_FALSE(limit.warnings.empty());
}

TEST(LimitJson, AnAccuracyThatWasNotReachedIsSaid)
{
    auto const toys = make_cpu_toys(1);
    QuestionOptions options;
    options.toys = 500;
    options.max_toys = 500;
    options.toy_bands = false;
    options.toy_accuracy = 0.001;
    Question question = ask(counting_b5p5(6), options);
    LimitResult const limit = limit_with_toys(question, *toys);
    EXPECT_TRUE(limit.complete());
    ASSERT_EQ(limit.warnings.size(), 1U);
    EXPECT_NE(limit.warnings[0].find("--accuracy"), std::string::npos) << limit.warnings[0];
}

/// Forty events of this weight on a flat background.
std::string weighted_events(double weight)
{
    std::string values;
    std::string weights;
    for (int i = 0; i < 40; ++i)
    {
        values += (i == 0 ? "" : ", ") + std::to_string((i + 0.5) / 40);
        weights += (i == 0 ? "" : ", ") + std::to_string(i == 7 ? -weight : weight);
    }
    return "quartet_model: 1\npoi: n\nparameters:\n  n: {value: 10, range: [0, 10000]}\nchannels:\n  x:\n    type: "
           "unbinned\n    observable: {name: x, range: [0, 1]}\n    data: {values: ["
           + values + "], weights: [" + weights
           + "]}\n    samples:\n      S: {yield: 1, factors: [n], shape: {uniform: {}}}\n";
}

// The sum of the weights is 380 +- 10 sqrt(40), also by the profile; one weight is negative.
TEST(WeightedEvents, HaveTheErrorsOfTheirSquares)
{
    ModelDocument const document = parse_model_yaml(weighted_events(10), "typed into the test");
    CompiledModel const model(document.model);
    FitResult const best = fit(model, document.data);
    ASSERT_TRUE(good(best.status));
    double const error = 10 * std::sqrt(40.0);
    EXPECT_NEAR(best.values[0], 380, 1e-3);
    EXPECT_NEAR(best.errors[0], error, 1e-3);
    ProfileErrors const errors = profile_errors(model, document.data, best, 0, {});
    EXPECT_NEAR(errors.high.distance, error, 0.08 * error);
    EXPECT_NEAR(-errors.low.distance, error, 0.08 * error);
    EXPECT_NEAR(0.5 * (errors.high.distance - errors.low.distance), error, 0.01 * error);
}

TEST(WeightedEvents, HaveNoLimits)
{
    EXPECT_THROW(ask(weighted_events(10)), InputError);
    EXPECT_THROW(ask(weighted_events(1)), InputError) << "one weight is negative";
    QuestionOptions options;
    options.blind = true;
    EXPECT_NO_THROW(ask(weighted_events(10), options));
}

// r = 1 is best for three events on two: -ln L rises by 3 ln(3/2) - 1 = 0.22 down to r = 0, less than 1/2.
TEST(FitJson, AnErrorThatWasNotReachedIsNull)
{
    ModelDocument const document = parse_model_yaml(R"(quartet_model: 1
poi: r
parameters:
  r: {value: 0.5, range: [0, 20]}
channels:
  bin1: {type: counting, observed: 3, samples: {S: {yield: 1, factors: [r]}, B: {yield: 2}}}
)",
                                                    "typed into the test");
    CompiledModel const model(document.model);
    FitResult const best = fit(model, document.data);
    ASSERT_TRUE(good(best.status));
    ProfileErrors const errors = profile_errors(model, document.data, best, 0, {});
    nlohmann::json const r = fit_json(model, best, {{0, errors}})["parameters"]["r"];
    EXPECT_NEAR(r["value"].get<double>(), 1, 1e-4);
    EXPECT_TRUE(r["error_lo"].is_null());
    EXPECT_EQ(r["error_lo_at_bound"], true);
    EXPECT_FALSE(r.contains("error_hi_at_bound"));
    double const high = r["error_hi"].get<double>();
    EXPECT_NEAR(high - 3 * std::log1p(high / 3), 0.5, 1e-4);
}

// Three events where nothing is expected, with or without a signal: no fit describes them.
TEST(Question, ImpossibleDataAreRefused)
{
    EXPECT_THROW(ask(R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
channels:
  bin1: {type: counting, observed: 3, samples: {B: {yield: 0}}}
  bin2: {type: counting, observed: 3, samples: {S: {yield: 1, factors: [r]}, B: {yield: 2}}}
)"),
                 InputError);
}

}  // namespace
}  // namespace quartet::test
