// All elementary and special functions of the project: the only ones that formulas call.
//
// Templates on float, double and packs; branch-free; no libm; the same bits in scalar, SIMD and device code.
#pragma once

#include "models/base/error_function.hpp"
#include "models/base/exp_log.hpp"
#include "models/base/gamma_function.hpp"
#include "models/base/number.hpp"
#include "models/base/trigonometric.hpp"
