// Reads the decay language (docs/guide/decays.md).
#pragma once

#include <string>
#include <vector>

#include "host/decay/decay.hpp"

namespace quartet
{

/// A decay from YAML text. `where` is the file, for messages. When `decay` names a built-in decay, the text changes
/// that one: maps are merged, lists and values replaced, null removes. All expressions are compiled once to check
/// them. Throws InputError: what is wrong, where (file, line, column, key), how to mend it.
Decay read_decay_yaml(std::string const& text, std::string const& where);

/// A decay that comes with the program.
struct BuiltinDecay
{
    std::string name;
    std::string yaml;
};

/// In alphabetical order.
std::vector<BuiltinDecay> const& builtin_decays();

/// Nothing (nullptr) for another name.
BuiltinDecay const* find_builtin_decay(std::string const& name);

/// Reads a built-in decay. Throws InputError for an unknown name, with the list.
Decay read_builtin_decay(std::string const& name);

}  // namespace quartet
