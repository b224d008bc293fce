// Runs the generator over all events of a sample and hands out batches in order.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "host/core/provenance.hpp"
#include "host/core/thread_pool.hpp"
#include "host/io/event_batch.hpp"
#include "host/simulation/config.hpp"

namespace quartet::simulation
{

/// Events of one component, and how many had to be generated for them to pass the generator's filter: the
/// filter's efficiency is events / tries.
struct ComponentCount
{
    std::int64_t events = 0;
    std::int64_t tries = 0;
};

struct SimulationSummary
{
    std::array<ComponentCount, n_components> components{};
    std::int64_t muons = 0;
    std::int64_t tracks = 0;
};

/// Called with consecutive batches, on the calling thread.
using BatchSink = std::function<void(EventBatch const&)>;

/// Generates all events in batches of `batch_events`. The events do not depend on the pool or on the batches.
SimulationSummary simulate(SimulationConfig const& config, std::uint64_t seed, ThreadPool& pool,
                           std::int64_t batch_events, BatchSink const& sink);

/// The same into an event file (docs/file_formats.md). `progress(done, all)` may be empty.
SimulationSummary simulate_to_file(SimulationConfig const& config, std::uint64_t seed, ThreadPool& pool,
                                   std::string const& target, Provenance const& provenance,
                                   std::function<void(std::int64_t, std::int64_t)> const& progress = {});

}  // namespace quartet::simulation
