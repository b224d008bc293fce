// Writes the machine-readable result of a command.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/core/provenance.hpp"

namespace quartet::app
{

/// Writes `result`, with its provenance, to the file `target` (beside it, then renamed), to standard output for "-",
/// nowhere for an empty name. Throws EnvironmentError when the file cannot be written.
void write_json(std::string const& target, nlohmann::json result, Provenance const& provenance);

}  // namespace quartet::app
