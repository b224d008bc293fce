// Toys one after the other, one lane after the other: the judge of the other backends.
#pragma once

#include <memory>

#include "fits/toy_backend.hpp"

namespace quartet
{

std::unique_ptr<ToyBackend> make_reference_toys();

}  // namespace quartet
