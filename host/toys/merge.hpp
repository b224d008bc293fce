// Joins the shards of a plan of toys.
#pragma once

#include <string>
#include <vector>

#include "host/core/provenance.hpp"

namespace quartet
{

/// Writes the file that the unsharded run would have written. Throws InputError that names the files when a shard is
/// missing or there twice, and when the parts do not belong to one plan. A process may open some hundred files: of more
/// parts than `most_open` each is opened anew for every cell.
void merge_toys(std::vector<std::string> const& parts, std::string const& output, Provenance provenance,
                std::size_t most_open = 200);

}  // namespace quartet
