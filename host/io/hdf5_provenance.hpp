// Provenance as attributes of an HDF5 file.
#pragma once

#include <string>

#include "host/core/provenance.hpp"
#include "host/io/hdf5.hpp"

namespace quartet::hdf5
{

/// `provenance` (JSON text) and, for people who look with h5dump: program_version, command_line, device, seed,
/// time_utc, inputs ("sha256  path" lines).
void write_provenance(Group& root, Provenance const& provenance);

/// Names of the attributes that write_provenance() makes.
bool is_provenance_attribute(std::string const& name);

/// The JSON text, empty when the file has none.
std::string read_provenance(Group const& root);

/// The provenance with that of an input as a further entry of its history. What is not JSON there is left out: the
/// attribute of a file that another program wrote is no reason to refuse its events.
Provenance with_history(Provenance provenance, Group const& input);

}  // namespace quartet::hdf5
