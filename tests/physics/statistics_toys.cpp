// Toys against exact Poisson results and against toys of Combine, in the native model format.
#include <array>

#include "host/cpu/toys.hpp"
#include "tests/harness/repetitions.hpp"
#include "tests/physics/statistics_compare.hpp"
#include "tests/physics/statistics_models.hpp"

namespace quartet::test
{
namespace
{

std::unique_ptr<ToyBackend> backend() { return make_cpu_toys(2); }

QuestionOptions with_toys(std::int64_t n)
{
    QuestionOptions options;
    options.toys = n;
    options.toy_bands = false;
    return options;
}

/// Within three standard errors of both numbers together; our own error must be below 3 %.
void compare_errors(std::string const& what, double reference, double reference_error, double ours, double error)
{
    EXPECT_LT(error, 0.03 * reference) << what;
    EXPECT_GT(error, 0) << what;
    compare(what, reference, ours, 3 * std::hypot(reference_error, error));
}

// Combine HybridNew --LHCmode LHC-limits, docs/part3/commonstatsmethods.md @da0a2f49.
TEST(ToyLimits, RealisticCountingExperiment)
{
    auto const toys = backend();
    Question question = ask(realistic_counting_experiment(), with_toys(20000));
    LimitResult const limit = limit_with_toys(question, *toys);
    compare_errors("realistic-counting-experiment toys", 1.91034, .0388334, limit.observed, limit.observed_error);
    EXPECT_EQ(limit.toys.failed, 0);
}

// Exact: P(N <= n | r + b) / P(N <= n | b) = 0.05 for b = 5.5.
TEST(ToyLimits, ExactPoisson)
{
    auto const toys = backend();
    struct Case
    {
        int n;
        double exact;
        std::int64_t toys;  // with n = 1 only 2.7 % of the background toys are as far out as the data
    };
    for (auto const& [n, exact, size] : {Case{1, 3.4183, 400000}, Case{6, 7.0135, 50000}, Case{11, 12.7319, 50000}})
    {
        QuestionOptions options = with_toys(size);
        options.toy_accuracy = 0.005;
        Question question = ask(counting_b5p5(n), options);
        LimitResult const limit = limit_with_toys(question, *toys);
        EXPECT_LT(limit.observed_error, 0.01 * exact);
        compare_errors("B5p5 Obs" + std::to_string(n) + " toys, exact Poisson", exact, 5e-5, limit.observed,
                       limit.observed_error);
    }
}

// Combine toys, test/validation/reference.json @da0a2f49; StatOnly and LEP exactly.
TEST(ToyPValues, CountingAtFive)
{
    auto const toys = backend();
    auto const cls_of = [&](std::string const& yaml, TestStatistic statistic, ToyKind kind)
    {
        QuestionOptions options = with_toys(200000);
        options.statistic = statistic;
        options.toy_kind = kind;
        Question question = ask(yaml, options);
        ToyCls cls(question.data(), true, *toys, toy_options(question));
        return cls.at(5);
    };
    std::string const on_b = "{lnN: b, kappa: 1.30}";
    std::string const on_s = "{lnN: s, kappa: 1.30}";
    struct Case
    {
        std::string name;
        std::string yaml;
        double reference;
        double error;
        TestStatistic statistic = TestStatistic::qtilde;
        ToyKind kind = ToyKind::frequentist;
    };
    for (Case const& c : {Case{"StatOnly (exact)", counting_b5p5(6), .14815, 0},
                          Case{"30B (1M independent toys)", counting_b5p5(6, "", on_b), .15591, .0005},
                          Case{"30S (1M independent toys)", counting_b5p5(6, on_s), .14831, .0005},
                          Case{"30U (1M independent toys)", counting_b5p5(6, on_s, on_b), .18330, .0005},
                          Case{"30B LEP hybrid (exact)", counting_b5p5(6, "", on_b), .17416, 5e-6, TestStatistic::lep,
                               ToyKind::hybrid}})
    {
        ClsPoint const point = cls_of(c.yaml, c.statistic, c.kind);
        compare_errors("CLs at r = 5, " + c.name, c.reference, c.error, point.observed.cls, point.error.cls);
    }
    ClsPoint const exact = cls_of(counting_b5p5(6), TestStatistic::qtilde, ToyKind::frequentist);
    compare_errors("P_mu at r = 5, StatOnly (exact)", .10163, 5e-6, exact.observed.clsb, exact.error.clsb);
}

// No background, no observation: CLs = exp(-s), limit -ln 0.05 = 2.9957.
TEST(ToyLimits, ZeroBackground)
{
    auto const toys = backend();
    std::string const yaml = R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 10]}
channels:
  bin1: {type: counting, observed: 0, samples: {S: {yield: 1, factors: [r]}}}
)";
    QuestionOptions options = with_toys(50000);
    options.toy_bands = true;
    options.toy_accuracy = 0.003;
    Question question = ask(yaml, options);
    LimitResult const limit = limit_with_toys(question, *toys);
    EXPECT_LT(limit.observed_error, 0.01 * 2.9957);
    compare_errors("no background, observed 0, toys", 2.995732, 0, limit.observed, limit.observed_error);
    for (std::size_t i = 0; i < 5; ++i)
        compare_errors("no background, expected, toys", 2.995732, 0, limit.expected[i], limit.expected_error[i]);
}

// No background, three observed: P(N <= 3 | r) = 0.05 at r = 7.7537. The stated errors are those of repetitions.
TEST(ToyLimits, ErrorsAreThoseOfRepetitions)
{
    int const n = repetitions();
    auto const toys = backend();
    std::string const yaml = R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
channels:
  bin1: {type: counting, observed: 3, samples: {S: {yield: 1, factors: [r]}}}
)";
    double sum = 0;
    double squares = 0;
    for (int seed = 1; seed <= n; ++seed)
    {
        QuestionOptions options = with_toys(1000);
        options.seed = static_cast<std::uint64_t>(seed);
        Question question = ask(yaml, options);
        LimitResult const limit = limit_with_toys(question, *toys);
        double const pull = (limit.observed - 7.7537) / limit.observed_error;
        sum += pull;
        squares += pull * pull;
    }
    double const rms = std::sqrt(squares / n);
    std::printf("| pulls of %d limits: mean %.2f, rms %.2f\n", n, sum / n, rms);
    EXPECT_NEAR(sum / n, 0, 0.5);
    EXPECT_LT(rms, 1.35);
    EXPECT_GT(rms, 0.6);
}

// The same toys whatever the number of threads: the same limit to the last bit.
TEST(ToyLimits, SameBitsForAnyNumberOfThreads)
{
    std::array<double, 2> limits{};
    for (int threads : {1, 2})
    {
        auto const toys = make_cpu_toys(threads);
        Question question = ask(realistic_counting_experiment(), with_toys(500));
        limits[static_cast<std::size_t>(threads - 1)] = limit_with_toys(question, *toys).observed;
    }
    EXPECT_EQ(limits[0], limits[1]);
}

}  // namespace
}  // namespace quartet::test
