// Per candidate: everything that follows from the fits. T = double takes one candidate, a pack as many as it has
// lanes; the bits agree.
#pragma once

#include "models/kinematics/derived_quantities.hpp"
#include "models/kinematics/leaf_distances.hpp"
#include "models/kinematics/pairings.hpp"
#include "models/kinematics/resolution_category.hpp"
#include "models/kinematics/vertex_removal.hpp"
#include "models/kinematics/vertex_status.hpp"

QUARTET_BEGIN

template <class T, int N>
struct DeriveCandidate
{
    using State = CandidateState<T, N>;
    DerivedStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        State c;
        c.first = i;
        c.event = load_rows<T>(stage.list.event.data + i);
        for (int k = 0; k < N; ++k) c.row[k] = leaf_row<T>(stage.list, k, i);
        load_fit(c);
        momenta(c);
        kinematics(c);
        find_primary_vertex(stage.batch.pv, c);
        release_leaves(c);
        flight_from_beam(c);
        flight_from_vertex(c);
        surroundings(c);
        distances(c);
    }

  private:
    QUARTET_HD T read(NodeColumn column, int k, State const& c) const
    {
        return get<T>(stage.table, stage.list, column, k, c.first);
    }
    QUARTET_HD void write(NodeColumn column, int k, State const& c, T value) const
    {
        put(stage.table, stage.list, column, k, c.first, value);
    }

    QUARTET_HD void load_fit(State& c) const
    {
        c.has_vertex = read(NodeColumn::status, 0, c) == T(0);
        for (int k = 0; k < 3; ++k) c.parameters.v[k] = read(NodeColumn::x, k, c);
        for (int k = 0; k < 28; ++k) c.parameters.cov[k] = read(NodeColumn::covariance, k, c);
    }

    QUARTET_HD void momenta(State& c) const
    {
        FourMomentum<T> raw[N];
        T charge = T(0);
        for (int k = 0; k < N; ++k)
        {
            double const mass = stage.spec.mass[k];
            raw[k] = stored_momentum<T>(stage.objects, c.row[k], mass);
            FourMomentum<T> const fitted =
                on_shell(read(NodeColumn::px0, 3 * k, c), read(NodeColumn::px0, 3 * k + 1, c),
                         read(NodeColumn::px0, 3 * k + 2, c), T(mass));
            c.leaf[k] = {select(c.has_vertex, fitted.px, raw[k].px), select(c.has_vertex, fitted.py, raw[k].py),
                         select(c.has_vertex, fitted.pz, raw[k].pz), select(c.has_vertex, fitted.e, raw[k].e)};
            for (int l = 0; l < lanes_of<T>; ++l)
                set_lane(charge, l, lane(charge, l) + stage.objects.charge[lane(c.row[k], l)]);
        }
        T const mass_raw = mass_of_leaves(raw, stage.spec.mass, N);
        c.mass = select(c.has_vertex, read(NodeColumn::fitted_mass, 0, c), mass_raw);
        write(NodeColumn::charge, 0, c, charge);
        write(NodeColumn::mass_raw, 0, c, mass_raw);
        write(NodeColumn::mass, 0, c, c.mass);
    }

    QUARTET_HD void kinematics(State& c) const
    {
        for (int k = 0; k < 3; ++k) c.p[k] = T(0);
        for (int k = 0; k < N; ++k)
        {
            FourMomentum<T> const& q = c.leaf[k];
            T const pt = sqrt(q.px * q.px + q.py * q.py);
            write(NodeColumn::leaf_pt0, k, c, pt);
            write(NodeColumn::leaf_eta0, k, c, pseudorapidity(pt, q.pz));
            write(NodeColumn::leaf_phi0, k, c, atan2(q.py, q.px));
            c.p[0] = c.p[0] + q.px;
            c.p[1] = c.p[1] + q.py;
            c.p[2] = c.p[2] + q.pz;
        }
        c.pt = sqrt(c.p[0] * c.p[0] + c.p[1] * c.p[1]);
        for (int k = 0; k < 3; ++k) c.parameters.v[3 + k] = c.p[k];
        c.parameters.v[6] = c.mass;
        c.eta = pseudorapidity(c.pt, c.p[2]);
        c.phi = atan2(c.p[1], c.p[0]);
        write(NodeColumn::pt, 0, c, c.pt);
        write(NodeColumn::pt_error, 0, c, transverse_momentum(c.parameters).error);
        write(NodeColumn::eta, 0, c, c.eta);
        write(NodeColumn::phi, 0, c, c.phi);
    }

    /// Takes the leaves that were fitted to the primary vertex out of it: those linked to it that fit to it.
    QUARTET_HD void release_leaves(State& c) const
    {
        MaskOf<T> belongs[N], any_leaf = MaskOf<T>(false);
        for (int k = 0; k < N; ++k)
        {
            T const link = object_number<T>(stage.objects, c.row[k], ObjectColumn::pv_link);
            belongs[k] = (c.pv_index >= T(0)) & (link == c.pv_index);
            any_leaf = any_leaf | belongs[k];
        }
        if (stage.possible == 0 || none(any_leaf)) return;
        TrackMeasurement<T> tracks[N];
        for (int k = 0; k < N; ++k) tracks[k] = measurement_of<T>(stage.objects, c.row[k], c.pv.x);
        MeasuredPoint<T> vertex = c.pv, without;
        for (int k = 0; k < 3; ++k) vertex.x[k] = T(0);
        remove_tracks(vertex, tracks, belongs, N, T(constants::curvature_constant) * T(stage.batch.bfield_tesla),
                      without, T(release_max_chi2));
        for (int k = 0; k < 3; ++k) c.pv.x[k] = select(any_leaf, c.pv.x[k] + without.x[k], c.pv.x[k]);
        for (int k = 0; k < 6; ++k) c.pv.cov[k] = select(any_leaf, without.cov[k], c.pv.cov[k]);
    }

    /// From the beam spot, moved to the height of the best primary vertex (of the candidate's vertex without one).
    QUARTET_HD void flight_from_beam(State const& c) const
    {
        auto const nan = nan_of<T>();
        Measured<T> lxy{nan, nan}, distance{nan, nan};
        T alpha = nan;
        if (stage.batch.beamspot.present())
        {
            T const z = select(c.pv_index >= T(0), c.pv.x[2], c.parameters.v[2]);
            MeasuredPoint<T> const beam = beam_at_height(beam_region<T>(stage.batch.beamspot, c.event), z);
            lxy = decay_length(c.parameters, beam, true);
            distance = impact_transverse(c.parameters, beam);
            alpha = pointing(c.parameters, beam, true).cosine.value;
        }
        write(NodeColumn::lxy, 0, c, lxy.value);
        write(NodeColumn::lxy_error, 0, c, lxy.error);
        write(NodeColumn::lxy_significance, 0, c, lxy.significance());
        write(NodeColumn::cos_alpha_bs_2d, 0, c, select(c.has_vertex, alpha, nan));
        write(NodeColumn::beam_distance, 0, c, abs(distance.value));
        write(NodeColumn::beam_distance_significance, 0, c, abs(distance.significance()));
    }

    /// From the best primary vertex; NaN without one.
    QUARTET_HD void flight_from_vertex(State const& c) const
    {
        auto const known = [&](T value) { return select(c.pv_index >= T(0), value, nan_of<T>()); };
        auto const both = [&](NodeColumn value, NodeColumn error, Measured<T> const& m)
        {
            write(value, 0, c, known(m.value));
            write(error, 0, c, known(m.error));
        };
        Measured<T> const length = decay_length(c.parameters, c.pv, false);
        Measured<T> const across = decay_length(c.parameters, c.pv, true);
        write(NodeColumn::pv_index, 0, c, c.pv_index);
        both(NodeColumn::cos_alpha_2d, NodeColumn::cos_alpha_2d_error, pointing(c.parameters, c.pv, true).cosine);
        both(NodeColumn::cos_alpha_3d, NodeColumn::cos_alpha_3d_error, pointing(c.parameters, c.pv, false).cosine);
        both(NodeColumn::l3d, NodeColumn::l3d_error, length);
        write(NodeColumn::l3d_significance, 0, c, known(length.significance()));
        both(NodeColumn::lxy_vertex, NodeColumn::lxy_vertex_error, across);
        write(NodeColumn::lxy_vertex_significance, 0, c, known(across.significance()));
        both(NodeColumn::ct, NodeColumn::ct_error, proper_decay_length(c.parameters, c.pv, false));
        both(NodeColumn::ct_xy, NodeColumn::ct_xy_error, proper_decay_length(c.parameters, c.pv, true));
        Measured<T> const ip = impact_3d(c.parameters, c.pv), along = impact_longitudinal(c.parameters, c.pv);
        write(NodeColumn::pv_distance, 0, c, known(ip.value));
        write(NodeColumn::pv_distance_significance, 0, c, known(ip.significance()));
        write(NodeColumn::pv_dz, 0, c, known(along.value));
        write(NodeColumn::pv_dz_significance, 0, c, known(along.significance()));
        write(NodeColumn::flight_chi2, 0, c, known(flight_chi2(c.parameters, c.pv)));
    }

    QUARTET_HD void surroundings(State const& c) const
    {
        bool const beam = stage.batch.beamspot.present() && stage.possible != 0;
        for (int k = 0; k < N; ++k)
            write(NodeColumn::leaf_dxy_sig0, k, c,
                  beam ? signed_beam_impact(stage.batch, stage.objects, c, c.row[k]) : nan_of<T>());
        T iso = nan_of<T>(), matched = T(-1);
        for (int l = 0; l < lanes_of<T>; ++l)
        {
            CandidateDirection const at{lane(c.event, l), lane(c.eta, l), lane(c.phi, l),
                                        static_cast<std::int64_t>(lane(c.pv_index, l)), lane(c.pv.x[2], l)};
            if (stage.has_tracks != 0) set_lane(iso, l, isolation_of(c, at, l));
            if (stage.batch.trigobj.present != 0) set_lane(matched, l, trigger_matches(c, at.event, l));
        }
        write(NodeColumn::iso, 0, c, iso);
        write(NodeColumn::trigger_matched, 0, c, matched);
    }

    QUARTET_HD double isolation_of(State const& c, CandidateDirection const& at, int l) const
    {
        std::int64_t identity[N];
        for (int k = 0; k < N; ++k) identity[k] = stage.objects.identity[lane(c.row[k], l)];
        return isolation(lane(c.pt, l), close_track_pt(stage.batch, stage.objects, at, identity, N));
    }

    QUARTET_HD double trigger_matches(State const& c, std::int64_t event, int l) const
    {
        double count = 0;
        for (int k = 0; k < N; ++k)
        {
            std::int64_t const row = lane(c.row[k], l);
            bool const matched =
                is_trigger_matched(stage.batch.trigobj, event, stage.objects.at(row, ObjectColumn::eta),
                                   stage.objects.at(row, ObjectColumn::phi), stage.spec.max_trigger_dr);
            count += matched ? 1.0 : 0.0;
        }
        return count;
    }

    QUARTET_HD void distances(State const& c) const
    {
        T max_dca = nan_of<T>(), min_dca = nan_of<T>(), max_dz = nan_of<T>(), sum_dca = T(0);
        HelixLine<T> helix[N];
        for (int k = 0; k < N && stage.has_perigee != 0; ++k)
            helix[k] = helix_of<T>(stage.objects, c.row[k], stage.batch.bfield_tesla);
        for (int k = 0; k < N; ++k)
            for (int l = k + 1; l < N; ++l)
            {
                T const zk = object_number<T>(stage.objects, c.row[k], ObjectColumn::z);
                T const zl = object_number<T>(stage.objects, c.row[l], ObjectColumn::z);
                max_dz = larger_known(max_dz, abs(zk - zl));
                if (stage.has_perigee == 0) continue;
                T const dca = near_helix_distance(helix[k], helix[l]);
                max_dca = larger_known(max_dca, dca);
                min_dca = smaller_known(min_dca, dca);
                sum_dca = sum_dca + dca;
            }
        write(NodeColumn::max_dca, 0, c, max_dca);
        write(NodeColumn::min_dca, 0, c, min_dca);
        write(NodeColumn::mean_dca, 0, c, stage.has_perigee != 0 ? sum_dca * T(2.0 / (N * (N - 1))) : nan_of<T>());
        write(NodeColumn::max_dz, 0, c, max_dz);
    }
};

QUARTET_END
