// What every stage sees of a batch of events: plain views, one convention for tracks.
//
// Units inside the program: cm, GeV, tesla, radian. Float columns are float64 whatever the file holds.
// An optional column that the file does not have is an empty span (`data == nullptr`, size 0); a collection
// that the file does not have has zero rows in every event. `offsets` count from the first row of the batch.
#pragma once

#include <cstdint>

#include "models/base/span.hpp"

namespace quartet
{

/// Number of independent elements of the 5x5 covariance of a track, and of the 3x3 of a vertex.
inline constexpr int track_covariance_size = 15;
inline constexpr int vertex_covariance_size = 6;

/// What of the covariance of the tracks of a collection is known; the rest of `cov` is 0.
enum class CovarianceKind : std::uint8_t
{
    full,     ///< all 15 elements
    block3,   ///< those of momentum and direction (q/p, theta, phi), and the variances of d0 and z0
    diagonal  ///< the variances
};

/// Most further columns of one collection (EventReadOptions::extra_columns).
inline constexpr int max_extra_columns = 16;

/// Further columns that were asked for by name, in the order in which they were asked for, as the file has them
/// (not converted to cm and GeV). A column that the file does not have is an empty span.
struct ExtraView
{
    Span<double const> columns[max_extra_columns];
    std::int32_t size = 0;  ///< columns asked for

    QUARTET_INLINE Span<double const> const& operator[](std::int64_t i) const { return columns[i]; }
};

/// Helix parameters at the point of closest approach, in the transverse plane, to the reference point
/// (ref_x, ref_y, ref_z) of each track. All columns are empty when the file has no track parameters.
struct PerigeeView
{
    Span<double const> d0;      ///< cm; sign of (-sin phi, cos phi) . (closest point - reference), as CMS dxy
    Span<double const> z0;      ///< cm; z of the closest point minus ref_z
    Span<double const> phi;     ///< azimuth of the momentum at the closest point
    Span<double const> theta;   ///< polar angle
    Span<double const> qoverp;  ///< charge / momentum, 1/GeV
    Span<double const> ref_x;   ///< cm
    Span<double const> ref_y;   ///< cm
    Span<double const> ref_z;   ///< cm

    /// Covariance of (d0, z0, phi, theta, qoverp), lower triangle row by row, stored element by element:
    /// element k of track i is cov[k * n + i] with n = number of rows. Empty when the file has none.
    Span<double const> cov;
    CovarianceKind covariance = CovarianceKind::full;

    QUARTET_INLINE bool present() const { return d0.data != nullptr; }
    QUARTET_INLINE bool has_covariance() const { return cov.data != nullptr; }
};

struct MuonView
{
    Span<std::int64_t const> offsets;  ///< n_events + 1, first 0
    Span<double const> px, py, pz;     ///< GeV; the file's own where it has them, else from pt, eta, phi
    Span<double const> pt, eta, phi;   ///< the file's own where it has them, else from px, py, pz
    Span<std::int32_t const> charge;
    PerigeeView track;
    // Optional columns.
    Span<double const> dxy, dz, dxy_err, dz_err;  ///< cm, to the first primary vertex
    Span<double const> pt_err;                    ///< GeV
    Span<double const> rel_iso;                   ///< pfRelIso03_all
    Span<std::uint8_t const> is_global, is_pf, medium_id;
    // Truth, optional.
    Span<double const> gen_pt, gen_eta, gen_phi, gen_vx, gen_vy, gen_vz;
    Span<std::int32_t const> gen_parent, gen_index;
    Span<std::int32_t const> gen_pdg_id;  ///< of the muon itself, or of the hadron taken for one; 0 = none
    ExtraView extra;

    QUARTET_INLINE std::int64_t size() const { return charge.size; }
};

struct TrackView
{
    Span<std::int64_t const> offsets;  ///< n_events + 1, first 0
    Span<double const> px, py, pz;     ///< GeV; from the perigee when the file has no momenta
    Span<double const> pt, eta, phi;
    Span<std::int32_t const> charge;
    PerigeeView track;
    // Optional columns.
    Span<std::int32_t const> pv_index;            ///< primary vertex within the event, -1 = none
    Span<std::int32_t const> muon_index;          ///< muon of the event that the track belongs to, -1 = none
    Span<double const> dxy, dz, dxy_err, dz_err;  ///< cm, to the first primary vertex
    Span<double const> pt_err;                    ///< GeV
    // Truth, optional.
    Span<double const> gen_pt, gen_eta, gen_phi, gen_vx, gen_vy, gen_vz;
    Span<std::int32_t const> gen_parent, gen_index, gen_pdg_id;
    ExtraView extra;

    QUARTET_INLINE std::int64_t size() const { return charge.size; }
};

struct ElectronView
{
    Span<std::int64_t const> offsets;  ///< n_events + 1, first 0
    Span<double const> px, py, pz;     ///< GeV
    Span<double const> pt, eta, phi;
    Span<std::int32_t const> charge;
    PerigeeView track;
    Span<double const> mass;                                     ///< GeV; optional
    Span<double const> dxy, dz;                                  ///< cm, to the first primary vertex; optional
    Span<std::int32_t const> gen_parent, gen_index, gen_pdg_id;  ///< truth, optional
    ExtraView extra;

    QUARTET_INLINE std::int64_t size() const { return charge.size; }
};

struct JetView
{
    Span<std::int64_t const> offsets;  ///< n_events + 1, first 0
    Span<double const> px, py, pz;     ///< GeV
    Span<double const> pt, eta, phi, mass;
    Span<double const> btag;         ///< discriminant of some b tagger; optional
    Span<double const> btag_deep_b;  ///< of DeepCSV, whose working points are known; optional
    ExtraView extra;

    QUARTET_INLINE std::int64_t size() const { return pt.size; }
};

/// Missing transverse momentum, one row per event; both columns empty when the file has none.
struct MissingMomentumView
{
    Span<double const> pt;   ///< GeV
    Span<double const> phi;  ///< azimuth

    QUARTET_INLINE bool present() const { return pt.data != nullptr; }
};

struct PrimaryVertexView
{
    Span<std::int64_t const> offsets;  ///< n_events + 1, first 0
    Span<double const> x, y, z;        ///< cm
    Span<double const> cov;  ///< cm^2; xx, xy, yy, xz, yz, zz: element k of vertex i is cov[k * n + i]; optional
    Span<double const> score, ndof;  ///< optional
    ExtraView extra;

    QUARTET_INLINE std::int64_t size() const { return x.size; }
};

/// One row per event; all columns empty when the file has no beam spot.
struct BeamSpotView
{
    Span<double const> x, y, z;                    ///< cm
    Span<double const> sigma_x, sigma_y, sigma_z;  ///< widths of the luminous region, cm; optional
    Span<double const> dxdz, dydz;                 ///< slopes; optional

    QUARTET_INLINE bool present() const { return x.data != nullptr; }
};

struct TriggerObjectView
{
    Span<std::int64_t const> offsets;  ///< n_events + 1, first 0
    Span<double const> pt, eta, phi;
    std::uint8_t present = 0;  ///< the file has the collection (an event may still have no object)

    QUARTET_INLINE std::int64_t size() const { return pt.size; }
};

/// Simulated decays.
struct GenView
{
    Span<std::int64_t const> offsets;  ///< n_events + 1, first 0
    Span<std::int32_t const> pdg_id;
    Span<std::int32_t const> channel;  ///< kind of decay, numbered in docs/file_formats.md
    Span<double const> pt, eta, phi, mass;
    Span<double const> vx, vy, vz;        ///< decay vertex, cm
    Span<double const> pv_x, pv_y, pv_z;  ///< production vertex, cm
    Span<double const> ct;                ///< proper decay length, cm

    QUARTET_INLINE std::int64_t size() const { return pdg_id.size; }
};

/// Consecutive events of one file.
struct EventBatchView
{
    std::int64_t n_events = 0;
    std::int64_t first_event = 0;  ///< position of the first event of the batch in its file
    double bfield_tesla = 0;
    Span<std::uint32_t const> run;               ///< n_events
    Span<std::uint32_t const> luminosity_block;  ///< n_events
    Span<std::uint64_t const> event;             ///< n_events
    Span<double const> weight;                   ///< n_events; 1 when the file has none
    ExtraView extra;                             ///< further columns of /events
    MuonView muon;
    TrackView track;
    ElectronView electron;
    JetView jet;
    MissingMomentumView met;
    PrimaryVertexView pv;
    BeamSpotView beamspot;
    TriggerObjectView trigobj;
    GenView gen;
};

}  // namespace quartet
