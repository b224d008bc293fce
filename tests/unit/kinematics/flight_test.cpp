// Flight and impact parameters: values of simple cases, and every error against central differences of the value.
#include "models/kinematics/flight.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/kinematics/impact_parameter.hpp"
#include "models/kinematics/pointing.hpp"
#include "tests/physics/decay_toy_fit.hpp"

namespace quartet::test
{
namespace
{

using Candidate = CandidateParameters<double>;
using PointOf = MeasuredPoint<double>;
using Quantity = Measured<double> (*)(Candidate const&, PointOf const&);

struct Named
{
    char const* name;
    Quantity value;
    bool transverse;
};

Named const quantities[] = {
    {"l3d", [](Candidate const& c, PointOf const& p) { return decay_length(c, p, false); }, false},
    {"lxy", [](Candidate const& c, PointOf const& p) { return decay_length(c, p, true); }, true},
    {"ct", [](Candidate const& c, PointOf const& p) { return proper_decay_length(c, p, false); }, false},
    {"ct_xy", [](Candidate const& c, PointOf const& p) { return proper_decay_length(c, p, true); }, true},
    {"cos_alpha_3d", [](Candidate const& c, PointOf const& p) { return pointing(c, p, false).cosine; }, false},
    {"cos_alpha_2d", [](Candidate const& c, PointOf const& p) { return pointing(c, p, true).cosine; }, true},
    {"alpha_3d", [](Candidate const& c, PointOf const& p) { return pointing(c, p, false).angle; }, false},
    {"alpha_2d", [](Candidate const& c, PointOf const& p) { return pointing(c, p, true).angle; }, true},
    {"ip_3d", [](Candidate const& c, PointOf const& p) { return impact_3d(c, p); }, false},
    {"ip_xy", [](Candidate const& c, PointOf const& p) { return impact_transverse(c, p); }, true},
    {"ip_z", [](Candidate const& c, PointOf const& p) { return impact_longitudinal(c, p); }, false},
    {"pt", [](Candidate const& c, PointOf const&) { return transverse_momentum(c); }, true},
};

/// sigma by central differences in the 7 parameters and the 3 coordinates of the point.
double numerical_error(Named const& q, Candidate const& c, PointOf const& point)
{
    double g[10];
    for (int k = 0; k < 10; ++k)
    {
        auto const shifted = [&](double sign)
        {
            Candidate moved = c;
            PointOf from = point;
            if (k < 7)
                moved.v[k] += sign * 1e-3 * std::sqrt(c.cov[lower(k, k)]);
            else
                from.x[k - 7] += sign * 1e-3 * std::sqrt(point.cov[lower(k - 7, k - 7)]);
            return q.value(moved, from).value;
        };
        double const h = 1e-3 * std::sqrt(k < 7 ? c.cov[lower(k, k)] : point.cov[lower(k - 7, k - 7)]);
        g[k] = (shifted(1) - shifted(-1)) / (2 * h);
    }
    double sum = 0;
    for (int i = 0; i < 7; ++i)
        for (int j = 0; j < 7; ++j) sum += g[i] * c.cov[symmetric(i, j)] * g[j];
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) sum += g[7 + i] * point.cov[symmetric(i, j)] * g[7 + j];
    return std::sqrt(sum);
}

TEST(Flight, ErrorsAgreeWithCentralDifferences)
{
    for (std::uint64_t e = 0; e < 40; ++e)
    {
        auto const in = toy_input<double>(make_decay<4>(41, e, toy_field));
        auto const fit = fit_vertex(in.track, toy_scale);
        Candidate const c = candidate_parameters(fit, in.mass);
        for (Named const& q : quantities)
            EXPECT_NEAR(q.value(c, in.pv).error / numerical_error(q, c, in.pv), 1, 1e-5) << q.name << " decay " << e;
    }
}

/// What lies in the transverse plane does not see z.
TEST(Flight, TransverseQuantitiesIgnoreZ)
{
    auto const in = toy_input<double>(make_decay<3>(42, 1, toy_field));
    Candidate const c = candidate_parameters(fit_vertex(in.track, toy_scale), in.mass);
    PointOf moved = in.pv;
    moved.x[2] += 3;
    moved.cov[3] = moved.cov[4] = 0;
    moved.cov[5] = 25;
    for (Named const& q : quantities)
    {
        if (!q.transverse) continue;
        EXPECT_EQ(q.value(c, moved).value, q.value(c, in.pv).value) << q.name;
        EXPECT_NEAR(q.value(c, moved).error / q.value(c, in.pv).error, 1, 1e-14) << q.name;
    }
}

/// The same numbers as the formulas without errors (pointing.hpp).
TEST(Flight, ValuesAgreeWithThePlainFormulas)
{
    for (std::uint64_t e = 0; e < 20; ++e)
    {
        auto const in = toy_input<double>(make_decay<4>(43, e, toy_field));
        Candidate const c = candidate_parameters(fit_vertex(in.track, toy_scale), in.mass);
        double const d[3] = {c.v[0] - in.pv.x[0], c.v[1] - in.pv.x[1], c.v[2] - in.pv.x[2]};
        double const p[3] = {c.v[3], c.v[4], c.v[5]};
        double cov[6];
        for (int k = 0; k < 6; ++k) cov[k] = c.cov[k] + in.pv.cov[k];
        auto const l3d = displacement(d, cov);
        auto const lxy = transverse_displacement(d[0], d[1], cov[0], cov[1], cov[2]);
        EXPECT_NEAR(decay_length(c, in.pv, false).value, l3d.length, 1e-14);
        EXPECT_NEAR(decay_length(c, in.pv, false).error / l3d.error, 1, 1e-12);
        EXPECT_NEAR(decay_length(c, in.pv, true).error / lxy.error, 1, 1e-12);
        double const alpha = cosine(d, p);
        EXPECT_NEAR(pointing(c, in.pv, false).cosine.value, alpha, 1e-14);
        EXPECT_NEAR(pointing(c, in.pv, true).cosine.value, cosine_transverse(d, p), 1e-14);
        double const momentum = std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
        EXPECT_NEAR(proper_decay_length(c, in.pv, false).value, proper_length(l3d.length, alpha, c.v[6], momentum),
                    1e-14);
        EXPECT_NEAR(impact_longitudinal(c, in.pv).value, longitudinal_impact(d, p), 1e-13);
        // Bmm5 neglects the momentum's share in the error of alpha: g = p/(|d||p|) - d (d.p)/(|d|^3 |p|).
        double g[3], form[3];
        for (int k = 0; k < 3; ++k) g[k] = p[k] / (l3d.length * momentum) - d[k] * alpha / (l3d.length * l3d.length);
        multiply3(cov, g, form);
        double const neglected = std::sqrt(dot3(g, form) / (1 - alpha * alpha));
        EXPECT_NEAR(pointing(c, in.pv, false).angle.error / neglected, 1, 0.5);
        EXPECT_NE(pointing(c, in.pv, false).angle.error, neglected);
    }
}

Candidate fixed_candidate(double x, double y, double z, double px, double py, double pz)
{
    Candidate c{{x, y, z, px, py, pz, 5.0}, {}};
    for (int k = 0; k < 3; ++k) c.cov[lower(k, k)] = 1e-4;
    return c;
}

TEST(Flight, HandMadeCases)
{
    PointOf const origin{{0, 0, 0}, {3e-4, 0, 3e-4, 0, 0, 3e-4}};
    // Along x from a point 1 cm before: alpha = 0; the cosine has no linear error, the angle's is not defined.
    Candidate const straight = fixed_candidate(1, 0, 0, 10, 0, 0);
    EXPECT_EQ(pointing(straight, origin, false).cosine.value, 1.0);
    EXPECT_EQ(pointing(straight, origin, false).cosine.error, 0.0);
    EXPECT_EQ(pointing(straight, origin, false).angle.value, 0.0);
    EXPECT_TRUE(std::isnan(pointing(straight, origin, false).angle.error));
    EXPECT_NEAR(decay_length(straight, origin, false).error, 0.02, 1e-15);
    EXPECT_NEAR(proper_decay_length(straight, origin, false).value, 0.5, 1e-15);
    EXPECT_NEAR(flight_chi2(straight, origin), 2500, 1e-9);
    // A line along x through (1, 0.3, 0.4): the origin is 0.5 away; z at the transverse closest point is 0.4.
    Candidate const beside = fixed_candidate(1, 0.3, 0.4, 10, 0, 0);
    EXPECT_NEAR(impact_3d(beside, origin).value, 0.5, 1e-15);
    EXPECT_NEAR(impact_3d(beside, origin).error, 0.02, 1e-15);
    EXPECT_NEAR(impact_transverse(beside, origin).value, 0.3, 1e-15);
    EXPECT_NEAR(impact_transverse(beside, origin).significance(), 15, 1e-12);
    EXPECT_NEAR(impact_longitudinal(beside, origin).value, 0.4, 1e-15);
    EXPECT_NEAR(impact_transverse(fixed_candidate(1, -0.3, 0, 10, 0, 0), origin).value, -0.3, 1e-15);
    // Backwards: a negative ct.
    EXPECT_NEAR(proper_decay_length(fixed_candidate(-1, 0, 0, 10, 0, 0), origin, true).value, -0.5, 1e-15);
    PointOf const unknown{{0, 0, 0}, {0, 0, 0, 0, 0, 0}};
    Candidate const exact{{1, 0, 0, 10, 0, 0, 5.0}, {}};
    EXPECT_TRUE(std::isnan(flight_chi2(exact, unknown)));
}

/// The track of a muon through a known point, as seen from other points: circles in exact_perigee, no shared formula.
TEST(TrackImpact, AgreesWithTheGeometryOfCircles)
{
    for (std::uint64_t e = 0; e < 40; ++e)
    {
        ToyMuon const muon = make_decay<2>(44, e, toy_field).leaf[0];
        double q[5], expected[5];
        exact_perigee(muon, toy_field, q);
        double const point[3] = {0.13, -0.21, 0.4};
        ToyMuon moved = muon;
        for (int k = 0; k < 3; ++k) moved.vertex[k] -= point[k];
        exact_perigee(moved, toy_field, expected);
        auto const seen = track_at_point(q, {0.0, 0.0, 0.0}, point, toy_scale);
        EXPECT_NEAR(seen.d0, expected[0], 1e-10);
        EXPECT_NEAR(seen.z0, expected[1], 1e-9);
        // The track goes through the muon's vertex.
        auto const there = track_at_point(q, {0.0, 0.0, 0.0}, muon.vertex, toy_scale);
        double const nothing[6] = {}, cov[15] = {};
        EXPECT_NEAR(track_impact_3d(there, cov, nothing).value, 0, 1e-9);
    }
}

TEST(TrackImpact, ErrorsAgreeWithCentralDifferences)
{
    for (std::uint64_t e = 0; e < 20; ++e)
    {
        auto const d = make_decay<3>(45, e, toy_field);
        ToyTrack const& track = d.track[1];
        double const point[3] = {d.pv[0], d.pv[1], d.pv[2]}, nothing[3] = {0, 0, 0};
        for (bool three : {false, true})
        {
            auto const measured = [&](double const(&q)[5], double const(&x)[3])
            {
                auto const seen = track_at_point(q, nothing, x, toy_scale);
                return three ? track_impact_3d(seen, track.cov, d.pv_cov)
                             : track_impact_transverse(seen, track.cov, d.pv_cov);
            };
            double g[8], sum = 0;
            for (int k = 0; k < 8; ++k)
            {
                double const h = 1e-3 * std::sqrt(k < 5 ? track.cov[lower(k, k)] : d.pv_cov[lower(k - 5, k - 5)]);
                auto const shifted = [&](double step)
                {
                    double q[5], x[3];
                    for (int i = 0; i < 5; ++i) q[i] = track.q[i] + (i == k ? step : 0);
                    for (int i = 0; i < 3; ++i) x[i] = point[i] + (i + 5 == k ? step : 0);
                    return measured(q, x).value;
                };
                g[k] = (shifted(h) - shifted(-h)) / (2 * h);
            }
            for (int i = 0; i < 5; ++i)
                for (int j = 0; j < 5; ++j) sum += g[i] * track.cov[symmetric(i, j)] * g[j];
            for (int i = 0; i < 3; ++i)
                for (int j = 0; j < 3; ++j) sum += g[5 + i] * d.pv_cov[symmetric(i, j)] * g[5 + j];
            EXPECT_NEAR(measured(track.q, point).error / std::sqrt(sum), 1, 1e-5) << three << " decay " << e;
        }
    }
}

}  // namespace
}  // namespace quartet::test
