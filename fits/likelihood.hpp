// -ln L of all channels and constraints with gradient and Hessian by the parameters of the model.
//
// Each channel is first differentiated by its few local parameters (yields, shape parameters); the chain rule then
// takes it to the parameters of the model (chain_rule.hpp). Where templates move with parameters, every bin has a
// Jacobian of its own (morphed_channel.hpp).
#pragma once

#include "fits/bin_parameters.hpp"
#include "fits/binned_channel.hpp"
#include "fits/chain_rule.hpp"
#include "fits/constraints.hpp"
#include "fits/morphed_channel.hpp"
#include "fits/unbinned_channel.hpp"

QUARTET_BEGIN

/// -ln L at x (infinity where it is undefined). Fills the gradient (n) and the lower triangle of the Hessian (n rows of
/// w.stride); derivatives by constant parameters are 0. With SumKind::score_squares the Hessian is replaced by the sum
/// of the squared scores of weighted events (binned channels and constraints give their expected curvature), the value
/// means nothing.
template <class Team>
[[gnu::noinline]] QUARTET_HD double evaluate_likelihood(Team const& team, ModelView const& model, DataView const& data,
                                                        FitWorkspace const& w, double const* x, double* gradient,
                                                        double* hessian, SumKind kind = SumKind::likelihood)
{
    int const n = static_cast<int>(model.parameters.size);
    bool const likelihood = kind == SumKind::likelihood;
    compute_yields(team, model, w, x);
    team.each(n,
              [&](int i)
              {
                  gradient[i] = 0.0;
                  for (int j = 0; j < w.stride; ++j) hessian[std::int64_t(i) * w.stride + j] = 0.0;
              });
    team.sync();
    double value = 0.0;
    for (int c = 0; c < model.channels.size; ++c)
    {
        ChannelRecord const channel = model.channels[c];
        if (channel.kind == ChannelKind::unbinned)
            unbinned_channel(team, model, data, w, c, x, kind);
        else
            binned_channel(team, model, data, w, c, x, kind);
        value += w.sums[0];
        if (channel.n_morphs > 0)
        {
            add_morphed_channel(team, model, data, w, channel, x, likelihood, gradient, hessian);
            continue;
        }
        add_channel(team, model, w, channel, likelihood, gradient, hessian);
        if (channel.n_bin_rows > 0)
            team.leader(
                [&]
                {
                    for (int b = 0; b < channel.n_bins; ++b)
                        add_bin_parameters(model, w, channel, b, data.counts[channel.first_bin + b], x, likelihood,
                                           gradient, HessianWriter{hessian, w.stride});
                });
        team.sync();
    }
    for (int i = 0; i < n; ++i)
        if (model.parameters[i].constraint != ConstraintKind::none)
            value += constraint_value(model.parameters[i], x[i], data.global_observables[i]).value;
    team.each(n,
              [&](int i)
              {
                  if (model.parameters[i].constant) return;
                  ConstraintValue const c = constraint_value(model.parameters[i], x[i], data.global_observables[i]);
                  if (likelihood) gradient[i] += c.slope;
                  hessian[std::int64_t(i) * w.stride + i] += c.curvature;
              });
    team.sync();
    return value == value ? value : infinity_of<double>();
}

QUARTET_END
