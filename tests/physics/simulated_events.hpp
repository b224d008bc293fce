// Events of one component, one after the other.
#pragma once

#include <cmath>
#include <functional>

#include "host/simulation/event_generator.hpp"

namespace quartet::simulation
{

inline SimulationConfig only(Component component, std::int64_t events, bool filter = true)
{
    SimulationConfig config;
    config.counts[static_cast<std::size_t>(component)] = events;
    config.filter = filter;
    return config;
}

inline void for_each_event(SimulationConfig const& config, std::uint64_t seed,
                           std::function<void(SimulatedEvent const&)> const& visit)
{
    EventGenerator const generator(config, seed);
    SimulatedEvent event;
    for (std::int64_t i = 0; i < config.events(); ++i)
    {
        generator.generate(i, event);
        visit(event);
    }
}

inline double mass_of(FourVector<double> const& p) { return std::sqrt(p.mass2()); }

}  // namespace quartet::simulation
