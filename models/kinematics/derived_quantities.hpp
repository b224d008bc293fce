// Parts of the derived stage. Quantities of the candidate come in T (one candidate, or a pack of them); loops over
// the surroundings of a candidate run lane by lane.
#pragma once

#include "models/base/constants.hpp"
#include "models/kinematics/beam.hpp"
#include "models/kinematics/candidate_access.hpp"
#include "models/kinematics/impact_parameter.hpp"
#include "models/kinematics/isolation.hpp"
#include "models/kinematics/leaves.hpp"
#include "models/kinematics/pointing.hpp"
#include "models/kinematics/primary_vertex.hpp"

QUARTET_BEGIN

template <class T>
QUARTET_INLINE T pseudorapidity(T pt, T pz)
{
    return asinh(pz / pt);
}

/// Candidates while their quantities are computed.
template <class T, int N>
struct CandidateState
{
    std::int64_t first;  ///< position of the first lane in the list
    IntOf<T> event;
    IntOf<T> row[N];
    MaskOf<T> has_vertex;
    FourMomentum<T> leaf[N];  ///< refitted, or as stored without a vertex
    T p[3];                   ///< momentum of the candidate
    T mass, pt, eta, phi;
    CandidateParameters<T> parameters;  ///< NaN without a vertex
    BestVertex<T> pv;                   ///< best primary vertex
};

/// Impact-parameter significance of a leaf with respect to the beam at its own height, signed by the direction of
/// the candidate.
template <class T, int N>
QUARTET_HD T signed_beam_impact(EventBatchView const& batch, ObjectTableView const& objects,
                                CandidateState<T, N> const& c, IntOf<T> row)
{
    BeamImpact<T> const seen = impact_to_beam<T>(batch.beamspot, objects, c.event, row, batch.bfield_tesla);
    return signed_significance(seen.d0, seen.phi.sin, seen.phi.cos, seen.variance, c.p[0], c.p[1]);
}

/// Where a candidate lies, for the loops over its surroundings.
struct CandidateDirection
{
    std::int64_t event;
    double eta, phi;
    std::int64_t pv_index;
    double pv_z;  ///< NaN without a primary vertex
};

/// A track belongs to the candidate's primary vertex. Without links to vertices: its closest point lies within
/// isolation_max_dz of it. All do when the candidate has none.
QUARTET_HD inline bool is_of_vertex(TrackView const& t, std::int64_t i, CandidateDirection const& c)
{
    if (t.pv_index.data != nullptr) return c.pv_index < 0 || t.pv_index[i] == c.pv_index;
    if (!t.track.present() || c.pv_index < 0) return true;
    return abs(t.track.ref_z[i] + t.track.z0[i] - c.pv_z) < isolation_max_dz;
}

/// Track i of the batch, of `event`, is one of the leaves: the same row of the object table, or their muon.
QUARTET_HD inline bool is_leaf(EventBatchView const& batch, ObjectTableView const& objects, std::int64_t event,
                               std::int64_t i, std::int64_t const* leaf_identity, int leaves)
{
    std::int64_t const first = objects.first_row[static_cast<int>(Collection::track)];
    std::int64_t identity = first >= 0 ? objects.identity[first + i] : -1;
    Span<std::int32_t const> const& muon = batch.track.muon_index;
    if (first < 0 && muon.data != nullptr && muon[i] >= 0)
        identity = objects.first_row[static_cast<int>(Collection::muon)] + batch.muon.offsets[event] + muon[i];
    bool leaf = false;
    for (int k = 0; k < leaves; ++k) leaf = leaf || leaf_identity[k] == identity;
    return leaf;
}

/// Sum of the pT of the tracks of the same primary vertex in the cone, without the leaves themselves.
QUARTET_HD inline double close_track_pt(EventBatchView const& batch, ObjectTableView const& objects,
                                        CandidateDirection const& c, std::int64_t const* leaf_identity, int leaves)
{
    TrackView const& t = batch.track;
    double sum = 0;
    for (std::int64_t i = t.offsets[c.event]; i < t.offsets[c.event + 1]; ++i)
    {
        bool const inside = delta_r2(c.eta, c.phi, t.eta[i], t.phi[i]) < isolation_cone * isolation_cone;
        if (!inside || !(t.pt[i] > isolation_min_pt) || !is_of_vertex(t, i, c)) continue;
        sum += is_leaf(batch, objects, c.event, i, leaf_identity, leaves) ? 0.0 : t.pt[i];
    }
    return sum;
}

/// A direction matches a trigger object.
QUARTET_HD inline bool is_trigger_matched(TriggerObjectView const& t, std::int64_t event, double eta, double phi,
                                          double max_dr)
{
    bool matched = false;
    for (std::int64_t i = t.offsets[event]; i < t.offsets[event + 1]; ++i)
        matched = matched || delta_r2(eta, phi, t.eta[i], t.phi[i]) < max_dr * max_dr;
    return matched;
}

QUARTET_END
