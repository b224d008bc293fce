// The Faddeeva function against numbers in 40 digits: mpmath's exp(-z^2) erfc(-iz), w' = -2zw + 2i / sqrt(pi), w'' =
// -2w
// - 2zw'. |z| = 1000 by twelve terms of the asymptotic series.
#include "models/base/faddeeva.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace quartet
{
namespace
{

struct Known
{
    double x;
    double y;
    double w[2];
    double d[2];
    double h[2];
};

constexpr Known known[] = {
    {0.5,
     0.001,
     {0.77815171831254913, 0.47814717512158424},
     {-0.77719542396230597, 0.64867568853730323},
     {-0.7778106612857177, -1.6034156479325471}},
    {3.0,
     1.0e-8,
     {0.00012341058973403064, 0.20115731703019579},
     {-0.00074045951525784324, -0.078564735088130408},
     {0.0041959343407842964, 0.069073776483200046}},
    {5.5,
     0.3,
     {0.0058788635394767663, 0.1040287006706131},
     {-0.0022502785318765701, -0.019463858404917614},
     {0.0013170217287381709, 0.00739520823199349}},
    {7.9,
     0.01,
     {9.2665396146907359e-5, 0.07200277353767091},
     {-2.4057788367718118e-5, -0.0092665081076107884},
     {9.4521017639157968e-6, 0.0024057621806759982}},
    {8.1,
     1e-5,
     {8.803657526649286e-8, 0.070196470655578567},
     {-2.22631062056128e-8, -0.0088036575266208985},
     {8.5160194655236479e-9, 0.0022263106205466769}},
    {20.0,
     2.0,
     {0.0028033131249322087, 0.027963489374117211},
     {-0.00027856750081950586, -0.0013736603689046826},
     {4.1432307297086849e-5, 0.00013370601123090556}},
    {1000.0,
     0.001,
     {5.6419042983368315e-10, 0.00056418986564240701},
     {-1.1283825522434514e-12, -5.6419042983255475e-7},
     {3.3851544270516207e-15, 1.1283825522389379e-9}},
    {0.0, 12.0, {0.046854221014893763, 0.0}, {0.0, 0.003877862738062271}, {-0.00063973631629302061, 0.0}},
    {2.0,
     0.0,
     {0.01831563888873418, 0.3400262170660662},
     {-0.073262555554936721, -0.23172570116875223},
     {0.25641894444227852, 0.24685037054287652}}};

TEST(Faddeeva, HasTheValuesOfMpmath)
{
    for (Known const& k : known)
    {
        Faddeeva<double> const w = faddeeva(k.x, k.y);
        bool const far = std::hypot(k.x, k.y) >= 8;
        // Near the origin the errors are absolute: the derivatives multiply them by 2|z| each.
        double const grow = far ? 0 : 2 * std::hypot(k.x, k.y) + 1;
        auto const check = [&](double ours, double theirs, double absolute)
        { EXPECT_NEAR(ours, theirs, 2e-15 * absolute + 4e-15 * std::abs(theirs)) << k.x << " " << k.y; };
        check(w.value.re, k.w[0], far ? 0 : 1);
        check(w.value.im, k.w[1], far ? 0 : 1);
        check(w.d.re, k.d[0], grow);
        check(w.d.im, k.d[1], grow);
        check(w.h.re, k.h[0], grow * grow);
        check(w.h.im, k.h[1], grow * grow);
    }
}

TEST(Faddeeva, IsContinuousBetweenItsRegions)
{
    for (int i = 0; i <= 40; ++i)
    {
        double const angle = 0.5 * M_PI * i / 40;
        auto const at = [&](double radius) { return faddeeva(radius * std::cos(angle), radius * std::sin(angle)); };
        Faddeeva<double> const in = at(8 - 1e-14);
        Faddeeva<double> const out = at(8 + 1e-14);
        EXPECT_NEAR(in.value.re, out.value.re, 4e-16) << angle;
        EXPECT_NEAR(in.d.re, out.d.re, 1e-14) << angle;
        EXPECT_NEAR(in.h.re, out.h.re, 2e-13) << angle;
    }
}

}  // namespace
}  // namespace quartet
