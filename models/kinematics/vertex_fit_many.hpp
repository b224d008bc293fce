// Vertex fit of any number of tracks, for instance of a primary vertex: the same track functor and the same loop as
// fit_vertex, with the state of the tracks in the caller's arrays.
#pragma once

#include "models/kinematics/vertex_fit.hpp"

QUARTET_BEGIN

/// Arrays of n elements that belong to the caller.
template <class T>
struct FitScratch
{
    TrackMomentum<T>* p;
    TrackTerms<T>* terms;
};

template <class T>
struct VertexFitMany
{
    T x[3];  ///< relative to the local origin
    T cov[6];
    T chi2;
    int tracks;  ///< tracks that took part
    int ndf;
    MaskOf<T> regular, converged;
};

/// Fits n >= 2 tracks to a common vertex; scratch.terms[i].chi2 is the contribution of track i.
template <class T>
QUARTET_HD VertexFitMany<T> fit_vertex_many(TrackMeasurement<T> const* tracks, int n, T curvature_scale,
                                            FitScratch<T> const& scratch,
                                            VertexConstraint<T> const* constraint = nullptr,
                                            FitControl<T> const& control = {})
{
    VertexFitMany<T> fit;
    T last_decrease;
    crossing_of_tangents(tracks, n, fit.x);
    for (int i = 0; i < n; ++i) scratch.p[i] = first_momentum(tracks[i]);
    iterate_fit(tracks, n, curvature_scale, constraint, control, fit.x, scratch.p, scratch.terms, fit.cov, fit.chi2,
                last_decrease, fit.regular, fit.converged);
    fit.tracks = n;
    fit.ndf = 2 * n - 3 + (constraint != nullptr ? 3 : 0);
    return fit;
}

/// Drops the track with the largest contribution to the chi2 and fits again, as long as that contribution exceeds
/// `limit` and three tracks remain. Reorders `tracks`: the dropped ones are moved behind the others. Scalars only.
template <class T>
QUARTET_HD VertexFitMany<T> fit_vertex_dropping(TrackMeasurement<T>* tracks, int n, T curvature_scale, T limit,
                                                FitScratch<T> const& scratch,
                                                VertexConstraint<T> const* constraint = nullptr)
{
    for (;;)
    {
        VertexFitMany<T> const fit = fit_vertex_many(tracks, n, curvature_scale, scratch, constraint);
        int worst = 0;
        for (int i = 1; i < n; ++i)
            if (scratch.terms[i].chi2 > scratch.terms[worst].chi2) worst = i;
        if (n <= 3 || !(scratch.terms[worst].chi2 > limit)) return fit;
        TrackMeasurement<T> const dropped = tracks[worst];
        for (int i = worst; i + 1 < n; ++i) tracks[i] = tracks[i + 1];
        tracks[--n] = dropped;
    }
}

QUARTET_END
