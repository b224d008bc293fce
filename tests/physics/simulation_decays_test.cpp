// Simulated decays with hadrons: masses, lifetimes, line shapes against their stated densities, truth.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "models/simulation/dimuon_spectra.hpp"
#include "models/simulation/particles.hpp"
#include "tests/physics/simulated_events.hpp"

namespace quartet::simulation
{
namespace
{

/// Component, code and mass of the decaying particle, mean proper decay length, channel, its four daughters.
struct Known
{
    Component component;
    int pdg_id;
    double mass;
    double ctau;
    int channel;
    std::array<int, 4> daughters;  ///< codes; kaon and pion of an anti-B0 have the other sign
};

// Masses: PDG 2026 as in models/base/constants.hpp; lengths: docs/guide/simulate.md; channels: docs/file_formats.md.
Known const known[] = {{Component::bsjpsiphikk, 531, 5.36693, 0.0441, 3, {-13, 13, 321, -321}},
                       {Component::b0kstarmumu, 511, 5.27972, 0.0455, 4, {-13, 13, 321, -211}},
                       {Component::b0kstarjpsi, 511, 5.27972, 0.0455, 5, {-13, 13, 321, -211}},
                       {Component::eta4mu, 221, 0.547862, 0, 6, {-13, 13, -13, 13}},
                       {Component::etaprime4mu, 331, 0.95778, 0, 7, {-13, 13, -13, 13}},
                       {Component::etaprime2mu2pi, 331, 0.95778, 0, 8, {-13, 13, 211, -211}}};

double pdg_mass(int code)
{
    int const kind = std::abs(code);
    return kind == 13 ? 0.1056583755 : kind == 321 ? 0.493677 : 0.13957039;
}

/// Muons first, as the generator's order of daughters.
std::vector<Particle> daughters_of(SimulatedEvent const& event)
{
    std::vector<Particle> all = event.particles;
    all.insert(all.end(), event.hadrons.begin(), event.hadrons.end());
    return all;
}

TEST(SimulatedDecays, ConserveMomentumChargeAndTruth)
{
    for (Known const& k : known)
    {
        int anti = 0;
        for_each_event(only(k.component, 400), 11,
                       [&](SimulatedEvent const& event)
                       {
                           ASSERT_EQ(event.decays.size(), 1u);
                           Decay const& decay = event.decays[0];
                           int const sign = decay.pdg_id > 0 ? 1 : -1;
                           anti += sign < 0;
                           EXPECT_EQ(std::abs(decay.pdg_id), k.pdg_id);
                           EXPECT_EQ(decay.channel, k.channel);
                           EXPECT_DOUBLE_EQ(decay.mass, k.mass);
                           auto const all = daughters_of(event);
                           ASSERT_EQ(all.size(), 4u);
                           FourVector<double> total{};
                           int charge = 0;
                           for (std::size_t i = 0; i < 4; ++i)
                           {
                               bool const flips = k.pdg_id == 511 && i >= 2;
                               EXPECT_EQ(all[i].pdg_id, flips ? sign * k.daughters[i] : k.daughters[i]);
                               EXPECT_NEAR(mass_of(all[i].p), pdg_mass(k.daughters[i]), 1e-5);
                               EXPECT_EQ(all[i].gen_index, 0);
                               EXPECT_EQ(all[i].parent, decay.pdg_id);
                               EXPECT_EQ(all[i].origin.z, decay.end.z);
                               total = total + all[i].p;
                               charge += all[i].charge;
                           }
                           EXPECT_EQ(charge, 0);
                           EXPECT_NEAR(mass_of(total), k.mass, 1e-6);
                           EXPECT_NEAR(total.px, decay.p.px, 1e-9 * decay.p.e);
                           EXPECT_NEAR(total.pz, decay.p.pz, 1e-9 * decay.p.e);
                       });
        // B and anti-B alike; an eta is its own antiparticle. 400 events: standard deviation 10.
        EXPECT_NEAR(anti, k.ctau > 0 ? 200 : 0, k.ctau > 0 ? 45 : 0) << k.pdg_id;
    }
}

TEST(SimulatedDecays, LifetimesAreThoseOfTheParticle)
{
    int constexpr n = 3000;
    for (Known const& k : known)
    {
        double sum = 0;
        for_each_event(only(k.component, n), 12,
                       [&](SimulatedEvent const& event)
                       {
                           Decay const& decay = event.decays.at(0);
                           sum += decay.ct;
                           double const flight = std::hypot(decay.end.x - decay.origin.x, decay.end.y - decay.origin.y);
                           EXPECT_NEAR(flight, decay.ct * decay.p.pt() / decay.mass, 1e-10);
                       });
        EXPECT_NEAR(sum / n, k.ctau, 4 * k.ctau / std::sqrt(double(n))) << k.channel;
    }
}

TEST(SimulatedDecays, ResonancesHaveTheirLineShapes)
{
    int constexpr n = 6000;
    int jpsi_inside = 0;
    int kstar_inside = 0;
    int kstar_below = 0;
    for_each_event(only(Component::b0kstarjpsi, n, false), 13,
                   [&](SimulatedEvent const& event)
                   {
                       auto const p = daughters_of(event);
                       double const jpsi = mass_of(p[0].p + p[1].p);
                       double const kstar = mass_of(p[2].p + p[3].p);
                       jpsi_inside += std::abs(jpsi - 3.0969) < 92.6e-6 / 2;
                       kstar_inside += std::abs(kstar - 0.89556) < 0.0471 / 2;
                       kstar_below += kstar < 0.89556;
                       EXPECT_GT(kstar, 0.633);
                       EXPECT_LT(std::abs(jpsi - 3.0969), 0.0201);
                   });
    // Half of a Breit-Wigner lies within half a width of its pole; cutting the tails raises the share.
    auto const share = [](double a, double b, double low, double high)
    { return (std::atan(b) - std::atan(a)) / (std::atan(high) - std::atan(low)); };
    double const low = (0.65 - 0.89556) / 0.02355;
    double const high = (1.25 - 0.89556) / 0.02355;
    double const error = std::sqrt(0.25 / n);
    EXPECT_NEAR(jpsi_inside / double(n), share(-1, 1, -0.02 / 46.3e-6, 0.02 / 46.3e-6), 4 * error);
    EXPECT_NEAR(kstar_inside / double(n), share(-1, 1, low, high), 4 * error);
    EXPECT_NEAR(kstar_below / double(n), share(low, 0, low, high), 4 * error);
    int phi_inside = 0;
    for_each_event(only(Component::bsjpsiphikk, n, false), 13,
                   [&](SimulatedEvent const& event)
                   {
                       auto const p = daughters_of(event);
                       phi_inside += std::abs(mass_of(p[2].p + p[3].p) - 1.01946) < 4.249e-3 / 2;
                   });
    EXPECT_NEAR(phi_inside / double(n), share(-1, 1, -0.03 / 2.1245e-3, 0.03 / 2.1245e-3), 4 * error);
}

/// chi2 of counts in equal bins of [low, high] against a density, and the number of bins used.
std::pair<double, int> compare(std::vector<double> const& values, double low, double high,
                               std::function<double(double)> const& density)
{
    int constexpr bins = 25;
    int constexpr points = 400;  // per bin
    std::array<double, bins> counts{};
    std::array<double, bins> expected{};
    for (double const value : values)
        ++counts.at(static_cast<std::size_t>(std::clamp((value - low) / (high - low) * bins, 0.0, bins - 0.5)));
    double sum = 0;
    for (int b = 0; b < bins; ++b)
        for (int i = 0; i < points; ++i)
        {
            double const x = low + (high - low) * (b + (i + 0.5) / points) / bins;
            expected[static_cast<std::size_t>(b)] += density(x);
            sum += density(x);
        }
    double chi2 = 0;
    int used = 0;
    for (std::size_t b = 0; b < bins; ++b)
    {
        double const mean = expected[b] / sum * static_cast<double>(values.size());
        if (mean < 10) continue;
        chi2 += (counts[b] - mean) * (counts[b] - mean) / mean;
        ++used;
    }
    return {chi2, used};
}

TEST(SimulatedDecays, DimuonSpectrumOfKstarMuMuIsTheStatedDensity)
{
    double const mu = 0.1056583755;
    double const b = 5.27972;
    double const kstar = 0.89556;
    Draws draws(14, Purpose::production, 0);
    std::vector<double> q2(40000);
    for (double& value : q2)
    {
        double const mass = draw_kstar_dimuon_mass(b, kstar, mu, draws);
        value = mass * mass;
        ASSERT_GT(mass, 2 * mu);
        ASSERT_LT(mass, b - kstar);
    }
    // Written out again: momentum of the K*, lepton factor of Kroll and Wada, pole of the form factor.
    auto const density = [&](double x)
    {
        double const e = (b * b + kstar * kstar - x) / (2 * b);
        double const p2 = e * e - kstar * kstar;
        double const pole = 1 - x / (5.415 * 5.415);
        return std::sqrt(std::max(p2, 0.0)) * std::sqrt(std::max(1 - 4 * mu * mu / x, 0.0)) * (1 + 2 * mu * mu / x)
               / (pole * pole);
    };
    auto const [chi2, used] = compare(q2, 4 * mu * mu, (b - kstar) * (b - kstar), density);
    EXPECT_GT(used, 20);
    EXPECT_LT(chi2, used + 4 * std::sqrt(2.0 * used));
}

TEST(SimulatedDecays, DimuonSpectrumOfEtaPrimeIsTheStatedDensity)
{
    double const mu = 0.1056583755;
    double const pi_mass = 0.13957039;
    double const parent = 0.95778;
    Draws draws(15, Purpose::production, 0);
    std::vector<double> muons(40000);
    std::vector<double> pions(40000);
    for (std::size_t i = 0; i < muons.size(); ++i)
    {
        auto const pair = draw_rho_dimuon_masses(parent, rho_mass, rho_width, pi_mass, mu, draws);
        muons[i] = pair.muons;
        pions[i] = pair.pions;
        ASSERT_LT(pair.muons + pair.pions, parent);
    }
    auto const joint = [&](double pair, double photon)
    {
        if (pair + photon >= parent) return 0.0;
        double const e = (parent * parent + pair * pair - photon * photon) / (2 * parent);
        double const p2 = std::max(e * e - pair * pair, 0.0);
        double const half = rho_width / 2;
        double const line = 1 / ((pair - rho_mass) * (pair - rho_mass) + half * half);
        double const r = mu * mu / (photon * photon);
        return line * p2 * std::sqrt(p2) / photon * std::sqrt(std::max(1 - 4 * r, 0.0)) * (1 + 2 * r);
    };
    auto const marginal = [&](double fixed, bool of_muons)
    {
        double const low = of_muons ? 2 * pi_mass : 2 * mu;
        double const high = parent - fixed;
        double sum = 0;
        int constexpr points = 100;
        for (int i = 0; i < points; ++i)
        {
            double const x = low + (high - low) * (i + 0.5) / points;
            sum += (of_muons ? joint(x, fixed) : joint(fixed, x)) * (high - low);
        }
        return sum;
    };
    auto const [chi2_muons, used_muons] =
        compare(muons, 2 * mu, parent - 2 * pi_mass, [&](double x) { return marginal(x, true); });
    EXPECT_GT(used_muons, 15);
    EXPECT_LT(chi2_muons, used_muons + 4 * std::sqrt(2.0 * used_muons));
    auto const [chi2_pions, used_pions] =
        compare(pions, 2 * pi_mass, parent - 2 * mu, [&](double x) { return marginal(x, false); });
    EXPECT_GT(used_pions, 15);
    EXPECT_LT(chi2_pions, used_pions + 4 * std::sqrt(2.0 * used_pions));
}

}  // namespace
}  // namespace quartet::simulation
