#include "host/simulation/event_generator.hpp"

namespace quartet::simulation
{

EventGenerator::EventGenerator(SimulationConfig config, std::uint64_t seed)
    : config_(std::move(config)), seed_(seed), correlations_(config_.correlations)
{
}

Draws EventGenerator::draws(Purpose purpose, std::int64_t index) const
{
    return Draws(seed_, purpose, static_cast<std::uint64_t>(index));
}

/// A permutation of [0, events): four Feistel rounds on the smallest even number of bits that holds the range,
/// walked until the image lies inside (Black and Rogaway, CT-RSA 2002).
std::int64_t EventGenerator::shuffled(std::int64_t index) const
{
    auto const n = static_cast<std::uint64_t>(config_.events());
    int half = 1;
    while ((std::uint64_t{1} << (2 * half)) < n) ++half;
    std::uint64_t const mask = (std::uint64_t{1} << half) - 1;
    auto value = static_cast<std::uint64_t>(index);
    do
    {
        std::uint64_t left = value >> half;
        std::uint64_t right = value & mask;
        for (std::uint64_t round = 0; round < 4; ++round)
        {
            Draws mix(seed_, Purpose::order, (round << 32) | right);
            std::uint64_t const next = left ^ static_cast<std::uint64_t>(mix.uniform() * static_cast<double>(mask + 1));
            left = right;
            right = next;
        }
        value = (left << half) | right;
    } while (value >= n);
    return static_cast<std::int64_t>(value);
}

Component EventGenerator::component(std::int64_t index) const
{
    std::int64_t place = -1;
    std::int64_t below = 0;
    for (int i = 0; i < n_components; ++i)
    {
        std::int64_t const count = config_.counts[static_cast<std::size_t>(i)];
        if (count == config_.events()) return static_cast<Component>(i);
        if (count == 0) continue;
        if (place < 0) place = shuffled(index);
        below += count;
        if (place < below) return static_cast<Component>(i);
    }
    return Component::combinatorial;
}

void EventGenerator::generate(std::int64_t index, SimulatedEvent& event) const
{
    event.clear();
    Component const kind = component(index);
    bool const signal = kind != Component::combinatorial;
    Draws vertices = draws(Purpose::vertices, index);
    make_vertices(config_.beam, vertices, event);
    Draws production = draws(Purpose::production, index);
    if (kind >= first_electroweak)
        produce_electroweak(config_, kind, production, event);
    else if (kind >= first_with_jets)
        produce_higgs(config_, kind, production, event);
    else if (kind >= first_with_hadrons)
        produce_chain(config_, kind, production, event);
    else if (signal)
        produce_signal(config_, kind, production, event);
    else
        produce_combinatorial(config_, production, event);
    Draws detector = draws(Purpose::detector, index);
    reconstruct_muons(config_, correlations_, signal, detector, event);
    Draws hadrons = draws(Purpose::hadrons, index);
    reconstruct_hadrons(config_, correlations_, hadrons, event);
    Draws activity = draws(Purpose::activity, index);
    make_activity(config_, correlations_, activity, event);
    Draws identification = draws(Purpose::identification, index);
    identify_muons(identification, event);
    Draws trigger = draws(Purpose::trigger, index);
    make_trigger_objects(trigger, event);
    Draws species = draws(Purpose::species, index);
    if (config_.has_hadrons()) complete_tracks(config_.beam, species, event);
    Draws objects = draws(Purpose::objects, index);
    if (config_.has_jets()) make_objects(config_, objects, event);
}

}  // namespace quartet::simulation
