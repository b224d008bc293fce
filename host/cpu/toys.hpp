// Toys over threads, eight SIMD lanes each.
#pragma once

#include <memory>

#include "fits/toy_backend.hpp"

namespace quartet
{

/// `threads` = 0 takes the number of processors this process may use.
std::unique_ptr<ToyBackend> make_cpu_toys(int threads = 0);

}  // namespace quartet
