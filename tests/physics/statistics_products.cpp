// Mass and classifier score together: what the second observable is worth, and whether toys have the errors they claim.
// The expected errors are those of the Fisher information, summed outside of this project (NumPy, 20-point
// Gauss-Legendre panels over the closed formulas of the densities).
#include <gtest/gtest.h>

#include <cmath>

#include "host/cpu/toys.hpp"
#include "host/io/model_document.hpp"
#include "tests/unit/fits/product_models.hpp"

namespace quartet::test
{
namespace
{

/// The same experiment without the score.
StatisticalModel mass_only()
{
    StatisticalModel m = mass_and_score(20, 150);
    m.parameters.pop_back();
    m.channels[0].further.clear();
    for (ModelSample& s : m.channels[0].samples) s.shape.components.resize(1);
    return m;
}

TEST(Products, ErrorsAreThoseOfTheFisherInformation)
{
    struct Case
    {
        StatisticalModel source;
        std::vector<double> errors;
    };
    for (auto const& [source, errors] :
         {Case{mass_and_score(20, 150), {0.29782116, 0.08575909, 0.15122417, 0.33346212}},
          Case{mass_only(), {0.37217482, 0.09077583, 0.15209977}}})
    {
        CompiledModel const model(source);
        FitResult const result = fit(model, asimov_data(model, model.nominal_values()));
        ASSERT_EQ(result.status, FitStatus::converged);
        ASSERT_EQ(result.errors.size(), errors.size());
        for (std::size_t i = 0; i < errors.size(); ++i)
        {
            EXPECT_NEAR(result.values[i], model.nominal_values()[i], 1e-5);
            EXPECT_NEAR(result.errors[i], errors[i], 1e-6) << source.parameters[i].name;
        }
    }
}

// SciPy's minimum of the same likelihood, written with closed formulas (BFGS, errors from differences of the second
// order).
TEST(Products, TheExampleIsFittedAsBySciPy)
{
    ModelDocument const example = read_model(QUARTET_SOURCE_DIR "/examples/mass_and_score/model.yaml");
    CompiledModel const model(example.model);
    FitResult const result = fit(model, example.data);
    ASSERT_EQ(result.status, FitStatus::converged);
    EXPECT_NEAR(result.nll, -41.39159530898, 1e-8);
    double const values[] = {1.31701245, 0.922164597, -0.832905532, -2.28888612, 0};
    double const errors[] = {0.31805056, 0.09247011, 0.17698203, 0.40004959, 1};
    ASSERT_EQ(result.errors.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i)
    {
        EXPECT_NEAR(result.values[i], values[i], 2e-5 * errors[i]) << model.source().parameters[i].name;
        EXPECT_NEAR(result.errors[i], errors[i], 1e-5) << model.source().parameters[i].name;
    }
}

// 4000 toys: mean and width of the fitted strength, and of twice the log-likelihood ratio (1 on average).
TEST(Products, ToysScatterAsTheInformationSays)
{
    CompiledModel const model(mass_and_score(20, 150));
    ToyPlan plan;
    plan.seed = 31;
    plan.generate = model.nominal_values();
    plan.last = 4000;
    ToyFit at_truth;
    at_truth.fixed = {{0, 1.0}};
    at_truth.warm_start = 0;
    plan.fits = {{}, at_truth};
    ToyResult const r = make_cpu_toys(2)->run(model, plan);
    ASSERT_EQ(r.failed(), 0);
    double sum = 0, squares = 0, q = 0;
    for (std::size_t t = 0; t < 4000; ++t)
    {
        sum += r.poi[t];
        squares += r.poi[t] * r.poi[t];
        q += 2 * (r.nll[4000 + t] - r.nll[t]);
    }
    double const mean = sum / 4000;
    double const width = std::sqrt(squares / 4000 - mean * mean);
    double const expected = 0.29782116;
    EXPECT_NEAR(mean, 1, 4 * expected / std::sqrt(4000.0));
    // The information holds for many events; with 170 the width may differ by a few per cent.
    EXPECT_NEAR(width / expected, 1, 0.05);
    EXPECT_NEAR(q / 4000, 1, 0.1);
    EXPECT_LT(width, 0.9 * 0.37217482) << "the score would have been worth nothing";
}

}  // namespace
}  // namespace quartet::test
