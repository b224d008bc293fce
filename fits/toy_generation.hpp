// One pseudo-experiment. Every random number is f(key, stream, toy, draw); streams belong to parameters, bins and
// samples, so lanes, threads, shards and devices draw the same ones.
#pragma once

#include "fits/event_sampling.hpp"
#include "fits/likelihood.hpp"
#include "fits/product_events.hpp"

QUARTET_BEGIN

/// Gamma(shape, 1) for shape >= 1 (Marsaglia and Tsang, ACM Trans. Math. Softw. 26 (2000) 363).
QUARTET_HD inline double next_gamma(RandomStream& random, double shape)
{
    double const d = shape - 1.0 / 3.0;
    double const c = 1.0 / sqrt(9.0 * d);
    for (;;)
    {
        double const x = random.next_normal();
        double const t = fma(c, x, 1.0);
        if (t <= 0.0) continue;
        double const v = t * t * t;
        if (log(random.next_uniform()) < 0.5 * x * x + d * (1.0 - v + log(v))) return d * v;
    }
}

/// A number whose density falls from 0 like half Gaussians with two widths (RooBifurGauss).
QUARTET_HD inline double next_bifurcated(RandomStream& random, double width_low, double width_high)
{
    double const size = abs(random.next_normal());
    bool const low = random.next_uniform() * (width_low + width_high) < width_low;
    return low ? -(width_low * size) : width_high * size;
}

/// A constrained parameter from its constraint read as a density of the parameter (log-normal: of its logarithm):
/// Gaussian, or Gamma(n + 1) / tau.
QUARTET_HD inline double next_parameter(ParameterRecord const& p, double centre, RandomStream& random)
{
    switch (p.constraint)
    {
        case ConstraintKind::none:
            break;
        case ConstraintKind::gaussian:
            return fma(p.width, random.next_normal(), centre);
        case ConstraintKind::bifurcated_gaussian:
            return centre + next_bifurcated(random, p.width_low, p.width);
        case ConstraintKind::log_normal:
            return centre * exp(p.width * random.next_normal());
        case ConstraintKind::poisson:
            return next_gamma(random, centre + 1.0) / p.width;
    }
    return centre;
}

/// The same within the bounds of the parameter.
QUARTET_HD inline double draw_parameter(ParameterRecord const& p, double centre, RandomStream& random)
{
    double x = centre;
    for (int trial = 0; trial < 100; ++trial)
    {
        x = next_parameter(p, centre, random);
        if (x >= p.lower && x <= p.upper) return x;
    }
    return max(p.lower, min(p.upper, x));
}

/// The auxiliary measurement of a parameter with true value x.
QUARTET_HD inline double draw_global_observable(ParameterRecord const& p, double x, RandomStream& random)
{
    switch (p.constraint)
    {
        case ConstraintKind::none:
            break;
        case ConstraintKind::gaussian:
            return fma(p.width, random.next_normal(), x);
        case ConstraintKind::bifurcated_gaussian:
            // The width that counts for a parameter below the centre is that of centres above the parameter.
            return x + next_bifurcated(random, p.width, p.width_low);
        case ConstraintKind::log_normal:
            return x * exp(p.width * random.next_normal());
        case ConstraintKind::poisson:
            return double(random.next_poisson(p.width * x));
    }
    return x;
}

template <class Team>
QUARTET_HD inline void draw_parameters(Team const& team, ModelView const& model, ToyPlanView const& plan,
                                       ToyWorkspace const& w, std::uint64_t toy)
{
    team.each(static_cast<int>(model.parameters.size),
              [&](int i)
              {
                  ParameterRecord const& p = model.parameters[i];
                  w.truth[i] = plan.generate[i];
                  w.global_observables[i] = plan.global_observables[i];
                  if (p.constraint == ConstraintKind::none || plan.kind == ToyKind::events_only) return;
                  RandomStream random(plan.key, static_cast<std::uint32_t>(i), toy);
                  if (plan.kind == ToyKind::frequentist)
                      w.global_observables[i] = draw_global_observable(p, w.truth[i], random);
                  else if (!p.constant)
                      w.truth[i] = draw_parameter(p, plan.global_observables[i], random);
              });
    team.sync();
}

template <class Team>
QUARTET_HD inline void draw_bins(Team const& team, ModelView const& model, ToyPlanView const& plan,
                                 ToyWorkspace const& w, int c, std::uint64_t toy)
{
    ChannelRecord const channel = model.channels[c];
    ToyStreams const streams(model);
    team.each(channel.stride_bins,
              [&](int b)
              {
                  double nu = 0.0;
                  for (int s = 0; s < channel.n_samples; ++s)
                  {
                      SampleRecord const& sample = model.samples[channel.first_sample + s];
                      double const scale =
                          b < channel.n_bins ? bin_scale(model, w.fit, channel, sample, b, w.truth, -1) : 0.0;
                      nu = fma(w.fit.yields[channel.first_sample + s], scale, nu);
                  }
                  std::uint32_t const stream = streams.bins + static_cast<std::uint32_t>(channel.first_bin + b);
                  RandomStream random(plan.key, stream, toy);
                  w.counts[channel.first_bin + b] = double(random.next_poisson(nu));
              });
    team.sync();
    double total = 0.0;
    for (int b = 0; b < channel.n_bins; ++b) total += w.counts[channel.first_bin + b];
    team.sync();
    team.leader(
        [&]
        {
            w.total[c] = total;
            w.n_events[c] = 0;
        });
    team.sync();
}

/// Fills one unbinned channel; false when there is no room for the events.
template <class Team>
QUARTET_HD inline bool draw_events(Team const& team, ModelView const& model, ToyPlanView const& plan,
                                   ToyWorkspace const& w, int c, std::uint64_t toy)
{
    ChannelRecord const channel = model.channels[c];
    ToyStreams const streams(model);
    Philox const generator{plan.key};
    double* values = w.values + plan.first_event[c];
    double* weights = w.weights + plan.first_event[c];
    std::int64_t const plane = plane_of(plan.first_event, c, channel.n_observables);
    std::int64_t const room = plane - fit_lanes;
    std::int64_t n = 0;
    for (int s = 0; s < channel.n_samples; ++s)
    {
        SampleRecord const& sample = model.samples[channel.first_sample + s];
        std::uint32_t const stream = streams.samples + 2U * static_cast<std::uint32_t>(channel.first_sample + s);
        RandomStream random(plan.key, stream, toy);
        std::int64_t const events = random.next_poisson(w.fit.yields[channel.first_sample + s]);
        if (n + events > room) return false;
        if (events == 0) continue;
        ComponentRange const active = active_components(model, sample, w.truth);
        team.each(active.n, [&](int i) { prepare_component(model, active.first + i, w.truth, w.fit.components[i]); });
        team.sync();
        // The last group may write a few numbers too many: the next sample or the padding overwrites them.
        if (channel.n_observables > 1)
            draw_product_events(team, model, plan, w, channel, s, toy, events, values + n, plane);
        else
            team.lanes((events + fit_lanes - 1) / fit_lanes,
                       [&](auto at)
                       {
                           auto const u = lane_uniforms(at, generator, toy, stream + 1U);
                           at.store(values + n, sample_event(w.fit.components, active.n, u));
                       });
        team.sync();
        n += events;
    }
    int const padded = static_cast<int>(round_to_lanes(n));
    team.each(padded, [&](int i) { weights[i] = i < n ? 1.0 : 0.0; });
    for (int d = 0; d < channel.n_observables; ++d)
        team.each(padded - static_cast<int>(n), [&](int i) { values[d * plane + n + i] = values[d * plane + n - 1]; });
    team.leader(
        [&]
        {
            w.total[c] = double(n);
            w.n_events[c] = n;
        });
    team.sync();
    return true;
}

/// Draws toy number `toy`; false when there is no room for its events.
template <class Team>
QUARTET_HD inline bool generate_toy_data(Team const& team, ModelView const& model, ToyPlanView const& plan,
                                         ToyWorkspace const& w, std::int64_t toy)
{
    std::uint64_t const index = static_cast<std::uint64_t>(toy);
    draw_parameters(team, model, plan, w, index);
    compute_yields(team, model, w.fit, w.truth);
    for (int c = 0; c < model.channels.size; ++c)
    {
        if (model.channels[c].kind == ChannelKind::binned)
            draw_bins(team, model, plan, w, c, index);
        else if (!draw_events(team, model, plan, w, c, index))
            return false;
    }
    return true;
}

QUARTET_END
