// Models used by several tests.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "fits/compiled_model.hpp"

namespace quartet::test
{

inline int add_free(StatisticalModel& m, std::string const& name, double value, double lower, double upper)
{
    ModelParameter p;
    p.name = name;
    p.value = value;
    p.lower = lower;
    p.upper = upper;
    return m.add(p);
}

/// Signal mu * s (lnN 10%) plus background b (lnN asymmetric), one bin.
inline StatisticalModel counting(double s, double b)
{
    StatisticalModel m;
    m.name = "counting";
    int const mu = add_free(m, "mu", 1.0, 0.0, 100.0);
    int const lumi = m.add_nuisance("lumi");
    int const bkg = m.add_nuisance("bkg");
    m.poi = {mu};
    ModelChannel c;
    c.name = "bin";
    c.samples.push_back(
        {"signal", s, {YieldFactor::linear(mu), YieldFactor::log_normal(lumi, 1.1)}, ModelShape::counting(), true});
    c.samples.push_back({"background",
                         b,
                         {YieldFactor::log_normal(bkg, 0.8, 1.3), YieldFactor::log_normal(lumi, 1.1)},
                         ModelShape::counting(),
                         false});
    m.channels = {c};
    return m;
}

/// Binned: signal and background templates over n bins, one per-bin gamma on the background (HistFactory staterror).
inline StatisticalModel histogram(int bins)
{
    StatisticalModel m;
    m.name = "histogram";
    int const mu = add_free(m, "mu", 1.0, 0.0, 20.0);
    int const norm = m.add_nuisance("norm");
    m.poi = {mu};
    ModelChannel c;
    c.name = "hist";
    c.bins = bins;
    std::vector<double> s, b;
    std::vector<int> gammas;
    for (int i = 0; i < bins; ++i)
    {
        double const u = (i + 0.5) / bins;
        s.push_back(12.0 * std::exp(-0.5 * std::pow((u - 0.5) / 0.1, 2)));
        b.push_back(20.0 * std::exp(-u));
        ModelParameter g;
        g.name = "gamma_" + std::to_string(i);
        g.value = 1.0;
        g.lower = 0.0;
        g.upper = 10.0;
        if (i % 2 == 0)
            g.constraint = {ConstraintKind::gaussian, 1.0, 0.1, 1.0};
        else
            g.constraint = {ConstraintKind::poisson, 50.0, 1.0, 50.0};
        gammas.push_back(i == 3 ? -1 : m.add(g));
    }
    c.samples.push_back(
        {"signal", 1.0, {YieldFactor::linear(mu), YieldFactor::per_bin(gammas)}, ModelShape::bins(s), true});
    c.samples.push_back({"background",
                         1.0,
                         {YieldFactor::log_normal(norm, 1.2), YieldFactor::per_bin(gammas)},
                         ModelShape::bins(b),
                         false});
    m.channels = {c};
    return m;
}

/// Binned: every kind of morph, additive and logarithmic ones in one sample, parameters that move several samples, a
/// yield too, or a per-bin parameter too; and per-bin parameters beside them.
inline StatisticalModel morphed(int bins)
{
    StatisticalModel m = histogram(bins);
    m.name = "morphed";
    int const norm = m.find_parameter("norm");
    int const tilt = m.add_nuisance("tilt");
    int const bend = m.add_nuisance("bend");
    int const width = m.add_nuisance("width");
    auto& samples = m.channels[0].samples;
    auto const add = [&](ModelSample& s, MorphKind kind, int parameter, double low, double high, double scale)
    {
        TemplateMorph morph{kind, parameter, {}, {}, scale};
        for (int b = 0; b < bins; ++b)
        {
            double const u = (b + 0.5) / bins - 0.5;
            morph.low.push_back(s.shape.contents[b] * (1 + low * u));
            morph.high.push_back(s.shape.contents[b] * (1 + high * (u - 0.2)));
        }
        s.shape.morphs.push_back(std::move(morph));
    };
    add(samples[0], MorphKind::polynomial_linear, tilt, -0.4, 0.5, 1.0);
    add(samples[0], MorphKind::vertical_logarithmic, width, 0.3, 0.6, 0.7);
    add(samples[0], MorphKind::vertical_logarithmic, norm, 0.2, -0.3, 1.0);
    add(samples[1], MorphKind::piecewise_linear, tilt, -0.2, 0.3, 1.0);
    add(samples[1], MorphKind::quadratic_linear, bend, -0.3, -0.1, 1.0);
    add(samples[1], MorphKind::vertical, bend, 0.1, 0.4, 0.5);
    add(samples[1], MorphKind::polynomial_linear, norm, -0.1, 0.2, 1.0);
    samples[1].factors.push_back(YieldFactor::log_normal(tilt, 0.9, 1.2));
    // A sample whose per-bin parameter is also a yield and a morph of another one.
    int const gamma = m.find_parameter("gamma_0");
    samples.push_back({"third", 1.0, {YieldFactor::linear(gamma)}, ModelShape::bins(samples[1].shape.contents), false});
    for (double& c : samples[2].shape.contents) c *= 0.2;
    add(samples[2], MorphKind::vertical, width, -0.2, 0.1, 1.0);
    add(samples[2], MorphKind::vertical, gamma, -0.2, 0.1, 1.0);
    return m;
}

/// Transfer factors: the background of a binned channel with morphs, of a counting channel and of an unbinned one are
/// formulas of parameters that other channels measure, and of a nuisance parameter that is a factor too.
inline StatisticalModel with_formulas()
{
    StatisticalModel m = morphed(5);
    m.name = "with formulas";
    int const a = add_free(m, "a", 20, 0, 1000);
    int const b = add_free(m, "b", 10, 0, 1000);
    int const c = add_free(m, "c", 30, 0.1, 1000);
    int const tilt = m.find_parameter("tilt");
    m.formulas = {{"transfer", "@0*@1/@2", {a, b, c}},
                  {"tilted", "exp(0.2*@1)*sqrt(@0/20) + max(@2, 0.1)^1.5", {a, tilt, 0}}};
    int const parameters[] = {a, b, c};
    for (int p : parameters)
    {
        ModelChannel side;
        side.name = "side_" + m.parameters[static_cast<std::size_t>(p)].name;
        side.samples.push_back({"all", 1.0, {YieldFactor::linear(p)}, ModelShape::counting(), false});
        m.channels.push_back(side);
    }
    m.channels[0].samples[1].factors.push_back(YieldFactor::formula(1));
    m.channels[0].samples[2].factors.push_back(YieldFactor::formula(0));
    ModelChannel unbinned;
    unbinned.name = "x";
    unbinned.kind = ChannelKind::unbinned;
    unbinned.samples.push_back({"peak",
                                2.0,
                                {YieldFactor::linear(0), YieldFactor::formula(1)},
                                ModelShape::pdf({{PdfKind::gaussian, {0.5, LinearForm(0.1, {{tilt, 0.01}})}, 1.0}}),
                                true});
    unbinned.samples.push_back({"flat",
                                1.0,
                                {YieldFactor::formula(0), YieldFactor::log_normal(tilt, 1.1)},
                                ModelShape::pdf({{PdfKind::uniform, {}, 1.0}}),
                                false});
    m.channels.push_back(unbinned);
    return m;
}

/// The shape of the four-muon search: `categories` unbinned channels with two signals (Gauss + Johnson S_U), an
/// exponential background with free slope and yield, shared nuisances. About `events` background events in all.
inline StatisticalModel four_muons(int categories, double events)
{
    StatisticalModel m;
    m.name = "four muons";
    int const bs = add_free(m, "mu_bs", 1.0, 0.0, 1000.0);
    int const b0 = add_free(m, "mu_b0", 1.0, 0.0, 1000.0);
    m.poi = {bs, b0};
    std::vector<int> common;
    for (char const* name : {"lumi", "q2", "lifetime", "br_norm", "fsfd", "bs_lifetime"})
        common.push_back(m.add_nuisance(name));
    double const sizes[] = {1.025, 1.10, 1.001, 1.086, 1.04, 1.04};
    int const scale = m.add_nuisance("mass_scale");
    std::vector<int> bdt, width;
    for (char const* name : {"A", "B", "C"})
    {
        bdt.push_back(m.add_nuisance(std::string("bdt_") + name));
        width.push_back(m.add_nuisance(std::string("delta_") + name));
    }
    double const lambda[2][3] = {{.07, .08, .14}, {.05, .08, .15}};
    double const gamma[2][3] = {{.87, .63, .35}, {.65, .65, .52}};
    double const delta[2][3] = {{2.71, 2.32, 2.75}, {1.9, 2.3, 3.01}};
    double const mass[2] = {5.36693, 5.27972};
    for (int i = 0; i < categories; ++i)
    {
        int const k = (i / 2) % 3;
        std::string const name =
            std::string(1, char('A' + k)) + std::to_string(1 + i % 2) + (i < 6 ? "" : "_" + std::to_string(i / 6));
        double const yield = events / categories * (i % 2 == 0 ? 0.3 : 1.7);
        int const n = add_free(m, "n_" + name, 1.0, 0.0, 100.0);
        int const slope = add_free(m, "slope_" + name, -0.5, -20.0, 20.0);
        ModelChannel c;
        c.name = name;
        c.kind = ChannelKind::unbinned;
        c.low = 4.5;
        c.high = 6.5;
        for (int d = 0; d < 2; ++d)
        {
            std::vector<YieldFactor> f{YieldFactor::linear(d == 0 ? bs : b0)};
            for (int j = 0; j < 6; ++j) f.push_back(YieldFactor::log_normal(common[j], sizes[j]));
            f.push_back(YieldFactor::log_normal(bdt[k], i % 2 == 0 ? 1.12 : 0.9));
            LinearForm const mean = LinearForm::relative(mass[d], 0.002, scale);
            PdfComponent gauss{PdfKind::gaussian, {mean, lambda[d][k] / delta[d][k]}, 0.2};
            PdfComponent johnson{PdfKind::johnson_su,
                                 {mean, lambda[d][k], gamma[d][k], LinearForm::relative(delta[d][k], 0.07, width[k])},
                                 0.8};
            c.samples.push_back({d == 0 ? "bs" : "b0", d == 0 ? 0.6 : 2.5, f, ModelShape::pdf({gauss, johnson}), true});
        }
        c.samples.push_back({"background",
                             yield,
                             {YieldFactor::linear(n)},
                             ModelShape::pdf({{PdfKind::exponential, {LinearForm::of(slope)}, 1.0}}),
                             false});
        m.channels.push_back(c);
    }
    return m;
}

}  // namespace quartet::test
