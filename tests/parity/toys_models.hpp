// Plans that exercise every kind of channel, factor, density and toy, for comparisons of backends.
#pragma once

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "fits/toy_backend.hpp"
#include "tests/unit/fits/discrete_models.hpp"
#include "tests/unit/fits/product_models.hpp"

namespace quartet::test
{

struct ToyCase
{
    std::string name;
    StatisticalModel model;
    ToyKind kind;
    std::int64_t toys;
    bool several_minima = false;  ///< of its likelihood
};

/// Every usual density once, a floating fraction, a shape parameter shared by two samples.
inline StatisticalModel every_density()
{
    StatisticalModel m;
    int const n = add_free(m, "n", 1.0, 0.0, 10.0);
    int const f = add_free(m, "f", 0.4, 0.05, 0.9);
    int const a = add_free(m, "a", -1.0, -5.0, 5.0);
    int const c1 = add_free(m, "c1", 0.5, 0.0, 5.0);
    int const shift = m.add_nuisance("shift");
    m.poi = {n};
    ModelChannel c;
    c.name = "x";
    c.kind = ChannelKind::unbinned;
    c.low = 1.0;
    c.high = 3.0;
    LinearForm const mean = LinearForm::relative(1.8, 0.01, shift);
    c.samples.push_back({"peak",
                         30,
                         {YieldFactor::linear(n), YieldFactor::log_normal(shift, 0.9, 1.2)},
                         ModelShape::pdf({{PdfKind::gaussian, {mean, 0.1}, LinearForm::of(f)},
                                          {PdfKind::johnson_su, {mean, 0.2, 0.3, 1.5}, 1.0}}),
                         true});
    c.samples.push_back({"smooth",
                         40,
                         {},
                         ModelShape::pdf({{PdfKind::exponential, {LinearForm::of(a)}, 0.4},
                                          {PdfKind::power_law, {LinearForm(-1.0, {{a, 0.5}})}, 0.2},
                                          {PdfKind::bernstein, {1.0, LinearForm::of(c1), 0.7}, 0.3},
                                          {PdfKind::uniform, {}, 1.0}}),
                         false});
    m.channels = {c};
    return m;
}

/// Every interpolation of yields and every constraint.
inline StatisticalModel interpolated()
{
    StatisticalModel m = counting(6, 11);
    auto& samples = m.channels[0].samples;
    samples[0].factors.push_back(YieldFactor::interpolated(FactorKind::polynomial_exponential, 2, 0.7, 1.2));
    samples[1].factors.push_back(YieldFactor::interpolated(FactorKind::piecewise_exponential, 1, 0.9, 1.1));
    samples[1].factors.push_back(YieldFactor::interpolated(FactorKind::piecewise_linear, 2, 0.95, 1.1));
    Constraint const constraints[] = {{ConstraintKind::bifurcated_gaussian, 1, 0.3, 1, 0.2},
                                      {ConstraintKind::log_normal, 1, 0.2}};
    for (Constraint const& c : constraints)
    {
        int const p = add_free(m, "p" + std::to_string(m.parameters.size()), 1.0, 0.01, 10);
        m.parameters[static_cast<std::size_t>(p)].constraint = c;
        samples[1].factors.push_back(YieldFactor::linear(p));
    }
    return m;
}

/// The densities that are calls (fits/pdf/further.hpp): peaks with tails.
inline StatisticalModel further_peaks()
{
    StatisticalModel m;
    int const n = add_free(m, "n", 1.0, 0.0, 10.0);
    int const f = add_free(m, "f", 0.4, 0.05, 0.9);
    int const alpha = add_free(m, "alpha", 1.2, 0.5, 4.0);
    int const shift = m.add_nuisance("shift");
    m.poi = {n};
    ModelChannel c;
    c.name = "x";
    c.kind = ChannelKind::unbinned;
    c.low = 1.0;
    c.high = 3.0;
    LinearForm const mean = LinearForm::relative(1.8, 0.01, shift);
    LinearForm const width = LinearForm::relative(0.08, 0.1, shift);
    c.samples.push_back(
        {"peak",
         60,
         {YieldFactor::linear(n)},
         ModelShape::pdf(
             {{PdfKind::double_crystal_ball, {mean, width, LinearForm::of(alpha), 3.0, 1.7, 1.0}, LinearForm::of(f)},
              {PdfKind::crystal_ball, {mean, 0.2, -1.1, 2.5}, 0.2},
              {PdfKind::student_t, {mean, width, 3.5}, 0.2},
              {PdfKind::breit_wigner, {mean, width}, 0.1},
              {PdfKind::voigtian, {mean, width, 0.06}, 1.0}}),
         true});
    c.samples.push_back({"smooth", 40, {}, ModelShape::pdf({{PdfKind::uniform, {}, 1.0}}), false});
    m.channels = {c};
    return m;
}

/// The same for smooth ones.
inline StatisticalModel further_backgrounds()
{
    StatisticalModel m;
    int const n = add_free(m, "n", 1.0, 0.0, 10.0);
    LinearForm const slope = LinearForm::of(add_free(m, "slope", 0.2, -0.5, 0.8));
    LinearForm const steep = LinearForm::of(add_free(m, "steep", -3.0, -20.0, 5.0));
    m.poi = {n};
    ModelChannel c;
    c.name = "x";
    c.kind = ChannelKind::unbinned;
    c.low = 1.0;
    c.high = 3.0;
    c.samples.push_back(
        {"peak", 30, {YieldFactor::linear(n)}, ModelShape::pdf({{PdfKind::gaussian, {1.8, 0.1}, 1.0}}), true});
    PdfComponent histogram{PdfKind::histogram, {}, 0.1};
    histogram.data.contents = {4, 3, 0, 2, 5};
    PdfComponent kernels{PdfKind::kernel_density, {}, 1.0};
    kernels.data.points = {1.1, 1.5, 1.6, 1.65, 2.2, 2.9};
    c.samples.push_back({"smooth",
                         120,
                         {},
                         ModelShape::pdf({{PdfKind::chebyshev, {slope, -0.1, 0.05}, 0.3},
                                          {PdfKind::polynomial, {1.0, slope, 0.1}, 0.3},
                                          {PdfKind::argus, {2.9, steep, 0.5}, 0.2},
                                          histogram,
                                          kernels}),
                         false});
    m.channels = {c};
    return m;
}

inline std::vector<ToyCase> toy_cases()
{
    return {{"counting", counting(5, 10), ToyKind::frequentist, 200},
            {"counting without background", counting(2, 0), ToyKind::frequentist, 60},
            {"discrete", envelope(2, 60), ToyKind::frequentist, 30},
            {"histogram", histogram(11), ToyKind::frequentist, 60},
            {"histogram, hybrid", histogram(5), ToyKind::hybrid, 60},
            {"morphed", morphed(11), ToyKind::frequentist, 40},
            {"morphed, hybrid", morphed(4), ToyKind::hybrid, 30},
            {"formulas", with_formulas(), ToyKind::frequentist, 30},
            {"interpolations and constraints", interpolated(), ToyKind::frequentist, 60},
            {"interpolations and constraints, hybrid", interpolated(), ToyKind::hybrid, 40},
            {"four muons", four_muons(6, 300), ToyKind::frequentist, 40},
            {"four muons, few events", four_muons(6, 6), ToyKind::frequentist, 60},
            {"every density", every_density(), ToyKind::frequentist, 60},
            {"every density, events only", every_density(), ToyKind::events_only, 20},
            {"further peaks", further_peaks(), ToyKind::frequentist, 40},
            {"further backgrounds", further_backgrounds(), ToyKind::frequentist, 30, true},
            {"mass and score", mass_and_score(20, 150), ToyKind::frequentist, 40},
            {"many factors", many_factors(), ToyKind::hybrid, 30, true}};
}

/// A free fit with a bounded parameter of interest, a conditional fit warm from it, one at 0 that may be skipped, and a
/// mere evaluation.
inline ToyPlan full_plan(CompiledModel const& model, ToyKind kind, std::int64_t toys)
{
    ToyPlan plan;
    plan.seed = 99;
    plan.hypothesis = 7;
    plan.generate = model.nominal_values();
    plan.kind = kind;
    plan.last = toys;
    int const poi = model.default_poi();
    ToyFit free;
    free.bounds = {{poi, {0.0, 50.0}}};
    ToyFit at_one;
    at_one.fixed = {{poi, 1.0}};
    at_one.warm_start = 0;
    ToyFit at_zero;
    at_zero.fixed = {{poi, 0.0}};
    at_zero.skip_above_fit = 0;
    at_zero.skip_above = 2.0;
    ToyFit nominal;
    nominal.minimise = false;
    plan.fits = {free, at_one, at_zero, nominal};
    for (int i = 0; i < model.n_parameters(); ++i) plan.report.push_back(i);
    return plan;
}

/// Equal in every bit, NaN included.
template <class T>
bool same_bits(std::vector<T> const& a, std::vector<T> const& b)
{
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

inline bool same_bits(ToyResult const& a, ToyResult const& b)
{
    return same_bits(a.status, b.status) && same_bits(a.nll, b.nll) && same_bits(a.poi, b.poi)
           && same_bits(a.reported, b.reported) && same_bits(a.evaluations, b.evaluations)
           && same_bits(a.n_observed, b.n_observed);
}

}  // namespace quartet::test
