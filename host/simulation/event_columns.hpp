// Simulated events as columns.
#pragma once

#include "host/io/event_batch.hpp"
#include "host/simulation/config.hpp"
#include "host/simulation/simulated_event.hpp"

namespace quartet::simulation
{

/// Fills an empty `batch` with `events`, the first of which is number `first` of the sample.
void fill_columns(SimulationConfig const& config, std::int64_t first, Span<SimulatedEvent const> events,
                  EventBatch& batch);

}  // namespace quartet::simulation
