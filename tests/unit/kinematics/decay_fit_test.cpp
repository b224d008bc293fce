// Masses, covariances and mass constraints of the fit against dense matrices and central differences.
#include <cmath>

#include "models/kinematics/candidate_parameters.hpp"
#include "tests/physics/decay_toy_fit.hpp"
#include "tests/unit/kinematics/dense_fit.hpp"

namespace quartet::test
{
namespace
{

/// All parameters of a fit in the order of DenseFit.
template <int N>
Eigen::VectorXd parameters(double const (&x)[3], TrackMomentum<double> const (&p)[N])
{
    Eigen::VectorXd v(3 + 3 * N);
    for (int k = 0; k < 3; ++k) v[k] = x[k];
    for (int i = 0; i < N; ++i) v.segment<3>(3 + 3 * i) << p[i].phi, p[i].theta, p[i].qoverp;
    return v;
}

template <int N>
void momenta(Eigen::VectorXd const& v, double const (&mass)[N], FourMomentum<double> (&q)[N])
{
    TrackMomentum<double> p[N];
    for (int i = 0; i < N; ++i) p[i] = {v[3 + 3 * i], v[4 + 3 * i], v[5 + 3 * i]};
    leaf_momenta(p, mass, q);
}

/// m by the textbook form, in long double.
template <int N>
double textbook_mass(Eigen::VectorXd const& v, double const (&mass)[N], LeafMask leaves)
{
    long double e = 0, x = 0, y = 0, z = 0;
    for (int i = 0; i < N; ++i)
    {
        if ((leaves >> i & 1U) == 0) continue;
        long double const phi = v[3 + 3 * i], theta = v[4 + 3 * i],
                          p = 1 / std::abs(static_cast<long double>(v[5 + 3 * i]));
        e += std::sqrt(p * p + static_cast<long double>(mass[i]) * mass[i]);
        x += p * std::sin(theta) * std::cos(phi);
        y += p * std::sin(theta) * std::sin(phi);
        z += p * std::cos(theta);
    }
    return static_cast<double>(std::sqrt(e * e - x * x - y * y - z * z));
}

/// Central differences of f in all parameters, with steps of a thousandth of their errors.
template <class F>
Eigen::VectorXd gradient_of(F const& f, Eigen::VectorXd const& v, Eigen::MatrixXd const& covariance)
{
    Eigen::VectorXd g(v.size());
    for (Eigen::Index k = 0; k < v.size(); ++k)
    {
        Eigen::VectorXd up = v, down = v;
        double const h = 1e-3 * std::sqrt(covariance(k, k));
        up[k] += h;
        down[k] -= h;
        g[k] = (f(up) - f(down)) / (up[k] - down[k]);
    }
    return g;
}

template <int N>
void test_masses()
{
    for (std::uint64_t e = 0; e < 20; ++e)
    {
        auto const in = toy_input<double>(make_decay<N>(31, e, toy_field));
        auto const fit = fit_vertex(in.track, toy_scale);
        ASSERT_TRUE(fit.regular && fit.converged);
        DenseFit const dense(in.track, fit, toy_scale);
        Eigen::VectorXd const v = parameters(fit.x, fit.p);
        FourMomentum<double> q[N];
        momenta(v, in.mass, q);
        for (LeafMask leaves = 3; leaves <= all_leaves<N>; leaves += 4)
        {
            double const m = mass_of(q, in.mass, leaves);
            EXPECT_NEAR(m, textbook_mass(v, in.mass, leaves), 1e-13 * m);
            auto const f = mass_gradient(q, fit.p, m, leaves);
            Eigen::VectorXd const g =
                gradient_of([&](auto const& w) { return textbook_mass(w, in.mass, leaves); }, v, dense.covariance);
            for (int i = 0; i < N; ++i)
                for (int k = 0; k < 3; ++k)
                    EXPECT_NEAR(f.momentum[i][k], g[3 + 3 * i + k], 1e-6 * (1e-3 + std::abs(g[3 + 3 * i + k])))
                        << "leaves " << leaves << " leaf " << i << " parameter " << k;
            double const expected = std::sqrt(g.dot(dense.covariance * g));
            EXPECT_NEAR(mass_error(fit, q, m, leaves) / expected, 1, 1e-6);
        }
    }
}

TEST(DecayMass, TwoLeaves) { test_masses<2>(); }
TEST(DecayMass, ThreeLeaves) { test_masses<3>(); }
TEST(DecayMass, FourLeaves) { test_masses<4>(); }

TEST(DecayMass, EqualMassesGiveTheOldMass)
{
    auto const in = toy_input<double>(make_decay<4>(32, 0, toy_field));
    double const mass[4] = {constants::muon_mass, constants::muon_mass, constants::muon_mass, constants::muon_mass};
    FourMomentum<double> q[4];
    auto const fit = fit_vertex(in.track, toy_scale);
    leaf_momenta(fit.p, mass, q);
    double const m = invariant_mass(q, constants::muon_mass);
    EXPECT_NEAR(mass_of(q, mass), m, 1e-14 * m);
    EXPECT_NEAR(mass_error(fit, q, m, all_leaves<4>) / mass_error(fit, q, m), 1, 1e-13);
    // Collinear particles of different kinds: exactly the sum of the masses when their velocities agree.
    double const kinds[2] = {constants::pion_mass, constants::kaon_mass};
    double const p = 20;
    FourMomentum<double> const pair[2] = {on_shell(0.0, 0.0, p * kinds[0], kinds[0]),
                                          on_shell(0.0, 0.0, p * kinds[1], kinds[1])};
    EXPECT_NEAR(mass_of(pair, kinds), kinds[0] + kinds[1], 1e-15);
    FourMomentum<float> const single[2] = {on_shell(0.0F, 0.0F, float(p * kinds[0]), float(kinds[0])),
                                           on_shell(0.0F, 0.0F, float(p * kinds[1]), float(kinds[1]))};
    EXPECT_NEAR(mass_of(single, {float(kinds[0]), float(kinds[1])}), kinds[0] + kinds[1], 2e-7);
}

/// a^T Cov b and Cov a for gradients in all parameters.
TEST(FitCovariance, AgreesWithTheFullMatrix)
{
    for (std::uint64_t e = 0; e < 10; ++e)
    {
        auto const in = toy_input<double>(make_decay<3>(33, e, toy_field));
        auto const fit = fit_vertex(in.track, toy_scale);
        DenseFit const dense(in.track, fit, toy_scale);
        Eigen::VectorXd const sigma = dense.covariance.diagonal().cwiseSqrt();
        RandomStream random(33, 1, e);
        FitVector<double, 3> f[2];
        Eigen::VectorXd g[2] = {Eigen::VectorXd(12), Eigen::VectorXd(12)};
        for (int n = 0; n < 2; ++n)
            for (int k = 0; k < 12; ++k)
            {
                g[n][k] = random.next_normal() / sigma[k];
                (k < 3 ? f[n].vertex[k] : f[n].momentum[k / 3 - 1][k % 3]) = g[n][k];
            }
        double const size = std::sqrt(g[0].dot(dense.covariance * g[0]) * g[1].dot(dense.covariance * g[1]));
        EXPECT_NEAR(covariance(fit, f[0], f[1]), g[0].dot(dense.covariance * g[1]), 1e-6 * size);
        EXPECT_NEAR(variance(fit, f[0]) / g[0].dot(dense.covariance * g[0]), 1, 1e-6);
        auto const moved = response(fit, f[0], reduce(fit, f[0]));
        Eigen::VectorXd const expected = dense.covariance * g[0];
        for (int k = 0; k < 12; ++k)
            EXPECT_NEAR(k < 3 ? moved.vertex[k] : moved.momentum[k / 3 - 1][k % 3], expected[k],
                        1e-6 * sigma[k] * std::sqrt(g[0].dot(expected)));
    }
}

/// The iterated step with dense matrices and numerical derivatives.
struct DenseConstraint
{
    Eigen::VectorXd v;
    Eigen::MatrixXd covariance;
    double chi2 = 0;

    template <int N, int M>
    DenseConstraint(Eigen::VectorXd const& start, Eigen::MatrixXd const& c, double const (&mass)[N],
                    MassTarget<double> const (&target)[M])
        : v(start)
    {
        Eigen::MatrixXd h(M, start.size());
        Eigen::VectorXd f(M);
        for (int n = 0; n < 20; ++n)
        {
            Eigen::MatrixXd s = Eigen::MatrixXd::Zero(M, M);
            for (int k = 0; k < M; ++k)
            {
                auto const m = [&](Eigen::VectorXd const& w) { return textbook_mass(w, mass, target[k].leaves); };
                h.row(k) = gradient_of(m, v, c).transpose();
                f[k] = m(v) - target[k].mass;
                s(k, k) = target[k].sigma * target[k].sigma;
            }
            s += h * c * h.transpose();
            Eigen::VectorXd const offset = f + h * (start - v), lambda = s.inverse() * offset;
            v = start - c * h.transpose() * lambda;
            chi2 = offset.dot(lambda);
            covariance = c - c * h.transpose() * s.inverse() * h * c;
        }
    }
};

template <int N, int M>
void test_constraint(MassTarget<double> const (&target)[M])
{
    for (std::uint64_t e = 0; e < 20; ++e)
    {
        auto const in = toy_input<double>(make_decay<N>(34, e, toy_field));
        auto const fit = fit_vertex(in.track, toy_scale);
        auto const c = constrain_masses(fit, in.mass, target);
        ASSERT_TRUE(c.regular && c.converged) << "decay " << e;
        DenseFit const free(in.track, fit, toy_scale);
        DenseConstraint const dense(parameters(fit.x, fit.p), free.covariance, in.mass, target);
        EXPECT_NEAR(c.chi2, dense.chi2, 1e-4 * (1 + dense.chi2));
        Eigen::VectorXd const v = parameters(c.x, c.p);
        for (int k = 0; k < 3 + 3 * N; ++k)
            EXPECT_NEAR(v[k], dense.v[k], 2e-3 * std::sqrt(free.covariance(k, k))) << "parameter " << k;
        FourMomentum<double> q[N];
        leaf_momenta(c.p, in.mass, q);
        for (int k = 0; k < M; ++k)
            if (target[k].sigma == 0)
            {
                EXPECT_NEAR(mass_of(q, in.mass, target[k].leaves), target[k].mass, 1e-6);
            }
        auto const free_mass = [&](Eigen::VectorXd const& w) { return textbook_mass(w, in.mass, all_leaves<N>); };
        Eigen::VectorXd const g = gradient_of(free_mass, v, free.covariance);
        double const m = mass_of(q, in.mass), expected = g.dot(dense.covariance * g);
        double const free_variance = g.dot(free.covariance * g);
        EXPECT_NEAR(std::pow(mass_error(fit, c, q, m), 2), expected, 1e-5 * free_variance);
        EXPECT_NEAR(std::pow(candidate_mass(candidate_parameters(fit, c, in.mass)).error, 2), expected,
                    1e-5 * free_variance);
    }
}

TEST(MassConstraint, OneOfThreeLeaves)
{
    test_constraint<3>({MassTarget<double>{3U, constants::jpsi_mass}});
    test_constraint<3>({MassTarget<double>{3U, constants::jpsi_mass, 0.02}});
}
TEST(MassConstraint, TwoOfFourLeaves)
{
    test_constraint<4>({MassTarget<double>{3U, constants::jpsi_mass}, MassTarget<double>{12U, constants::phi_mass}});
    test_constraint<4>({MassTarget<double>{3U, constants::jpsi_mass},
                        MassTarget<double>{12U, constants::phi_mass, constants::phi_width}});
}
TEST(MassConstraint, TheWholeCandidate) { test_constraint<2>({MassTarget<double>{3U, constants::jpsi_mass}}); }

TEST(MassConstraint, WidthGoesFromFixedToFree)
{
    auto const in = toy_input<double>(make_decay<2>(35, 4, toy_field));
    auto const fit = fit_vertex(in.track, toy_scale);
    FourMomentum<double> q[2];
    leaf_momenta(fit.p, in.mass, q);
    double const free = mass_of(q, in.mass);
    double previous = -1;
    for (double sigma : {0.0, 0.01, 0.03, 0.3, 30.0})
    {
        auto const c = constrain_masses(fit, in.mass, {MassTarget<double>{3U, constants::jpsi_mass, sigma}});
        ASSERT_TRUE(c.converged);
        leaf_momenta(c.p, in.mass, q);
        double const distance = std::abs(mass_of(q, in.mass) - constants::jpsi_mass);
        EXPECT_GT(distance, previous);
        previous = distance;
    }
    EXPECT_NEAR(previous, std::abs(free - constants::jpsi_mass), 1e-5);
}

TEST(MassConstraint, WhatCannotBeMetIsToldApart)
{
    auto const in = toy_input<double>(make_decay<4>(36, 0, toy_field));
    auto const fit = fit_vertex(in.track, toy_scale);
    // Below the threshold of two kaons.
    auto const below = constrain_masses(fit, in.mass, {MassTarget<double>{12U, 0.9}});
    EXPECT_FALSE(below.regular && below.converged);
    // The same constraint twice: a singular system.
    MassTarget<double> const jpsi{3U, constants::jpsi_mass};
    auto const twice = constrain_masses(fit, in.mass, {jpsi, jpsi});
    EXPECT_FALSE(twice.regular && twice.converged);
}

}  // namespace
}  // namespace quartet::test
