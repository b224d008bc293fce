// The toy backends that this program was built with.
#pragma once

#include <memory>

#include "fits/toy_backend.hpp"
#include "host/core/backend_choice.hpp"

namespace quartet::app
{

/// cuda:all: all usable devices, each with a share of every range of toys. Throws EnvironmentError when the device
/// cannot be used.
std::unique_ptr<ToyBackend> make_toy_backend(BackendChoice const& choice, int threads);

}  // namespace quartet::app
