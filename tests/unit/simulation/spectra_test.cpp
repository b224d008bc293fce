#include "models/simulation/spectra.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/simulation/draws.hpp"
#include "models/simulation/multiplicity.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::generator
{
namespace
{

TEST(Spectra, PtFollowsItsDensity)
{
    PtSpectrum<double> const spectrum{5.0, 6.0, 2.6};
    EXPECT_NEAR(spectrum(1.0), 5.0, 1e-12);
    // The density is pT / (pT^2 + a^2)^n; its integral by Simpson's rule must match the quantiles.
    auto const density = [](double pt) { return pt / std::pow(pt * pt + 36, 2.6); };
    auto const integral = [&](double low, double high)
    {
        int constexpr n = 2000;
        double const h = (high - low) / n;
        double sum = density(low) + density(high);
        for (int i = 1; i < n; ++i) sum += (i % 2 == 1 ? 4 : 2) * density(low + h * i);
        return sum * h / 3;
    };
    double const far = 3000;
    double const all = integral(5, 60) + integral(60, far);
    for (double u : {0.9, 0.5, 0.1, 0.02})
    {
        double const pt = spectrum(u);
        EXPECT_NEAR((integral(pt, 60) + integral(60, far)) / all, u, 1e-5) << u;
        EXPECT_NEAR(spectrum.above(pt), u, 1e-12) << u;
    }
}

TEST(Spectra, BreitWignerHasItsWidth)
{
    // Within one half width of the pole lies half of an uncut Breit-Wigner; cut at 5 widths, 0.5 / (2 atan(10) / pi).
    double const reach = 5 * phi_width;
    double const inside = 0.5 / (2 * std::atan(10.0) / 3.14159265358979323846);
    EXPECT_NEAR(breit_wigner_mass(phi_mass, phi_width, reach, 0.5), phi_mass, 1e-12);
    EXPECT_NEAR(breit_wigner_mass(phi_mass, phi_width, reach, 0.5 + inside / 2), phi_mass + phi_width / 2, 1e-10);
    EXPECT_NEAR(breit_wigner_mass(phi_mass, phi_width, reach, 1e-15), phi_mass - reach, 1e-7);
}

TEST(Spectra, DecayPointLiesAlongTheMomentum)
{
    FourVector<double> const p = on_shell(3.0, -4.0, 12.0, 5.0);
    Vector3<double> const point = decay_point<double>({1, 2, 3}, p, 5.0, 0.05);
    EXPECT_NEAR(point.x, 1.03, 1e-14);
    EXPECT_NEAR(point.y, 1.96, 1e-14);
    EXPECT_NEAR(point.z, 3.12, 1e-14);
}

TEST(Draws, AreUniformNormalAndPoisson)
{
    Draws draws(9, Purpose::activity, 12);
    int constexpr n = 50000;
    double uniform = 0;
    double normal = 0;
    double normal2 = 0;
    double poisson = 0;
    double poisson2 = 0;
    for (int i = 0; i < n; ++i)
    {
        double const u = draws.uniform();
        ASSERT_GT(u, 0);
        ASSERT_LT(u, 1);
        uniform += u;
        double const z = draws.normal();
        normal += z;
        normal2 += z * z;
        int const k = draws.poisson(7.5);
        poisson += k;
        poisson2 += double(k) * k;
    }
    EXPECT_NEAR(uniform / n, 0.5, 4 * std::sqrt(1.0 / 12 / n));
    EXPECT_NEAR(normal / n, 0, 4 / std::sqrt(double(n)));
    EXPECT_NEAR(normal2 / n, 1, 4 * std::sqrt(2.0 / n));
    double const mean = poisson / n;
    EXPECT_NEAR(mean, 7.5, 4 * std::sqrt(7.5 / n));
    EXPECT_NEAR(poisson2 / n - mean * mean, 7.5, 4 * std::sqrt((7.5 + 2 * 7.5 * 7.5) / n));
}

TEST(Draws, DependOnSeedPurposeAndEvent)
{
    double const first = Draws(1, Purpose::vertices, 5).uniform();
    EXPECT_EQ(first, Draws(1, Purpose::vertices, 5).uniform());
    EXPECT_NE(first, Draws(2, Purpose::vertices, 5).uniform());
    EXPECT_NE(first, Draws(1, Purpose::activity, 5).uniform());
    EXPECT_NE(first, Draws(1, Purpose::vertices, 6).uniform());
    EXPECT_NE(first, Draws(1, Purpose::vertices, 5 + (std::uint64_t{1} << 32)).uniform());
}

TEST(Multiplicity, RestrictionKeepsTheTail)
{
    Draws draws(1, Purpose::production, 0);
    for (int i = 0; i < 1000; ++i) EXPECT_GE(draw_muon_multiplicity(4, draws), 4);
    EXPECT_EQ(draw_muon_multiplicity(13, draws), 13);
    EXPECT_NEAR(fraction_with_muons(4), 0.126, 1e-12);
}

}  // namespace
}  // namespace quartet::generator
