// The memory of one toy: its data, its fits, the workspace of the minimiser.
#pragma once

#include "fits/toy_view.hpp"
#include "fits/workspace.hpp"

QUARTET_BEGIN

static_assert(sizeof(std::int64_t) == sizeof(double));

struct ToyWorkspace
{
    FitWorkspace fit;
    double* counts;
    double* values;
    double* weights;
    std::int64_t* n_events;
    double* total;
    double* global_observables;
    double* truth;      ///< generating values of this toy
    double* solutions;  ///< n_fits rows of n_parameters
    double* nll;        ///< per fit
};

QUARTET_HD inline ToyWorkspace cut_toy_workspace(ModelView const& model, ToyPlanView const& plan, BlockCutter& block)
{
    ToyWorkspace w{};
    std::int64_t const n = model.parameters.size;
    std::int64_t const events = plan.first_event[model.channels.size];
    w.fit = cut_workspace(model, block);
    w.counts = block.take(model.n_counts);
    w.values = block.take(events);
    w.weights = block.take(events);
    w.n_events = reinterpret_cast<std::int64_t*>(block.take(model.channels.size));
    w.total = block.take(model.channels.size);
    w.global_observables = block.take(n);
    w.truth = block.take(n);
    w.solutions = block.take(plan.fits.size * n);
    w.nll = block.take(plan.fits.size);
    return w;
}

/// Doubles that cut_toy_workspace takes.
QUARTET_HD inline std::int64_t toy_workspace_size(ModelView const& model, ToyPlanView const& plan)
{
    BlockCutter counter{nullptr, 0};
    cut_toy_workspace(model, plan, counter);
    return counter.used;
}

QUARTET_HD inline DataView toy_data(ModelView const& model, ToyPlanView const& plan, ToyWorkspace const& w)
{
    std::int64_t const events = plan.first_event[model.channels.size];
    return {{w.counts, model.n_counts},
            {w.values, events},
            {w.weights, events},
            plan.first_event,
            {w.n_events, model.channels.size},
            {w.total, model.channels.size},
            {w.global_observables, model.parameters.size}};
}

QUARTET_END
