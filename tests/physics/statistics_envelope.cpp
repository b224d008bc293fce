// Discrete profiling: toys from one background function, fitted with each function alone and with the envelope of all.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "fits/toy_backend.hpp"
#include "host/cpu/toys.hpp"
#include "tests/unit/fits/discrete_models.hpp"

namespace quartet
{
namespace
{

constexpr double true_mu = 1.0;
constexpr int envelope_of_all = -1;
char const* const names[] = {"exponential", "power law", "parabola"};

struct Answer
{
    double bias = 0;      ///< mean of the fitted minus the true strength, in units of its spread
    double error = 0;     ///< of the bias
    double coverage = 0;  ///< share of toys in which 2 Delta ln L at the true strength is below 1
};

/// `plan` generates; `index` is held in the fits, or all functions compete.
Answer study(CompiledModel const& model, ToyPlan plan, int index)
{
    ToyFit free;
    if (index != envelope_of_all) free.fixed = {{model.parameter("index0"), double(index)}};
    ToyFit conditional = free;
    conditional.fixed.emplace_back(model.default_poi(), true_mu);
    conditional.warm_start = 0;
    plan.fits = {free, conditional};
    ToyResult const toys = make_cpu_toys()->run(model, plan);
    EXPECT_LT(double(toys.failed()), 2e-3 * double(toys.n_toys));
    double sum = 0, squares = 0, inside = 0;
    for (std::int64_t t = 0; t < toys.n_toys; ++t)
    {
        auto const best = static_cast<std::size_t>(toys.at(0, t));
        auto const held = static_cast<std::size_t>(toys.at(1, t));
        double const d = toys.poi[best] - true_mu;
        sum += d;
        squares += d * d;
        inside += 2 * (toys.nll[held] - toys.nll[best]) < 1 ? 1 : 0;
    }
    double const n = double(toys.n_toys);
    double const spread = std::sqrt(squares / n - sum / n * sum / n);
    return {sum / n / spread, 1 / std::sqrt(n), inside / n};
}

/// A background of 600 events that really follows `truth`, at the best fit of each function to a falling spectrum.
ToyPlan plan_for(CompiledModel const& model, int truth)
{
    ToyPlan plan;
    plan.seed = 17;
    plan.generate = model.nominal_values();
    auto const set = [&](char const* name, double value)
    { plan.generate[static_cast<std::size_t>(model.parameter(name))] = value; };
    set("mu", true_mu);
    set("index0", truth);
    set("slope0", -1.0);
    set("power0", -1.8);
    set("b10", 0.35);
    set("b20", 0.15);
    plan.last = 2000;
    return plan;
}

// The claim of arXiv:1408.6865, section 5: wrong functions are biased and cover too little, the envelope is nearly
// unbiased and covers whichever function is the true one.
TEST(Envelope, BiasAndCoverageWhicheverFunctionIsTrue)
{
    CompiledModel const model(test::envelope(1, 600));
    std::printf("| toys from | fitted with | bias, in spreads | coverage of 68.3 %% |\n|---|---|---|---|\n");
    double worst = 0;
    double lowest = 1;
    for (int truth = 0; truth < 3; ++truth)
        for (int fitted : {0, 1, 2, envelope_of_all})
        {
            Answer const a = study(model, plan_for(model, truth), fitted);
            std::printf("| %s | %s | %+.3f ± %.3f | %.3f |\n", names[truth],
                        fitted == envelope_of_all ? "envelope" : names[fitted], a.bias, a.error, a.coverage);
            double const bias = std::abs(a.bias);
            EXPECT_TRUE(fitted != truth || bias < 0.15) << "the true function is not biased";
            if (fitted == envelope_of_all)
            {
                EXPECT_LT(bias, 0.25) << names[truth];
                EXPECT_GT(a.coverage, 0.65) << names[truth];
                EXPECT_LT(a.coverage, 0.80) << names[truth];
                continue;
            }
            worst = std::max(worst, bias);
            lowest = std::min(lowest, a.coverage);
        }
    EXPECT_GT(worst, 0.5) << "no wrong function is biased: the study shows nothing";
    EXPECT_LT(lowest, 0.6);
}

}  // namespace
}  // namespace quartet
