// Models whose channels have several observables.
#pragma once

#include "tests/unit/fits/models.hpp"

namespace quartet::test
{

inline PdfComponent factor(int observable, PdfKind kind, std::vector<LinearForm> parameters, LinearForm fraction = 1.0)
{
    PdfComponent c{kind, std::move(parameters), std::move(fraction)};
    c.observable = observable;
    return c;
}

inline PdfComponent in_product(int product, LinearForm share, PdfComponent c)
{
    c.product = product;
    c.product_fraction = std::move(share);
    return c;
}

/// Mass times score: signal Gauss times exponential, background exponential times exponential; both slopes of the
/// background float, and its mass and score share none.
inline StatisticalModel mass_and_score(double signal, double background)
{
    StatisticalModel m;
    m.name = "mass and score";
    int const mu = add_free(m, "mu", 1, -5, 20);
    int const n = add_free(m, "n", 1, 0, 10);
    int const slope = add_free(m, "slope", -0.8, -10, 10);
    int const fall = add_free(m, "fall", -2.0, -20, 20);
    m.poi = {mu};
    ModelChannel c;
    c.name = "plane";
    c.kind = ChannelKind::unbinned;
    c.low = 4.5;
    c.high = 6.5;
    c.further = {{"score", 0, 1}};
    c.samples.push_back(
        {"signal",
         signal,
         {YieldFactor::linear(mu)},
         ModelShape::pdf({factor(0, PdfKind::gaussian, {5.4, 0.1}), factor(1, PdfKind::exponential, {3.0})}),
         true});
    c.samples.push_back({"background",
                         background,
                         {YieldFactor::linear(n)},
                         ModelShape::pdf({factor(0, PdfKind::exponential, {LinearForm::of(slope)}),
                                          factor(1, PdfKind::exponential, {LinearForm::of(fall)})}),
                         false});
    m.channels = {c};
    return m;
}

/// Three observables: a sum of products with a floating share, sums within factors with a floating fraction, a
/// parameter that several factors of one product share, a histogram, and a discrete choice between products.
inline StatisticalModel many_factors()
{
    StatisticalModel m;
    m.name = "many factors";
    int const mu = add_free(m, "mu", 1, 0, 20);
    int const f = add_free(m, "f", 0.4, 0.05, 0.8);
    int const a = add_free(m, "a", -0.7, -5, 5);
    int const b = add_free(m, "b", 0.5, 0.05, 5);
    int const shift = m.add_nuisance("shift");
    ModelParameter index;
    index.name = "index";
    index.choices = 2;
    int const by = m.add(index);
    m.poi = {mu};
    ModelChannel c;
    c.name = "cube";
    c.kind = ChannelKind::unbinned;
    c.low = 1;
    c.high = 3;
    c.further = {{"score", 0, 1}, {"angle", -1, 1}};
    LinearForm const mean = LinearForm::relative(1.8, 0.02, shift);
    PdfComponent steps = in_product(1, 1.0, factor(1, PdfKind::histogram, {}));
    steps.data.contents = {1, 2, 5, 4};
    c.samples.push_back(
        {"signal",
         60,
         {YieldFactor::linear(mu), YieldFactor::log_normal(shift, 1.1)},
         ModelShape::pdf(
             {in_product(0, LinearForm::of(f), factor(0, PdfKind::gaussian, {mean, 0.1}, LinearForm::of(f))),
              in_product(0, 1.0, factor(0, PdfKind::johnson_su, {mean, 0.2, LinearForm::of(a), 1.5})),
              in_product(0, 1.0, factor(1, PdfKind::exponential, {LinearForm(0, {{a, -2}, {shift, 0.1}})})),
              in_product(0, 1.0, factor(2, PdfKind::polynomial, {1.0, 0.0, LinearForm::of(b)})),
              in_product(1, 1.0, factor(0, PdfKind::student_t, {mean, 0.15, 4.0})), steps,
              in_product(1, 1.0, factor(2, PdfKind::bernstein, {1.0, LinearForm::of(b), 0.5}))}),
         true});
    c.samples.push_back(
        {"background",
         90,
         {},
         ModelShape::one_of(
             by, {{factor(0, PdfKind::exponential, {LinearForm::of(a)}),
                   factor(1, PdfKind::bernstein, {2.0, LinearForm::of(b)}), factor(2, PdfKind::uniform, {})},
                  {factor(0, PdfKind::power_law, {LinearForm::of(a)}), factor(1, PdfKind::exponential, {-1.0}),
                   factor(2, PdfKind::uniform, {})}}),
         false});
    m.channels = {c};
    return m;
}

}  // namespace quartet::test
