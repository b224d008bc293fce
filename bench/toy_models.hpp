// Variants of the six-category model for figures of scaling and for comparisons with other programs.
#pragma once

#include "tests/unit/fits/models.hpp"

namespace quartet::bench
{

/// The model of four_muons with `count` constrained nuisance parameters: those beyond the first `count` are constant;
/// more are log-normal uncertainties of 5 % on the signals of one category each, in turn.
inline StatisticalModel with_nuisances(int categories, double events, int count)
{
    StatisticalModel m = test::four_muons(categories, events);
    int seen = 0;
    for (ModelParameter& p : m.parameters)
        if (p.constraint.kind != ConstraintKind::none) p.constant = seen++ >= count;
    for (; seen < count; ++seen)
    {
        int const theta = m.add_nuisance("extra_" + std::to_string(seen));
        for (ModelSample& s : m.channels[static_cast<std::size_t>(seen % categories)].samples)
            if (s.is_signal) s.factors.push_back(YieldFactor::log_normal(theta, 1.05));
    }
    return m;
}

/// Integral of the nominal density of a component from -infinity to x; exponentials from 0.
inline double cumulative(PdfComponent const& pdf, double x)
{
    auto const normal = [](double z) { return 0.5 * std::erfc(-z * std::sqrt(0.5)); };
    auto const p = [&](int i) { return pdf.parameters[static_cast<std::size_t>(i)].constant; };
    if (pdf.kind == PdfKind::gaussian) return normal((x - p(0)) / p(1));
    if (pdf.kind == PdfKind::johnson_su) return normal(p(2) + p(3) * std::asinh((x - p(0)) / p(1)));
    double const slope = -0.5;
    return std::expm1(slope * x) / slope;
}

/// Share of a shape in each of `bins` equal bins of the range of the channel.
inline std::vector<double> binned_shape(ModelChannel const& channel, ModelShape const& shape, int bins)
{
    std::vector<double> contents(static_cast<std::size_t>(bins), 0.0);
    for (PdfComponent const& pdf : shape.components)
    {
        double const whole = cumulative(pdf, channel.high) - cumulative(pdf, channel.low);
        double const share = shape.components.size() == 1 ? 1.0 : pdf.fraction.constant;
        for (int b = 0; b < bins; ++b)
        {
            double const left = channel.low + (channel.high - channel.low) * b / bins;
            double const right = channel.low + (channel.high - channel.low) * (b + 1) / bins;
            contents[static_cast<std::size_t>(b)] += share * (cumulative(pdf, right) - cumulative(pdf, left)) / whole;
        }
    }
    return contents;
}

/// The model of four_muons with histograms of `bins` bins in place of densities: parameters of shapes are left out.
inline StatisticalModel four_muons_binned(int categories, double events, int bins)
{
    StatisticalModel m = test::four_muons(categories, events);
    m.name = "four muons, binned";
    std::vector<ModelParameter> kept;
    std::vector<int> place;
    for (ModelParameter const& p : m.parameters)
    {
        bool const of_shape = p.name == "mass_scale" || p.name.starts_with("delta_") || p.name.starts_with("slope_");
        place.push_back(of_shape ? -1 : static_cast<int>(kept.size()));
        if (!of_shape) kept.push_back(p);
    }
    m.parameters = kept;
    for (ModelChannel& c : m.channels)
    {
        for (ModelSample& s : c.samples)
        {
            s.shape = ModelShape::bins(binned_shape(c, s.shape, bins));
            for (YieldFactor& f : s.factors) f.parameter = place[static_cast<std::size_t>(f.parameter)];
        }
        c.kind = ChannelKind::binned;
        c.bins = bins;
    }
    return m;
}

}  // namespace quartet::bench
