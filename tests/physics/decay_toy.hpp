// Simulated decays in flight for tests of the fit: true resonances, a displaced vertex, a primary vertex, smeared
// tracks. The kinematics are those of isotropic two-body decays; no formula of models/kinematics is used.
#pragma once

#include <array>

#include "tests/physics/vertex_toy.hpp"

namespace quartet::test
{

/// Four-vector of the generator.
struct ToyFour
{
    double x, y, z, e;
};

inline ToyFour boosted(ToyFour const& p, ToyFour const& frame)
{
    double const m = std::sqrt(frame.e * frame.e - frame.x * frame.x - frame.y * frame.y - frame.z * frame.z);
    double const along = (p.x * frame.x + p.y * frame.y + p.z * frame.z) / (m * (m + frame.e)) + p.e / m;
    return {p.x + along * frame.x, p.y + along * frame.y, p.z + along * frame.z,
            (p.e * frame.e + p.x * frame.x + p.y * frame.y + p.z * frame.z) / m};
}

/// Isotropic decay of `parent` (mass m) into masses a and b.
inline std::array<ToyFour, 2> two_body(ToyFour const& parent, double m, double a, double b, RandomStream& random)
{
    double const k = std::sqrt((m * m - (a + b) * (a + b)) * (m * m - (a - b) * (a - b))) / (2 * m);
    double const cosine = 2 * random.next_uniform() - 1, phi = 2 * M_PI * random.next_uniform();
    double const sine = std::sqrt(1 - cosine * cosine);
    double const x = k * sine * std::cos(phi), y = k * sine * std::sin(phi), z = k * cosine;
    return {boosted({x, y, z, std::hypot(k, a)}, parent), boosted({-x, -y, -z, std::hypot(k, b)}, parent)};
}

template <int N>
struct ToyDecay
{
    double origin[3];  ///< true primary vertex
    double vertex[3];
    double pv[3], pv_cov[6];  ///< as measured
    ToyFour parent;
    double mass;  ///< of the parent
    double leaf_mass[N];
    ToyMuon leaf[N];
    ToyTrack track[N];
};

namespace detail
{

/// True leaves: N = 2: J/psi -> mu mu; N = 3: B+ -> J/psi K+; N = 4: Bs -> J/psi phi(K K). Leaves 0, 1 are the muons.
template <int N>
void decay_leaves(ToyDecay<N>& d, RandomStream& random, ToyFour (&leaf)[N])
{
    double const mu = constants::muon_mass, kaon = constants::kaon_mass;
    ToyFour jpsi = d.parent;
    if constexpr (N > 2)
    {
        double const rest = N == 3 ? kaon : constants::phi_mass;
        auto const first = two_body(d.parent, d.mass, constants::jpsi_mass, rest, random);
        jpsi = first[0];
        leaf[2] = first[1];
        if constexpr (N == 4)
        {
            auto const kaons = two_body(first[1], constants::phi_mass, kaon, kaon, random);
            leaf[2] = kaons[0];
            leaf[3] = kaons[1];
        }
    }
    auto const muons = two_body(jpsi, constants::jpsi_mass, mu, mu, random);
    leaf[0] = muons[0];
    leaf[1] = muons[1];
    for (int i = 0; i < N; ++i) d.leaf_mass[i] = i < 2 ? mu : kaon;
}

/// pT > 1 GeV and |eta| < 2.4 of all leaves. The choice is made on the truth: it does not move any pull.
template <int N>
bool accepted(ToyFour const (&leaf)[N])
{
    return std::all_of(leaf, leaf + N,
                       [](ToyFour const& p)
                       {
                           double const pt = std::hypot(p.x, p.y);
                           return pt > 1.0 && std::abs(std::asinh(p.z / pt)) < 2.4;
                       });
}

/// A flight of 0.2 cm and more in a direction 0.3 rad from the momentum, mostly across it in the transverse plane: a
/// pointing angle that is not 0, so that its cosine is a normal quantity.
template <int N>
void fly(ToyDecay<N>& d, RandomStream& random)
{
    for (int k = 0; k < 2; ++k) d.origin[k] = 0.005 * random.next_normal();
    d.origin[2] = 3.0 * random.next_normal();
    double const p = std::sqrt(d.parent.x * d.parent.x + d.parent.y * d.parent.y + d.parent.z * d.parent.z);
    double direction[3] = {d.parent.x / p, d.parent.y / p, d.parent.z / p}, norm = 0;
    double const azimuth = M_PI / 2 * (random.next_uniform() - 0.5), pt = std::hypot(direction[0], direction[1]);
    double const a[3] = {-direction[1] / pt, direction[0] / pt, 0};
    double const b[3] = {-direction[0] * direction[2] / pt, -direction[1] * direction[2] / pt, pt};
    for (int k = 0; k < 3; ++k)
    {
        direction[k] += 0.3 * (std::cos(azimuth) * a[k] + std::sin(azimuth) * b[k]);
        norm += direction[k] * direction[k];
    }
    double const length = 0.2 + 0.3 * random.next_exponential();
    for (int k = 0; k < 3; ++k) d.vertex[k] = d.origin[k] + length * direction[k] / std::sqrt(norm);
}

}  // namespace detail

/// Event `index` of the stream `seed`, in a field of `bfield` tesla.
template <int N>
ToyDecay<N> make_decay(std::uint64_t seed, std::uint64_t index, double bfield)
{
    RandomStream random(seed, 78, index);
    ToyDecay<N> d;
    d.mass = N == 2 ? constants::jpsi_mass : N == 3 ? constants::bplus_mass : constants::bs_mass;
    ToyFour leaf[N];
    do
    {
        double const pt = 8 + 6 * random.next_exponential(), eta = 3 * random.next_uniform() - 1.5;
        double const phi = 2 * M_PI * random.next_uniform() - M_PI, pz = pt * std::sinh(eta);
        d.parent = {pt * std::cos(phi), pt * std::sin(phi), pz, std::sqrt(pt * pt + pz * pz + d.mass * d.mass)};
        detail::decay_leaves(d, random, leaf);
    } while (!detail::accepted(leaf));
    detail::fly(d, random);
    for (int i = 0; i < N; ++i)
    {
        ToyMuon& m = d.leaf[i];
        for (int k = 0; k < 3; ++k) m.vertex[k] = d.vertex[k];
        m.pt = std::hypot(leaf[i].x, leaf[i].y);
        m.phi = std::atan2(leaf[i].y, leaf[i].x);
        m.theta = std::atan2(m.pt, leaf[i].z);
        m.charge = i % 2 == 0 ? 1 : -1;
        exact_perigee(m, bfield, d.track[i].q);
        covariance_of(m, d.track[i].cov);
        smear(d.track[i].cov, random, d.track[i].q);
    }
    double const cov[6] = {1.0e-6, 2e-7, 1.2e-6, -1e-7, 3e-7, 2.2e-6};
    double const l[6] = {1e-3, 2e-4, std::sqrt(1.2e-6 - 4e-8), -1e-4, 0, 0};
    double const l21 = (3e-7 + 2e-8) / l[2];
    double const l22 = std::sqrt(2.2e-6 - 1e-8 - l21 * l21);
    double const z[3] = {random.next_normal(), random.next_normal(), random.next_normal()};
    for (int k = 0; k < 6; ++k) d.pv_cov[k] = cov[k];
    d.pv[0] = d.origin[0] + l[0] * z[0];
    d.pv[1] = d.origin[1] + l[1] * z[0] + l[2] * z[1];
    d.pv[2] = d.origin[2] + l[3] * z[0] + l21 * z[1] + l22 * z[2];
    return d;
}

}  // namespace quartet::test
