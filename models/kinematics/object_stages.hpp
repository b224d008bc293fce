// Per object: what every combination and every fit of it needs, and the selection of particle kinds.
#pragma once

#include "models/expression/evaluate.hpp"
#include "models/kinematics/beam.hpp"
#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/helix.hpp"
#include "models/kinematics/node_payload.hpp"
#include "models/kinematics/track_weight.hpp"

QUARTET_BEGIN

/// The stored momentum can be used: no component is NaN or infinite.
QUARTET_INLINE bool has_finite_momentum(ParticleView const& p, std::int64_t i)
{
    return is_finite(p.px[i]) && is_finite(p.py[i]) && is_finite(p.pz[i]) && is_finite(p.pt[i]) && is_finite(p.eta[i])
           && is_finite(p.phi[i]);
}

/// Index = object of the collection.
struct PrepareObject
{
    ObjectStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        std::int64_t const row = stage.first_row + i;
        momentum(i, row);
        point(i, row);
        track(i, row);
        stage.table.charge[row] = stage.particle.charge.data != nullptr ? stage.particle.charge[i] : 0;
    }

    /// Index = event: which rows are one particle, and how far they are from the beam.
    QUARTET_HD void identify(std::int64_t e) const
    {
        ParticleView const& p = stage.particle;
        for (std::int64_t i = p.offsets[e]; i < p.offsets[e + 1]; ++i)
        {
            std::int64_t const row = stage.first_row + i;
            std::int32_t const muon = p.same_muon.data != nullptr ? p.same_muon[i] : -1;
            bool const known = muon >= 0 && p.muon_offsets[e] + muon < p.muon_offsets[e + 1];
            stage.table.identity[row] = known ? p.muon_offsets[e] + muon : row;
            distance_to_beam(e, row);
        }
        if (p.track_muon.data != nullptr && p.track_pv.data != nullptr) link_muons(e);
    }

  private:
    /// A muon was fitted to the vertex that its track was fitted to.
    QUARTET_HD void link_muons(std::int64_t e) const
    {
        ParticleView const& p = stage.particle;
        for (std::int64_t t = p.track_offsets[e]; t < p.track_offsets[e + 1]; ++t)
        {
            std::int64_t const muon = p.offsets[e] + p.track_muon[t];
            if (p.track_muon[t] >= 0 && muon < p.offsets[e + 1])
                put(stage.first_row + muon, ObjectColumn::pv_link, p.track_pv[t]);
        }
    }

    QUARTET_HD void put(std::int64_t row, ObjectColumn column, double value, int k = 0) const
    {
        stage.table.number[row * object_columns + static_cast<int>(column) + k] = value;
    }

    QUARTET_HD void distance_to_beam(std::int64_t e, std::int64_t row) const
    {
        double distance = nan_of<double>(), significance = distance;
        BeamSpotView const& b = stage.particle.beamspot;
        if (b.present() && stage.particle.track.present())
        {
            BeamImpact<double> const seen = impact_to_beam<double>(b, stage.table, e, row, stage.particle.bfield_tesla);
            distance = abs(seen.d0);
            significance = distance / sqrt(seen.variance);
        }
        put(row, ObjectColumn::beam_dxy, distance);
        put(row, ObjectColumn::beam_dxy_sig, significance);
    }

    QUARTET_HD void momentum(std::int64_t i, std::int64_t row) const
    {
        ParticleView const& p = stage.particle;
        double const px = p.px[i], py = p.py[i], pz = p.pz[i];
        double const inverse = 1.0 / sqrt(px * px + py * py + pz * pz);
        put(row, ObjectColumn::px, px);
        put(row, ObjectColumn::py, py);
        put(row, ObjectColumn::pz, pz);
        put(row, ObjectColumn::pt, p.pt[i]);
        put(row, ObjectColumn::eta, p.eta[i]);
        put(row, ObjectColumn::phi, p.phi[i]);
        put(row, ObjectColumn::tx, px * inverse);
        put(row, ObjectColumn::ty, py * inverse);
        put(row, ObjectColumn::tz, pz * inverse);
    }

    QUARTET_HD void point(std::int64_t i, std::int64_t row) const
    {
        PerigeeView const& t = stage.particle.track;
        double x = nan_of<double>(), y = x, z = stage.particle.dz.data != nullptr ? stage.particle.dz[i] : x;
        if (t.present())
        {
            Angle<double> const phi = angle_of(t.phi[i]);
            x = t.ref_x[i] - t.d0[i] * phi.sin;
            y = t.ref_y[i] + t.d0[i] * phi.cos;
            z = t.ref_z[i] + t.z0[i];
        }
        put(row, ObjectColumn::x, x);
        put(row, ObjectColumn::y, y);
        put(row, ObjectColumn::z, z);
    }

    /// Perigee columns are written where the collection has tracks; nothing reads them elsewhere.
    QUARTET_HD void track(std::int64_t i, std::int64_t row) const
    {
        put(row, ObjectColumn::pv_link, stage.particle.pv_index.data != nullptr ? stage.particle.pv_index[i] : -1);
        PerigeeView const& t = stage.particle.track;
        if (!t.present()) return;
        put(row, ObjectColumn::d0, t.d0[i]);
        put(row, ObjectColumn::z0, t.z0[i]);
        put(row, ObjectColumn::track_phi, t.phi[i]);
        put(row, ObjectColumn::theta, t.theta[i]);
        put(row, ObjectColumn::qoverp, t.qoverp[i]);
        put(row, ObjectColumn::ref_x, t.ref_x[i]);
        put(row, ObjectColumn::ref_y, t.ref_y[i]);
        put(row, ObjectColumn::ref_z, t.ref_z[i]);
        put(row, ObjectColumn::d0_variance, t.has_covariance() ? t.cov[i] : nan_of<double>());
    }
};

/// Status and weight of the objects i ... i + lanes - 1 of the collection, for the fits that they enter.
template <class T>
struct WeighObjects
{
    ObjectStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        PerigeeView const& t = stage.particle.track;
        if (t.present() && t.has_covariance()) return weigh(i);
        for (int l = 0; l < lanes_of<T>; ++l) write_status(i + l, VertexStatus::no_covariance);
    }

  private:
    QUARTET_HD void weigh(std::int64_t i) const
    {
        PerigeeView const& t = stage.particle.track;
        std::int64_t const n = stage.particle.size();
        T const q[5] = {load<T>(t.d0.data + i), load<T>(t.z0.data + i), load<T>(t.phi.data + i),
                        load<T>(t.theta.data + i), load<T>(t.qoverp.data + i)};
        T cov[15], weight[15];
        for (int k = 0; k < 15; ++k) cov[k] = load<T>(t.cov.data + k * n + i);
        T status = weigh_tracks(q, cov, weight);
        MaskOf<T> const placed = is_finite(load<T>(t.ref_x.data + i)) & is_finite(load<T>(t.ref_y.data + i))
                                 & is_finite(load<T>(t.ref_z.data + i));
        status = select(placed, status, T(static_cast<ScalarOf<T>>(VertexStatus::not_a_number)));
        // A track that enters no fit weighs nothing.
        MaskOf<T> const fitted = status == T(static_cast<ScalarOf<T>>(VertexStatus::fitted));
        for (int k = 0; k < 15; ++k) weight[k] = select(fitted, weight[k], T(0));
        for (int l = 0; l < lanes_of<T>; ++l)
        {
            auto const own = static_cast<VertexStatus>(static_cast<std::uint8_t>(lane(status, l)));
            bool const usable = write_status(i + l, own);
            double* const to = stage.table.number.data + (stage.first_row + i + l) * object_columns
                               + static_cast<int>(ObjectColumn::weight0);
            for (int k = 0; k < 15; ++k) to[k] = usable ? lane(weight[k], l) : 0.0;
        }
    }

    /// False for an object whose stored momentum is not finite.
    QUARTET_HD bool write_status(std::int64_t i, VertexStatus status) const
    {
        bool const finite = has_finite_momentum(stage.particle, i);
        if (!finite) status = VertexStatus::not_a_number;
        stage.table.fit_status[stage.first_row + i] = static_cast<std::uint8_t>(status);
        return finite;
    }
};

/// Index = event.
struct IdentifyObjects
{
    PrepareObject prepare;
    QUARTET_HD void operator()(std::int64_t e) const { prepare.identify(e); }
};

/// Index = object of the collection.
struct SelectObject
{
    ObjectSelectionStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        bool passed = stage.wanted_charge == 0 || stage.charge[i] == stage.wanted_charge;
        if (passed && stage.program.size != 0)
            passed = evaluate<double>(stage.program, [&](std::int32_t c) { return stage.source[c].at(i); }) != 0.0;
        stage.selected[i] = passed ? 1 : 0;
    }
};

/// Index = event.
struct ListKind
{
    KindListStage stage;

    QUARTET_HD void operator()(std::int64_t e) const
    {
        std::int64_t const first = stage.offsets[e], last = stage.offsets[e + 1];
        std::int64_t count = 0;
        for (std::int64_t i = first; i < last; ++i)
            if (stage.selected[i] != 0) stage.rows[first + count++] = stage.first_row + i;
        stage.begin[e] = first;
        stage.count[e] = count;
    }
};

QUARTET_END
