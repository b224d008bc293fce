// Per candidate: everything that follows from the fits. T = double takes one candidate, a pack as many as it has
// lanes; the bits agree.
#pragma once

#include "models/kinematics/derived_quantities.hpp"
#include "models/kinematics/leaf_distances.hpp"
#include "models/kinematics/pairings.hpp"
#include "models/kinematics/resolution_category.hpp"
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
        primary_vertex(c);
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

    /// The one that the fit was constrained to, else the best; without the leaves that were fitted to it.
    QUARTET_HD void primary_vertex(State& c) const
    {
        if (stage.spec.prior == VertexPrior::pv)
            c.pv = numbered_primary_vertex<T>(stage.batch.pv, c.event,
                                              select(c.has_vertex, read(NodeColumn::pv_index, 0, c), T(-1)));
        else
            c.pv =
                find_primary_vertex<T>(stage.batch.pv, stage.spec.primary, c.event, c.has_vertex, c.parameters.v, c.p);
        if (stage.possible != 0) release_leaves(stage.objects, stage.batch.bfield_tesla, c.row, c.pv);
    }

    /// The vertex was fitted with this constraint: it counts in the degrees of freedom.
    QUARTET_HD MaskOf<T> constrained_to(VertexPrior prior, State const& c) const
    {
        if (stage.spec.prior != prior) return MaskOf<T>(false);
        return read(NodeColumn::ndf, 0, c) == T(vertex_ndf(N, true, 0));
    }

    /// From the beam spot, moved to the height of the best primary vertex (of the candidate's vertex without one). A
    /// vertex that was constrained to it is not independent of it: errors are NaN.
    QUARTET_HD void flight_from_beam(State const& c) const
    {
        auto const nan = nan_of<T>();
        Measured<T> lxy{nan, nan}, distance{nan, nan};
        T alpha = nan;
        if (stage.batch.beamspot.present())
        {
            T const z = select(c.pv.index >= T(0), c.pv.point.x[2], c.parameters.v[2]);
            MeasuredPoint<T> const beam = beam_at_height(beam_region<T>(stage.batch.beamspot, c.event), z);
            lxy = decay_length(c.parameters, beam, true);
            distance = impact_transverse(c.parameters, beam);
            alpha = pointing(c.parameters, beam, true).cosine.value;
        }
        MaskOf<T> const dependent = constrained_to(VertexPrior::beamspot, c);
        auto const error = [&](T value) { return select(dependent, nan, value); };
        write(NodeColumn::lxy, 0, c, lxy.value);
        write(NodeColumn::lxy_error, 0, c, error(lxy.error));
        write(NodeColumn::lxy_significance, 0, c, error(lxy.significance()));
        write(NodeColumn::cos_alpha_bs_2d, 0, c, select(c.has_vertex, alpha, nan));
        write(NodeColumn::beam_distance, 0, c, abs(distance.value));
        write(NodeColumn::beam_distance_significance, 0, c, error(abs(distance.significance())));
    }

    /// From the best primary vertex; NaN without one. Errors are NaN, too, where its covariance is not known, and where
    /// the vertex was constrained to it and so is not independent of it.
    QUARTET_HD void flight_from_vertex(State const& c) const
    {
        auto const nan = nan_of<T>();
        MeasuredPoint<T> const& pv = c.pv.point;
        MaskOf<T> const found = c.pv.index >= T(0), usable = c.pv.measured & !constrained_to(VertexPrior::pv, c);
        auto const known = [&](T value) { return select(found, value, nan); };
        auto const error = [&](T value) { return select(usable, value, nan); };
        auto const both = [&](NodeColumn value, NodeColumn error_column, Measured<T> const& m)
        {
            write(value, 0, c, known(m.value));
            write(error_column, 0, c, error(m.error));
        };
        Measured<T> const length = decay_length(c.parameters, pv, false);
        Measured<T> const across = decay_length(c.parameters, pv, true);
        write(NodeColumn::pv_index, 0, c, c.pv.index);
        both(NodeColumn::cos_alpha_2d, NodeColumn::cos_alpha_2d_error, pointing(c.parameters, pv, true).cosine);
        both(NodeColumn::cos_alpha_3d, NodeColumn::cos_alpha_3d_error, pointing(c.parameters, pv, false).cosine);
        both(NodeColumn::l3d, NodeColumn::l3d_error, length);
        write(NodeColumn::l3d_significance, 0, c, error(length.significance()));
        both(NodeColumn::lxy_vertex, NodeColumn::lxy_vertex_error, across);
        write(NodeColumn::lxy_vertex_significance, 0, c, error(across.significance()));
        both(NodeColumn::ct, NodeColumn::ct_error, proper_decay_length(c.parameters, pv, false));
        both(NodeColumn::ct_xy, NodeColumn::ct_xy_error, proper_decay_length(c.parameters, pv, true));
        Measured<T> const ip = impact_3d(c.parameters, pv), along = impact_longitudinal(c.parameters, pv);
        write(NodeColumn::pv_distance, 0, c, known(ip.value));
        write(NodeColumn::pv_distance_significance, 0, c, error(ip.significance()));
        write(NodeColumn::pv_dz, 0, c, known(along.value));
        write(NodeColumn::pv_dz_significance, 0, c, error(along.significance()));
        write(NodeColumn::flight_chi2, 0, c, error(flight_chi2(c.parameters, pv)));
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
                                        static_cast<std::int64_t>(lane(c.pv.index, l)), lane(c.pv.point.x[2], l)};
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
