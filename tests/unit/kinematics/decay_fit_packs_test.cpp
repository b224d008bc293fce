// The whole chain from tracks to isolation in packs has the bits of scalars; in float32 it is within a small share of
// the errors of float64.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "models/base/pack.hpp"
#include "models/kinematics/equation_mass.hpp"
#include "models/kinematics/impact_parameter.hpp"
#include "models/kinematics/track_isolation.hpp"
#include "models/kinematics/vertex_prior.hpp"
#include "models/kinematics/vertex_removal.hpp"
#include "tests/physics/decay_toy_fit.hpp"

namespace quartet::test
{
namespace
{

/// A value, and the error that a difference is compared with.
template <class T>
struct Output
{
    char const* name;
    T value, error;
};

template <class T>
void add(std::vector<Output<T>>& out, char const* name, Measured<T> const& m)
{
    out.push_back({name, m.value, m.error});
}

template <class T>
void add_candidate(std::vector<Output<T>>& out, CandidateParameters<T> const& c, MeasuredPoint<T> const& pv)
{
    char const* names[7] = {"x", "y", "z", "px", "py", "pz", "mass"};
    for (int k = 0; k < 7; ++k) out.push_back({names[k], c.v[k], sqrt(max(T(0), c.cov[lower(k, k)]))});
    add(out, "pt", transverse_momentum(c));
    for (bool transverse : {false, true})
    {
        add(out, "length", decay_length(c, pv, transverse));
        add(out, "ct", proper_decay_length(c, pv, transverse));
        auto const p = pointing(c, pv, transverse);
        out.push_back({"cosine", p.cosine.value, p.cosine.error});
        out.push_back({"angle", p.angle.value, p.angle.error});
    }
    add(out, "ip_3d", impact_3d(c, pv));
    add(out, "ip_xy", impact_transverse(c, pv));
    add(out, "ip_z", impact_longitudinal(c, pv));
    out.push_back({"flight_chi2", flight_chi2(c, pv), T(0)});
}

/// The track passes the vertex that it was fitted to within micrometres: the direction of that distance, and with it
/// its error, is left to the last digits in a few decays.
constexpr char const* undirected = "track_impact_3d";

/// Distances, impact parameters, isolation: T is exact in every lane.
template <class T, int N>
void add_surroundings(std::vector<Output<T>>& out, ToyInput<T, N> const& in, VertexFit<T, N> const& fit)
{
    HelixLine<T> h[N];
    for (int i = 0; i < N; ++i)
    {
        T const(&q)[5] = in.track[i].q;
        Angle<T> const phi = angle_of(q[2]), theta = angle_of(q[3]);
        h[i] = {{-(q[0] * phi.sin), q[0] * phi.cos, q[1]},
                phi,
                curvature(q[4], theta.sin, T(ScalarOf<T>(toy_field))),
                theta.cos / theta.sin};
    }
    auto const d = leaf_distances(h);
    Crossing<T> const crossing = crossing_of(h[0], h[1]);
    for (T value :
         {d.smallest, d.largest, d.mean, crossing.distance, pair_isolation(crossing, fit.chi2, T(2), in.pv.x)})
        out.push_back({"distance", value, T(0)});
    // The weight serves as a positive form: only the bits matter here.
    auto const seen = track_at_point(in.track[0].q, in.track[0].reference, fit.x, T(ScalarOf<T>(toy_scale)));
    auto const impact = track_impact_3d(seen, in.track[0].weight, fit.cov);
    add(out, undirected, impact);
    add(out, "track_impact", track_impact_transverse(seen, in.track[0].weight, fit.cov));
    NearbyTrack<T> const near{fit.chi2, T(ScalarOf<T>(0.1)), in.track[0].q[2], impact.value, impact.error, fit.regular};
    out.push_back({"cone", cone_pt(candidate_cone(), T(0), in.track[1].q[2], near), T(0)});
    out.push_back({"close", close_track(close_track_cut(2), near), T(0)});
    MeasuredPoint<T> rest;
    MaskOf<T> const belongs[2] = {MaskOf<T>(true), in.track[0].q[0] > T(0)};
    remove_tracks(
        {{fit.x[0], fit.x[1], fit.x[2]}, {fit.cov[0], fit.cov[1], fit.cov[2], fit.cov[3], fit.cov[4], fit.cov[5]}},
        in.track, belongs, 2, T(ScalarOf<T>(toy_scale)), rest);
    for (int k = 0; k < 3; ++k) out.push_back({"removed", rest.x[k], T(0)});
}

template <class T, int N>
std::vector<Output<T>> everything(ToyInput<T, N> const& in)
{
    using S = ScalarOf<T>;
    std::vector<Output<T>> out;
    T const scale = T(S(toy_scale));
    auto const fit = fit_vertex(in.track, scale);
    add_candidate(out, candidate_parameters(fit, in.mass), in.pv);
    out.push_back({"chi2", fit.chi2, T(1)});
    MassTarget<T> const jpsi{3U, T(S(constants::jpsi_mass))};
    if constexpr (N == 4)
    {
        MassTarget<T> const both[2] = {jpsi, {12U, T(S(constants::phi_mass)), T(S(constants::phi_width))}};
        auto const c = constrain_masses(fit, in.mass, both);
        add_candidate(out, candidate_parameters(fit, c, in.mass), in.pv);
        out.push_back({"chi2_constrained", c.chi2, T(1)});
    }
    else
    {
        auto const c = constrain_masses(fit, in.mass, {jpsi});
        add_candidate(out, candidate_parameters(fit, c, in.mass), in.pv);
        out.push_back({"chi2_constrained", c.chi2, T(1)});
    }
    add(out, "equation_mass", equation_mass(fit, in.mass, {jpsi}));
    T cov[6];
    leaf_covariance(fit, 0, in.mass[0], cov);
    for (T value : cov) out.push_back({"leaf_covariance", value, T(0)});
    add(out, "leaf_pt", leaf_transverse_momentum(fit, 1));
    MeasuredPoint<T> point = in.pv;
    for (int k = 0; k < 3; ++k) point.x[k] = fit.x[k] + T(S(0.001));
    VertexConstraint<T> prior;
    vertex_prior(point, prior);
    auto const constrained = fit_vertex(in.track, scale, &prior);
    out.push_back({"prior_chi2", constrained.chi2, T(0)});
    add_surroundings(out, in, fit);
    return out;
}

template <class P, int N>
void test_packs()
{
    using S = ScalarOf<P>;
    ToyInput<P, N> packed{};
    std::vector<std::vector<Output<S>>> single;
    for (int l = 0; l < lanes_of<P>; ++l)
    {
        auto const in = toy_input<S>(make_decay<N>(71, static_cast<std::uint64_t>(l), toy_field));
        single.push_back(everything(in));
        for (int i = 0; i < N; ++i)
        {
            for (int k = 0; k < 5; ++k) set_lane(packed.track[i].q[k], l, in.track[i].q[k]);
            for (int k = 0; k < 15; ++k) set_lane(packed.track[i].weight[k], l, in.track[i].weight[k]);
            for (int k = 0; k < 3; ++k) set_lane(packed.track[i].reference[k], l, in.track[i].reference[k]);
            set_lane(packed.mass[i], l, in.mass[i]);
        }
        for (int k = 0; k < 3; ++k) set_lane(packed.pv.x[k], l, in.pv.x[k]);
        for (int k = 0; k < 6; ++k) set_lane(packed.pv.cov[k], l, in.pv.cov[k]);
    }
    auto const all = everything(packed);
    for (int l = 0; l < lanes_of<P>; ++l)
        for (std::size_t k = 0; k < all.size(); ++k)
        {
            Output<S> const& one = single[static_cast<std::size_t>(l)][k];
            S const value = lane(all[k].value, l), error = lane(all[k].error, l);
            EXPECT_TRUE(to_bits(value) == to_bits(one.value) || (value != value && one.value != one.value))
                << one.name << " lane " << l << ": " << value << " and " << one.value;
            EXPECT_TRUE(to_bits(error) == to_bits(one.error) || (error != error && one.error != one.error))
                << "error of " << one.name << " lane " << l << ": " << error << " and " << one.error;
        }
}

TEST(DecayFitPacks, DoublesHaveTheBitsOfScalars)
{
    test_packs<Pack<double, 8>, 2>();
    test_packs<Pack<double, 8>, 4>();
}
TEST(DecayFitPacks, FloatsHaveTheBitsOfScalars) { test_packs<Pack<float, 16>, 3>(); }

/// Differences of values in errors, and of errors relatively: quantile 0.99 and the largest of all decays.
struct Deviation
{
    std::vector<double> value, error;

    static double quantile(std::vector<double>& v, double q)
    {
        std::sort(v.begin(), v.end());
        return v[static_cast<std::size_t>(q * static_cast<double>(v.size() - 1))];
    }
};

TEST(DecayFitSingle, IsAdequate)
{
    std::vector<Deviation> deviations;
    std::vector<char const*> names;
    for (std::uint64_t e = 0; e < 2000; ++e)
    {
        auto const d = make_decay<4>(72, e, toy_field);
        auto const exact = everything(toy_input<double>(d));
        auto const single = everything(toy_input<float>(d));
        deviations.resize(exact.size());
        names.resize(exact.size());
        for (std::size_t k = 0; k < exact.size(); ++k)
        {
            names[k] = exact[k].name;
            if (!(exact[k].error > 0)) continue;
            deviations[k].value.push_back(std::abs(double(single[k].value) - exact[k].value) / exact[k].error);
            deviations[k].error.push_back(std::abs(double(single[k].error) / exact[k].error - 1));
        }
    }
    double worst = 0;
    for (std::size_t k = 0; k < deviations.size(); ++k)
    {
        Deviation& x = deviations[k];
        if (x.value.empty()) continue;
        double const v99 = Deviation::quantile(x.value, 0.99), v = x.value.back();
        double const e99 = Deviation::quantile(x.error, 0.99);
        std::printf("%-18s value: 99%% %.1e, max %.1e sigma; error: 99%% %.1e, max %.1e\n", names[k], v99, v, e99,
                    x.error.back());
        worst = std::max(worst, v);
        EXPECT_LT(v, 0.02) << names[k];
        EXPECT_LT(names[k] == undirected ? e99 : x.error.back(), 1e-3) << names[k];
    }
    std::printf("float32: all decays within %.1e sigma in every quantity\n", worst);
}

}  // namespace
}  // namespace quartet::test
