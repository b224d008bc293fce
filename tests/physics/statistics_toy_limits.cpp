// Limits with the usual number of toys against exact Poisson limits, repeated with other seeds: their mean, their
// spread against the stated errors, their median.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "host/cpu/toys.hpp"
#include "tests/harness/repetitions.hpp"
#include "tests/physics/statistics_compare.hpp"
#include "tests/physics/statistics_models.hpp"

namespace quartet::test
{
namespace
{

/// P(N <= n) for a Poisson mean.
double at_most(int n, double mean)
{
    double term = std::exp(-mean);
    double sum = term;
    for (int k = 1; k <= n; ++k) sum += term *= mean / k;
    return sum;
}

/// r with P(N <= n | r + b) / P(N <= n | b) = 0.05: CLs of a counting experiment, where every test statistic here falls
/// with n.
double exact_limit(int n, double b)
{
    double low = 0, high = 100;
    for (int i = 0; i < 100; ++i)
    {
        double const middle = 0.5 * (low + high);
        (at_most(n, middle + b) / at_most(n, b) > 0.05 ? low : high) = middle;
    }
    return low;
}

std::string counting(int observed, double background)
{
    return "quartet_model: 1\npoi: r\nparameters:\n  r: {value: 1, range: [0, 50]}\nchannels:\n  bin1:\n    type: "
           "counting"
           "\n    observed: "
           + std::to_string(observed) + "\n    samples:\n      S: {yield: 1, factors: [r]}\n      B: {yield: "
           + std::to_string(background) + "}\n";
}

/// Limits of all repetitions with their errors.
struct Repetitions
{
    std::vector<double> ratio;
    std::vector<double> pull;
    int found = 0;

    void add(double limit, double error, bool is_found, double exact)
    {
        found += is_found ? 1 : 0;
        ratio.push_back(limit / exact);
        pull.push_back((limit - exact) / error);
    }

    void check(std::string const& name)
    {
        double sum = 0;
        double squares = 0;
        for (double p : pull) sum += p, squares += p * p;
        double const n = static_cast<double>(pull.size());
        double const mean = sum / n;
        double const rms = std::sqrt(squares / n);
        std::sort(ratio.begin(), ratio.end());
        double const median = 0.5 * (ratio[ratio.size() / 2 - 1] + ratio[ratio.size() / 2]);
        std::printf("| %-28s | %2d | %5.3f | %5.3f | %5.3f | %+5.2f | %4.2f |\n", name.c_str(), found, median,
                    ratio.front(), ratio.back(), mean, rms);
        EXPECT_EQ(found, repetitions()) << name;
        EXPECT_NEAR(median, 1, 0.05) << name;
        EXPECT_NEAR(mean, 0, 0.5) << name;
        EXPECT_LT(rms, 1.5) << name;
    }
};

Question repeat(int observed, double background, int seed, bool bands)
{
    QuestionOptions options;
    options.toy_bands = bands;
    options.seed = static_cast<std::uint64_t>(seed);
    return ask(counting(observed, background), options);
}

class ObservedToyLimit : public testing::TestWithParam<std::pair<int, double>>
{
};

TEST_P(ObservedToyLimit, IsUnbiasedAndKnowsItsError)
{
    auto const toys = make_cpu_toys(2);
    auto const [n, b] = GetParam();
    Repetitions all;
    for (int seed = 1; seed <= repetitions(); ++seed)
    {
        Question question = repeat(n, b, seed, false);
        LimitResult const limit = limit_with_toys(question, *toys);
        all.add(limit.observed, limit.observed_error, limit.observed_found, exact_limit(n, b));
    }
    char name[64];
    std::snprintf(name, sizeof name, "n = %d, b = %g, observed", n, b);
    all.check(name);
}

INSTANTIATE_TEST_SUITE_P(Counting, ObservedToyLimit,
                         testing::Values(std::pair{0, 5.5}, std::pair{1, 5.5}, std::pair{5, 15.0}, std::pair{6, 5.5},
                                         std::pair{3, 0.0}, std::pair{20, 5.5}));

// Expected: n with P(N < n) <= Phi(sigma) < P(N <= n).
TEST(ExpectedToyLimits, AreUnbiasedAndKnowTheirErrors)
{
    auto const toys = make_cpu_toys(2);
    constexpr double b = 5.5;
    std::array<int, 5> const quantile{1, 3, 5, 8, 11};
    std::array<double, 5> const share{0.02275, 0.15866, 0.5, 0.84134, 0.97725};
    std::array<Repetitions, 5> all;
    for (std::size_t i = 0; i < 5; ++i)
    {
        ASSERT_LT(at_most(quantile[i] - 1, b), share[i]);
        ASSERT_GT(at_most(quantile[i], b), share[i]);
    }
    for (int seed = 1; seed <= repetitions(); ++seed)
    {
        Question question = repeat(6, b, seed, true);
        LimitResult const limit = limit_with_toys(question, *toys);
        for (std::size_t i = 0; i < 5; ++i)
            all[i].add(limit.expected[i], limit.expected_error[i], limit.expected_found[i],
                       exact_limit(quantile[i], b));
    }
    for (std::size_t i = 0; i < 5; ++i)
        all[i].check("b = 5.5, expected " + std::to_string(static_cast<int>(i) - 2) + " sigma");
}

}  // namespace
}  // namespace quartet::test
