// Patch sets of pyhf: the signal points of a search as JSON patches (RFC 6902) of one background-only workspace.
#pragma once

#include <string>

#include "host/io/json_node.hpp"
#include "host/io/model_options.hpp"

namespace quartet::pyhf
{

/// The workspace after the patch that `options` names, or as it is. The SHA-256 digest that a patch set states must be
/// that of the workspace. Throws InputError.
JsonNode patched(JsonNode const& workspace, std::string const& file, ModelOptions const& options);

}  // namespace quartet::pyhf
