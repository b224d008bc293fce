// The candidate backends that this program was built with.
#pragma once

#include <memory>

#include "host/candidates/candidate_backend.hpp"
#include "host/core/backend_choice.hpp"

namespace quartet::app
{

/// Throws EnvironmentError when the device cannot be used.
std::unique_ptr<CandidateBackend> make_candidate_backend(BackendChoice const& choice, int threads);

}  // namespace quartet::app
