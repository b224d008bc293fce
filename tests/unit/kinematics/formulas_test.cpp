#include <gtest/gtest.h>

#include <cmath>

#include "models/base/constants.hpp"
#include "models/kinematics/dca.hpp"
#include "models/kinematics/fit_stages.hpp"
#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/isolation.hpp"
#include "models/kinematics/pointing.hpp"
#include "models/kinematics/probability.hpp"
#include "models/kinematics/veto.hpp"

namespace quartet::test
{
namespace
{

TEST(FourVector, PairMassesAreStable)
{
    double const mu = constants::muon_mass;
    // Collinear and equal: exactly twice the mass of one.
    EXPECT_NEAR(pair_mass(on_shell(0.0, 0.0, 50.0, mu), on_shell(0.0, 0.0, 50.0, mu), mu), 2 * mu, 1e-15);
    EXPECT_NEAR(pair_mass(on_shell(0.0F, 0.0F, 50.0F, float(mu)), on_shell(0.0F, 0.0F, 50.0F, float(mu)), float(mu)),
                float(2 * mu), 1e-7F);
    // Back to back: 2 E.
    EXPECT_NEAR(pair_mass(on_shell(3.0, 0.0, 0.0, mu), on_shell(-3.0, 0.0, 0.0, mu), mu), 2 * std::hypot(3.0, mu),
                1e-14);
    // Against the textbook form in long double.
    FourMomentum<double> const p[4] = {on_shell(1.0, 2.0, 3.0, mu), on_shell(-2.0, 1.0, 0.5, mu),
                                       on_shell(4.0, 0.1, -1.0, mu), on_shell(0.3, -0.2, 8.0, mu)};
    long double e = 0, x = 0, y = 0, z = 0;
    for (auto const& q : p)
    {
        e += std::sqrt(static_cast<long double>(q.px) * q.px + q.py * q.py + q.pz * q.pz + mu * mu);
        x += q.px;
        y += q.py;
        z += q.pz;
    }
    EXPECT_NEAR(invariant_mass(p, mu), static_cast<double>(std::sqrt(e * e - x * x - y * y - z * z)), 1e-13);
}

TEST(Dca, LinesOfKnownDistance)
{
    Line<double> const x_axis{{0, 0, 0}, {1, 0, 0}};
    EXPECT_NEAR(line_distance(x_axis, Line<double>{{5, -3, 0.25}, {0, 1, 0}}), 0.25, 1e-15);
    EXPECT_NEAR(line_distance(x_axis, Line<double>{{5, 3, 4}, {1, 0, 0}}), 5, 1e-15);  // parallel
    EXPECT_NEAR(line_distance(x_axis, Line<double>{{2, 0, 0}, {std::sqrt(0.5), std::sqrt(0.5), 0}}), 0, 1e-15);
}

TEST(Dca, HelicesOfKnownDistance)
{
    // Nearly straight helices give the distance of the lines.
    HelixLine<double> const a{{0, 0, 0}, angle_of(0.0), 1e-12, 0.5}, b{{0, 0, 0.2}, angle_of(1.0), 1e-12, 0.5};
    double const s = 1 / std::sqrt(1.25);
    Line<double> const la{{0, 0, 0}, {s, 0, 0.5 * s}}, lb{{0, 0, 0.2}, {s * std::cos(1.0), s * std::sin(1.0), 0.5 * s}};
    EXPECT_NEAR(helix_distance(a, b), line_distance(la, lb), 1e-9);
    // Two helices through (1, 2, 3) that start elsewhere: move both along their path.
    HelixLine<double> p{{1, 2, 3}, angle_of(0.3), 0.004, 0.7}, q{{1, 2, 3}, angle_of(0.9), -0.006, -0.2};
    auto const start_at = [](HelixLine<double> h, double s_start)
    {
        auto const state = helix_at(h, s_start);
        for (int k = 0; k < 3; ++k) h.point[k] = state.x[k];
        h.phi = {state.t[1], state.t[0]};
        return h;
    };
    EXPECT_NEAR(helix_distance(start_at(p, -1.5), start_at(q, 2.0)), 0, 1e-9);
    q.point[2] += 0.01;
    double const near = helix_distance(start_at(p, -1.5), start_at(q, 2.0));
    EXPECT_GT(near, 1e-3);
    EXPECT_LT(near, 0.01);
}

TEST(Pointing, HandMadeCases)
{
    auto const lxy = transverse_displacement(0.3, 0.4, 1e-4, 0.0, 1e-4);
    EXPECT_NEAR(lxy.length, 0.5, 1e-15);
    EXPECT_NEAR(lxy.error, 0.01, 1e-15);
    EXPECT_NEAR(lxy.significance, 50, 1e-12);
    auto const along_x = transverse_displacement(2.0, 0.0, 9e-4, 5e-5, 1.0);
    EXPECT_NEAR(along_x.error, 0.03, 1e-15);
    double const d[3] = {0, 0, 2}, cov[6] = {1, 0, 1, 0, 0, 0.04};
    EXPECT_NEAR(displacement(d, cov).significance, 10, 1e-13);
    double const p[3] = {0, 3, 4};
    EXPECT_NEAR(cosine(d, p), 0.8, 1e-15);
    EXPECT_EQ(cosine(p, p), 1.0);
    double const left[3] = {-1, 0, 5}, right[3] = {2, 0, 5};
    EXPECT_EQ(cosine_transverse(left, right), -1.0);
    // A candidate from (1, 0, 2) relative to the vertex along (1, 0, 1) passes it at z = 1.
    double const from[3] = {1, 0, 2}, to[3] = {1, 0, 1};
    EXPECT_NEAR(longitudinal_impact(from, to), 1, 1e-15);
    EXPECT_NEAR(proper_length(0.5, 1.0, 5.0, 25.0), 0.1, 1e-15);
    Point<double> const moved = beam_at(Point<double>{0.1, 0.2, 1.0}, 1e-3, -2e-3, 11.0);
    EXPECT_NEAR(moved.x, 0.11, 1e-15);
    EXPECT_NEAR(moved.y, 0.18, 1e-15);
}

TEST(Pointing, ImpactSignificanceIsSignedByTheCandidate)
{
    // A track along x that passes at y = +0.03: upstream or downstream of a candidate along +y or -y.
    double const s = signed_significance(0.03, 0.0, 1.0, 9e-4, 0.1, 2.0);
    EXPECT_NEAR(s, 1.0, 1e-14);
    EXPECT_NEAR(signed_significance(0.03, 0.0, 1.0, 9e-4, 0.1, -2.0), -1.0, 1e-14);
    EXPECT_NEAR(signed_significance(-0.03, 0.0, 1.0, 9e-4, 0.1, -2.0), 1.0, 1e-14);
}

/// Tabulated quantiles at 5 % (Abramowitz and Stegun table 26.8).
TEST(Probability, EvenDegreesOfFreedom)
{
    EXPECT_NEAR(chi2_probability_even(5.99146, 2), 0.05, 1e-6);
    EXPECT_NEAR(chi2_probability_even(9.48773, 4), 0.05, 1e-6);
    EXPECT_NEAR(chi2_probability_even(12.5916, 6), 0.05, 1e-6);
    EXPECT_NEAR(chi2_probability_even(15.5073, 8), 0.05, 1e-6);
    EXPECT_EQ(chi2_probability_even(0.0, 8), 1.0);
}

/// Closed form for five degrees of freedom, and tabulated quantiles (Abramowitz and Stegun table 26.8).
TEST(Probability, OddDegreesOfFreedom)
{
    for (double chi2 : {0.1, 1.0, 5.0, 20.0, 80.0})
    {
        double const x = chi2 / 2;
        double const expected =
            std::erfc(std::sqrt(x)) + std::exp(-x) * std::sqrt(x) * (1 + 2 * x / 3) * 2 / std::sqrt(M_PI);
        EXPECT_NEAR(chi2_probability_odd(chi2, 5) / expected, 1, 1e-12);
        EXPECT_NEAR(chi2_probability_odd(chi2, 1) / std::erfc(std::sqrt(x)), 1, 1e-12);
    }
    EXPECT_NEAR(chi2_probability_odd(3.84146, 1), 0.05, 1e-6);
    EXPECT_NEAR(chi2_probability_odd(7.81473, 3), 0.05, 1e-6);
    EXPECT_NEAR(chi2_probability_odd(11.0705, 5), 0.05, 1e-6);
    EXPECT_NEAR(chi2_probability_odd(16.9190, 9), 0.05, 1e-6);
    EXPECT_NEAR(chi2_probability_odd(0.0, 5), 1.0, 1e-15);
    EXPECT_TRUE(std::isnan(chi2_probability_odd(NAN, 5)));
}

TEST(Isolation, ConeAndRatio)
{
    EXPECT_NEAR(delta_r2(0.0, 3.1, 0.0, -3.1), std::pow(2 * M_PI - 6.2, 2), 1e-14);
    EXPECT_NEAR(delta_r2(0.3, 0.0, 0.0, 0.4), 0.25, 1e-15);
    EXPECT_NEAR(isolation(30.0, 10.0), 0.75, 1e-15);
}

TEST(Veto, WindowsDependOnTheClass)
{
    VetoTable const table;
    double const nothing[4] = {2.0, 2.0, 2.0, 2.0};
    EXPECT_EQ(veto_bits(table, nothing, 0), 0);
    double const jpsi[4] = {2.0, 3.0969 - 0.09, 2.0, 2.0};  // outside in A, inside in B and C
    EXPECT_EQ(veto_bits(table, jpsi, 0), 0);
    EXPECT_EQ(veto_bits(table, jpsi, 1), 1);
    EXPECT_EQ(veto_bits(table, jpsi, 2), 1);
    EXPECT_EQ(veto_bits(table, jpsi, no_resolution), 1);  // the widest windows without a mass error
    double const all[4] = {3.0969, 1.019455, 3.686097, 0.78265};
    EXPECT_EQ(veto_bits(table, all, 0), 15);
    EXPECT_TRUE(is_jpsi_phi(table, all, 0));
    double const crossed[4] = {3.0969, 2.0, 2.0, 1.019455};  // not in the same pairing
    EXPECT_FALSE(is_jpsi_phi(table, crossed, 0));
    double const missing[4] = {NAN, NAN, NAN, NAN};
    EXPECT_EQ(veto_bits(table, missing, 0), 0);
    EXPECT_EQ(resolution_category(0.0269), 0);
    EXPECT_EQ(resolution_category(0.027), 1);
    EXPECT_EQ(resolution_category(0.038), 2);
    EXPECT_EQ(resolution_category(NAN), no_resolution);
}

TEST(Pairings, EachMuonIsUsedOnceInEachPairing)
{
    int const charges[6][4] = {{1, 1, -1, -1}, {1, -1, 1, -1}, {1, -1, -1, 1},
                               {-1, 1, 1, -1}, {-1, 1, -1, 1}, {-1, -1, 1, 1}};
    for (auto const& charge : charges)
    {
        Pairings const p = opposite_sign_pairings(charge);
        EXPECT_TRUE(p.neutral);
        for (int pairing = 0; pairing < 2; ++pairing)
        {
            int used = 0;
            for (int pair = 0; pair < 2; ++pair)
            {
                int const a = p.first[2 * pairing + pair], b = p.second[2 * pairing + pair];
                EXPECT_EQ(charge[a], 1);
                EXPECT_EQ(charge[b], -1);
                used |= 1 << a | 1 << b;
            }
            EXPECT_EQ(used, 15);
        }
        EXPECT_NE(p.second[0], p.second[2]);
    }
    EXPECT_FALSE(opposite_sign_pairings({1, 1, 1, -1}).neutral);
}

}  // namespace
}  // namespace quartet::test
