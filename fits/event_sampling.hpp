// Events of a toy from its uniform numbers.
#pragma once

#include "fits/event_density.hpp"
#include "fits/toy_workspace.hpp"
#include "models/base/philox.hpp"

QUARTET_BEGIN

/// Streams of one toy: parameters, then bins, then two per sample (number of events, events), then max_observables per
/// sample (each observable after the first, the product of a sum of products).
struct ToyStreams
{
    std::uint32_t bins;
    std::uint32_t samples;
    std::uint32_t further;

    QUARTET_HD explicit ToyStreams(ModelView const& model)
        : bins(static_cast<std::uint32_t>(model.parameters.size)),
          samples(bins + static_cast<std::uint32_t>(model.n_counts)),
          further(samples + 2U * static_cast<std::uint32_t>(model.samples.size))
    {
    }
};

/// Uniform number of event i: half a block each.
QUARTET_HD inline double event_uniform(Philox const& generator, std::uint64_t toy, std::uint32_t stream, std::int64_t i)
{
    PhiloxBlock const block = generator(toy, stream, static_cast<std::uint32_t>(i >> 1));
    int const half = static_cast<int>(i & 1) * 2;
    return uniform01(block.word[half], block.word[half + 1]);
}

/// The same for the lanes of a pack.
template <class At>
QUARTET_HD inline auto lane_uniforms(At at, Philox const& generator, std::uint64_t toy, std::uint32_t stream)
{
    using T = typename At::Number;
    T u(0.5);
    for (int l = 0; l < lanes_of<T>; ++l) set_lane(u, l, event_uniform(generator, toy, stream, at.index + l));
    return u;
}

/// Events of one sample from its components; one uniform number chooses the component and the value.
template <class T>
QUARTET_HD inline T sample_event(PreparedComponent const* components, int n, T u)
{
    if (n == 1) return sample_pdf(components[0].pdf, u);
    T x(0);
    double below = 0.0;
    for (int i = 0; i < n; ++i)
    {
        double const share = max(0.0, components[i].fraction);
        if (share == 0.0) continue;
        T const rescaled = min(T(1.0 - 0x1p-53), max(T(0x1p-53), (u - T(below)) * T(1.0 / share)));
        T const candidate = sample_pdf(components[i].pdf, rescaled);
        // The last component that has a share takes what rounding leaves over.
        x = select(u >= T(below), candidate, x);
        below += share;
    }
    return x;
}

QUARTET_END
