// The turn between a point of a helix and its perigee, against the arc tangent in long double.
#include "models/kinematics/helix_turn.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/pack.hpp"
#include "models/kinematics/helix.hpp"

namespace quartet::test
{
namespace
{

/// A helix with azimuth 0 in the point (a, b), seen from the origin.
struct Turned
{
    long double kappa, a, b;

    long double u() const { return std::sqrt(1 + kappa * (2 * b + kappa * (a * a + b * b))); }
    long double d0() const { return (2 * b + kappa * (a * a + b * b)) / (1 + u()); }
    long double delta() const { return std::atan2(-kappa * a, 1 + kappa * b); }
    long double s() const { return delta() / kappa; }
    long double bend() const { return (-a / (u() * u()) - s()) / kappa; }

    template <class T>
    HelixTurn<T> turn() const
    {
        return helix_turn(T(kappa), T(a), T(1 / u()), T(d0()), T(1 + kappa * b));
    }
};

template <class T>
void expect_turns(double relative)
{
    // Curvatures of 10 GeV to 20 MeV in 3.8 T, points within 20 cm: turns from 1e-5 to beyond a right angle.
    for (double kappa : {-0.5, -0.03, -1.1e-3, 1e-3, 6e-3, 0.0624, 0.0626, 0.4})
        for (double a : {-20.0, -2.0, -1e-2, 1e-2, 0.7, 2.0, 2.01, 19.0})
            for (double b : {-6.0, -0.02, 1e-3, 0.5, 8.0})
            {
                Turned const exact{T(kappa), T(a), T(b)};
                HelixTurn<T> const turn = exact.turn<T>();
                EXPECT_NEAR(turn.delta, exact.delta(), relative * std::abs(exact.delta())) << kappa << ' ' << a;
                EXPECT_NEAR(turn.s, exact.s(), relative * std::abs(exact.s())) << kappa << ' ' << a << ' ' << b;
                // Beyond an eighth of a radian the difference in `bend` cancels a few digits.
                long double const size = std::abs(exact.bend()) + std::abs(a / kappa) / 64;
                EXPECT_NEAR(turn.bend, exact.bend(), 4 * relative * size) << kappa << ' ' << a << ' ' << b;
            }
}

TEST(HelixTurn, AgreesWithTheArcTangent)
{
    expect_turns<double>(4e-15);
    expect_turns<float>(2e-6);
}

TEST(HelixTurn, SmallTurnsKeepAllDigitsOfTheDerivative)
{
    for (long double kappa : {1e-3L, 1e-2L, 5e-2L})
        for (long double a : {0.02L, -0.4L, 2.0L})
        {
            Turned const exact{kappa, a, 0.03L};
            EXPECT_NEAR(exact.turn<double>().bend, exact.bend(), 1e-13 * std::abs(exact.bend()));
            EXPECT_NEAR(exact.turn<float>().bend, exact.bend(), 1e-6 * std::abs(exact.bend()));
        }
}

TEST(HelixTurn, AStraightTrackIsTheLimit)
{
    HelixTurn<double> const turn = helix_turn(0.0, 1.5, 1.0, 0.25, 1.0);
    EXPECT_EQ(turn.delta, 0);
    EXPECT_EQ(turn.s, -1.5);
    EXPECT_EQ(turn.bend, 1.5 * 0.25);
}

TEST(HelixTurn, LargeTurnsBesideSmallOnesChangeNoBits)
{
    using T = Pack<double, 8>;
    T kappa(3e-3), a(0.4), b(0.1), u(1.0);
    for (int l = 0; l < 8; l += 2) set_lane(a, l, 60.0 + l);
    T const cosine = fma(kappa, b, T(1));
    HelixTurn<T> const turns = helix_turn(kappa, a, u, b, cosine);
    for (int l = 0; l < 8; ++l)
    {
        HelixTurn<double> const one = helix_turn(lane(kappa, l), lane(a, l), 1.0, lane(b, l), lane(cosine, l));
        EXPECT_EQ(lane(turns.delta, l), one.delta);
        EXPECT_EQ(lane(turns.s, l), one.s);
        EXPECT_EQ(lane(turns.bend, l), one.bend);
    }
}

}  // namespace
}  // namespace quartet::test
