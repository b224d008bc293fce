// Smallest, largest and mean distance of closest approach between the leaves of a candidate.
//
// helix_distance (dca.hpp) takes six steps and fourteen pairs of sine and cosine. Here the first step starts at the
// stored points without any, and the last distance is the one of the tangents, whose error is of second order in what
// is left of the path lengths: two steps and four pairs of sine and cosine are as accurate (tests/unit/kinematics).
#pragma once

#include "models/kinematics/dca.hpp"

QUARTET_BEGIN

/// Distance of closest approach of two helices, as helix_distance.
template <class T>
QUARTET_HD T near_helix_distance(HelixLine<T> const& a, HelixLine<T> const& b)
{
    HelixState<T> sa{{a.point[0], a.point[1], a.point[2]}, {a.phi.cos, a.phi.sin, a.cot_theta}};
    HelixState<T> sb{{b.point[0], b.point[1], b.point[2]}, {b.phi.cos, b.phi.sin, b.cot_theta}};
    T pa = T(0), pb = T(0);
    for (int step = 0; step < 2; ++step)
    {
        approach(sa, sb, pa, pb);
        sa = helix_at(a, pa);
        sb = helix_at(b, pb);
    }
    T la = T(0), lb = T(0), sum = T(0);
    approach(sa, sb, la, lb);
    for (int k = 0; k < 3; ++k)
    {
        T const w = fma(la, sa.t[k], sa.x[k]) - fma(lb, sb.t[k], sb.x[k]);
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
