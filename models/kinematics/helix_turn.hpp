// The turn of a helix between a point on it and its closest point to O, as exact for straight tracks as for curled
// ones.
//
// With sigma = a / U: sin delta = -kappa sigma, and asin(x) / x = 1 + x^2 Q(x^2) gives
//   delta = -kappa sigma (1 + z Q), s = delta / kappa = -sigma (1 + z Q), z = (kappa sigma)^2,
//   (dphi/dkappa - s) / kappa = sigma (d0 / U + kappa sigma^2 Q),
// without a division by kappa and without the difference of nearly equal numbers that it would divide. Turns of more
// than an eighth of a radian, which leave the series, take the arc tangent.
#pragma once

#include "models/base/math.hpp"
#include "models/base/number.hpp"

QUARTET_BEGIN

template <class T>
struct HelixTurn
{
    T delta;  ///< phi = phi_v + delta
    T s;      ///< signed transverse path from the point to the closest one, delta / kappa
    T bend;   ///< (dphi/dkappa - s) / kappa, for the derivatives of z0
};

namespace detail
{

/// (asin(x) / x - 1) / x^2 as a series in z = x^2 <= 1/64, to the precision of the number.
template <class T>
QUARTET_INLINE T arc_sine_tail(T z)
{
    if constexpr (is_double<T>)
        return polynomial(z, 1.0 / 6, 3.0 / 40, 5.0 / 112, 35.0 / 1152, 63.0 / 2816, 231.0 / 13312, 143.0 / 10240,
                          6435.0 / 557056);
    else
        return polynomial(z, 1.0F / 6, 3.0F / 40, 5.0F / 112);
}

}  // namespace detail

/// `cosine` = (1 + kappa b) / U, up to a positive factor; kappa must not be 0 where the turn is large.
template <class T>
QUARTET_INLINE HelixTurn<T> helix_turn(T kappa, T a, T inverse_u, T d0, T cosine)
{
    T const sigma = a * inverse_u;
    T const sine = -(kappa * sigma), z = sine * sine;
    T const tail = detail::arc_sine_tail(z);
    HelixTurn<T> turn;
    turn.s = -fma(sigma, z * tail, sigma);
    turn.delta = kappa * turn.s;
    turn.bend = sigma * fma(kappa * (sigma * sigma), tail, d0 * inverse_u);
    auto const small_turn = (abs(sine) <= T(ScalarOf<T>(0.125))) & (cosine > T(0));
    if (all(small_turn)) return turn;
    T const delta = atan2(-(kappa * a), cosine), s = delta / kappa;
    turn.delta = select(small_turn, turn.delta, delta);
    turn.s = select(small_turn, turn.s, s);
    turn.bend = select(small_turn, turn.bend, (-(sigma * inverse_u) - s) / kappa);
    return turn;
}

QUARTET_END
