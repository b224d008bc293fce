#include "host/core/build_identity.hpp"

#include "quartet_build_identity.hpp"

namespace quartet
{

char const* build_identity() { return QUARTET_BUILD_IDENTITY; }

}  // namespace quartet
