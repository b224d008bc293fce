// -ln L: values by independent arithmetic, derivatives against finite differences.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "fits/compiled_model.hpp"
#include "models/base/error.hpp"
#include "tests/unit/fits/derivatives.hpp"
#include "tests/unit/fits/models.hpp"

namespace quartet
{
namespace
{

using test::check_derivatives;
using test::counting;
using test::four_muons;
using test::histogram;

std::vector<double> shifted(CompiledModel const& model, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<double> x = model.nominal_values();
    for (std::size_t i = 0; i < x.size(); ++i)
    {
        auto const& p = model.source().parameters[i];
        x[i] += p.constraint.kind == ConstraintKind::gaussian ? 0.8 * p.constraint.width * normal(random)
                                                              : 0.05 * normal(random);
        x[i] = std::clamp(x[i], p.lower + 0.01, p.upper - 0.01);
    }
    return x;
}

FitDataset events(CompiledModel const& model, std::uint64_t seed, int n)
{
    std::mt19937_64 random(seed);
    FitDataset data;
    for (auto const& c : model.source().channels)
    {
        auto& d = data.channels.emplace_back();
        std::uniform_real_distribution<double> flat(c.low, c.high);
        std::normal_distribution<double> peak(5.3, 0.05);
        for (int i = 0; i < n; ++i)
            d.values.push_back(i % 3 == 0 ? std::clamp(peak(random), c.low, c.high) : flat(random));
    }
    return data;
}

TEST(Likelihood, CountingIsPoissonTimesGaussians)
{
    CompiledModel const model(counting(5.0, 12.0));
    FitDataset data;
    data.channels.resize(1);
    data.channels[0].counts = {14};
    std::vector<double> const x = {0.7, 0.3, -0.9};
    // AsymPow beyond +-1/2 is kappa_low^-theta: 0.8^0.9.
    double const nu = 5.0 * 0.7 * std::pow(1.1, 0.3) + 12.0 * std::pow(0.8, 0.9) * std::pow(1.1, 0.3);
    double const expected = (nu - 14) - 14 * std::log(nu / 14) + 0.5 * (0.09 + 0.81);
    EXPECT_NEAR(evaluate_nll(model, data, x), expected, 1e-13);
    data.global_observables = {0.0, 1.0, 0.0};
    EXPECT_NEAR(evaluate_nll(model, data, x), expected + 0.5 * (0.49 - 0.09), 1e-13);
    check_derivatives(model, data, x);
    check_derivatives(model, data, {0.7, 0.3, 0.2});
}

TEST(Likelihood, AsymmetricLogNormalFollowsCombine)
{
    // Interpolated region, written out from statistics: lk = avg + half h(2 theta), theta = 0.2.
    CompiledModel const model(counting(0.0, 1.0));
    std::vector<double> const x = {1.0, 0.0, 0.2};
    double const lo = std::log(0.8), hi = std::log(1.3), t = 0.4;
    double const h = (3 * std::pow(t, 5) - 10 * std::pow(t, 3) + 15 * t) / 8;
    double const expected = std::exp(0.2 * (0.5 * (hi - lo) + 0.5 * (hi + lo) * h));
    EXPECT_NEAR(expected_yields(model, x)[0][1], expected, 1e-14);
}

TEST(Likelihood, BinnedDerivativesWithPerBinParameters)
{
    for (int bins : {1, 7, 8, 19})
    {
        CompiledModel const model(histogram(bins));
        FitDataset data;
        data.channels.resize(1);
        for (int b = 0; b < bins; ++b) data.channels[0].counts.push_back((7 * b) % 30);
        check_derivatives(model, data, shifted(model, 3));
    }
}

TEST(Likelihood, UnbinnedIsTheExtendedLikelihood)
{
    CompiledModel const model(four_muons(1, 30));
    FitDataset const data = events(model, 5, 21);
    std::vector<double> const x = shifted(model, 11);
    double nu = 0;
    auto const yields = expected_yields(model, x);
    for (double y : yields[0]) nu += y;
    double expected = nu - 21;
    for (double lambda : expected_density(model, x, 0, -1, data.channels[0].values))
        expected -= std::log(lambda * 2.0 / 21);
    for (std::size_t i = 0; i < x.size(); ++i)
        if (model.source().parameters[i].constraint.kind == ConstraintKind::gaussian) expected += 0.5 * x[i] * x[i];
    EXPECT_NEAR(evaluate_nll(model, data, x), expected, 1e-11);
}

TEST(Likelihood, UnbinnedDerivatives)
{
    CompiledModel const model(four_muons(3, 60));
    check_derivatives(model, events(model, 5, 21), shifted(model, 11));
    FitDataset weighted = events(model, 6, 13);
    for (auto& c : weighted.channels)
        for (std::size_t i = 0; i < c.values.size(); ++i) c.weights.push_back(0.3 + 0.1 * double(i));
    check_derivatives(model, weighted, shifted(model, 12));
}

TEST(Likelihood, DerivativesWithFloatingFractionsAndSharedParameters)
{
    StatisticalModel m;
    int const f = test::add_free(m, "f", 0.4, 0.05, 0.9);
    int const mean = test::add_free(m, "mean", 0.4, 0.0, 1.0);
    int const width = test::add_free(m, "width", 0.2, 0.01, 1.0);
    int const n = test::add_free(m, "n", 1.0, 0.0, 10.0);
    ModelChannel c;
    c.name = "x";
    c.kind = ChannelKind::unbinned;
    PdfComponent gauss{PdfKind::gaussian, {LinearForm::of(mean), LinearForm::of(width)}, LinearForm::of(f)};
    PdfComponent wide{PdfKind::johnson_su,
                      {LinearForm::of(mean), LinearForm(0.1, {{width, 2.0}}), LinearForm(0.2, {{mean, 0.5}}), 1.5},
                      LinearForm(0.1, {{f, 0.2}})};
    PdfComponent flat{PdfKind::bernstein, {1.0, LinearForm::of(width), 0.5}, 1.0};
    c.samples.push_back(
        {"a", 20, {YieldFactor::linear(n), YieldFactor::linear(f)}, ModelShape::pdf({gauss, wide, flat}), false});
    c.samples.push_back({"b",
                         5,
                         {YieldFactor::linear(n), YieldFactor::linear(n)},
                         ModelShape::pdf({{PdfKind::power_law, {LinearForm::of(mean)}, 1.0}}),
                         false});
    c.low = 0.2;
    c.high = 1.4;
    m.channels = {c};
    CompiledModel const model(m);
    FitDataset data;
    data.channels.resize(1);
    for (int i = 0; i < 37; ++i) data.channels[0].values.push_back(0.2 + 1.2 * std::fmod(0.37 * i, 1.0));
    check_derivatives(model, data, {0.45, 0.5, 0.25, 1.3});
}

TEST(Likelihood, DerivativesWhereAYieldVanishes)
{
    CompiledModel const model(counting(5.0, 12.0));
    FitDataset data;
    data.channels.resize(1);
    data.channels[0].counts = {14};
    std::vector<double> g, h;
    evaluate_nll(model, data, {0.0, 0.2, 0.1}, g, h);
    // By hand at mu = 0: d nu / d mu = 5 kappa, d2 nu / d mu d lumi = 5 kappa ln 1.1.
    double const k = std::pow(1.1, 0.2);
    double const b = expected_yields(model, {0.0, 0.2, 0.1})[0][1];
    double const s = 5 * k;
    EXPECT_NEAR(g[0], s * (1 - 14 / b), 1e-12);
    EXPECT_NEAR(h[0], s * s * 14 / (b * b), 1e-12);
    EXPECT_NEAR(h[1], s * std::log(1.1) * (1 - 14 / b) + s * b * std::log(1.1) * 14 / (b * b), 1e-12);
}

TEST(Likelihood, IsInfiniteWhereDataAreImpossible)
{
    CompiledModel const model(counting(5.0, 0.0));
    FitDataset data;
    data.channels.resize(1);
    data.channels[0].counts = {3};
    EXPECT_TRUE(std::isinf(evaluate_nll(model, data, {0.0, 0.0, 0.0})));
    data.channels[0].counts = {0};
    EXPECT_EQ(evaluate_nll(model, data, {0.0, 0.0, 0.0}), 0.0);
}

TEST(Likelihood, AsimovDataHaveTheirMinimumAtTheTruth)
{
    for (auto const& source : {counting(3, 5), histogram(6), four_muons(2, 80)})
    {
        CompiledModel const model(source);
        std::vector<double> const x = shifted(model, 4);
        std::vector<double> g, h;
        evaluate_nll(model, asimov_data(model, x), x, g, h);
        for (double v : g) EXPECT_NEAR(v, 0.0, 1e-9);
    }
}

TEST(Likelihood, BadModelsAndDataAreRefused)
{
    StatisticalModel m = counting(1, 1);
    m.channels[0].samples[0].yield = -1;
    EXPECT_THROW(CompiledModel{m}, InputError);
    m = counting(1, 1);
    m.parameters[1].name = "mu";
    EXPECT_THROW(CompiledModel{m}, InputError);
    m = four_muons(1, 10);
    m.channels[0].samples[2].shape.components[0].parameters.clear();
    EXPECT_THROW(CompiledModel{m}, InputError);
    CompiledModel const model(counting(1, 1));
    FitDataset data;
    EXPECT_THROW(evaluate_nll(model, data, model.nominal_values()), InputError);
    data.channels.resize(1);
    data.channels[0].counts = {-1.0};
    EXPECT_THROW(evaluate_nll(model, data, model.nominal_values()), InputError);
    data.channels[0].counts = {1.0};
    EXPECT_THROW(evaluate_nll(model, data, {1.0}), InputError);
}

}  // namespace
}  // namespace quartet
