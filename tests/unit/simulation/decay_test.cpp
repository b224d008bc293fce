// Decays against formulas that do not use the generator's chain.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "models/simulation/decay.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::generator
{
namespace
{

double breakup(double m, double a, double b)
{
    double const product = (m * m - (a + b) * (a + b)) * (m * m - (a - b) * (a - b));
    return product > 0 ? std::sqrt(product) / (2 * m) : 0;
}

/// Density of the mass of one pair among four equal bodies, not normalised: the phase space factorises into the
/// decay to two pairs, p(M; m, m') / M, and one two-body factor p / m per pair, times dm^2 dm'^2 (PDG review,
/// Kinematics, eq. 49.14). Simpson's rule over the other pair.
double pair_density(double m, double mother, double body)
{
    double const low = 2 * body;
    double const high = mother - m;
    if (high <= low || m <= low) return 0;
    int constexpr steps = 400;
    double const h = (high - low) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; ++i)
    {
        double const other = low + h * i;
        double const weight = i == 0 || i == steps ? 1 : (i % 2 == 1 ? 4 : 2);
        sum += weight * breakup(other, body, body) * breakup(mother, m, other);
    }
    return breakup(m, body, body) * sum * h / 3;
}

TEST(Decay, ConservesMomentumAndStaysOnShell)
{
    Draws draws(11, Purpose::production, 0);
    FourVector<double> const b = from_pt_eta_phi(17.0, 1.3, -2.0, bs_mass);
    double const masses[] = {muon_mass, kaon_mass, muon_mass, 0.0};
    for (int i = 0; i < 200; ++i)
    {
        FourVector<double> d[4];
        decay_in_many(b, bs_mass, masses, 4, draws, d);
        FourVector<double> const sum = d[0] + d[1] + d[2] + d[3];
        EXPECT_NEAR(sum.px, b.px, 1e-11);
        EXPECT_NEAR(sum.py, b.py, 1e-11);
        EXPECT_NEAR(sum.pz, b.pz, 1e-11);
        EXPECT_NEAR(sum.e, b.e, 1e-11);
        for (int k = 0; k < 4; ++k) EXPECT_NEAR(d[k].mass2(), masses[k] * masses[k], 1e-11) << k;
    }
}

TEST(Decay, PairMassFollowsPhaseSpace)
{
    int constexpr events = 40000;
    int constexpr bins = 25;
    double const low = 2 * muon_mass;
    double const high = bs_mass - 2 * muon_mass;
    std::array<double, bins> expected{};
    double total = 0;
    for (int bin = 0; bin < bins; ++bin)
        for (int k = 0; k < 20; ++k)
        {
            double const m = low + (high - low) * (bin + (k + 0.5) / 20) / bins;
            expected[static_cast<std::size_t>(bin)] += pair_density(m, bs_mass, muon_mass);
            total += pair_density(m, bs_mass, muon_mass);
        }
    double const masses[] = {muon_mass, muon_mass, muon_mass, muon_mass};
    Draws draws(3, Purpose::production, 7);
    // A pair of the chain's first system and one across it: both must follow the same law.
    for (auto [first, second] : {std::pair{0, 1}, std::pair{1, 3}})
    {
        std::array<double, bins> counts{};
        for (int i = 0; i < events; ++i)
        {
            FourVector<double> d[4];
            decay_in_many({0, 0, 0, bs_mass}, bs_mass, masses, 4, draws, d);
            double const m = std::sqrt((d[first] + d[second]).mass2());
            auto const bin = static_cast<std::size_t>((m - low) / (high - low) * bins);
            ++counts[std::min<std::size_t>(bin, bins - 1)];
        }
        double chi2 = 0;
        int used = 0;
        for (std::size_t bin = 0; bin < bins; ++bin)
        {
            double const mean = events * expected[bin] / total;
            if (mean < 10) continue;
            chi2 += (counts[bin] - mean) * (counts[bin] - mean) / mean;
            ++used;
        }
        ASSERT_GT(used, 15);
        EXPECT_LT(chi2, used + 4 * std::sqrt(2.0 * used)) << "pair " << first << second;
    }
}

TEST(Decay, TwoBodiesAreIsotropic)
{
    Draws draws(5, Purpose::production, 1);
    FourVector<double> const parent{0, 0, 0, jpsi_mass};
    int constexpr n = 20000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; ++i)
    {
        FourVector<double> a;
        FourVector<double> b;
        decay_in_two(parent, jpsi_mass, muon_mass, muon_mass, draws, a, b);
        double const p = breakup(jpsi_mass, muon_mass, muon_mass);
        EXPECT_NEAR(std::sqrt(a.p2()), p, 1e-12);
        sum += a.pz / p;
        squares += a.px * a.px / (p * p);
    }
    EXPECT_NEAR(sum / n, 0, 4 * std::sqrt(1.0 / 3 / n));
    EXPECT_NEAR(squares / n, 1.0 / 3, 4 * std::sqrt(4.0 / 45 / n));
}

}  // namespace
}  // namespace quartet::generator
