// Pulls of everything that is refitted, on simulated decays with two, three and four leaves: (measured - true) / error
// has the width 1, with and without mass constraints; and the constraint sharpens the B mass as its error predicts.
#include <cstdio>
#include <map>
#include <string>

#include "models/kinematics/equation_mass.hpp"
#include "models/kinematics/impact_parameter.hpp"
#include "models/kinematics/vertex_prior.hpp"
#include "tests/physics/decay_toy_fit.hpp"

namespace quartet::test
{
namespace
{

constexpr int decays = 8000;

struct Moments
{
    double sum = 0, sum2 = 0;
    int n = 0;
    void add(double x)
    {
        sum += x;
        sum2 += x * x;
        ++n;
    }
    double mean() const { return sum / n; }
    double rms() const { return std::sqrt(sum2 / n); }
    double width() const { return std::sqrt(sum2 / n - mean() * mean()); }
};

using Pulls = std::map<std::string, Moments>;

/// The true candidate, in the coordinates of toy_input.
template <int N>
CandidateParameters<double> true_candidate(ToyDecay<N> const& d)
{
    return {{d.vertex[0], d.vertex[1], d.vertex[2] - d.pv[2], d.parent.x, d.parent.y, d.parent.z, d.mass}, {}};
}

template <int N>
MeasuredPoint<double> true_origin(ToyDecay<N> const& d)
{
    return {{d.origin[0], d.origin[1], d.origin[2] - d.pv[2]}, {}};
}

/// Every quantity that follows from the candidate's parameters and the primary vertex.
std::map<std::string, Measured<double>> quantities(CandidateParameters<double> const& c,
                                                   MeasuredPoint<double> const& pv)
{
    std::map<std::string, Measured<double>> q;
    char const* names[7] = {"x", "y", "z", "px", "py", "pz", "mass"};
    for (int k = 0; k < 7; ++k) q[names[k]] = {c.v[k], std::sqrt(c.cov[lower(k, k)])};
    q["pt"] = transverse_momentum(c);
    q["l3d"] = decay_length(c, pv, false);
    q["lxy"] = decay_length(c, pv, true);
    q["ct"] = proper_decay_length(c, pv, false);
    q["ct_xy"] = proper_decay_length(c, pv, true);
    q["cos_alpha_3d"] = pointing(c, pv, false).cosine;
    q["cos_alpha_2d"] = pointing(c, pv, true).cosine;
    q["alpha_3d"] = pointing(c, pv, false).angle;
    q["ip_3d"] = impact_3d(c, pv);
    q["ip_xy"] = impact_transverse(c, pv);
    q["ip_z"] = impact_longitudinal(c, pv);
    return q;
}

void add_pulls(CandidateParameters<double> const& c, MeasuredPoint<double> const& pv,
               CandidateParameters<double> const& truth, MeasuredPoint<double> const& origin, Pulls& pulls)
{
    auto const expected = quantities(truth, origin);
    for (auto const& [name, measured] : quantities(c, pv))
    {
        if (!(measured.error > 1e-8 * std::abs(measured.value))) continue;  // fixed by a constraint
        ASSERT_TRUE(std::isfinite(measured.error)) << name;
        pulls[name].add((measured.value - expected.at(name).value) / measured.error);
    }
}

template <int N>
void add_leaf_pulls(VertexFit<double, N> const& fit, ToyDecay<N> const& d, Pulls& pulls)
{
    for (int i = 0; i < N; ++i)
    {
        ToyMuon const& m = d.leaf[i];
        double pp[3][3], cov[6];
        covariance_momenta(fit.cov, fit.track[i], fit.track[i], true, pp);
        pulls["leaf_phi"].add(wrap_angle(fit.p[i].phi - m.phi) / std::sqrt(pp[0][0]));
        pulls["leaf_theta"].add((fit.p[i].theta - m.theta) / std::sqrt(pp[1][1]));
        pulls["leaf_qoverp"].add((fit.p[i].qoverp - m.charge * std::sin(m.theta) / m.pt) / std::sqrt(pp[2][2]));
        // Two ways to the covariance of the momentum.
        leaf_covariance(fit, i, d.leaf_mass[i], cov);
        auto const leaf = candidate_parameters(fit, toy_input<double>(d).mass, 1U << i);
        for (int k = 0; k < 3; ++k)
            for (int l = 0; l <= k; ++l)
                EXPECT_NEAR(cov[lower(k, l)], leaf.cov[lower(3 + k, 3 + l)],
                            1e-9 * std::sqrt(cov[lower(k, k)] * cov[lower(l, l)]));
        EXPECT_NEAR(leaf_transverse_momentum(fit, i).error / transverse_momentum(leaf).error, 1, 1e-9);
    }
}

/// The leaves and the dimuon as particles of their own, at the common vertex.
template <int N, class Parameters>
void add_part_pulls(Parameters const& parameters_of, ToyDecay<N> const& d, Pulls& pulls)
{
    auto const add = [&](std::string const& name, CandidateParameters<double> const& c, double px, double py, double pz)
    {
        double const truth[3] = {px, py, pz}, pt = std::hypot(px, py);
        for (int k = 0; k < 3; ++k)
            pulls[name + "_p" + "xyz"[k]].add((c.v[3 + k] - truth[k]) / std::sqrt(c.cov[lower(3 + k, 3 + k)]));
        auto const measured = transverse_momentum(c);
        pulls[name + "_pt"].add((measured.value - pt) / measured.error);
    };
    double sum[3] = {0, 0, 0};
    for (int i = 0; i < N; ++i)
    {
        ToyMuon const& m = d.leaf[i];
        double const p[3] = {m.pt * std::cos(m.phi), m.pt * std::sin(m.phi), m.pt / std::tan(m.theta)};
        add("leaf", parameters_of(1U << i), p[0], p[1], p[2]);
        for (int k = 0; k < 3; ++k) sum[k] += i < 2 ? p[k] : 0;
    }
    CandidateParameters<double> const dimuon = parameters_of(3U);
    add("dimuon", dimuon, sum[0], sum[1], sum[2]);
    if (candidate_mass(dimuon).error > 1e-7)
        pulls["dimuon_mass"].add((dimuon.v[6] - constants::jpsi_mass) / candidate_mass(dimuon).error);
}

void expect_unit_widths(Pulls const& pulls, int leaves, char const* what)
{
    std::printf("%d leaves, %s:", leaves, what);
    for (auto const& [name, pull] : pulls)
    {
        std::printf(" %s %.3f", name.c_str(), pull.width());
        EXPECT_NEAR(pull.width(), 1.0, 0.05) << name;
        EXPECT_NEAR(pull.mean(), 0.0, 0.05) << name;
    }
    std::printf("\n");
}

template <int N>
void test_free_pulls()
{
    Pulls pulls;
    Moments chi2;
    for (std::uint64_t e = 0; e < decays; ++e)
    {
        auto const d = make_decay<N>(20261122, e, toy_field);
        auto const in = toy_input<double>(d);
        auto const fit = fit_vertex(in.track, toy_scale);
        ASSERT_TRUE(fit.regular && fit.converged) << "decay " << e;
        add_pulls(candidate_parameters(fit, in.mass), in.pv, true_candidate(d), true_origin(d), pulls);
        add_leaf_pulls(fit, d, pulls);
        add_part_pulls([&](LeafMask leaves) { return candidate_parameters(fit, in.mass, leaves); }, d, pulls);
        chi2.add(fit.chi2);
    }
    expect_unit_widths(pulls, N, "free");
    std::printf("%d leaves: mean chi2 %.3f for ndf %d\n", N, chi2.mean(), VertexFit<double, N>::ndf);
    EXPECT_NEAR(chi2.mean(), 2 * N - 3, 0.1);
}

/// The masses of the resonances: J/psi, and phi beside it.
template <int N>
auto targets()
{
    struct Targets
    {
        MassTarget<double> mass[N == 4 ? 2 : 1];
    } t;
    t.mass[0] = {3U, constants::jpsi_mass};
    if constexpr (N == 4) t.mass[1] = {12U, constants::phi_mass};
    return t;
}

/// Pulls under constraints, and the width of the mass against its predicted error, free and constrained.
template <int N>
void test_constrained_pulls()
{
    constexpr int constraints = N == 4 ? 2 : 1;
    Pulls pulls;
    Moments chi2, free_error, error, free_miss, miss, equation;
    for (std::uint64_t e = 0; e < decays; ++e)
    {
        auto const d = make_decay<N>(20261123, e, toy_field);
        auto const in = toy_input<double>(d);
        auto const fit = fit_vertex(in.track, toy_scale);
        auto const constrained = constrain_masses(fit, in.mass, targets<N>().mass);
        ASSERT_TRUE(constrained.regular && constrained.converged) << "decay " << e;
        auto const free = candidate_parameters(fit, in.mass);
        auto const c = candidate_parameters(fit, constrained, in.mass);
        if constexpr (N == 2)
        {
            EXPECT_NEAR(c.v[6], constants::jpsi_mass, 1e-6);
            EXPECT_LT(candidate_mass(c).error, 1e-6);
        }
        add_pulls(c, in.pv, true_candidate(d), true_origin(d), pulls);
        add_part_pulls([&](LeafMask leaves) { return candidate_parameters(fit, constrained, in.mass, leaves); }, d,
                       pulls);
        chi2.add(constrained.chi2);
        free_error.add(candidate_mass(free).error);
        error.add(candidate_mass(c).error);
        free_miss.add(free.v[6] - d.mass);
        miss.add(c.v[6] - d.mass);
        auto const without_fit = equation_mass(fit, in.mass, targets<N>().mass);
        equation.add(without_fit.value - d.mass);
        if constexpr (N > 2) pulls["equation_mass"].add((without_fit.value - d.mass) / without_fit.error);
    }
    EXPECT_EQ(pulls.count("mass"), N == 2 ? 0 : 1);
    expect_unit_widths(pulls, N, "constrained");
    EXPECT_NEAR(chi2.mean(), constraints, 0.05);
    if constexpr (N == 2) return;
    double const predicted = error.rms() / free_error.rms(), found = miss.rms() / free_miss.rms();
    std::printf("%d leaves: mass rms %.2f MeV free, %.2f constrained; ratio %.4f, predicted %.4f; mean chi2 %.3f\n", N,
                1e3 * free_miss.rms(), 1e3 * miss.rms(), found, predicted, chi2.mean());
    std::printf("%d leaves: equation mass rms %.2f MeV\n", N, 1e3 * equation.rms());
    EXPECT_LT(equation.rms(), free_miss.rms());
    EXPECT_LT(miss.rms(), equation.rms());
    EXPECT_LT(predicted, 0.7);
    EXPECT_NEAR(found / predicted, 1, 0.05);
    EXPECT_NEAR(miss.rms() / error.rms(), 1, 0.05);
    EXPECT_NEAR(free_miss.rms() / free_error.rms(), 1, 0.05);
}

/// Impact parameters of the tracks as measured, to the measured primary vertex: the DCA of a hadron to the beam, the
/// doca of a close track.
TEST(VertexPulls, ImpactOfTracks)
{
    Pulls pulls;
    for (std::uint64_t e = 0; e < decays; ++e)
    {
        auto const d = make_decay<4>(20261125, e, toy_field);
        double const reference[3] = {0, 0, 0}, exact[15] = {}, nothing[6] = {};
        for (int i = 0; i < 4; ++i)
        {
            double q[5];
            exact_perigee(d.leaf[i], toy_field, q);
            auto const truth = track_at_point(q, reference, d.origin, toy_scale);
            auto const seen = track_at_point(d.track[i].q, reference, d.pv, toy_scale);
            auto const xy = track_impact_transverse(seen, d.track[i].cov, d.pv_cov);
            auto const ip = track_impact_3d(seen, d.track[i].cov, d.pv_cov);
            pulls["d0"].add((xy.value - truth.d0) / xy.error);
            double const distance = track_impact_3d(truth, exact, nothing).value;
            // Within a few errors of the point a distance is not normally distributed.
            if (distance > 10 * ip.error) pulls["ip_3d"].add((ip.value - distance) / ip.error);
        }
    }
    expect_unit_widths(pulls, 4, "track impact");
    EXPECT_GT(pulls["ip_3d"].n, decays);
}

TEST(VertexPulls, TwoLeaves) { test_free_pulls<2>(); }
TEST(VertexPulls, ThreeLeaves) { test_free_pulls<3>(); }
TEST(VertexPulls, FourLeaves) { test_free_pulls<4>(); }
TEST(VertexPulls, TwoLeavesConstrained) { test_constrained_pulls<2>(); }
TEST(VertexPulls, ThreeLeavesConstrained) { test_constrained_pulls<3>(); }
TEST(VertexPulls, FourLeavesConstrained) { test_constrained_pulls<4>(); }

/// A constraint to a point that was measured independently: three more degrees of freedom, a sharper vertex.
template <int N>
void test_prior_pulls()
{
    Pulls pulls;
    Moments chi2, free_error, error;
    for (std::uint64_t e = 0; e < decays; ++e)
    {
        auto const d = make_decay<N>(20261124, e, toy_field);
        auto const in = toy_input<double>(d);
        MeasuredPoint<double> point = in.pv;  // the error of the primary vertex, about the decay
        for (int k = 0; k < 3; ++k) point.x[k] += d.vertex[k] - d.origin[k];
        VertexConstraint<double> prior;
        ASSERT_TRUE(vertex_prior(point, prior));
        auto const free = fit_vertex(in.track, toy_scale);
        auto const fit = fit_vertex(in.track, toy_scale, &prior);
        ASSERT_TRUE(fit.regular && fit.converged) << "decay " << e;
        add_pulls(candidate_parameters(fit, in.mass), in.pv, true_candidate(d), true_origin(d), pulls);
        chi2.add(fit.chi2);
        free_error.add(std::sqrt(free.cov[0]));
        error.add(std::sqrt(fit.cov[0]));
    }
    for (auto const& name :
         {"l3d", "lxy", "ct", "ct_xy", "cos_alpha_3d", "cos_alpha_2d", "alpha_3d", "ip_3d", "ip_xy", "ip_z"})
        pulls.erase(name);  // the toy's point and its primary vertex share their errors
    expect_unit_widths(pulls, N, "vertex constraint");
    EXPECT_NEAR(chi2.mean(), vertex_ndf(N, true, 0), 0.12);
    EXPECT_LT(error.rms(), 0.5 * free_error.rms());
    std::printf("%d leaves: mean chi2 %.3f for ndf %d\n", N, chi2.mean(), vertex_ndf(N, true, 0));
}

TEST(VertexPulls, TwoLeavesAndAPoint) { test_prior_pulls<2>(); }
TEST(VertexPulls, FourLeavesAndAPoint) { test_prior_pulls<4>(); }

}  // namespace
}  // namespace quartet::test
