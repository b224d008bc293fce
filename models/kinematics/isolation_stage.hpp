// Per candidate: isolation and close tracks, in one loop over the tracks of the event in their order.
//
// A track counts when it is not a leaf and belongs to the candidate's primary vertex (derived_quantities.hpp). What
// a track adds is in track_isolation.hpp. Quantities that nobody wants are not computed; the others do not depend on
// which ones are wanted.
#pragma once

#include "models/kinematics/derived_quantities.hpp"
#include "models/kinematics/isolation_payload.hpp"
#include "models/kinematics/track_isolation.hpp"

QUARTET_BEGIN

/// Radii of the cones about a leaf.
inline constexpr int daughter_cones = 3;
QUARTET_INLINE constexpr double daughter_radius(int k) { return k == 0 ? 0.3 : k == 1 ? 0.4 : 0.7; }

/// A leaf with the sums of the tracks so far.
struct LeafSurroundings
{
    double pt, eta, phi;
    HelixLine<double> helix;
    bool has_helix;
    double cone[daughter_cones], cone_dca[daughter_cones], muon, pair;
};

/// Helix of a track of the event; NaN parameters make NaN distances, and such a track is near nothing.
QUARTET_HD inline HelixLine<double> track_helix(PerigeeView const& t, std::int64_t i, double bfield_tesla)
{
    Angle<double> const theta = angle_of(t.theta[i]), phi = angle_of(t.phi[i]);
    return {{t.ref_x[i] - t.d0[i] * phi.sin, t.ref_y[i] + t.d0[i] * phi.cos, t.ref_z[i] + t.z0[i]},
            phi,
            curvature(t.qoverp[i], theta.sin, bfield_tesla),
            theta.cos / theta.sin};
}

/// Index = candidate.
struct IsolateCandidate
{
    IsolationStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        State s;
        if (stage.has_tracks == 0 || (stage.code.size != 0 && stage.code[i] != 0)) return nothing(i);
        start(i, s);
        TrackView const& t = stage.batch.track;
        for (std::int64_t track = t.offsets[s.at.event]; track < t.offsets[s.at.event + 1]; ++track) add(track, s);
        finish(i, s);
    }

  private:
    using Quantity = IsolationQuantity;
    static constexpr int significances = 4;

    struct State
    {
        CandidateDirection at;
        std::int64_t identity[max_leaves];
        LeafSurroundings leaf[max_leaves];
        double vertex[3], vertex_cov[6], primary[3];
        bool has_vertex;
        bool close_wanted, dca_wanted, pairs_wanted;
        double close[significances], nearest;
    };

    QUARTET_HD double read(NodeColumn column, int k, std::int64_t i) const
    {
        return get<double>(stage.table, stage.list, column, k, i);
    }

    QUARTET_HD void write(Quantity quantity, int k, std::int64_t i, bool known, double value) const
    {
        std::int32_t const column = stage.columns[static_cast<int>(quantity) + k];
        if (column < 0) return;
        stage.table.value[column * stage.list.stride + i] = known && value == value ? value : nan_of<double>();
    }

    QUARTET_HD void nothing(std::int64_t i) const
    {
        for (int q = 0; q < isolation_quantities; ++q) write(Quantity::close_tracks, q, i, false, 0);
    }

    QUARTET_HD void start(std::int64_t i, State& s) const
    {
        std::int64_t const event = stage.list.event[i];
        double const index = read(NodeColumn::pv_index, 0, i);
        s.at = {event, read(NodeColumn::eta, 0, i), read(NodeColumn::phi, 0, i),
                index >= 0 ? static_cast<std::int64_t>(index) : -1, nan_of<double>()};
        PrimaryVertexView const& pv = stage.batch.pv;
        std::int64_t const row = s.at.pv_index < 0 ? -1 : pv.offsets[event] + s.at.pv_index;
        s.primary[0] = row < 0 ? nan_of<double>() : pv.x[row];
        s.primary[1] = row < 0 ? nan_of<double>() : pv.y[row];
        s.primary[2] = row < 0 ? nan_of<double>() : pv.z[row];
        s.at.pv_z = s.primary[2];
        s.has_vertex = read(NodeColumn::status, 0, i) == 0.0;
        for (int k = 0; k < 3; ++k) s.vertex[k] = read(NodeColumn::x, k, i);
        for (int k = 0; k < 6; ++k) s.vertex_cov[k] = read(NodeColumn::covariance, k, i);
        IsolationColumns const& wanted = stage.columns;
        bool const helices = stage.has_perigee != 0;
        s.close_wanted = helices && s.has_vertex && wanted.wants(Quantity::close_tracks, significances + 1);
        s.dca_wanted = helices && wanted.wants(Quantity::cone_03_dca, daughter_cones * max_leaves);
        s.pairs_wanted = helices && (wanted.wants(Quantity::pair, 1) || wanted.wants(Quantity::leaf_pair, max_leaves));
        for (int k = 0; k < significances; ++k) s.close[k] = 0;
        s.nearest = infinity_of<double>();
        for (int k = 0; k < stage.leaves; ++k) start_leaf(i, k, s);
    }

    QUARTET_HD void start_leaf(std::int64_t i, int k, State& s) const
    {
        std::int64_t const row = stage.list.row[k * stage.list.stride + i];
        s.identity[k] = stage.objects.identity[row];
        LeafSurroundings& leaf = s.leaf[k];
        leaf.pt = read(NodeColumn::leaf_pt0, k, i);
        leaf.eta = read(NodeColumn::leaf_eta0, k, i);
        leaf.phi = read(NodeColumn::leaf_phi0, k, i);
        leaf.helix = helix_of<double>(stage.objects, row, stage.batch.bfield_tesla);
        leaf.has_helix = is_finite(leaf.helix.point[0]) && is_finite(leaf.helix.point[2]) && is_finite(leaf.helix.kappa)
                         && is_finite(leaf.helix.phi.sin);
        for (int r = 0; r < daughter_cones; ++r) leaf.cone[r] = leaf.cone_dca[r] = 0;
        leaf.muon = 0;
        leaf.pair = 1;
    }

    QUARTET_HD void add(std::int64_t i, State& s) const
    {
        TrackView const& t = stage.batch.track;
        if (!is_of_vertex(t, i, s.at) || is_leaf(stage.batch, stage.objects, s.at.event, i, s.identity, stage.leaves))
            return;
        NearbyTrack<double> const seen{t.pt[i], t.eta[i], t.phi[i], nan_of<double>(), nan_of<double>(), true};
        if (s.close_wanted) add_close(i, seen, s);
        HelixLine<double> helix{};
        if (s.dca_wanted || s.pairs_wanted) helix = track_helix(t.track, i, stage.batch.bfield_tesla);
        for (int k = 0; k < stage.leaves; ++k) add_to_leaf(helix, seen, s, s.leaf[k]);
    }

    /// The track as the vertex sees it.
    QUARTET_HD void add_close(std::int64_t i, NearbyTrack<double> seen, State& s) const
    {
        PerigeeView const& p = stage.batch.track.track;
        double const q[5] = {p.d0[i], p.z0[i], p.phi[i], p.theta[i], p.qoverp[i]};
        double const reference[3] = {p.ref_x[i], p.ref_y[i], p.ref_z[i]};
        double cov[15];
        for (int k = 0; k < 15; ++k)
            cov[k] = stage.has_covariance != 0 ? p.cov[k * stage.batch.track.size() + i] : nan_of<double>();
        TrackAtPoint<double> const at =
            track_at_point(q, reference, s.vertex, constants::curvature_constant * stage.batch.bfield_tesla);
        Measured<double> const doca = track_impact_3d(at, cov, s.vertex_cov);
        seen.doca = doca.value;
        seen.doca_error = doca.error;
        for (int k = 0; k < significances; ++k) s.close[k] += close_track(close_track_cut(k), seen);
        s.nearest = nearest_track(s.nearest, close_track_cut(0), seen);
    }

    QUARTET_HD void add_to_leaf(HelixLine<double> const& helix, NearbyTrack<double> seen, State const& s,
                                LeafSurroundings& leaf) const
    {
        double const widest = daughter_radius(daughter_cones - 1);
        bool const inside = delta_r2(leaf.eta, leaf.phi, seen.eta, seen.phi) < widest * widest;
        if (inside && s.dca_wanted && leaf.has_helix) seen.doca = near_helix_distance(leaf.helix, helix);
        for (int r = 0; r < daughter_cones && inside; ++r)
        {
            leaf.cone[r] += cone_pt(daughter_cone(daughter_radius(r), false), leaf.eta, leaf.phi, seen);
            leaf.cone_dca[r] += cone_pt(daughter_cone(daughter_radius(r), true), leaf.eta, leaf.phi, seen);
        }
        leaf.muon += inside ? cone_pt(muon_cone(), leaf.eta, leaf.phi, seen) : 0.0;
        if (!s.pairs_wanted || !leaf.has_helix) return;
        Crossing<double> const crossing = crossing_of(leaf.helix, helix);
        if (!(crossing.distance < daughter_max_dca)) return;
        double const of_pair = pair_isolation(crossing, leaf.pt, seen.pt, s.primary);
        leaf.pair = of_pair < leaf.pair ? of_pair : leaf.pair;
    }

    QUARTET_HD void finish(std::int64_t i, State const& s) const
    {
        bool const helices = stage.has_perigee != 0, vertex = helices && s.has_vertex;
        bool const errors = vertex && stage.has_covariance != 0;
        for (int k = 0; k < significances; ++k)
            write(Quantity::close_tracks, k, i, k == 0 ? vertex : errors, s.close[k]);
        write(Quantity::nearest_track, 0, i, vertex, s.nearest);
        double smallest = nan_of<double>();
        for (int k = 0; k < stage.leaves; ++k)
        {
            LeafSurroundings const& leaf = s.leaf[k];
            bool const helix = helices && leaf.has_helix, pair = helix && s.at.pv_index >= 0;
            for (int r = 0; r < daughter_cones; ++r)
            {
                write(Quantity::cone_03, r * max_leaves + k, i, true, relative_isolation(leaf.pt, leaf.cone[r]));
                write(Quantity::cone_03_dca, r * max_leaves + k, i, helix,
                      relative_isolation(leaf.pt, leaf.cone_dca[r]));
            }
            write(Quantity::muon, k, i, true, isolation(leaf.pt, leaf.muon));
            write(Quantity::leaf_pair, k, i, pair, leaf.pair);
            if (pair) smallest = smaller_known(smallest, leaf.pair);
        }
        write(Quantity::pair, 0, i, true, smallest);
    }
};

QUARTET_END
