// Generates event number i of a sample: the same bits whoever asks, in whatever order.
#pragma once

#include <cstdint>

#include "host/simulation/config.hpp"
#include "host/simulation/simulated_event.hpp"

namespace quartet::simulation
{

class EventGenerator
{
  public:
    EventGenerator(SimulationConfig config, std::uint64_t seed);

    /// Which component event `index` (0 to events - 1) belongs to. Each occurs exactly as often as the
    /// configuration says, in a random order that depends on the seed only.
    Component component(std::int64_t index) const;

    /// Replaces the content of `event`. Thread-safe.
    void generate(std::int64_t index, SimulatedEvent& event) const;

    SimulationConfig const& config() const { return config_; }

  private:
    std::int64_t shuffled(std::int64_t index) const;
    Draws draws(Purpose purpose, std::int64_t index) const;

    SimulationConfig config_;
    std::uint64_t seed_;
    CorrelationFactor correlations_;
};

// The steps, in order. Each reads what the earlier ones left in `event`.

/// Collisions along the luminous region and their reconstructed vertices.
void make_vertices(BeamConditions const& beam, Draws& draws, SimulatedEvent& event);

/// A B meson from the hard collision and its four muons; counts tries when the filter is on.
void produce_signal(SimulationConfig const& config, Component component, Draws& draws, SimulatedEvent& event);

/// A Bs, B0, eta or eta' from the hard collision, its muons and its hadrons; counts tries when the filter is on.
void produce_chain(SimulationConfig const& config, Component component, Draws& draws, SimulatedEvent& event);

/// A Higgs boson, its muons and what is made with it: partons of jets, a W's lepton and neutrino.
void produce_higgs(SimulationConfig const& config, Component component, Draws& draws, SimulatedEvent& event);

/// Z with jets, WZ, or two top quarks: muons, an electron, partons, neutrinos. None is of a simulated decay.
void produce_electroweak(SimulationConfig const& config, Component component, Draws& draws, SimulatedEvent& event);

/// Particles that pass for muons in an event without signal. Each will be found: efficiencies are applied here.
void produce_combinatorial(SimulationConfig const& config, Draws& draws, SimulatedEvent& event);

/// Measured tracks of the particles; `lose` applies the reconstruction efficiency. Sorts by falling pt.
void reconstruct_muons(SimulationConfig const& config, CorrelationFactor const& factor, bool lose, Draws& draws,
                       SimulatedEvent& event);

/// Measured tracks of the decay's hadrons, those that are found.
void reconstruct_hadrons(SimulationConfig const& config, CorrelationFactor const& factor, Draws& draws,
                         SimulatedEvent& event);

/// Other charged tracks: of the hard collision, around b hadrons, of pile-up. Then the isolation of the muons.
void make_activity(SimulationConfig const& config, CorrelationFactor const& factor, Draws& draws,
                   SimulatedEvent& event);

void identify_muons(Draws& draws, SimulatedEvent& event);
void make_trigger_objects(Draws& draws, SimulatedEvent& event);

/// Combines each vertex with the tracks that are linked to it and fit to it; the others lose their link.
void link_tracks_to_vertices(BeamConditions const& beam, SimulatedEvent& event);

/// Completes the tracks of a sample with hadrons: what they are, the muons among them, vertices with their tracks,
/// impact parameters, also of the muons. Sorts the tracks by falling pt.
void complete_tracks(BeamConditions const& beam, Draws& draws, SimulatedEvent& event);

/// Jets, electrons and missing momentum.
void make_objects(SimulationConfig const& config, Draws& draws, SimulatedEvent& event);

}  // namespace quartet::simulation
