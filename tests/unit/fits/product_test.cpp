// Channels of several observables: values by closed formulas, derivatives against differences, Asimov data, toys.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "fits/asimov.hpp"
#include "host/cpu/toys.hpp"
#include "models/base/error.hpp"
#include "tests/unit/fits/derivatives.hpp"
#include "tests/unit/fits/product_models.hpp"

namespace quartet
{
namespace
{

using test::factor;
using test::many_factors;
using test::mass_and_score;

/// Uniform events.
FitDataset events(CompiledModel const& model, int n)
{
    std::mt19937_64 random(17);
    FitDataset data;
    ModelChannel const& channel = model.source().channels[0];
    auto& d = data.channels.emplace_back();
    d.further.resize(channel.further.size());
    for (int i = 0; i < n; ++i)
        for (int o = 0; o < channel.n_observables(); ++o)
        {
            std::uniform_real_distribution<double> flat(channel.low_of(o), channel.high_of(o));
            (o == 0 ? d.values : d.further[static_cast<std::size_t>(o - 1)]).push_back(flat(random));
        }
    return data;
}

double gauss(double x, double mean, double sigma, double low, double high)
{
    auto const below = [&](double at) { return 0.5 * std::erfc((mean - at) / (sigma * std::sqrt(2.0))); };
    double const t = (x - mean) / sigma;
    return std::exp(-0.5 * t * t) / (sigma * std::sqrt(2 * M_PI)) / (below(high) - below(low));
}

double exponential(double x, double slope, double low, double high)
{
    return slope * std::exp(slope * x) / (std::exp(slope * high) - std::exp(slope * low));
}

TEST(Products, LikelihoodIsTheSumOfLogarithmsOfTheProduct)
{
    CompiledModel const model(mass_and_score(20, 150));
    for (int n : {1, 8, 21})
    {
        FitDataset const data = events(model, n);
        double const mu = 1.3, scale = 0.9, slope = -0.5, fall = -1.2;
        double const nu = 20 * mu + 150 * scale;
        double expected = nu - n;
        for (std::size_t i = 0; i < data.channels[0].values.size(); ++i)
        {
            double const m = data.channels[0].values[i];
            double const s = data.channels[0].further[0][i];
            double const lambda = 20 * mu * gauss(m, 5.4, 0.1, 4.5, 6.5) * exponential(s, 3, 0, 1)
                                  + 150 * scale * exponential(m, slope, 4.5, 6.5) * exponential(s, fall, 0, 1);
            expected -= std::log(lambda * 2.0 / n);
        }
        EXPECT_NEAR(evaluate_nll(model, data, {mu, scale, slope, fall}), expected, 1e-12 * n + 1e-11);
    }
}

TEST(Products, Derivatives)
{
    CompiledModel const plane(mass_and_score(20, 150));
    test::check_derivatives(plane, events(plane, 21), {1.3, 0.9, -0.5, -1.2});
    for (double index : {0.0, 1.0})
    {
        StatisticalModel source = many_factors();
        source.parameters.back().value = index;
        source.parameters.back().constant = true;
        CompiledModel const model(source);
        FitDataset data = events(model, 37);
        test::check_derivatives(model, data, {1.2, 0.35, -0.6, 0.7, 0.4, index});
        data.channels[0].weights.assign(37, 1.0);
        for (std::size_t i = 0; i < 37; ++i) data.channels[0].weights[i] = 0.1 * static_cast<double>(i) - 0.5;
        test::check_derivatives(model, data, {1.2, 0.35, -0.6, 0.7, 0.4, index});
    }
}

/// One category of the four-muon search, and the same with a second observable that says nothing.
struct WithAndWithout
{
    CompiledModel one;
    CompiledModel two;
    FitDataset data;
    FitDataset wide;

    static StatisticalModel widened()
    {
        StatisticalModel m = test::four_muons(1, 60);
        m.channels[0].further = {{"flat", -3, 7}};
        for (ModelSample& s : m.channels[0].samples) s.shape.components.push_back(factor(1, PdfKind::uniform, {}));
        return m;
    }

    WithAndWithout() : one(test::four_muons(1, 60)), two(widened()), data(events(one, 60)), wide(data)
    {
        wide.channels[0].further = {std::vector<double>(60, 2.5)};
    }
};

void expect_same(FitResult const& first, FitResult const& second)
{
    ASSERT_TRUE(usable(first.status));
    ASSERT_TRUE(usable(second.status));
    for (std::size_t i = 0; i < first.values.size(); ++i)
        EXPECT_NEAR(first.values[i], second.values[i], 1e-5 * (1 + std::abs(first.values[i])));
}

TEST(Products, AUniformFactorChangesNothing)
{
    WithAndWithout const m;
    EXPECT_NEAR(evaluate_nll(m.one, m.data, m.one.nominal_values()),
                evaluate_nll(m.two, m.wide, m.two.nominal_values()), 1e-11);
    expect_same(fit(m.one, m.data), fit(m.two, m.wide));
}

TEST(Products, NorDoesItToWeightedEvents)
{
    WithAndWithout m;
    for (std::size_t i = 0; i < 60; ++i) m.data.channels[0].weights.push_back(0.5 + 0.02 * static_cast<double>(i));
    m.wide.channels[0].weights = m.data.channels[0].weights;
    FitResult const first = fit(m.one, m.data);
    FitResult const second = fit(m.two, m.wide);
    expect_same(first, second);
    ASSERT_EQ(first.errors.size(), second.errors.size());
    for (std::size_t i = 0; i < first.errors.size(); ++i)
    {
        EXPECT_EQ(std::isfinite(first.errors[i]), std::isfinite(second.errors[i]));
        if (std::isfinite(first.errors[i]))
        {
            EXPECT_NEAR(first.errors[i], second.errors[i], 1e-4 * first.errors[i]);
        }
    }
}

TEST(Products, NorDoesItWhileWindowsAreClosed)
{
    WithAndWithout const m;
    BlindWindows const windows{{{5.1, 5.6}}};
    FitOptions options;
    options.fixed = {{0, 0.0}, {1, 0.0}};
    expect_same(fit_outside(m.one, m.data, windows, {{}}, options), fit_outside(m.two, m.wide, windows, {{}}, options));
    ChannelData const seen = hide(m.two, m.wide, windows, {{}}).channels[0];
    EXPECT_LT(seen.values.size(), 60U);
    EXPECT_EQ(seen.further[0].size(), seen.values.size());
    for (double mass : seen.values) EXPECT_TRUE(mass < 5.1 || mass > 5.6);
}

TEST(Products, AsimovDataHaveTheirMinimumAtTheTruth)
{
    StatisticalModel source = many_factors();
    source.parameters.back().constant = true;
    for (StatisticalModel const& s : {mass_and_score(20, 150), source})
    {
        CompiledModel const model(s);
        std::vector<double> const x = model.nominal_values();
        FitDataset const data = asimov_data(model, x);
        double sum = 0;
        for (double w : data.channels[0].weights) sum += w;
        double expected = 0;
        auto const yields = expected_yields(model, x);
        for (double y : yields[0]) expected += y;
        bool const plane = s.channels[0].n_observables() == 2;
        EXPECT_NEAR(sum / expected, 1, plane ? 1e-10 : 1e-5);
        std::vector<double> g, h;
        evaluate_nll(model, data, x, g, h);
        std::size_t const n = x.size();
        for (std::size_t i = 0; i < n; ++i)
            EXPECT_NEAR(g[i] / std::sqrt(h[i * n + i] + 1e-9), 0.0, plane ? 1e-9 : 1e-3) << s.parameters[i].name;
    }
}

/// Relative deviation of the sum of Asimov weights for a Gauss of this width in a range of 1, times uniform factors.
double missing(int observables, double width)
{
    StatisticalModel m;
    m.poi = {test::add_free(m, "mu", 1, 0, 10)};
    ModelChannel c;
    c.name = "narrow";
    c.kind = ChannelKind::unbinned;
    std::vector<PdfComponent> peak{factor(0, PdfKind::gaussian, {0.43, width})};
    std::vector<PdfComponent> flat{factor(0, PdfKind::uniform, {})};
    for (int d = 1; d < observables; ++d)
    {
        c.further.push_back({"u" + std::to_string(d), 0, 1});
        for (auto* shape : {&peak, &flat}) shape->push_back(factor(d, PdfKind::exponential, {1.0}));
    }
    c.samples.push_back({"peak", 10, {YieldFactor::linear(0)}, ModelShape::pdf(peak), true});
    c.samples.push_back({"flat", 100, {}, ModelShape::pdf(flat), false});
    m.channels = {c};
    FitDataset const data = asimov_data(CompiledModel(m), {1.0});
    double sum = 0;
    for (double w : data.channels[0].weights) sum += w;
    return std::abs(sum / 110 - 1);
}

TEST(Products, PanelsFollowNarrowPeaks)
{
    for (double width : {0.1, 0.03, 0.01})
    {
        EXPECT_LT(missing(2, width), 5e-7) << width;
        EXPECT_LT(missing(3, width), 3e-4) << width;
        EXPECT_LT(missing(4, width), 3e-3) << width;
    }
}

TEST(Products, StepsAreIntegratedExactly)
{
    StatisticalModel m = mass_and_score(20, 150);
    for (ModelSample& s : m.channels[0].samples)
    {
        PdfComponent steps = factor(1, PdfKind::histogram, {});
        steps.data.contents = s.is_signal ? std::vector<double>{0, 1, 4, 9} : std::vector<double>{5, 4, 3, 0.5};
        s.shape.components[1] = steps;
    }
    m.parameters.pop_back();  // the slope that is gone
    CompiledModel const model(m);
    FitDataset const data = asimov_data(model, model.nominal_values());
    double sum = 0;
    for (double w : data.channels[0].weights) sum += w;
    EXPECT_NEAR(sum, 170, 1e-9);
    std::vector<double> scores = data.channels[0].further[0];
    std::sort(scores.begin(), scores.end());
    scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
    EXPECT_EQ(scores.size(), 4U);
}

// A histogram for one sample and a smooth density for the other: panels end at every edge, with fewer points each.
TEST(Products, ManyStepsBesideSmoothDensities)
{
    for (int bins : {3, 20, 60, 200, 450})
    {
        StatisticalModel m = mass_and_score(20, 150);
        PdfComponent steps = factor(1, PdfKind::histogram, {});
        for (int b = 0; b < bins; ++b) steps.data.contents.push_back(1.0 + (b * 7) % 5);
        for (ModelSample& s : m.channels[0].samples)
            if (s.is_signal) s.shape.components[1] = steps;
        CompiledModel const model(m);
        FitDataset const data = asimov_data(model, model.nominal_values());
        double sum = 0;
        for (double w : data.channels[0].weights) sum += w;
        EXPECT_NEAR(sum, 170, 5e-4) << bins << " bins";  // one point per step: h^2 slope^2 / 24
    }
}

/// Largest distance of the distribution of x from the given one, in units of 1/sqrt(n).
template <class F>
double distance(std::vector<double> x, F const& cdf)
{
    std::sort(x.begin(), x.end());
    double const n = static_cast<double>(x.size());
    double largest = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        largest = std::max(largest, std::abs(cdf(x[i]) - (static_cast<double>(i) + 0.5) / n));
    return largest * std::sqrt(n);
}

double correlation(std::vector<double> const& x, std::vector<double> const& y)
{
    double const n = static_cast<double>(x.size());
    double sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
    {
        sx += x[i];
        sy += y[i];
        xx += x[i] * x[i];
        yy += y[i] * y[i];
        xy += x[i] * y[i];
    }
    return (xy - sx * sy / n) / std::sqrt((xx - sx * sx / n) * (yy - sy * sy / n));
}

TEST(Products, EachObservableIsDrawnFromItsFactor)
{
    StatisticalModel m = mass_and_score(20, 8000);
    CompiledModel const model(m);
    ToyPlan plan;
    plan.seed = 4;
    plan.generate = {0.0, 1.0, -0.8, -2.0};
    FitDataset const toy = generate_toy(model, plan, 11);
    ChannelData const& d = toy.channels[0];
    ASSERT_EQ(d.further.size(), 1U);
    ASSERT_EQ(d.further[0].size(), d.values.size());
    auto const below = [](double slope, double low, double high)
    {
        return [=](double x)
        { return (std::exp(slope * x) - std::exp(slope * low)) / (std::exp(slope * high) - std::exp(slope * low)); };
    };
    // 1.95 is passed once in a thousand.
    EXPECT_LT(distance(d.values, below(-0.8, 4.5, 6.5)), 1.95);
    EXPECT_LT(distance(d.further[0], below(-2.0, 0, 1)), 1.95);
    double const n = static_cast<double>(d.values.size());
    EXPECT_LT(std::abs(correlation(d.values, d.further[0])), 3.5 / std::sqrt(n));
}

// Two products whose means lie apart in both observables: the correlation between them is that of the mixture.
TEST(Products, ASumOfProductsIsCorrelated)
{
    StatisticalModel m;
    int const share = test::add_free(m, "share", 0.3, 0, 1);
    m.poi = {share};
    ModelChannel c;
    c.name = "mixture";
    c.kind = ChannelKind::unbinned;
    c.further = {{"y", 0, 1}};
    using test::in_product;
    c.samples.push_back(
        {"all",
         20000,
         {},
         ModelShape::pdf({in_product(0, LinearForm::of(share), factor(0, PdfKind::gaussian, {0.3, 0.04})),
                          in_product(0, 1.0, factor(1, PdfKind::gaussian, {0.4, 0.05})),
                          in_product(1, 1.0, factor(0, PdfKind::gaussian, {0.6, 0.04})),
                          in_product(1, 1.0, factor(1, PdfKind::gaussian, {0.6, 0.05}))}),
         false});
    m.channels = {c};
    CompiledModel const model(m);
    ToyPlan plan;
    plan.seed = 4;
    plan.generate = {0.3};
    FitDataset const toy = generate_toy(model, plan, 0);
    double const pq = 0.3 * 0.7;
    double const expected = pq * 0.3 * 0.2 / std::sqrt((0.0016 + pq * 0.09) * (0.0025 + pq * 0.04));
    EXPECT_NEAR(correlation(toy.channels[0].values, toy.channels[0].further[0]), expected, 0.01);
    FitResult const result = fit(model, toy);
    ASSERT_EQ(result.status, FitStatus::converged);
    EXPECT_NEAR(result.values[0], 0.3, 4 * result.errors[0]);
    // The two lie five widths and more apart: the error is nearly the binomial one.
    EXPECT_NEAR(result.errors[0], std::sqrt(pq / 20000), 0.05 * std::sqrt(pq / 20000));
}

TEST(Products, BadModelsAndDataAreRefused)
{
    auto const refused = [](auto const& change)
    {
        StatisticalModel m = mass_and_score(1, 1);
        change(m.channels[0], m.channels[0].samples[0].shape.components);
        EXPECT_THROW(CompiledModel{m}, InputError);
    };
    refused([](auto&, auto& c) { c.pop_back(); });
    refused([](auto&, auto& c) { std::swap(c[0], c[1]); });
    refused([](auto&, auto& c) { c[1].product = 1; });
    refused([](auto&, auto& c) { c[1].observable = 2; });
    refused([](auto& channel, auto&) { channel.further[0].high = 0; });
    refused([](auto& channel, auto&) { channel.further.clear(); });
    refused([](auto& channel, auto&) { channel.further.resize(4, {"more", 0, 1}); });
    refused([](auto& channel, auto&) { channel.kind = ChannelKind::binned; });
    CompiledModel const model(mass_and_score(1, 1));
    FitDataset data = events(model, 3);
    data.channels[0].further[0][1] = 1.5;
    EXPECT_THROW(evaluate_nll(model, data, model.nominal_values()), InputError);
    data.channels[0].further[0].pop_back();
    EXPECT_THROW(evaluate_nll(model, data, model.nominal_values()), InputError);
    data.channels[0].further.clear();
    EXPECT_THROW(evaluate_nll(model, data, model.nominal_values()), InputError);
}

}  // namespace
}  // namespace quartet
