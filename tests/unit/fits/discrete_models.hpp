// Models in which a discrete parameter chooses the shape of the background.
#pragma once

#include "tests/unit/fits/models.hpp"

namespace quartet::test
{

inline int add_choice(StatisticalModel& m, std::string const& name, int choices)
{
    ModelParameter p;
    p.name = name;
    p.choices = choices;
    p.lower = 0;
    p.upper = choices - 1;
    return m.add(p);
}

/// A Gaussian signal over a background that is an exponential, a power law or a parabola; `channels` of them, each with
/// an index of its own, that share the strength of the signal.
inline StatisticalModel envelope(int channels, double background)
{
    StatisticalModel m;
    m.name = "envelope";
    int const mu = add_free(m, "mu", 1.0, -20.0, 20.0);
    int const scale = m.add_nuisance("scale");
    m.poi = {mu};
    for (int c = 0; c < channels; ++c)
    {
        std::string const tag = std::to_string(c);
        int const n = add_free(m, "n" + tag, background, 0.0, 20 * background);
        int const slope = add_free(m, "slope" + tag, -1.0, -10.0, 10.0);
        int const power = add_free(m, "power" + tag, -1.0, -10.0, 10.0);
        int const b1 = add_free(m, "b1" + tag, 0.8, 0.0, 20.0);
        int const b2 = add_free(m, "b2" + tag, 0.5, 0.0, 20.0);
        int const index = add_choice(m, "index" + tag, 3);
        ModelChannel channel;
        channel.name = "x" + tag;
        channel.kind = ChannelKind::unbinned;
        channel.low = 1.0;
        channel.high = 3.0;
        LinearForm const mean = LinearForm::relative(1.9, 0.01, scale);
        channel.samples.push_back(
            {"signal", 10, {YieldFactor::linear(mu)}, ModelShape::pdf({{PdfKind::gaussian, {mean, 0.1}, 1.0}}), true});
        channel.samples.push_back(
            {"background",
             1,
             {YieldFactor::linear(n)},
             ModelShape::one_of(index, {{{PdfKind::exponential, {LinearForm::of(slope)}, 1.0}},
                                        {{PdfKind::power_law, {LinearForm::of(power)}, 1.0}},
                                        {{PdfKind::bernstein, {1.0, LinearForm::of(b1), LinearForm::of(b2)}, 1.0}}}),
             false});
        m.channels.push_back(channel);
    }
    return m;
}

}  // namespace quartet::test
