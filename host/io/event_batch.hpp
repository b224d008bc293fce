// The columns of consecutive events, owned. Stages see them through EventBatchView.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/kinematics/event_view.hpp"

namespace quartet
{

/// One column; absent (not in the file) is different from present with zero rows.
template <class T>
struct Column
{
    bool present = false;
    std::vector<T> values;

    /// Makes the column present with `rows` values and returns them.
    std::vector<T>& make(std::int64_t rows)
    {
        present = true;
        values.resize(static_cast<std::size_t>(rows));
        return values;
    }
    void remove()
    {
        present = false;
        values.clear();
    }
    Span<T const> view() const
    {
        static T const none{};
        if (!present) return {};
        return {values.empty() ? &none : values.data(), static_cast<std::int64_t>(values.size())};
    }
};

/// See PerigeeView.
struct PerigeeColumns
{
    Column<double> d0, z0, phi, theta, qoverp, ref_x, ref_y, ref_z;
    Column<double> cov;  ///< element k of track i at k * n + i
    CovarianceKind covariance = CovarianceKind::full;

    PerigeeView view() const;
};

/// A further column asked for by name (EventReadOptions::extra_columns).
struct ExtraColumn
{
    std::string name;
    Column<double> column;
};

/// The further columns of one collection, at most max_extra_columns.
struct ExtraColumns
{
    std::vector<ExtraColumn> columns;

    ExtraView view() const;
    /// The column of that name. Throws std::logic_error when it was not asked for.
    Column<double> const& operator[](std::string const& name) const;
};

struct MuonColumns
{
    Column<std::int64_t> offsets;
    Column<double> px, py, pz, pt, eta, phi;
    Column<std::int32_t> charge;
    PerigeeColumns track;
    Column<double> dxy, dz, dxy_err, dz_err, pt_err, rel_iso;
    Column<std::uint8_t> is_global, is_pf, medium_id;
    Column<double> gen_pt, gen_eta, gen_phi, gen_vx, gen_vy, gen_vz;
    Column<std::int32_t> gen_parent, gen_index, gen_pdg_id;
    ExtraColumns extra;

    MuonView view() const;
};

struct TrackColumns
{
    Column<std::int64_t> offsets;
    Column<double> px, py, pz, pt, eta, phi;
    Column<std::int32_t> charge;
    PerigeeColumns track;
    Column<std::int32_t> pv_index, muon_index;
    Column<double> dxy, dz, dxy_err, dz_err, pt_err;
    Column<double> gen_pt, gen_eta, gen_phi, gen_vx, gen_vy, gen_vz;
    Column<std::int32_t> gen_parent, gen_index, gen_pdg_id;
    ExtraColumns extra;

    TrackView view() const;
};

struct ElectronColumns
{
    Column<std::int64_t> offsets;
    Column<double> px, py, pz, pt, eta, phi;
    Column<std::int32_t> charge;
    PerigeeColumns track;
    Column<double> mass, dxy, dz;
    Column<std::int32_t> gen_parent, gen_index, gen_pdg_id;
    ExtraColumns extra;

    ElectronView view() const;
};

struct JetColumns
{
    Column<std::int64_t> offsets;
    Column<double> px, py, pz, pt, eta, phi, mass, btag, btag_deep_b;
    ExtraColumns extra;

    JetView view() const;
};

struct MissingMomentumColumns
{
    Column<double> pt, phi;

    MissingMomentumView view() const;
};

struct PrimaryVertexColumns
{
    Column<std::int64_t> offsets;
    Column<double> x, y, z;
    Column<double> cov;  ///< element k of vertex i at k * n + i
    Column<double> score, ndof;
    ExtraColumns extra;

    PrimaryVertexView view() const;
};

struct BeamSpotColumns
{
    Column<double> x, y, z, sigma_x, sigma_y, sigma_z, dxdz, dydz;

    BeamSpotView view() const;
};

struct TriggerObjectColumns
{
    Column<std::int64_t> offsets;
    Column<double> pt, eta, phi;

    TriggerObjectView view() const;
};

struct GenColumns
{
    Column<std::int64_t> offsets;
    Column<std::int32_t> pdg_id, channel;
    Column<double> pt, eta, phi, mass, vx, vy, vz, pv_x, pv_y, pv_z, ct;

    GenView view() const;
};

/// Units: cm, GeV, tesla, radian. Collections that are absent from a file have offsets of zeros (n_events + 1).
struct EventBatch
{
    std::int64_t n_events = 0;
    std::int64_t first_event = 0;
    double bfield_tesla = 0;
    Column<std::uint32_t> run, luminosity_block;
    Column<std::uint64_t> event;
    Column<double> weight;
    ExtraColumns extra;  ///< of /events
    MuonColumns muon;
    TrackColumns track;
    ElectronColumns electron;
    JetColumns jet;
    MissingMomentumColumns met;
    PrimaryVertexColumns pv;
    BeamSpotColumns beamspot;
    TriggerObjectColumns trigobj;
    GenColumns gen;

    EventBatchView view() const;
    /// Bytes held by all columns.
    std::int64_t bytes() const;
};

}  // namespace quartet
