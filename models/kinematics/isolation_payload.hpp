// Isolation columns of candidates and their leaves: which there are, and what the stage that fills them sees.
//
// They cost a loop over the tracks of the event for every candidate. A node therefore has only those that its decay
// names, behind its own columns, and the stage fills only these.
#pragma once

#include "models/kinematics/node_payload.hpp"

namespace quartet
{

/// Quantities of a candidate, then of its leaves: leaf k of a quantity follows k places later.
enum class IsolationQuantity : std::int32_t
{
    close_tracks = 0,  // doca to the vertex < 0.03 cm
    close_tracks_s1,   // and a significance below 1, 2, 3
    close_tracks_s2,
    close_tracks_s3,
    nearest_track,  // doca to the vertex, cm
    pair,           // smallest of the leaves
    first_of_leaf,
    cone_03 = first_of_leaf,  // sum of pT over the pT of the leaf
    cone_04 = cone_03 + max_leaves,
    cone_07 = cone_04 + max_leaves,
    cone_03_dca = cone_07 + max_leaves,  // of tracks near the leaf
    cone_04_dca = cone_03_dca + max_leaves,
    cone_07_dca = cone_04_dca + max_leaves,
    muon = cone_07_dca + max_leaves,  // pT / (pT + sum of pT)
    leaf_pair = muon + max_leaves,    // with the track that fits best to a pair from the primary vertex
    count = leaf_pair + max_leaves
};
inline constexpr int isolation_quantities = static_cast<int>(IsolationQuantity::count);

/// Where the quantities are in the table of candidates, -1 = not wanted.
struct IsolationColumns
{
    std::int32_t column[isolation_quantities];

    QUARTET_INLINE std::int32_t operator[](int quantity) const { return column[quantity]; }
    QUARTET_INLINE bool wants(IsolationQuantity first, int width) const
    {
        bool wanted = false;
        for (int k = 0; k < width; ++k) wanted = wanted || column[static_cast<int>(first) + k] >= 0;
        return wanted;
    }
};

/// Per candidate: its isolation columns, NaN where `code` says that it is refused anyhow.
struct IsolationStage
{
    std::int32_t leaves = 0;
    EventBatchView batch;
    CandidateListView list;
    ObjectTableView objects;
    std::uint8_t has_tracks = 0;      ///< the file has the collection /track
    std::uint8_t has_perigee = 0;     ///< with track parameters
    std::uint8_t has_covariance = 0;  ///< and their covariances
    Span<std::uint8_t const> code;    ///< of the candidates, 0 = compute; empty = all
    IsolationColumns columns;         ///< of `table`
    NodeTableView table;              ///< input and output
};

}  // namespace quartet
