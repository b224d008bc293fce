// Decays by name or by file, as commands and analysis files give them.
#pragma once

#include <string>

#include "host/decay/decay.hpp"

namespace quartet
{

/// True when find_decay() takes `name` as a file: a built-in decay wins over a file of its name.
bool is_decay_file(std::string const& name);

/// `name` is a built-in decay, or a YAML file in the decay language (docs/guide/decays.md). Throws InputError for an
/// unknown name (listing the known ones), a file that cannot be read, and everything that the language refuses.
Decay find_decay(std::string const& name);

}  // namespace quartet
