// What channels of several observables do with their events. These are calls, kept out of the loops over events of one
// observable: for host code they are compiled on their own (fits/product_events.cpp, once per instruction set), for
// they would take from the compiler what it spends on inlining the others. Device code has to see the bodies.
#pragma once

#include "fits/event_density.hpp"
#include "fits/toy_workspace.hpp"

QUARTET_BEGIN

/// Sums over the events of channel c into w.sums.
template <class Team>
QUARTET_OUTLINE void sum_product_events(Team const& team, ModelView const& model, DataView const& data,
                                        FitWorkspace const& w, int c, double const* x, SumKind kind);

/// So many events of sample s of a channel in a toy, each observable drawn from its own factor; `plane` is the distance
/// of the observables.
template <class Team>
QUARTET_OUTLINE void draw_product_events(Team const& team, ModelView const& model, ToyPlanView const& plan,
                                         ToyWorkspace const& w, ChannelRecord const& channel, int s, std::uint64_t toy,
                                         std::int64_t events, double* values, std::int64_t plane);

QUARTET_END

#if defined(QUARTET_FOR_DEVICE)
#include "fits/product_formulas.hpp"
#endif
