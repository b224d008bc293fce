// Several backends as one: each takes a share of every range of toys.
#pragma once

#include <memory>
#include <vector>

#include "fits/toy_backend.hpp"

namespace quartet
{

/// The toys of a plan, divided evenly among backends that run at the same time, one host thread each. The result has
/// the same bits as that of one backend. With one backend that one is returned. Throws what the first failing backend
/// throws, when all have ended.
std::unique_ptr<ToyBackend> spread_toys(std::vector<std::unique_ptr<ToyBackend>> backends);

}  // namespace quartet
