// Per muon: what every combination and every fit of this muon needs.
#pragma once

#include "models/base/constants.hpp"
#include "models/kinematics/candidate_payload.hpp"
#include "models/kinematics/dca.hpp"
#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/selection.hpp"
#include "models/kinematics/track_weight.hpp"

QUARTET_BEGIN

/// The stored momentum can be used: no component is NaN or infinite.
QUARTET_INLINE bool has_finite_momentum(MuonView const& m, std::int64_t i)
{
    return is_finite(m.px[i]) && is_finite(m.py[i]) && is_finite(m.pz[i]) && is_finite(m.pt[i]) && is_finite(m.eta[i])
           && is_finite(m.phi[i]);
}

/// Index = muon.
struct PrepareMuon
{
    MuonStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        momentum(i);
        point(i);
        weigh(i);
        MuonView const& m = stage.muon;
        auto const bit = [&](Span<std::uint8_t const> const& column)
        { return column.data == nullptr || column[i] != 0; };
        stage.cache.selected[i] =
            passes_muon(stage.spec, m.pt[i], m.eta[i], bit(m.is_global), bit(m.is_pf), bit(m.medium_id)) ? 1 : 0;
    }

  private:
    QUARTET_HD void momentum(std::int64_t i) const
    {
        MuonView const& m = stage.muon;
        MuonCacheView const& c = stage.cache;
        FourMomentum<double> const p = on_shell(m.px[i], m.py[i], m.pz[i], constants::muon_mass);
        double const inverse = 1.0 / sqrt(p.px * p.px + p.py * p.py + p.pz * p.pz);
        c.energy[i] = p.e;
        c.tx[i] = p.px * inverse;
        c.ty[i] = p.py * inverse;
        c.tz[i] = p.pz * inverse;
    }

    QUARTET_HD void point(std::int64_t i) const
    {
        MuonView const& m = stage.muon;
        MuonCacheView const& c = stage.cache;
        c.x[i] = nan_of<double>();
        c.y[i] = nan_of<double>();
        c.z[i] = m.dz.data != nullptr ? m.dz[i] : nan_of<double>();
        if (!m.track.present()) return;
        Angle<double> const phi = angle_of(m.track.phi[i]);
        c.x[i] = m.track.ref_x[i] - m.track.d0[i] * phi.sin;
        c.y[i] = m.track.ref_y[i] + m.track.d0[i] * phi.cos;
        c.z[i] = m.track.ref_z[i] + m.track.z0[i];
    }

    QUARTET_HD void weigh(std::int64_t i) const
    {
        PerigeeView const& t = stage.muon.track;
        MuonCacheView const& c = stage.cache;
        std::int64_t const n = stage.muon.size();
        double weight[15] = {};
        VertexStatus status = VertexStatus::no_covariance;
        if (t.present() && t.has_covariance())
        {
            double const q[5] = {t.d0[i], t.z0[i], t.phi[i], t.theta[i], t.qoverp[i]};
            double cov[15];
            for (int k = 0; k < 15; ++k) cov[k] = t.cov[k * n + i];
            status = weigh_track(q, cov, weight);
            bool const placed = is_finite(t.ref_x[i]) && is_finite(t.ref_y[i]) && is_finite(t.ref_z[i]);
            if (!placed) status = VertexStatus::not_a_number;
        }
        if (!has_finite_momentum(stage.muon, i)) status = VertexStatus::not_a_number;
        c.fit_status[i] = static_cast<std::uint8_t>(status);
        for (int k = 0; k < 15; ++k) c.weight[k * n + i] = status == VertexStatus::fitted ? weight[k] : 0.0;
    }
};

QUARTET_END
