// Toys on a CUDA device: a persistent kernel whose tiles of eight threads take toys from a queue.
#pragma once

#include <memory>

#include "fits/toy_backend.hpp"

namespace quartet
{

/// Throws EnvironmentError when this program was built without CUDA or the device cannot be used.
std::unique_ptr<ToyBackend> make_cuda_toys(int device = 0);

}  // namespace quartet
