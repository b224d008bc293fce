// Names, units and meanings of the columns of candidates, as expressions and candidate files use them.
#pragma once

#include <string>
#include <vector>

#include "host/io/number_type.hpp"
#include "models/base/dimension.hpp"
#include "models/kinematics/node_columns.hpp"

namespace quartet
{

/// What a column needs of the event file, or of the decay, to be known.
enum class ColumnNeed
{
    nothing,
    vertex,              ///< track covariances of all leaves
    beamspot,            ///< and a beam spot
    beamspot_error,      ///< that the vertex is independent of
    primary,             ///< and primary vertices
    primary_error,       ///< with covariances, that the vertex is independent of
    perigee,             ///< track parameters
    longitudinal,        ///< track parameters or dz
    tracks,              ///< the collection /track
    track_dca,           ///< and its track parameters, and those of the leaves
    track_pairs,         ///< and a vertex, and primary vertices
    close_tracks,        ///< a vertex, and track parameters in /track
    close_track_errors,  ///< and covariances in /track
    trigger,             ///< the collection /trigobj
    constraint,          ///< a mass constraint in the decay
    pairings             ///< opposite-sign pairings in the decay
};

struct NodeColumnName
{
    std::string name;
    NodeColumn first;
    int width;  ///< neighbouring columns
    Dimension dimension;
    std::string units;
    std::string description;
    NumberType type;
    ColumnNeed need;
    std::vector<std::int64_t> trailing;  ///< shape of one row; empty = one number
    bool on_demand = false;              ///< stored only where the decay names it
};

/// In the order of the candidate file. Columns of leaves are not among them.
std::vector<NodeColumnName> const& node_column_names();

/// The column of one number with that name, or null.
NodeColumnName const* find_node_column(std::string const& name);

/// Columns that a node keeps per leaf: pt, pt_err, eta, phi, dxy_sig.
struct LeafColumnName
{
    std::string name;
    NodeColumn first;  ///< of leaf 0; leaf k follows k columns later
    Dimension dimension;
    std::string units;
    std::string description;
    ColumnNeed need;
};
std::vector<LeafColumnName> const& leaf_column_names();

}  // namespace quartet
