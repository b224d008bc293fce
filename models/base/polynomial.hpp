// Polynomials by Horner's rule. Coefficients are literals, lowest power first, so that host and device see constants.
#pragma once

#include "models/base/number.hpp"

QUARTET_BEGIN

template <class T>
QUARTET_INLINE T polynomial(T, ScalarOf<T> c0)
{
    return T(c0);
}

/// c0 + c1 x + c2 x^2 + ..., one fma per power.
template <class T, class... Rest>
QUARTET_INLINE T polynomial(T x, ScalarOf<T> c0, ScalarOf<T> c1, Rest... rest)
{
    return fma(x, polynomial(x, c1, ScalarOf<T>(rest)...), T(c0));
}

QUARTET_END
