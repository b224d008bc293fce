// Per candidate: everything that follows from the fits.
#pragma once

#include "models/kinematics/combination_stages.hpp"
#include "models/kinematics/derived_quantities.hpp"
#include "models/kinematics/fit_stages.hpp"

QUARTET_BEGIN

/// Index = candidate.
struct DeriveCandidate
{
    DerivedStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        CandidateState c;
        DerivedFlags flags{-1, 0, 0, -1, 0, 0, 0, 0, 0, 0};
        load_fit(i, c);
        load_muons(i, c);
        kinematics(i, c);
        pairs(i, c, flags);
        flags.pv_index = best_primary_vertex(stage.batch.pv, c);
        double const lxy_significance = flight_from_beam(i, c, flags.pv_index);
        flight_from_vertex(i, c, flags.pv_index);
        surroundings(i, c, flags.pv_index);
        distances(i, c);
        truth(i, c, flags);
        flags.trigger_matched = count_trigger_matches(stage.batch, c, stage.spec.max_trigger_dr);
        bool const covariances = stage.batch.muon.track.has_covariance();
        CandidateQuantities const q{c.mass,
                                    fitted(FitColumn::probability, 0, i),
                                    lxy_significance,
                                    flags.trigger_matched,
                                    static_cast<std::uint8_t>(c.has_vertex),
                                    static_cast<std::uint8_t>(covariances),
                                    static_cast<std::uint8_t>(covariances && stage.batch.beamspot.present())};
        flags.selection = static_cast<std::uint8_t>(select_candidate(stage.spec, q));
        stage.derived.flags[i] = flags;
    }

  private:
    QUARTET_HD double fitted(FitColumn column, int k, std::int64_t i) const
    {
        return stage.fit.value[(static_cast<int>(column) + k) * stage.list.stride + i];
    }
    QUARTET_HD void put(DerivedColumn column, int k, std::int64_t i, double value) const
    {
        // One NaN for all: what arithmetic makes of a NaN differs between processors.
        stage.derived.value[(static_cast<int>(column) + k) * stage.list.stride + i] =
            value == value ? value : nan_of<double>();
    }

    QUARTET_HD void load_fit(std::int64_t i, CandidateState& c) const
    {
        c.event = stage.list.event[i];
        c.has_vertex = stage.fit.status[i] == static_cast<std::uint8_t>(VertexStatus::fitted);
        for (int k = 0; k < 3; ++k) c.vertex[k] = fitted(FitColumn::x, k, i);
        for (int k = 0; k < 6; ++k) c.cov[k] = fitted(FitColumn::cxx, k, i);
    }

    QUARTET_HD void load_muons(std::int64_t i, CandidateState& c) const
    {
        MuonView const& m = stage.batch.muon;
        FourMomentum<double> raw[4];
        for (int k = 0; k < 4; ++k)
        {
            std::int64_t const r = stage.list.row[k * stage.list.stride + i];
            c.row[k] = r;
            raw[k] = {m.px[r], m.py[r], m.pz[r], stage.cache.energy[r]};
            c.muon[k] = raw[k];
            if (c.has_vertex)
                c.muon[k] = on_shell(fitted(FitColumn::px0, 3 * k, i), fitted(FitColumn::px0, 3 * k + 1, i),
                                     fitted(FitColumn::px0, 3 * k + 2, i), constants::muon_mass);
        }
        double const mass_raw = invariant_mass(raw, constants::muon_mass);
        c.mass = c.has_vertex ? fitted(FitColumn::mass, 0, i) : mass_raw;
        put(DerivedColumn::mass_raw, 0, i, mass_raw);
        put(DerivedColumn::mass, 0, i, c.mass);
    }

    QUARTET_HD void kinematics(std::int64_t i, CandidateState& c) const
    {
        for (int k = 0; k < 3; ++k) c.p[k] = 0;
        for (int k = 0; k < 4; ++k)
        {
            FourMomentum<double> const& q = c.muon[k];
            double const pt = sqrt(q.px * q.px + q.py * q.py);
            put(DerivedColumn::mu_pt0, k, i, pt);
            put(DerivedColumn::mu_eta0, k, i, pseudorapidity(pt, q.pz));
            put(DerivedColumn::mu_phi0, k, i, atan2(q.py, q.px));
            c.p[0] += q.px;
            c.p[1] += q.py;
            c.p[2] += q.pz;
        }
        c.pt = sqrt(c.p[0] * c.p[0] + c.p[1] * c.p[1]);
        c.momentum = sqrt(c.p[0] * c.p[0] + c.p[1] * c.p[1] + c.p[2] * c.p[2]);
        c.eta = pseudorapidity(c.pt, c.p[2]);
        c.phi = atan2(c.p[1], c.p[0]);
        put(DerivedColumn::pt, 0, i, c.pt);
        put(DerivedColumn::eta, 0, i, c.eta);
        put(DerivedColumn::phi, 0, i, c.phi);
    }

    QUARTET_HD void pairs(std::int64_t i, CandidateState const& c, DerivedFlags& flags) const
    {
        int charge[4], sum = 0;
        for (int k = 0; k < 4; ++k)
        {
            charge[k] = stage.batch.muon.charge[c.row[k]];
            sum += charge[k];
        }
        Pairings const pairings = opposite_sign_pairings(charge);
        double mass[4];
        for (int k = 0; k < 4; ++k)
        {
            double const m = pair_mass(c.muon[pairings.first[k]], c.muon[pairings.second[k]], constants::muon_mass);
            mass[k] = pairings.neutral ? m : nan_of<double>();
            put(DerivedColumn::pair_mass0, k, i, mass[k]);
        }
        flags.charge = static_cast<std::int8_t>(sum);
        flags.resolution = resolution_category(fitted(FitColumn::mass_error, 0, i));
        flags.veto = veto_bits(stage.veto, mass, flags.resolution);
        flags.is_normalisation = is_jpsi_phi(stage.veto, mass, flags.resolution) ? 1 : 0;
    }

    /// From the beam spot, moved to the height of the best primary vertex (of the candidate's vertex without one).
    QUARTET_HD double flight_from_beam(std::int64_t i, CandidateState const& c, std::int32_t pv_index) const
    {
        Displacement<double> lxy{nan_of<double>(), nan_of<double>(), nan_of<double>()};
        double alpha = nan_of<double>();
        BeamSpotView const& b = stage.batch.beamspot;
        if (c.has_vertex && b.present())
        {
            PrimaryVertexView const& pv = stage.batch.pv;
            double const z = pv_index >= 0 ? pv.z[pv.offsets[c.event] + pv_index] : c.vertex[2];
            Point<double> const beam = beam_point(b, c.event, z);
            BeamWidth const width = beam_width(b, c.event);
            double const d[3] = {c.vertex[0] - beam.x, c.vertex[1] - beam.y, 0.0};
            lxy = transverse_displacement(d[0], d[1], c.cov[0] + width.xx, c.cov[1], c.cov[2] + width.yy);
            alpha = cosine_transverse(d, c.p);
        }
        put(DerivedColumn::lxy, 0, i, lxy.length);
        put(DerivedColumn::lxy_error, 0, i, lxy.error);
        put(DerivedColumn::lxy_significance, 0, i, lxy.significance);
        put(DerivedColumn::cos_alpha_bs_2d, 0, i, alpha);
        return lxy.significance;
    }

    QUARTET_HD void flight_from_vertex(std::int64_t i, CandidateState const& c, std::int32_t pv_index) const
    {
        Displacement<double> l3d{nan_of<double>(), nan_of<double>(), nan_of<double>()};
        double alpha2 = nan_of<double>(), alpha3 = alpha2, ct = alpha2;
        if (pv_index >= 0)
        {
            PrimaryVertexView const& view = stage.batch.pv;
            VertexPoint const pv = primary_vertex(view, view.offsets[c.event] + pv_index);
            double const d[3] = {c.vertex[0] - pv.x[0], c.vertex[1] - pv.x[1], c.vertex[2] - pv.x[2]};
            double cov[6];
            for (int k = 0; k < 6; ++k) cov[k] = c.cov[k] + pv.cov[k];
            l3d = displacement(d, cov);
            alpha2 = cosine_transverse(d, c.p);
            alpha3 = cosine(d, c.p);
            ct = proper_length(l3d.length, alpha3, c.mass, c.momentum);
        }
        put(DerivedColumn::cos_alpha_2d, 0, i, alpha2);
        put(DerivedColumn::cos_alpha_3d, 0, i, alpha3);
        put(DerivedColumn::l3d, 0, i, l3d.length);
        put(DerivedColumn::l3d_significance, 0, i, l3d.significance);
        put(DerivedColumn::ct, 0, i, ct);
    }

    QUARTET_HD void surroundings(std::int64_t i, CandidateState const& c, std::int32_t pv_index) const
    {
        double const iso = isolation(c.pt, close_track_pt(stage.batch, c, pv_index));
        put(DerivedColumn::iso, 0, i, stage.has_tracks != 0 ? iso : nan_of<double>());
        for (int k = 0; k < 4; ++k)
            put(DerivedColumn::mu_dxy_sig0, k, i, beam_impact(stage.batch, stage.cache, c, c.row[k]));
    }

    QUARTET_HD void distances(std::int64_t i, CandidateState const& c) const
    {
        double max_dca = nan_of<double>(), max_dz = nan_of<double>();
        PerigeeView const& t = stage.batch.muon.track;
        for (int k = 0; k < 4; ++k)
            for (int l = k + 1; l < 4; ++l)
            {
                max_dz = larger_known(max_dz, abs(stage.cache.z[c.row[k]] - stage.cache.z[c.row[l]]));
                if (!t.present()) continue;
                HelixLine<double> const a = helix_of(t, stage.cache, c.row[k], stage.batch.bfield_tesla);
                HelixLine<double> const b = helix_of(t, stage.cache, c.row[l], stage.batch.bfield_tesla);
                max_dca = larger_known(max_dca, helix_distance(a, b));
            }
        put(DerivedColumn::max_dca, 0, i, max_dca);
        put(DerivedColumn::max_dz, 0, i, max_dz);
    }

    /// `value` in all four muons, `none` where they differ or the file does not have it.
    QUARTET_HD static std::int32_t common(Span<std::int32_t const> const& value, CandidateState const& c,
                                          std::int32_t none)
    {
        if (value.data == nullptr) return none;
        for (int k = 1; k < 4; ++k)
            if (value[c.row[k]] != value[c.row[0]]) return none;
        return value[c.row[0]];
    }

    /// Signal: all four muons belong to the same simulated decay. Without gen_index the hadron's code is all there is.
    QUARTET_HD void truth(std::int64_t i, CandidateState const& c, DerivedFlags& flags) const
    {
        MuonView const& m = stage.batch.muon;
        GenView const& g = stage.batch.gen;
        std::int32_t const index = common(m.gen_index, c, -1);
        flags.is_signal = index >= 0 ? 1 : 0;
        flags.gen_parent = index >= 0 || m.gen_index.data == nullptr ? common(m.gen_parent, c, 0) : 0;
        std::int64_t row = g.offsets.data != nullptr && index >= 0 ? g.offsets[c.event] + index : -1;
        if (row >= 0 && row >= g.offsets[c.event + 1]) row = -1;
        if (row >= 0 && g.channel.data != nullptr) flags.gen_channel = g.channel[row];
        auto const copy = [&](DerivedColumn column, Span<double const> const& value)
        { put(column, 0, i, row >= 0 && value.data != nullptr ? value[row] : nan_of<double>()); };
        copy(DerivedColumn::gen_mass, g.mass);
        copy(DerivedColumn::gen_pt, g.pt);
        copy(DerivedColumn::gen_eta, g.eta);
        copy(DerivedColumn::gen_phi, g.phi);
        copy(DerivedColumn::gen_vx, g.vx);
        copy(DerivedColumn::gen_vy, g.vy);
        copy(DerivedColumn::gen_vz, g.vz);
    }
};

QUARTET_END
