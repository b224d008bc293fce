// Discrete profiling against fits with every combination of the indices.
#include <gtest/gtest.h>

#include <cmath>

#include "fits/toy_backend.hpp"
#include "host/cpu/toys.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/unit/fits/discrete_models.hpp"

namespace quartet
{
namespace
{

/// A toy of `model`, drawn with the indices at `truth`.
FitDataset drawn(CompiledModel const& model, double mu, std::vector<double> const& truth, std::uint64_t seed)
{
    ToyPlan plan;
    plan.seed = seed;
    plan.generate = model.nominal_values();
    plan.generate[0] = mu;
    for (std::size_t c = 0; c < truth.size(); ++c)
        plan.generate[static_cast<std::size_t>(model.parameter("index" + std::to_string(c)))] = truth[c];
    plan.last = 1;
    return generate_toy(model, plan, 0);
}

FitResult with_indices(CompiledModel const& model, FitDataset const& data, FitOptions options,
                       std::vector<int> const& indices)
{
    for (std::size_t c = 0; c < indices.size(); ++c)
        options.fixed.emplace_back(model.parameter("index" + std::to_string(c)), indices[c]);
    return fit(model, data, options);
}

/// The best of all combinations of two indices.
FitResult enumerated(CompiledModel const& model, FitDataset const& data, FitOptions const& options)
{
    FitResult best;
    best.nll = INFINITY;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
        {
            FitResult const one = with_indices(model, data, options, {i, j});
            EXPECT_EQ(one.status, FitStatus::converged);
            if (one.nll < best.nll) best = one;
        }
    return best;
}

TEST(Discrete, AFitFindsTheBestCombination)
{
    CompiledModel const model(test::envelope(2, 150));
    int different = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed)
    {
        FitDataset const data = drawn(model, 0.5, {double(seed % 3), double(seed / 3 % 3)}, seed);
        for (bool conditional : {false, true})
        {
            FitOptions options;
            if (conditional) options.fixed = {{0, 2.0}};
            FitResult const found = fit(model, data, options);
            FitResult const best = enumerated(model, data, options);
            EXPECT_EQ(found.status, FitStatus::converged);
            EXPECT_NEAR(found.nll, best.nll, 2e-6) << seed;
            EXPECT_NEAR(found.values[0], best.values[0], 1e-3) << seed;
            different += found.values[static_cast<std::size_t>(model.parameter("index0"))] != 0 ? 1 : 0;
        }
    }
    EXPECT_GT(different, 4) << "the first index always won: nothing was tried";
}

TEST(Discrete, EveryFloatingParameterOfADensityCostsHalfThePenalty)
{
    StatisticalModel source = test::envelope(1, 100);
    source.discrete_penalty = 0;
    CompiledModel const raw(source);
    source.discrete_penalty = 3;
    CompiledModel const corrected(source);
    FitDataset const data = drawn(raw, 0, {0}, 5);
    double const cost[] = {1.5, 1.5, 3.0};
    for (int i = 0; i < 3; ++i)
        EXPECT_NEAR(with_indices(corrected, data, {}, {i}).nll - with_indices(raw, data, {}, {i}).nll, cost[i], 1e-9);
}

TEST(Discrete, ParametersOfOtherDensitiesRest)
{
    CompiledModel const model(test::envelope(1, 200));
    FitDataset const data = drawn(model, 0, {0}, 3);
    FitResult const result = with_indices(model, data, {}, {0});
    auto const at = [&](char const* name) { return static_cast<std::size_t>(model.parameter(name)); };
    EXPECT_GT(result.errors[at("slope0")], 0);
    // The data determine nothing of them.
    EXPECT_TRUE(std::isinf(result.errors[at("power0")]));
    EXPECT_TRUE(std::isinf(result.errors[at("b10")]));
    EXPECT_EQ(result.errors[at("index0")], 0);
    EXPECT_EQ(result.values[at("power0")], -1.0);
    FitOptions held;
    held.fixed = {{model.parameter("power0"), -1.0}};
    EXPECT_EQ(with_indices(model, data, held, {0}).errors[at("power0")], 0);
}

TEST(Discrete, ToysAreDrawnFromTheChosenDensityAndFitOverAll)
{
    CompiledModel const model(test::envelope(1, 400));
    int const index = model.parameter("index0");
    ToyPlan plan;
    plan.generate = model.nominal_values();
    plan.generate[static_cast<std::size_t>(index)] = 2;
    plan.generate[static_cast<std::size_t>(model.parameter("b10"))] = 0.05;
    plan.generate[static_cast<std::size_t>(model.parameter("b20"))] = 1.0;
    plan.last = 40;
    plan.fits = {ToyFit{}};
    plan.report = {index};
    ToyResult const result = make_cpu_toys(2)->run(model, plan);
    EXPECT_EQ(result.failed(), 0);
    for (std::int64_t t = 0; t < result.n_toys; ++t)
    {
        EXPECT_EQ(result.reported[static_cast<std::size_t>(t)], 2) << "neither of the others has a valley";
        EXPECT_NEAR(result.nll[static_cast<std::size_t>(t)], fit(model, generate_toy(model, plan, t)).nll, 1e-6);
    }
}

TEST(Discrete, MistakesAreNamed)
{
    StatisticalModel m = test::envelope(1, 10);
    m.channels[0].samples[1].shape.alternatives.pop_back();
    test::expect_error<InputError>([&] { CompiledModel{m}; },
                                   {"one density for each value", "index0", "2 densities, 3 values"});
    m = test::envelope(1, 10);
    m.channels[0].samples[1].factors.push_back(YieldFactor::linear(m.find_parameter("index0")));
    test::expect_error<InputError>([&] { CompiledModel{m}; }, {"used like a number", "index0"});
    m = test::envelope(1, 10);
    m.parameters[static_cast<std::size_t>(m.find_parameter("index0"))].value = 0.5;
    test::expect_error<InputError>([&] { CompiledModel{m}; }, {"not one of its choices", "from 0 to 2"});
    CompiledModel const model(test::envelope(1, 10));
    FitOptions options;
    options.fixed = {{model.parameter("index0"), 3.0}};
    test::expect_error<InputError>([&] { fit(model, drawn(model, 0, {0}, 1), options); },
                                   {"not one of its choices", "index0"});
}

}  // namespace
}  // namespace quartet
