// The reader of decays, part by part. Internal to host/decay. All functions throw InputError.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/decay/decay.hpp"
#include "host/decay/yaml_reader.hpp"

namespace quartet
{

// Limits of plausibility. A number without a unit means cm or GeV; above the first limit it is refused because mm or
// MeV may be meant, above the second it is refused with any unit.
inline constexpr double largest_plain_dz = 5;          ///< cm: the luminous region is shorter
inline constexpr double largest_plain_dca = 2;         ///< cm
inline constexpr double largest_length = 100;          ///< cm
inline constexpr double largest_plain_mass = 1000;     ///< GeV
inline constexpr double largest_plain_width = 5;       ///< GeV: wider than the Z
inline constexpr double largest_mass = 14000;          ///< GeV: the energy of the LHC
inline constexpr double largest_plain_leaf_mass = 10;  ///< GeV: heavier particles leave no track

inline constexpr double largest_away_from = 10;  ///< in (eta, phi): the detector is about as wide

QuantityRule mass_rule();

/// GeV of a name ("jpsi") or of a number.
double read_mass(YamlTree const& value, std::string const& text, double largest_plain);

std::vector<ParticleKind> read_particles(YamlTree const& map);

/// Adds the resonances and the candidate to decay.nodes.
void read_nodes(YamlTree const& root, Decay& decay);

/// best, best_cut, columns of the candidate; trigger, pairings, events, store.
void read_candidate_choice(KeyReader& candidate, Decay& decay);
void read_trigger(YamlTree const& map, Decay& decay);
void read_events(YamlTree const& map, Decay& decay);
Collection read_collection(YamlTree const& value);
std::optional<int> read_charge(YamlTree const& value);

/// Expression and place of a cut; empty when the key is not there.
void read_cut(KeyReader& keys, std::string const& key, std::string& cut, std::string& where);

/// Names the leaves of all nodes.
void name_leaves(YamlTree const& root, Decay& decay);

/// Charges that the leaves can add up to, masses of windows and constraints, particles that are not used.
void check_nodes(YamlTree const& root, Decay const& decay);
void check_names(YamlTree const& root, Decay const& decay);

/// Compiles every expression; reads `store` and looks up its names.
void check_expressions(YamlTree const& root, Decay& decay);

}  // namespace quartet
