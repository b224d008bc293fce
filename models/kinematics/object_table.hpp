// The object table: what fits and cuts need of every muon, track, electron and jet of a batch, in one place.
//
// Rows are all muons of the batch, then all tracks, all electrons and all jets; a leaf of a decay is a row. All numbers
// of a row lie together, because a candidate reads its leaves from anywhere.
#pragma once

#include <cstdint>

#include "models/base/span.hpp"
#include "models/kinematics/collection.hpp"
#include "models/kinematics/event_view.hpp"

namespace quartet
{

/// Numbers of one row of the table. NaN for what the file does not have.
enum class ObjectColumn : std::int32_t
{
    px = 0,
    py,
    pz,
    pt,
    eta,
    phi,  // GeV, as stored
    x,
    y,
    z,  // closest point to the reference, cm; z alone is known from dz without track parameters
    tx,
    ty,
    tz,  // unit vector along the stored momentum
    // From here on only where the collection has tracks, pv_link and the distances to the beam excepted.
    d0,
    z0,
    track_phi,
    theta,
    qoverp,  // perigee parameters
    ref_x,
    ref_y,
    ref_z,         // their reference point, cm
    d0_variance,   // cm^2
    beam_dxy,      // distance from the beam line, cm
    beam_dxy_sig,  // over its error with the width of the beam
    pv_link,       // primary vertex of the event that the track was fitted to, -1 = none
    weight0,       // inverse covariance, 15 numbers; 0 unless the status is 0
    count = weight0 + 15
};
inline constexpr int object_columns = static_cast<int>(ObjectColumn::count);

struct ObjectTableView
{
    std::int64_t size = 0;          ///< rows
    Span<double> number;            ///< object_columns numbers per row
    Span<std::int32_t> charge;      ///< per row
    Span<std::int64_t> identity;    ///< row of the same particle: its muon for a track that is one, else the row
    Span<std::uint8_t> fit_status;  ///< VertexStatus, per row: can this track enter a vertex fit
    std::int64_t first_row[collection_count] = {};  ///< of each collection

    QUARTET_INLINE double at(std::int64_t row, ObjectColumn column, int k = 0) const
    {
        return number[row * object_columns + static_cast<int>(column) + k];
    }
};

/// The columns that muons, tracks and electrons share, and of jets the momenta.
struct ParticleView
{
    Span<std::int64_t const> offsets;
    Span<double const> px, py, pz, pt, eta, phi;
    Span<std::int32_t const> charge;  ///< absent for jets
    PerigeeView track;
    Span<double const> dz;                  ///< optional
    Span<std::int32_t const> pv_index;      ///< see ObjectColumn::pv_link; optional
    Span<std::int32_t const> same_muon;     ///< muon of the event that a track is, -1 = none; optional
    Span<std::int64_t const> muon_offsets;  ///< for same_muon
    // Of muons: the tracks of the event that they are, for pv_link; optional.
    Span<std::int64_t const> track_offsets;
    Span<std::int32_t const> track_muon, track_pv;
    BeamSpotView beamspot;
    double bfield_tesla = 0;

    QUARTET_INLINE std::int64_t size() const { return pt.size; }
};

/// Per row of one collection: fills the table.
struct ObjectStage
{
    ParticleView particle;  ///< input
    std::int64_t first_row = 0;
    ObjectTableView table;  ///< output
};

/// Where one operand of an expression about objects, events or candidates comes from: element i * step of an array,
/// NaN when there is none.
struct ColumnSource
{
    enum class Type : std::int32_t
    {
        number,
        whole,  ///< int32
        bit     ///< uint8
    };
    void const* data = nullptr;
    std::int64_t step = 1;
    Type type = Type::number;

    QUARTET_INLINE double at(std::int64_t i) const
    {
        if (data == nullptr) return __builtin_nan("");
        if (type == Type::whole) return static_cast<double>(static_cast<std::int32_t const*>(data)[i * step]);
        if (type == Type::bit) return static_cast<double>(static_cast<std::uint8_t const*>(data)[i * step]);
        return static_cast<double const*>(data)[i * step];
    }
};

/// Entries of a list per event: those of event e are begin[e] ... begin[e] + count[e] - 1, each with `leaves` rows of
/// the object table, column-wise: leaf k of entry i is row[k * stride + i].
struct EntryListView
{
    Span<std::int64_t const> begin;
    Span<std::int64_t const> count;
    Span<std::int64_t const> row;
    std::int64_t stride = 0;
    std::int32_t leaves = 1;
};

}  // namespace quartet
