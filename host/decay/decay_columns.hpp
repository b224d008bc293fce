// Columns that expressions may name: which there are, in which unit, and what a name means in a decay.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/decay/decay.hpp"
#include "host/expression/compiler.hpp"

namespace quartet
{

/// When a resonance or candidate has a column.
enum class ColumnCondition
{
    always,
    vertex,      ///< DecayNode::vertex
    constraint,  ///< DecayNode::constraints is not empty
    pairings     ///< of the candidate, with Decay::opposite_sign_pairings
};

struct NodeColumnRule
{
    char const* name;
    Dimension dimension;
    ColumnCondition condition;
};

/// Columns of resonances and of the candidate.
std::vector<NodeColumnRule> const& node_column_rules();

/// Columns of the candidate with several numbers per row: they can be stored, and expressions do not see them.
std::vector<NodeColumnRule> const& array_column_rules();

/// Whether `store` may name it: a column of the candidate or of its parts, an array, or a column of all particles of
/// one name together ("mu_pt").
bool is_stored_column(Decay const& decay, std::string const& name);

/// Columns that a resonance or candidate has of each leaf, besides those of the objects.
struct LeafColumnRule
{
    char const* name;
    Dimension dimension;
};
std::vector<LeafColumnRule> const& leaf_column_rules();

struct ObjectColumnRule
{
    char const* name;
    Dimension dimension;
    bool is_optional;  ///< a column of event files that may be missing: its value is then NaN
};

/// The largest length in cm that a number without a unit may mean beside a column: beyond it mm may be meant. The limit
/// of all lengths for columns without one of their own.
double largest_plain_length_of(std::string const& column);

/// Columns of the objects of a collection that have a meaning of their own. Files may have more: those are named in
/// expressions as in the file, have no dimension, and must be in the file.
std::vector<ObjectColumnRule> const& object_column_rules(Collection collection);

/// What a name in an expression of a node stands for.
struct ColumnReference
{
    enum class Owner
    {
        node,   ///< `index` into Decay::nodes
        leaf,   ///< `index` into leaf_names of the node whose expression it is
        count,  ///< `index` into Decay::counts
        pair    ///< `index` into Decay::pairs
    };
    Owner owner = Owner::node;
    int index = 0;
    std::string column;  ///< "mass"; empty for a count
    Dimension dimension;
    bool any_dimension = false;  ///< see Symbol
};

/// The column `name` in an expression of decay.nodes[node]: a column of the node ("mass"), of a node below it
/// ("mumu.mass"), of one of its leaves ("mu1.pt"), and, for the candidate, of the event ("n_jets", "jj.mass").
std::optional<ColumnReference> find_column(Decay const& decay, int node, std::string const& name);

/// Names that find_column() knows, without the additional columns of files.
std::vector<std::string> column_names(Decay const& decay, int node);

/// Symbols of an expression of a node; `number` gives the column number of a reference, or nothing when the file
/// does not have it.
SymbolSource node_symbols(Decay const& decay, int node,
                          std::function<std::optional<std::int32_t>(ColumnReference const&)> number);

/// Symbols of a cut on objects of a collection; `number` gives the number of a column by its name, or nothing when
/// the file does not have it. `names` are for "did you mean".
SymbolSource object_symbols(Collection collection,
                            std::function<std::optional<std::int32_t>(std::string const&)> number,
                            std::vector<std::string> names);

/// Indices of the nodes below `node`, itself excluded, children before parents.
std::vector<int> nodes_below(Decay const& decay, int node);

/// A resonance below a node by the name that expressions of the node give it: equal ones are numbered, z1 and z2.
struct NamedNode
{
    std::string name;
    int index = 0;  ///< into Decay::nodes
};
std::vector<NamedNode> named_nodes_below(Decay const& decay, int node);

/// Name of entry `copy` of a group whose resonance is called `name`.
std::string name_of_copy(std::string const& name, DecayGroup const& group, int copy);

/// Kind of leaf `leaf` (a position in leaf_names) of a node: index into Decay::kinds.
int kind_of_leaf(Decay const& decay, int node, int leaf);

/// Names of the columns of a collection that the expressions and `store` of the decay use, in the order of their first
/// use: standard columns and further columns of the file.
std::vector<std::string> used_object_columns(Decay const& decay, Collection collection);

/// "muon", "track", "electron", "jet".
std::string to_string(Collection collection);

}  // namespace quartet
