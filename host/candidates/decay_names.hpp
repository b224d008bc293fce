// Decays by name, and changes of their cuts by a file.
#pragma once

#include <string>
#include <vector>

#include "models/kinematics/decay_spec.hpp"

namespace quartet
{

struct NamedDecay
{
    std::string name;
    std::string description;
    DecaySpec spec;
};

/// BsTo4Mu, B0To4Mu, BsToJpsiPhiTo4Mu.
std::vector<NamedDecay> const& known_decays();

/// True when find_decay() takes `name` as a file: a known decay wins over a file of its name.
bool is_decay_file(std::string const& name);

/// `name` is a known decay, or a YAML file of `key: value` lines: `decay` names the decay that it changes (default
/// BsTo4Mu), the others are fields of DecaySpec. Throws InputError for unknown names and keys (listing the known
/// ones), and for values that are not numbers.
NamedDecay find_decay(std::string const& name);

/// The cuts as YAML, for the provenance; find_decay() reads it back.
std::string to_yaml(NamedDecay const& decay);

}  // namespace quartet
