// The primary vertex of a candidate: which one, with which covariance, and without the candidate's own tracks.
#pragma once

#include "models/base/constants.hpp"
#include "models/kinematics/candidate_access.hpp"
#include "models/kinematics/leaves.hpp"
#include "models/kinematics/pointing.hpp"
#include "models/kinematics/vertex_removal.hpp"

QUARTET_BEGIN

/// chi2 of a track to the primary vertex where an adaptive fit gives it half of its weight.
inline constexpr double release_max_chi2 = 9.0;

template <class T>
struct BestVertex
{
    T index;                 ///< within the event, -1 = none
    MeasuredPoint<T> point;  ///< NaN without one; the covariance is 0 where it is not known
    MaskOf<T> measured;      ///< the covariance is known
};

/// How far a primary vertex is from a flight line; d = vertex of the candidate - primary vertex.
QUARTET_INLINE double distance_of_choice(PrimaryChoice choice, double const (&d)[3], double const (&p)[3],
                                         std::int64_t number)
{
    if (choice == PrimaryChoice::first) return static_cast<double>(number);
    if (choice == PrimaryChoice::longitudinal) return abs(longitudinal_impact(d, p));
    double const n[3] = {d[1] * p[2] - d[2] * p[1], d[2] * p[0] - d[0] * p[2], d[0] * p[1] - d[1] * p[0]};
    return sqrt((n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) / (p[0] * p[0] + p[1] * p[1] + p[2] * p[2]));
}

/// The primary vertex that is nearest to the flight line; -1 when there is none (or no vertex of the candidate).
QUARTET_INLINE std::int64_t best_primary_vertex(PrimaryVertexView const& pv, PrimaryChoice choice, std::int64_t event,
                                                double const (&vertex)[3], double const (&p)[3])
{
    std::int64_t best = -1;
    double smallest = infinity_of<double>();
    for (std::int64_t row = pv.offsets[event]; row < pv.offsets[event + 1]; ++row)
    {
        double const d[3] = {vertex[0] - pv.x[row], vertex[1] - pv.y[row], vertex[2] - pv.z[row]};
        double const distance = distance_of_choice(choice, d, p, row - pv.offsets[event]);
        if (distance < smallest)
        {
            smallest = distance;
            best = row - pv.offsets[event];
        }
    }
    return best;
}

/// Fills one lane. A covariance that is not finite, or has a variance that is not positive, is not known: taken for 0
/// it would make the vertex exact.
template <class T>
QUARTET_HD void take_primary_vertex(PrimaryVertexView const& view, std::int64_t event, std::int64_t index, int l,
                                    BestVertex<T>& best)
{
    if (index < 0) return;
    std::int64_t const row = view.offsets[event] + index;
    set_lane(best.index, l, static_cast<ScalarOf<T>>(index));
    set_lane(best.point.x[0], l, view.x[row]);
    set_lane(best.point.x[1], l, view.y[row]);
    set_lane(best.point.x[2], l, view.z[row]);
    if (view.cov.data == nullptr) return;
    double cov[vertex_covariance_size];
    bool known = true;
    for (int k = 0; k < vertex_covariance_size; ++k)
    {
        cov[k] = view.cov[k * view.size() + row];
        known = known && is_finite(cov[k]);
    }
    for (int k = 0; k < 3; ++k) known = known && cov[lower(k, k)] > 0;
    if (!known) return;
    set_lane(best.measured, l, true);
    for (int k = 0; k < vertex_covariance_size; ++k) set_lane(best.point.cov[k], l, cov[k]);
}

template <class T>
QUARTET_HD BestVertex<T> no_primary_vertex()
{
    BestVertex<T> none;
    none.index = T(-1);
    none.measured = MaskOf<T>(false);
    for (int k = 0; k < 3; ++k) none.point.x[k] = nan_of<T>();
    for (int k = 0; k < vertex_covariance_size; ++k) none.point.cov[k] = T(0);
    return none;
}

/// The primary vertices of candidates with the vertices `v` and momenta `p`, in lanes with a vertex.
template <class T>
QUARTET_HD BestVertex<T> find_primary_vertex(PrimaryVertexView const& view, PrimaryChoice choice, IntOf<T> event,
                                             MaskOf<T> has_vertex, T const* v, T const* p)
{
    BestVertex<T> best = no_primary_vertex<T>();
    for (int l = 0; l < lanes_of<T>; ++l)
    {
        if (!lane(has_vertex, l)) continue;
        double const vertex[3] = {lane(v[0], l), lane(v[1], l), lane(v[2], l)};
        double const momentum[3] = {lane(p[0], l), lane(p[1], l), lane(p[2], l)};
        std::int64_t const at = lane(event, l);
        take_primary_vertex(view, at, best_primary_vertex(view, choice, at, vertex, momentum), l, best);
    }
    return best;
}

/// The primary vertices with these numbers.
template <class T>
QUARTET_HD BestVertex<T> numbered_primary_vertex(PrimaryVertexView const& view, IntOf<T> event, T index)
{
    BestVertex<T> best = no_primary_vertex<T>();
    for (int l = 0; l < lanes_of<T>; ++l)
        take_primary_vertex(view, lane(event, l), static_cast<std::int64_t>(lane(index, l)), l, best);
    return best;
}

/// Takes the leaves that were fitted to the primary vertex out of it: those linked to it that fit to it.
template <class T, int N>
QUARTET_HD void release_leaves(ObjectTableView const& objects, double bfield_tesla, IntOf<T> const (&row)[N],
                               BestVertex<T>& pv)
{
    MaskOf<T> belongs[N], any_leaf = MaskOf<T>(false);
    for (int k = 0; k < N; ++k)
    {
        T const link = object_number<T>(objects, row[k], ObjectColumn::pv_link);
        belongs[k] = (pv.index >= T(0)) & (link == pv.index);
        any_leaf = any_leaf | belongs[k];
    }
    if (none(any_leaf)) return;
    TrackMeasurement<T> tracks[N];
    for (int k = 0; k < N; ++k) tracks[k] = measurement_of<T>(objects, row[k], pv.point.x);
    MeasuredPoint<T> vertex = pv.point, without;
    for (int k = 0; k < 3; ++k) vertex.x[k] = T(0);
    remove_tracks(vertex, tracks, belongs, N, T(constants::curvature_constant) * T(bfield_tesla), without,
                  T(release_max_chi2));
    for (int k = 0; k < 3; ++k) pv.point.x[k] = select(any_leaf, pv.point.x[k] + without.x[k], pv.point.x[k]);
    for (int k = 0; k < vertex_covariance_size; ++k)
        pv.point.cov[k] = select(any_leaf, without.cov[k], pv.point.cov[k]);
}

QUARTET_END
