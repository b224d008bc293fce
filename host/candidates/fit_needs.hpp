// What the vertex fits of a decay need of an event file.
#pragma once

#include <string>
#include <vector>

#include "host/candidates/event_contents.hpp"
#include "host/decay/decay.hpp"

namespace quartet
{

/// Throws InputError when the file lacks the point, or its covariance, that the vertex of the node is constrained to.
void check_vertex_constraint(EventContents const& contents, DecayNode const& node);

/// What the vertex of a candidate, or what follows from it, lacks.
std::vector<std::string> fit_warnings(EventContents const& contents, bool covariances);

}  // namespace quartet
