#include "host/decay/decay_columns.hpp"

#include <algorithm>

namespace quartet
{
namespace
{

constexpr Dimension number{};
constexpr Dimension gev{0, 1};

using Owner = ColumnReference::Owner;

std::vector<NodeColumnRule> const pair_columns_of_events = {{"mass", gev, ColumnCondition::always},
                                                            {"delta_eta", number, ColumnCondition::always},
                                                            {"pt1", gev, ColumnCondition::always},
                                                            {"pt2", gev, ColumnCondition::always}};

NodeColumnRule const* find_named(std::vector<NodeColumnRule> const& list, std::string const& name)
{
    auto const found = std::find_if(list.begin(), list.end(), [&](NodeColumnRule const& c) { return name == c.name; });
    return found == list.end() ? nullptr : &*found;
}

ObjectColumnRule const* find_object_column(Collection collection, std::string const& name)
{
    for (ObjectColumnRule const& c : object_column_rules(collection))
        if (name == c.name) return &c;
    return nullptr;
}

bool has_column(Decay const& decay, int node, NodeColumnRule const& column)
{
    DecayNode const& n = decay.nodes[static_cast<std::size_t>(node)];
    switch (column.condition)
    {
        case ColumnCondition::vertex:
            return n.vertex;
        case ColumnCondition::constraint:
            return !n.constraints.empty();
        case ColumnCondition::pairings:
            return decay.opposite_sign_pairings && node + 1 == static_cast<int>(decay.nodes.size());
        default:
            return true;
    }
}

/// Why `column`, which is the name of a column of nodes, is not one of decay.nodes[node].
std::string why_not_here(Decay const& decay, int node, NodeColumnRule const& column)
{
    std::string const name = decay.nodes[static_cast<std::size_t>(node)].name;
    switch (column.condition)
    {
        case ColumnCondition::vertex:
            return "'" + name + "' has 'vertex: false', and this column comes from a vertex fit";
        case ColumnCondition::constraint:
            return "'" + name + "' has no 'constrain', which makes this column";
        case ColumnCondition::pairings:
            return "This column of the candidate needs 'pairings: opposite_sign'";
        default:
            return "";
    }
}

bool is_root(Decay const& decay, int node) { return node + 1 == static_cast<int>(decay.nodes.size()); }

std::optional<ColumnReference> own_column(Decay const& decay, int node, std::string const& name)
{
    NodeColumnRule const* const column = find_named(node_column_rules(), name);
    if (column == nullptr || !has_column(decay, node, *column)) return std::nullopt;
    return ColumnReference{Owner::node, node, name, column->dimension};
}

std::optional<ColumnReference> leaf_column(Decay const& decay, int node, int leaf, std::string const& name)
{
    for (LeafColumnRule const& rule : leaf_column_rules())
        if (name == rule.name) return ColumnReference{Owner::leaf, leaf, name, rule.dimension};
    int const kind = kind_of_leaf(decay, node, leaf);
    Collection const collection = decay.kinds[static_cast<std::size_t>(kind)].collection;
    ObjectColumnRule const* const column = find_object_column(collection, name);
    if (column != nullptr) return ColumnReference{Owner::leaf, leaf, name, column->dimension};
    if (find_named(node_column_rules(), name) != nullptr || name.find('.') != std::string::npos) return std::nullopt;
    return ColumnReference{Owner::leaf, leaf, name, {}, true};
}

/// A dotted name in its two parts; the first is empty for a plain name.
std::pair<std::string, std::string> parts(std::string const& name)
{
    auto const dot = name.find('.');
    if (dot == std::string::npos) return {"", name};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

template <class List>
int position(List const& list, std::string const& name)
{
    auto const found = std::find_if(list.begin(), list.end(), [&](auto const& item) { return item.name == name; });
    return found == list.end() ? -1 : static_cast<int>(found - list.begin());
}

int leaf_position(DecayNode const& node, std::string const& name)
{
    auto const found = std::find(node.leaf_names.begin(), node.leaf_names.end(), name);
    return found == node.leaf_names.end() ? -1 : static_cast<int>(found - node.leaf_names.begin());
}

int node_below(Decay const& decay, int node, std::string const& name)
{
    for (NamedNode const& below : named_nodes_below(decay, node))
        if (below.name == name) return below.index;
    return -1;
}

std::string owners(Decay const& decay, int node)
{
    std::string text;
    for (NamedNode const& below : named_nodes_below(decay, node)) text += below.name + ", ";
    for (std::string const& leaf : decay.nodes[static_cast<std::size_t>(node)].leaf_names) text += leaf + ", ";
    if (is_root(decay, node))
        for (EventPair const& pair : decay.pairs) text += pair.name + ", ";
    return text.empty() ? "" : text.substr(0, text.size() - 2);
}

/// For names that find_column() refuses.
std::string why_no_column(Decay const& decay, int node, std::string const& name)
{
    auto const [owner, column] = parts(name);
    NodeColumnRule const* const known = find_named(node_column_rules(), column);
    NodeColumnRule const* const array = find_named(array_column_rules(), name);
    if (array != nullptr)
        return has_column(decay, node, *array) ? "It has several numbers per candidate: it can only be stored"
                                               : why_not_here(decay, node, *array);
    if (owner.empty())
    {
        if (known != nullptr) return why_not_here(decay, node, *known);
        if (!is_root(decay, node) && (position(decay.counts, name) >= 0))
            return "Quantities of the event are seen by the candidate only";
        return "";
    }
    int const below = node_below(decay, node, owner);
    if (below >= 0) return known != nullptr ? why_not_here(decay, below, *known) : "";
    if (leaf_position(decay.nodes[static_cast<std::size_t>(node)], owner) >= 0)
        return known != nullptr ? "'" + column + "' is a column of resonances and candidates, not of particles" : "";
    if (!is_root(decay, node) && position(decay.pairs, owner) >= 0)
        return "Quantities of the event are seen by the candidate only";
    if (is_root(decay, node) && position(decay.pairs, owner) >= 0) return "Pairs have mass, delta_eta, pt1 and pt2";
    return "There is no '" + owner + "' in this expression; known here: " + owners(decay, node);
}

}  // namespace

std::optional<ColumnReference> find_column(Decay const& decay, int node, std::string const& name)
{
    auto const [owner, column] = parts(name);
    if (owner.empty())
    {
        int const count = position(decay.counts, name);
        if (is_root(decay, node) && count >= 0) return ColumnReference{Owner::count, count, "", number};
        return own_column(decay, node, name);
    }
    int const below = node_below(decay, node, owner);
    if (below >= 0) return own_column(decay, below, column);
    int const leaf = leaf_position(decay.nodes[static_cast<std::size_t>(node)], owner);
    if (leaf >= 0) return leaf_column(decay, node, leaf, column);
    int const pair = is_root(decay, node) ? position(decay.pairs, owner) : -1;
    NodeColumnRule const* const of_pair = find_named(pair_columns_of_events, column);
    if (pair >= 0 && of_pair != nullptr) return ColumnReference{Owner::pair, pair, column, of_pair->dimension};
    return std::nullopt;
}

bool is_stored_column(Decay const& decay, std::string const& name)
{
    int const candidate = static_cast<int>(decay.nodes.size()) - 1;
    NodeColumnRule const* const array = find_named(array_column_rules(), name);
    if (array != nullptr) return has_column(decay, candidate, *array);
    if (find_column(decay, candidate, name)) return true;
    std::vector<std::string> const& leaves = decay.nodes.back().leaf_names;
    for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf)
    {
        int const kind = kind_of_leaf(decay, candidate, static_cast<int>(leaf));
        std::string const prefix = decay.kinds[static_cast<std::size_t>(kind)].name + "_";
        if (name.compare(0, prefix.size(), prefix) == 0)
            return find_column(decay, candidate, leaves[leaf] + "." + name.substr(prefix.size())).has_value();
    }
    return false;
}

std::vector<std::string> column_names(Decay const& decay, int node)
{
    std::vector<std::string> names;
    auto const add_node = [&](int index, std::string const& prefix)
    {
        for (NodeColumnRule const& c : node_column_rules())
            if (has_column(decay, index, c)) names.push_back(prefix + c.name);
    };
    add_node(node, "");
    for (NamedNode const& below : named_nodes_below(decay, node)) add_node(below.index, below.name + ".");
    DecayNode const& n = decay.nodes[static_cast<std::size_t>(node)];
    for (std::size_t leaf = 0; leaf < n.leaf_names.size(); ++leaf)
    {
        int const kind = kind_of_leaf(decay, node, static_cast<int>(leaf));
        for (ObjectColumnRule const& c : object_column_rules(decay.kinds[static_cast<std::size_t>(kind)].collection))
            names.push_back(n.leaf_names[leaf] + "." + c.name);
        for (LeafColumnRule const& rule : leaf_column_rules()) names.push_back(n.leaf_names[leaf] + "." + rule.name);
    }
    if (!is_root(decay, node)) return names;
    for (EventCount const& count : decay.counts) names.push_back(count.name);
    for (EventPair const& pair : decay.pairs)
        for (NodeColumnRule const& c : pair_columns_of_events) names.push_back(pair.name + "." + c.name);
    return names;
}

SymbolSource node_symbols(Decay const& decay, int node,
                          std::function<std::optional<std::int32_t>(ColumnReference const&)> number_of)
{
    SymbolSource source;
    source.names = column_names(decay, node);
    source.find = [&decay, node, number_of](std::string const& name) -> std::optional<Symbol>
    {
        auto const reference = find_column(decay, node, name);
        if (!reference) return std::nullopt;
        auto const column = number_of(*reference);
        if (!column) return std::nullopt;
        return Symbol{*column, reference->dimension, reference->any_dimension,
                      largest_plain_length_of(reference->column)};
    };
    source.why_not = [&decay, node](std::string const& name) { return why_no_column(decay, node, name); };
    return source;
}

SymbolSource object_symbols(Collection collection,
                            std::function<std::optional<std::int32_t>(std::string const&)> number_of,
                            std::vector<std::string> names)
{
    SymbolSource source;
    source.names = std::move(names);
    auto const belongs_elsewhere = [collection](std::string const& name)
    { return find_object_column(collection, name) == nullptr && find_named(node_column_rules(), name) != nullptr; };
    source.find = [=](std::string const& name) -> std::optional<Symbol>
    {
        if (name.find('.') != std::string::npos || belongs_elsewhere(name)) return std::nullopt;
        auto const column = number_of(name);
        if (!column) return std::nullopt;
        ObjectColumnRule const* const known = find_object_column(collection, name);
        return Symbol{*column, known != nullptr ? known->dimension : Dimension{}, known == nullptr,
                      largest_plain_length_of(name)};
    };
    source.why_not = [=](std::string const& name) -> std::string
    {
        if (name.find('.') != std::string::npos) return "A cut on particles sees the columns of one particle only";
        if (belongs_elsewhere(name)) return "It is a column of resonances and candidates";
        return "";
    };
    return source;
}

}  // namespace quartet
