// What the stages of candidate building read and write: plain views, the same for every backend.
//
// A decay is a tree; each of its nodes (resonances, and the candidate at the root) is built by the same stages from
// the entries of its groups: selected objects, or the candidates of other nodes. All spans of one payload live in the
// memory of the backend that runs the stage. "Row" means a row of the object table; column-wise arrays hold element k
// of item i at k * stride + i.
#pragma once

#include <cstdint>

#include "models/base/span.hpp"
#include "models/expression/program.hpp"
#include "models/kinematics/event_view.hpp"
#include "models/kinematics/node_columns.hpp"
#include "models/kinematics/object_table.hpp"
#include "models/kinematics/primary_choice.hpp"
#include "models/kinematics/veto.hpp"

namespace quartet
{

inline constexpr int max_leaves = 4;
inline constexpr int max_groups = 4;
inline constexpr int max_sources = 16;  ///< different columns in the selection of one particle kind
inline constexpr int max_nearby = 4;    ///< lists of objects that a counted one is kept away from

/// Prior knowledge of the vertex of a node.
enum class VertexPrior : std::uint8_t
{
    none,
    beamspot,
    pv
};

/// `count` different entries of one list, in increasing order.
struct GroupSpec
{
    std::int32_t count = 1;
    std::int32_t leaves = 1;  ///< of one entry
};

/// The leaves whose invariant mass is constrained, as bits.
struct MassConstraintSpec
{
    std::uint32_t leaves = 0;
    double mass = 0;   ///< GeV
    double width = 0;  ///< Gaussian, GeV; 0 fixes the mass
};

/// A node as numbers. A cut at infinity is none.
struct NodeSpec
{
    std::int32_t groups = 0;
    GroupSpec group[max_groups];
    std::int32_t leaves = 0;
    double mass[max_leaves] = {};  ///< of the leaves, GeV
    std::uint8_t any_charge = 1;
    std::int32_t charge = 0;  ///< sum of the leaves
    double min_raw_mass = 0, max_raw_mass = 0;
    double max_dz = 0, max_dca = 0;  ///< cm
    std::uint8_t choose_assignment =
        0;  ///< of two orders of leaves 0 and 1 the one with the mass closer to closest_mass
    double closest_mass = 0;
    std::uint8_t cuts = 1;  ///< 0: all combinations of different objects pass
    std::uint8_t fit_vertex = 1;
    VertexPrior prior = VertexPrior::none;
    PrimaryChoice primary = PrimaryChoice::longitudinal;
    std::int32_t constraints = 0;
    MassConstraintSpec constraint[2];
    std::uint8_t pairings = 0;  ///< fill the columns of the two opposite-sign pairings
    double max_trigger_dr = 0.1;
};

/// Per object of a collection: does it pass the selection of a kind.
struct ObjectSelectionStage
{
    Span<Instruction const> program;   ///< empty = all pass
    ColumnSource source[max_sources];  ///< operands of the program
    std::int64_t rows = 0;
    Span<std::int32_t const> charge;
    std::int32_t wanted_charge = 0;  ///< 0 = any
    Span<std::uint8_t> selected;     ///< output
};

/// Per event: the list of a kind.
struct KindListStage
{
    Span<std::int64_t const> offsets;       ///< of the collection
    std::int64_t first_row = 0;             ///< of the collection in the object table
    Span<std::uint8_t const> selected;      ///< per object of the collection
    Span<std::int64_t> begin, count, rows;  ///< output; the rows of event e begin at offsets[e]
};

/// Finds the leaves of a combination from its number in the batch.
struct CombinationView
{
    NodeSpec spec;
    EntryListView list[max_groups];
    Span<std::int64_t const> offsets;  ///< n_events + 1: scanned counts
};

/// Per event: how many combinations there are.
struct CountStage
{
    CombinationView combinations;
    Span<std::int64_t> counts;  ///< output
};

/// Per combination of a block: the cheap cuts.
struct CascadeStage
{
    CombinationView combinations;
    std::int64_t first = 0;  ///< number of the first combination of the block
    ObjectTableView objects;
    Span<std::uint8_t> code;  ///< output, per combination of the block: CascadeCode
};

/// Candidates of one block: the survivors of the cascade, in order.
struct CandidateListView
{
    std::int64_t size = 0;        ///< candidates
    std::int64_t stride = 0;      ///< >= size: distance between the columns below
    Span<std::int64_t> position;  ///< number of the combination within the block
    Span<std::int64_t> event;     ///< event within the batch
    Span<std::int64_t> row;       ///< max_leaves columns: leaves as rows of the object table
    Span<std::int64_t> entry;     ///< max_leaves columns: the entries of all groups in their lists
};

/// Columns of the candidates: NodeColumn::count, then the inherited ones.
struct NodeTableView
{
    Span<double> value;  ///< columns of list.stride
};

/// Per candidate: unranks its combination into the list.
struct FillStage
{
    CombinationView combinations;
    std::int64_t first = 0;  ///< number of the first combination of the block
    CandidateListView list;  ///< `position` is input, the others are output
};

/// Per candidate: vertex fit, refitted leaves, mass and its error.
struct FitStage
{
    NodeSpec spec;
    CandidateListView list;
    ObjectTableView objects;
    EventBatchView batch;
    std::uint8_t possible = 0;  ///< the leaves' collections have covariances
    NodeTableView table;        ///< output
};

/// Per candidate: everything that follows from the fits.
struct DerivedStage
{
    NodeSpec spec;
    EventBatchView batch;
    CandidateListView list;
    ObjectTableView objects;
    std::uint8_t possible = 0;     ///< the leaves' collections have covariances
    std::uint8_t has_perigee = 0;  ///< and track parameters
    std::uint8_t has_tracks = 0;   ///< the file has the collection /track
    VetoTable veto;
    NodeTableView table;  ///< input and output
};

/// A column that candidates take from their parts: element index(i) * step of an array.
struct InheritedColumn
{
    enum class From : std::int32_t
    {
        group,  ///< entry of a list: number 0 is the first of the first group
        leaf,   ///< object of a leaf
        event,
        isolation  ///< filled later (isolation_stage.hpp); NaN until then
    };
    From from = From::group;
    std::int32_t number = 0;     ///< of the entry, leaf or IsolationQuantity
    std::int64_t first_row = 0;  ///< subtracted from the leaf's row: the collection's place in the object table
    ColumnSource source;
};

/// Per candidate: copies inherited columns behind the own ones, then computes further ones from all of them.
struct InheritStage
{
    CandidateListView list;
    std::int32_t first_column = 0;
    Span<InheritedColumn const> columns;
    Span<Instruction const> program;           ///< of the further columns, one after the other
    Span<std::int32_t const> program_offsets;  ///< their number + 1
    NodeTableView table;                       ///< output
};

/// Per candidate: the terms of the cut, in order.
struct SelectionStage
{
    CandidateListView list;
    NodeTableView table;
    std::uint8_t need_vertex = 0;           ///< a candidate without a vertex fails first, with code 1
    Span<Instruction const> program;        ///< all terms, one after the other; then `final`, then `best`
    Span<std::int32_t const> term_offsets;  ///< terms + 3
    Span<std::uint8_t> code;                ///< output: 0 passed, 1 no vertex, 2 + t term t failed
    Span<std::uint8_t> final_passed;        ///< output: asked of the candidate that was chosen in its event
    Span<double> score;                     ///< output: larger is better; NaN is worse than any number
};

/// Per kept candidate of a node: copies it from the block to the node's table.
struct AppendStage
{
    CandidateListView from;
    NodeTableView from_table;
    Span<std::int64_t const> kept;  ///< positions in the block
    std::int64_t kept_size = 0;
    std::int32_t columns = 0;
    std::int64_t first = 0;  ///< position of the first in the target
    CandidateListView to;
    NodeTableView to_table;
};

/// Per event: entries of a node's list, whose events increase.
struct NodeListStage
{
    Span<std::int64_t const> event;  ///< per entry
    std::int64_t entries = 0;
    Span<std::int64_t> begin, count;  ///< output
};

/// Objects of another collection that counted and paired ones must not lie close to.
struct NearbyObjects
{
    Span<std::int64_t const> offsets;  ///< of their collection
    Span<std::uint8_t const> selected;
    Span<double const> eta, phi;
    double max_dr = 0;
};

/// Per event: number of objects that pass, and one pair of them.
struct EventQuantityStage
{
    Span<std::int64_t const> offsets;  ///< of the collection
    Span<std::uint8_t> selected;       ///< the stage takes out what lies close to others
    NearbyObjects nearby[max_nearby];
    std::int32_t nearby_size = 0;
    Span<double const> pt, eta, phi, mass;  ///< mass may be absent: fixed_mass
    double fixed_mass = 0;                  ///< GeV
    Span<std::int32_t const> charge;        ///< absent for jets
    std::uint8_t any_charge = 1;
    std::int32_t pair_charge = 0;
    std::uint8_t closest = 0;  ///< 1: the pair with the mass closest to closest_mass; 0: with the largest mass
    double closest_mass = 0;
    Span<double> count;  ///< output, or empty
    Span<double> pair;   ///< output: mass, delta_eta, pt1, pt2, columns of n_events; or empty
};

}  // namespace quartet
