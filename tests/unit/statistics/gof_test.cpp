// Goodness of fit: distributions of the statistics in toys, empty channels, determinism.
#include <gtest/gtest.h>

#include <cmath>

#include "host/cpu/toys.hpp"
#include "host/io/model_yaml.hpp"
#include "host/statistics/gof.hpp"
#include "models/base/error.hpp"

namespace quartet::test
{
namespace
{

ModelDocument document(std::string const& yaml) { return parse_model_yaml(yaml, "typed into the test"); }

/// Uniform events, nothing to fit but their number.
ModelDocument uniform(int events)
{
    std::string values;
    for (int i = 0; i < events; ++i) values += (i == 0 ? "" : ", ") + std::to_string((i + 0.5) / events);
    return document(R"(quartet_model: 1
poi: n
parameters: {n: {value: 50, range: [0, 500]}}
channels:
  x:
    type: unbinned
    observable: {name: x, range: [0, 1]}
    data: {values: [)"
                    + values + R"(]}
    samples: {B: {yield: 1, factors: [n], shape: {uniform: {}}}}
)");
}

double share_above(std::vector<double> const& sorted, double value)
{
    return static_cast<double>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), value))
           / static_cast<double>(sorted.size());
}

// 5 % points for a fully specified distribution: A^2 2.492, D (sqrt n + 0.12 + 0.11 / sqrt n) 1.358 (Stephens, JASA 69
// (1974) 730, table 1A). The number of events n varies from toy to toy around 50: A^2 does not feel it, and the 5 % of
// 2 exp(-2 n D^2) become 5 % times the mean of exp(-a (n - 50)), a = 2 1.358^2 / 50, over a Poisson distribution: 5.7
// %.
TEST(GoodnessOfFit, CriticalValuesAreThoseOfStephens)
{
    auto const toys = make_cpu_toys(1);
    ModelDocument const d = uniform(50);
    CompiledModel const model(d.model);
    GofOptions options;
    options.toys = 4000;
    options.threads = 1;
    options.statistic = GofStatistic::anderson_darling;
    GofResult const ad = goodness_of_fit(model, d.data, options, *toys);
    EXPECT_EQ(ad.lost, 0);
    EXPECT_NEAR(share_above(ad.toy_statistics, 2.492), 0.05, 0.0105);  // three binomial errors
    EXPECT_GT(ad.whole.p_value, 0.999);                                // data of equal distances
    options.statistic = GofStatistic::kolmogorov_smirnov;
    GofResult const ks = goodness_of_fit(model, d.data, options, *toys);
    double const root = std::sqrt(50.0);
    double const a = 2 * 1.358 * 1.358 / 50;
    double const expected = 0.05 * std::exp(50 * (std::exp(-a) - 1 + a));
    EXPECT_NEAR(share_above(ks.toy_statistics, 1.358 / (root + 0.12 + 0.11 / root)), expected, 0.0112);
    EXPECT_NEAR(ks.whole.statistic, 0.01, 1e-12);
}

TEST(GoodnessOfFit, DataThatDoNotFitHaveASmallPValue)
{
    auto const toys = make_cpu_toys(1);
    ModelDocument d = uniform(50);
    for (double& x : d.data.channels[0].values) x *= 0.7;
    CompiledModel const model(d.model);
    GofOptions options;
    options.toys = 1000;
    options.threads = 1;
    for (auto const statistic : {GofStatistic::anderson_darling, GofStatistic::kolmogorov_smirnov})
    {
        options.statistic = statistic;
        GofResult const result = goodness_of_fit(model, d.data, options, *toys);
        EXPECT_LT(result.whole.p_value, 0.01);
        EXPECT_EQ(result.channels[0].p_value, result.whole.p_value);
    }
}

ModelDocument histogram()
{
    return document(R"(quartet_model: 1
poi: r
parameters: {r: {value: 1, range: [0, 10]}, b: normal}
channels:
  h:
    type: binned
    observed: [410, 395, 440, 380]
    samples:
      S: {yield: [0, 20, 40, 0], signal: true, factors: [r]}
      B: {yield: [400, 400, 400, 400], factors: [{lnN: b, kappa: 1.05}]}
)");
}

// Four bins and a constraint, two parameters, one of them constrained: three degrees of freedom.
TEST(GoodnessOfFit, SaturatedFollowsChiSquareAtHighCounts)
{
    auto const toys = make_cpu_toys(1);
    ModelDocument const d = histogram();
    CompiledModel const model(d.model);
    GofOptions options;
    options.toys = 4000;
    GofResult const result = goodness_of_fit(model, d.data, options, *toys);
    EXPECT_EQ(result.degrees_of_freedom, 3);
    EXPECT_NEAR(result.whole.statistic, 2 * result.fit.nll, 1e-9);
    // r >= 0 is rarely at its bound: the difference to chi-square is below the error of the toys.
    EXPECT_NEAR(result.whole.p_value, result.asymptotic_p_value, 4 * result.whole.error);
    EXPECT_GT(result.whole.error, 0);
    EXPECT_TRUE(std::isnan(result.channels[0].p_value));
}

TEST(GoodnessOfFit, ThreadsDoNotMatter)
{
    ModelDocument const d = uniform(20);
    CompiledModel const model(d.model);
    GofOptions options;
    options.toys = 100;
    options.statistic = GofStatistic::anderson_darling;
    options.threads = 1;
    auto const one = goodness_of_fit(model, d.data, options, *make_cpu_toys(1));
    options.threads = 3;
    auto const three = goodness_of_fit(model, d.data, options, *make_cpu_toys(3));
    EXPECT_EQ(one.toy_statistics, three.toy_statistics);
}

/// The second channel has no distance, the first one 1/4, which is that of the whole. Gives the p-value of the whole.
double expect_first_channel_alone(ModelDocument const& d)
{
    CompiledModel const model(d.model);
    GofOptions options;
    options.toys = 200;
    options.threads = 1;
    options.statistic = GofStatistic::kolmogorov_smirnov;
    GofResult const result = goodness_of_fit(model, d.data, options, *make_cpu_toys(1));
    EXPECT_EQ(result.channels[1].statistic, -1);
    EXPECT_TRUE(std::isnan(result.channels[1].p_value));
    EXPECT_NEAR(result.channels[0].statistic, 0.25, 1e-12);
    EXPECT_NEAR(result.whole.statistic, 0.25, 1e-12);
    return result.whole.p_value;
}

TEST(GoodnessOfFit, AnEmptyChannelSaysNothing)
{
    ModelDocument const d = document(R"(quartet_model: 1
poi: n
parameters: {n: {value: 2, range: [0, 50]}}
channels:
  full: {type: binned, observed: [3, 1], samples: {B: {yield: [1, 1], factors: [n]}}}
  empty: {type: binned, observed: [0, 0], samples: {B: {yield: [0.1, 0.1], factors: [n]}}}
)");
    expect_first_channel_alone(d);
}

// A channel of several observables has no distribution function: the other one decides.
TEST(GoodnessOfFit, SeveralObservablesAreLeftOut)
{
    ModelDocument const d = document(R"(quartet_model: 1
poi: n
parameters: {n: {value: 3, range: [0, 50]}}
channels:
  x:
    type: unbinned
    observable: {name: x, range: [0, 1]}
    data: {values: [0.5, 0.25, 0.75]}
    samples: {B: {yield: 1, factors: [n], shape: {uniform: {}}}}
  xy:
    type: unbinned
    observables: [{name: x, range: [0, 1]}, {name: y, range: [0, 1]}]
    data: {values: [[0.5, 0.1], [0.3, 0.2]]}
    samples: {B: {yield: 1, factors: [n], shape: {product: [{of: x, uniform: {}}, {of: y, uniform: {}}]}}}
)");
    EXPECT_GT(expect_first_channel_alone(d), 0);
}

TEST(GoodnessOfFit, NoSaturatedModelForEvents)
{
    ModelDocument const d = uniform(5);
    CompiledModel const model(d.model);
    EXPECT_THROW(goodness_of_fit(model, d.data, {}, *make_cpu_toys(1)), InputError);
}

}  // namespace
}  // namespace quartet::test
