// Polynomials. Coefficients are literals, lowest power first, so that host and device see constants.
//
// The even and the odd powers run as two chains of fma, which halves the time until the result is there: formulas
// wait for latency more often than for throughput. The order of operations is part of the definition.
#pragma once

#include "models/base/number.hpp"

QUARTET_BEGIN
namespace detail
{

template <class T>
QUARTET_INLINE T even_part(T, ScalarOf<T> c0, ScalarOf<T> = 0)
{
    return T(c0);
}

/// c0 + c2 z + c4 z^2 + ...
template <class T, class... Rest>
QUARTET_INLINE T even_part(T z, ScalarOf<T> c0, ScalarOf<T>, ScalarOf<T> c2, Rest... rest)
{
    return fma(z, even_part(z, c2, ScalarOf<T>(rest)...), T(c0));
}

template <class T>
QUARTET_INLINE T odd_part(T, ScalarOf<T>, ScalarOf<T> c1)
{
    return T(c1);
}

template <class T>
QUARTET_INLINE T odd_part(T, ScalarOf<T>, ScalarOf<T> c1, ScalarOf<T>)
{
    return T(c1);
}

/// c1 + c3 z + c5 z^2 + ...
template <class T, class... Rest>
QUARTET_INLINE T odd_part(T z, ScalarOf<T>, ScalarOf<T> c1, ScalarOf<T> c2, ScalarOf<T> c3, Rest... rest)
{
    return fma(z, odd_part(z, c2, c3, ScalarOf<T>(rest)...), T(c1));
}

}  // namespace detail

/// c0 + c1 x + c2 x^2 + ... with at least two coefficients.
template <class T, class... Coefficients>
QUARTET_INLINE T polynomial(T x, Coefficients... c)
{
    T const z = x * x;
    return fma(x, detail::odd_part(z, ScalarOf<T>(c)...), detail::even_part(z, ScalarOf<T>(c)...));
}

QUARTET_END
