// Where the result of a command comes from.
#pragma once

#include "host/app/command.hpp"
#include "host/core/provenance.hpp"

namespace quartet::app
{

/// The options of a command as they are in force, given or by default, as JSON: {"method": "toys", "blind": false}.
/// Left out are files that are read or written, the options that all commands have, and those without a value.
std::string options_in_force(CLI::App const& command);

/// Version, time, command line, seed and configuration are filled in; the caller adds inputs and device.
Provenance make_provenance(CommonOptions const& common);

}  // namespace quartet::app
