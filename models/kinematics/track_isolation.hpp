// Isolation and close tracks: what one track adds to one candidate, in the definitions of Bmm4/Bmm5, K* mu mu and LHCb.
//
// Each function takes one track and returns its term, 0 when the track does not count; the caller adds the terms in the
// order of the tracks (or as an ordered sum), so that the result does not depend on the backend. `eligible` is what the
// caller knows of the track: charged, of the same primary vertex, not a daughter. Lengths in cm, GeV.
#pragma once

#include "models/kinematics/isolation.hpp"
#include "models/kinematics/leaf_distances.hpp"

QUARTET_BEGIN

/// A track, seen from one candidate (or from one daughter, for the isolation of a muon).
template <class T>
struct NearbyTrack
{
    T pt, eta, phi;
    T doca, doca_error;  ///< to the vertex (track_impact_3d) or to the daughter (near_helix_distance); see each cone
    MaskOf<T> eligible;
};

/// Which tracks a cone holds. An infinite max_doca is no condition, and then a NaN doca does not matter.
struct IsolationCone
{
    double radius, min_pt;
    double max_doca = __builtin_huge_val();
};

/// Isolation of a B (Bmm4): pT > 0.9 GeV, delta R < 0.7 to the candidate.
QUARTET_INLINE constexpr IsolationCone candidate_cone() { return {0.7, 0.9}; }
/// Isolation of a muon (Bmm5): pT > 0.5 GeV, delta R < 0.5 to the muon.
QUARTET_INLINE constexpr IsolationCone muon_cone() { return {0.5, 0.5}; }
/// K* mu mu: any pT, delta R < 0.3, 0.4, 0.7 to the daughter, DCA to the daughter < 0.1 cm or no such condition.
inline constexpr double daughter_max_dca = 0.1;
QUARTET_INLINE constexpr IsolationCone daughter_cone(double radius, bool with_dca)
{
    return {radius, 0.0, with_dca ? daughter_max_dca : __builtin_huge_val()};
}

/// pT of the track when the cone around (eta, phi) holds it, else 0.
template <class T>
QUARTET_INLINE T cone_pt(IsolationCone const& cone, T eta, T phi, NearbyTrack<T> const& t)
{
    T const radius = T(ScalarOf<T>(cone.radius));
    MaskOf<T> held =
        t.eligible & (t.pt > T(ScalarOf<T>(cone.min_pt))) & (delta_r2(eta, phi, t.eta, t.phi) < radius * radius);
    if (cone.max_doca < __builtin_huge_val()) held = held & (t.doca < T(ScalarOf<T>(cone.max_doca)));
    return select(held, t.pt, T(0));
}

/// Sum of pT over the pT of the daughter (K* mu mu IsoPR). isolation() of isolation.hpp is the ratio of Bmm4.
template <class T>
QUARTET_INLINE T relative_isolation(T pt, T close_pt)
{
    return close_pt / pt;
}

/// Conditions of a close track: doca to the candidate's vertex, and its significance (infinite: none).
struct CloseTrackCut
{
    double max_doca = 0.03;
    double max_significance = __builtin_huge_val();
    double min_pt = 0.5;
};

/// Bmm closetrk (significance 0: no condition), and closetrks1, closetrks2, closetrks3.
QUARTET_INLINE constexpr CloseTrackCut close_track_cut(int significance)
{
    return {0.03, significance == 0 ? __builtin_huge_val() : significance, 0.5};
}

/// 1 when the track is close, else 0. `doca` and its error are to the vertex.
template <class T>
QUARTET_INLINE T close_track(CloseTrackCut const& cut, NearbyTrack<T> const& t)
{
    MaskOf<T> held = t.eligible & (t.pt > T(ScalarOf<T>(cut.min_pt))) & (t.doca < T(ScalarOf<T>(cut.max_doca)));
    if (cut.max_significance < __builtin_huge_val())
        held = held & (t.doca < T(ScalarOf<T>(cut.max_significance)) * t.doca_error);
    return select(held, T(1), T(0));
}

/// The smaller of the smallest doca so far (infinite at the start) and that of the track: Bmm docatrk.
template <class T>
QUARTET_INLINE T nearest_track(T smallest, CloseTrackCut const& cut, NearbyTrack<T> const& t)
{
    MaskOf<T> const held = t.eligible & (t.pt > T(ScalarOf<T>(cut.min_pt))) & (t.doca < smallest);
    return select(held, t.doca, smallest);
}

/// Where two helices are nearest: half-way between the points of closest approach, and the distance.
template <class T>
struct Crossing
{
    T x[3];
    T distance;
    T direction_a[3], direction_b[3];  ///< per transverse length, there
};

template <class T>
QUARTET_HD Crossing<T> crossing_of(HelixLine<T> const& a, HelixLine<T> const& b)
{
    ClosestApproach<T> const near = closest_approach(a, b, T(1e-4));
    Crossing<T> c;
    T sum = T(0);
    for (int k = 0; k < 3; ++k)
    {
        T const w = near.a.x[k] - near.b.x[k];
        sum = fma(w, w, sum);
        c.x[k] = T(0.5) * (near.a.x[k] + near.b.x[k]);
        c.direction_a[k] = near.a.t[k];
        c.direction_b[k] = near.b.t[k];
    }
    c.distance = sqrt(sum);
    return c;
}

/// Isolation of a pair of a daughter and a track (LHCb B -> mu mu, K* mu mu): |p| alpha / (|p| alpha + pT1 + pT2), with
/// p the sum of the momenta at their crossing and alpha its angle to the flight from the primary vertex to there.
template <class T>
QUARTET_HD T pair_isolation(Crossing<T> const& c, T pt_a, T pt_b, T const (&primary)[3])
{
    T p[3], d[3];
    for (int k = 0; k < 3; ++k)
    {
        p[k] = fma(pt_a, c.direction_a[k], pt_b * c.direction_b[k]);
        d[k] = c.x[k] - primary[k];
    }
    T const n[3] = {fma(p[1], d[2], -(p[2] * d[1])), fma(p[2], d[0], -(p[0] * d[2])), fma(p[0], d[1], -(p[1] * d[0]))};
    auto const dot = [](T const(&a)[3], T const(&b)[3]) { return fma(a[0], b[0], fma(a[1], b[1], a[2] * b[2])); };
    T const alpha = atan2(sqrt(dot(n, n)), dot(p, d));
    T const weighted = sqrt(dot(p, p)) * alpha;
    return weighted / (weighted + pt_a + pt_b);
}

QUARTET_END
