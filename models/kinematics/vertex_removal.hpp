// A fitted vertex without some of its tracks.
//
// In information form a vertex is the sum over its tracks of A_i = D^T W D - B S B^T and g_i = D^T W r - B S u
// (vertex_terms.hpp), linearised at the vertex itself, where sum g = 0. Without the tracks of a set R:
//   A' = Cov^-1 - sum_R A_i,  x' = x - A'^-1 sum_R g_i,  Cov' = A'^-1
// (the inverse filter step; Fruehwirth et al., CPC 96 (1996) 189). Each track counts with the weight 1 that a least
// squares fit gave it. Vertices of an adaptive fit hold a track of chi2 = 9 with half of its weight and outliers with
// next to none, and files link tracks to vertices by their distance, too: with max_chi2 = 9 only tracks that the fit
// can have used are taken away.
#pragma once

#include "models/kinematics/flight.hpp"

QUARTET_BEGIN

/// What one track adds to the vertex at `x`: A_i, g_i and chi2, the momentum taken at its best for this vertex (three
/// steps).
template <class T>
QUARTET_HD MaskOf<T> track_information(TrackMeasurement<T> const& track, T const (&x)[3], T curvature_scale,
                                       VertexSystem<T>& system, T& chi2)
{
    TrackMomentum<T> p = first_momentum(track);
    MaskOf<T> regular = MaskOf<T>(true);
    for (int step = 0; step < 3; ++step)
    {
        TrackTerms<T> terms;
        for (int k = 0; k < 6; ++k) system.a[k] = T(0);
        for (int k = 0; k < 3; ++k) system.g[k] = T(0);
        regular = add_track(track, x, p, curvature_scale, terms, system);
        T dp[3];
        multiply3(terms.s, terms.u, dp);
        p.phi = p.phi + dp[0];
        p.theta = p.theta + dp[1];
        p.qoverp = p.qoverp + dp[2];
        chi2 = terms.chi2;
    }
    return regular;
}

/// `vertex` without those of the n tracks that belong to it and whose chi2 there is at most `max_chi2`, in `result`.
/// Tracks and vertex are relative to the same origin. Returns where that is a vertex; elsewhere (too few tracks remain,
/// or the given covariance was not that of these tracks) `result` is `vertex`.
template <class T>
QUARTET_HD MaskOf<T> remove_tracks(MeasuredPoint<T> const& vertex, TrackMeasurement<T> const* tracks,
                                   MaskOf<T> const* belongs, int n, T curvature_scale, MeasuredPoint<T>& result,
                                   T max_chi2 = infinity_of<T>())
{
    T a[6], g[3] = {T(0), T(0), T(0)}, shift[3];
    MaskOf<T> regular = invert3(vertex.cov, a);
    for (int i = 0; i < n; ++i)
    {
        VertexSystem<T> track;
        T chi2 = T(0);
        MaskOf<T> const solved = track_information(tracks[i], vertex.x, curvature_scale, track, chi2);
        MaskOf<T> const taken = belongs[i] & (chi2 <= max_chi2);
        regular = regular & (solved | !taken);
        for (int k = 0; k < 6; ++k) a[k] = a[k] - select(taken, track.a[k], T(0));
        for (int k = 0; k < 3; ++k) g[k] = g[k] + select(taken, track.g[k], T(0));
    }
    T cov[6];
    regular = regular & invert3(a, cov);
    multiply3(cov, g, shift);
    for (int k = 0; k < 3; ++k) regular = regular & is_finite(shift[k]);
    for (int k = 0; k < 3; ++k) result.x[k] = select(regular, vertex.x[k] - shift[k], vertex.x[k]);
    for (int k = 0; k < 6; ++k) result.cov[k] = select(regular, cov[k], vertex.cov[k]);
    return regular;
}

QUARTET_END
