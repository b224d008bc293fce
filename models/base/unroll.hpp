// QUARTET_UNROLL before a loop with a small constant count: small matrices then live in registers.
#pragma once

#include "models/base/macros.hpp"

#if QUARTET_DEVICE_CODE || defined(__clang__)
#define QUARTET_UNROLL _Pragma("unroll")
#elif defined(__NVCC__)
#define QUARTET_UNROLL  // the host pass of nvcc understands neither spelling
#else
#define QUARTET_UNROLL _Pragma("GCC unroll 16")
#endif
