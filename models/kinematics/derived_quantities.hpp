// Parts of the derived stage: one candidate, plain numbers in and out.
#pragma once

#include "models/base/constants.hpp"
#include "models/kinematics/candidate_payload.hpp"
#include "models/kinematics/dca.hpp"
#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/isolation.hpp"
#include "models/kinematics/pointing.hpp"

QUARTET_BEGIN

/// A candidate while its quantities are computed.
struct CandidateState
{
    std::int64_t event;
    std::int64_t row[4];
    bool has_vertex;
    FourMomentum<double> muon[4];  ///< refitted, or as stored without a vertex
    double p[3];                   ///< momentum of the candidate
    double mass, pt, eta, phi, momentum;
    double vertex[3], cov[6];
};

/// Primary vertex with its covariance (zero when the file has none).
struct VertexPoint
{
    double x[3];
    double cov[6];
};

QUARTET_INLINE double pseudorapidity(double pt, double pz) { return asinh(pz / pt); }

QUARTET_INLINE VertexPoint primary_vertex(PrimaryVertexView const& pv, std::int64_t row)
{
    VertexPoint v{{pv.x[row], pv.y[row], pv.z[row]}, {0, 0, 0, 0, 0, 0}};
    if (pv.cov.data != nullptr)
        for (int k = 0; k < 6; ++k) v.cov[k] = pv.cov[k * pv.size() + row];
    return v;
}

/// The primary vertex with the smallest longitudinal distance to the flight line, -1 when there is none (or no vertex).
QUARTET_INLINE std::int32_t best_primary_vertex(PrimaryVertexView const& pv, CandidateState const& c)
{
    std::int32_t best = -1;
    double smallest = infinity_of<double>();
    if (!c.has_vertex) return best;
    for (std::int64_t row = pv.offsets[c.event]; row < pv.offsets[c.event + 1]; ++row)
    {
        double const d[3] = {c.vertex[0] - pv.x[row], c.vertex[1] - pv.y[row], c.vertex[2] - pv.z[row]};
        double const distance = abs(longitudinal_impact(d, c.p));
        if (distance < smallest)
        {
            smallest = distance;
            best = static_cast<std::int32_t>(row - pv.offsets[c.event]);
        }
    }
    return best;
}

/// Width of the luminous region, xx and yy (zero when the file has none).
struct BeamWidth
{
    double xx, yy;
};

QUARTET_INLINE BeamWidth beam_width(BeamSpotView const& b, std::int64_t event)
{
    double const sx = b.sigma_x.data != nullptr ? b.sigma_x[event] : 0.0;
    double const sy = b.sigma_y.data != nullptr ? b.sigma_y[event] : 0.0;
    return {sx * sx, sy * sy};
}

QUARTET_INLINE Point<double> beam_point(BeamSpotView const& b, std::int64_t event, double z)
{
    double const dxdz = b.dxdz.data != nullptr ? b.dxdz[event] : 0.0;
    double const dydz = b.dydz.data != nullptr ? b.dydz[event] : 0.0;
    return beam_at(Point<double>{b.x[event], b.y[event], b.z[event]}, dxdz, dydz, z);
}

/// Impact-parameter significance of a muon with respect to the beam at the height of the muon, signed by the
/// direction of the candidate. NaN without track covariances or beam spot.
QUARTET_HD inline double beam_impact(EventBatchView const& batch, MuonCacheView const& cache, CandidateState const& c,
                                     std::int64_t row)
{
    PerigeeView const& t = batch.muon.track;
    if (!t.present() || !t.has_covariance() || !batch.beamspot.present()) return nan_of<double>();
    Point<double> const beam = beam_point(batch.beamspot, c.event, cache.z[row]);
    BeamWidth const width = beam_width(batch.beamspot, c.event);
    Angle<double> const theta = angle_of(t.theta[row]);
    Perigee<double> const seen =
        perigee_of(cache.x[row] - beam.x, cache.y[row] - beam.y, 0.0, angle_of(t.phi[row]),
                   curvature(t.qoverp[row], theta.sin, batch.bfield_tesla), theta.cos / theta.sin);
    return impact_significance(seen.d0, seen.phi.sin, seen.phi.cos, t.cov[row], width.xx, 0.0, width.yy, c.p[0],
                               c.p[1]);
}

/// Sum of the pT of the tracks of the same primary vertex in the cone. Without links to vertices a track counts when
/// its closest point lies within isolation_max_dz of the vertex.
QUARTET_HD inline double close_track_pt(EventBatchView const& batch, CandidateState const& c, std::int32_t pv_index)
{
    TrackView const& t = batch.track;
    double const pv_z = pv_index >= 0 ? batch.pv.z[batch.pv.offsets[c.event] + pv_index] : nan_of<double>();
    double sum = 0;
    for (std::int64_t i = t.offsets[c.event]; i < t.offsets[c.event + 1]; ++i)
    {
        bool same = true;
        if (t.pv_index.data != nullptr)
            same = pv_index < 0 || t.pv_index[i] == pv_index;
        else if (t.track.present() && pv_index >= 0)
            same = abs(t.track.ref_z[i] + t.track.z0[i] - pv_z) < isolation_max_dz;
        bool const inside = delta_r2(c.eta, c.phi, t.eta[i], t.phi[i]) < isolation_cone * isolation_cone;
        if (same && inside && t.pt[i] > isolation_min_pt) sum += t.pt[i];
    }
    return sum;
}

/// Muons within max_dr of a trigger object; -1 when the file has none.
QUARTET_HD inline std::int32_t count_trigger_matches(EventBatchView const& batch, CandidateState const& c,
                                                     double max_dr)
{
    TriggerObjectView const& t = batch.trigobj;
    if (t.present == 0) return -1;
    std::int32_t count = 0;
    for (int k = 0; k < 4; ++k)
    {
        bool matched = false;
        double const eta = batch.muon.eta[c.row[k]], phi = batch.muon.phi[c.row[k]];
        for (std::int64_t i = t.offsets[c.event]; i < t.offsets[c.event + 1]; ++i)
            matched = matched || delta_r2(eta, phi, t.eta[i], t.phi[i]) < max_dr * max_dr;
        count += matched ? 1 : 0;
    }
    return count;
}

/// The helix of a muon, starting at its closest point to its reference.
QUARTET_INLINE HelixLine<double> helix_of(PerigeeView const& t, MuonCacheView const& cache, std::int64_t row,
                                          double bfield)
{
    Angle<double> const theta = angle_of(t.theta[row]);
    return {{cache.x[row], cache.y[row], cache.z[row]},
            angle_of(t.phi[row]),
            curvature(t.qoverp[row], theta.sin, bfield),
            theta.cos / theta.sin};
}

QUARTET_END
