// Smallest, largest and mean distance of closest approach between the leaves of a candidate.
//
// helix_distance (dca.hpp) always takes six steps and fourteen pairs of sine and cosine. Here the first step starts at
// the stored points without any, a pair of helices ends when its step is small, and the last distance is that of the
// tangents, whose error is of second order in what is left of the path lengths. Tracks that are not nearly parallel
// need two steps: four pairs of sine and cosine.
#pragma once

#include "models/kinematics/dca.hpp"

QUARTET_BEGIN

/// Where two helices are nearest.
template <class T>
struct ClosestApproach
{
    HelixState<T> a, b;
    T path_a, path_b;  ///< transverse path lengths from the stored points
};

/// Length of a step, cm, below which the tangents are as good as the helices: the error is curvature * length^2 / 2,
/// 0.01 um at 1 GeV.
inline constexpr double approach_tolerance = 0.01;

/// Steps until both path lengths change by less than `tolerance`, cm, at most max_steps of them (parallel tracks).
template <class T>
QUARTET_HD ClosestApproach<T> closest_approach(HelixLine<T> const& a, HelixLine<T> const& b,
                                               T tolerance = T(approach_tolerance), int max_steps = 8)
{
    ClosestApproach<T> c{{{a.point[0], a.point[1], a.point[2]}, {a.phi.cos, a.phi.sin, a.cot_theta}},
                         {{b.point[0], b.point[1], b.point[2]}, {b.phi.cos, b.phi.sin, b.cot_theta}},
                         T(0),
                         T(0)};
    MaskOf<T> active = MaskOf<T>(true);
    for (int step = 0; step < max_steps && any(active); ++step)
    {
        T pa = c.path_a, pb = c.path_b;
        approach(c.a, c.b, pa, pb);
        active = active & ((abs(pa - c.path_a) > tolerance) | (abs(pb - c.path_b) > tolerance));
        c.path_a = select(active, pa, c.path_a);
        c.path_b = select(active, pb, c.path_b);
        if (!any(active)) break;
        c.a = helix_at(a, c.path_a);
        c.b = helix_at(b, c.path_b);
    }
    return c;
}

/// Distance of closest approach of two helices, as helix_distance. Where the steps have not become small, tracks within
/// milliradians of each other, the distance is that of the last points.
template <class T>
QUARTET_HD T near_helix_distance(HelixLine<T> const& a, HelixLine<T> const& b)
{
    ClosestApproach<T> const c = closest_approach(a, b);
    T la = T(0), lb = T(0), sum = T(0);
    approach(c.a, c.b, la, lb);
    MaskOf<T> const near = (abs(la) <= T(approach_tolerance)) & (abs(lb) <= T(approach_tolerance));
    la = select(near, la, T(0));
    lb = select(near, lb, T(0));
    for (int k = 0; k < 3; ++k)
    {
        T const w = fma(la, c.a.t[k], c.a.x[k]) - fma(lb, c.b.t[k], c.b.x[k]);
        sum = fma(w, w, sum);
    }
    return sqrt(sum);
}

template <class T>
struct LeafDistances
{
    T smallest, largest, mean;
};

/// Over all pairs of the N leaves.
template <class T, int N>
QUARTET_HD LeafDistances<T> leaf_distances(HelixLine<T> const (&leaf)[N])
{
    static_assert(N >= 2);
    LeafDistances<T> d{infinity_of<T>(), T(0), T(0)};
    for (int i = 0; i < N; ++i)
        for (int j = i + 1; j < N; ++j)
        {
            T const distance = near_helix_distance(leaf[i], leaf[j]);
            d.smallest = min(distance, d.smallest);
            d.largest = max(distance, d.largest);
            d.mean = d.mean + distance;
        }
    d.mean = d.mean * T(ScalarOf<T>(2) / ScalarOf<T>(N * (N - 1)));
    return d;
}

QUARTET_END
