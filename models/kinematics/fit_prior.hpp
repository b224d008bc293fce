// Vertex fits of candidates, with the vertex constraint of their decay where there is one.
#pragma once

#include "models/kinematics/beam.hpp"
#include "models/kinematics/primary_vertex.hpp"

QUARTET_BEGIN

/// Fits the candidates i ... i + lanes - 1; the tracks are relative to `origin`.
template <class T, int N>
struct FitWithPrior
{
    FitStage const& stage;
    std::int64_t i;
    IntOf<T> const (&row)[N];
    TrackMeasurement<T> const (&tracks)[N];
    T const (&origin)[3];

    /// `constrained`: where the constraint had a usable covariance; elsewhere the fit is free. Which primary vertex is
    /// the candidate's follows from a first, free fit.
    QUARTET_HD VertexFit<T, N> operator()(MaskOf<T>& constrained) const
    {
        T const scale = T(constants::curvature_constant) * T(stage.batch.bfield_tesla);
        VertexConstraint<T> prior;
        constrained = MaskOf<T>(false);
        bool given = stage.spec.prior == VertexPrior::beamspot && stage.batch.beamspot.present();
        bool again = stage.spec.prior == VertexPrior::pv;
        if (given) constrained = constraint_of(beam_point(beam_region<T>(stage.batch.beamspot, event())), prior);
        for (;;)  // one call of the fit: it is large
        {
            VertexFit<T, N> const vertex = fit_vertex(tracks, scale, given ? &prior : nullptr);
            if (!again) return vertex;
            constrained = constraint_of(primary_vertex(vertex), prior);
            given = true;
            again = false;
        }
    }

  private:
    QUARTET_HD IntOf<T> event() const { return load_rows<T>(stage.list.event.data + i); }

    QUARTET_HD MaskOf<T> constraint_of(MeasuredPoint<T> point, VertexConstraint<T>& prior) const
    {
        for (int k = 0; k < 3; ++k) point.x[k] = point.x[k] - origin[k];
        return vertex_prior(point, prior);
    }

    /// The candidate's primary vertex, its own tracks taken out of it. Its number goes into the table, so that flight
    /// quantities refer to the same one.
    QUARTET_HD MeasuredPoint<T> primary_vertex(VertexFit<T, N> const& free) const
    {
        T v[3], p[3] = {T(0), T(0), T(0)};
        auto usable = free.regular & free.converged & is_finite(free.chi2);
        for (int k = 0; k < 3; ++k) v[k] = origin[k] + free.x[k];
        for (int k = 0; k < N; ++k)
        {
            FourMomentum<T> const q = momentum_of(free.p[k], T(stage.spec.mass[k]));
            p[0] = p[0] + q.px;
            p[1] = p[1] + q.py;
            p[2] = p[2] + q.pz;
        }
        BestVertex<T> best = find_primary_vertex<T>(stage.batch.pv, stage.spec.primary, event(), usable, v, p);
        put(stage.table, stage.list, NodeColumn::pv_index, 0, i, best.index);
        release_leaves(stage.objects, stage.batch.bfield_tesla, row, best);
        return best.point;
    }
};

QUARTET_END
