// QUARTET_UNROLL before a loop with a small constant count: small matrices then live in registers.
#pragma once

#include "models/base/macros.hpp"

#if defined(__clang__) || defined(__NVCC__)
#define QUARTET_UNROLL _Pragma("unroll")
#else
#define QUARTET_UNROLL _Pragma("GCC unroll 16")
#endif
