#include "host/simulation/simulate.hpp"

#include <algorithm>

#include "host/io/event_file.hpp"
#include "host/simulation/event_columns.hpp"
#include "host/simulation/event_generator.hpp"

namespace quartet::simulation
{

SimulationSummary simulate(SimulationConfig const& config, std::uint64_t seed, ThreadPool& pool,
                           std::int64_t batch_events, BatchSink const& sink)
{
    EventGenerator const generator(config, seed);
    std::int64_t const all = config.events();
    std::vector<SimulatedEvent> events(static_cast<std::size_t>(std::clamp<std::int64_t>(all, 1, batch_events)));
    SimulationSummary summary;
    std::int64_t first = 0;
    do
    {
        std::int64_t const count = std::min<std::int64_t>(all - first, static_cast<std::int64_t>(events.size()));
        pool.for_blocks(count, 64,
                        [&](std::int64_t begin, std::int64_t end, int)
                        {
                            for (std::int64_t i = begin; i < end; ++i)
                                generator.generate(first + i, events[static_cast<std::size_t>(i)]);
                        });
        for (std::int64_t i = 0; i < count; ++i)
        {
            SimulatedEvent const& event = events[static_cast<std::size_t>(i)];
            ComponentCount& component = summary.components[static_cast<std::size_t>(generator.component(first + i))];
            component.events += 1;
            component.tries += event.tries;
            summary.muons += static_cast<std::int64_t>(event.muons.size());
            summary.tracks += static_cast<std::int64_t>(event.tracks.size());
        }
        EventBatch batch;
        fill_columns(config, first, {events.data(), count}, batch);
        sink(batch);
        first += count;
    } while (first < all);
    return summary;
}

SimulationSummary simulate_to_file(SimulationConfig const& config, std::uint64_t seed, ThreadPool& pool,
                                   std::string const& target, Provenance const& provenance,
                                   std::function<void(std::int64_t, std::int64_t)> const& progress)
{
    EventWriteOptions options;
    options.bfield_tesla = config.beam.bfield_tesla;
    options.description =
        "Simulated events of the Quartet generator, made for tests, demonstrations and benchmarks: "
        "parametrised spectra and resolutions, no detector simulation, no physics prediction.";
    EventFileWriter writer(target, options, provenance);
    SimulationSummary const summary = simulate(config, seed, pool, 8192,
                                               [&](EventBatch const& batch)
                                               {
                                                   writer.append(batch.view());
                                                   if (progress) progress(writer.n_events(), config.events());
                                               });
    writer.commit();
    return summary;
}

}  // namespace quartet::simulation
