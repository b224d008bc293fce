#include "host/candidates/plan_symbols.hpp"

#include <algorithm>
#include <utility>

#include "host/candidates/isolation_column_names.hpp"
#include "host/decay/decay_columns.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr Dimension pure{0, 0}, length{1, 0}, momentum{0, 1};

Dimension dimension_of(NodeColumn first)
{
    for (NodeColumnName const& known : node_column_names())
        if (known.first == first) return known.dimension;
    return pure;
}

struct PairColumn
{
    char const* name;
    Dimension dimension;
    char const* units;
    char const* description;
};
constexpr int pair_columns = 4;
PairColumn const pair_column[pair_columns] = {{"mass", momentum, "GeV", "mass of the pair"},
                                              {"delta_eta", pure, "1", "distance of the pair in pseudorapidity"},
                                              {"pt1", momentum, "GeV", "larger transverse momentum of the pair"},
                                              {"pt2", momentum, "GeV", "smaller transverse momentum of the pair"}};

}  // namespace

ObjectOperand ExtraColumns::operand(Collection collection, std::string const& name, std::string const& where)
{
    ObjectColumnName const column = object_column(collection, name);
    std::string const group = group_name(collection);
    bool const present = contents_.has_column(collection, name);
    if (!column.is_extra || (column.is_optional && !present)) return {collection, name, -1};
    if (!present)
        throw InputError(message("the file has no column " + group + "/" + name, where,
                                 "Name a column that the collection has, or write it into the event file"));
    std::vector<std::string>& names = plan_.extra_columns[group];
    auto const found = std::find(names.begin(), names.end(), name);
    std::int64_t const position = found - names.begin();
    if (found == names.end()) names.push_back(name);
    if (position >= max_extra_columns)
        throw InputError(message("too many further columns of " + group, where,
                                 "At most " + std::to_string(max_extra_columns) + " are possible"));
    return {collection, name, position};
}

SymbolSource ObjectSymbols::source(std::string const& where)
{
    std::vector<std::string> names;
    for (ObjectColumnName const& known : known_object_columns(collection_)) names.push_back(known.name);
    return {[this, where](std::string const& name) { return find(name, where); }, names};
}

std::optional<Symbol> ObjectSymbols::find(std::string const& name, std::string const& where)
{
    ObjectColumnName const column = object_column(collection_, name);
    ObjectOperand const operand = extra_.operand(collection_, name, where);
    std::string const missing = lacking(extra_.contents(), column, collection_);
    if (!missing.empty()) lacking_.insert(missing);
    for (std::size_t k = 0; k < operands_.size(); ++k)
        if (operands_[k].name == name)
            return Symbol{static_cast<std::int32_t>(k), column.dimension, !column.is_optional};
    if (operands_.size() == max_sources)
        throw InputError(message("too many different columns in one selection", where,
                                 "At most " + std::to_string(max_sources) + " are possible"));
    operands_.push_back(operand);
    return Symbol{static_cast<std::int32_t>(operands_.size() - 1), column.dimension, !column.is_optional};
}

std::set<std::string> ObjectSymbols::take_lacking() { return std::exchange(lacking_, {}); }

SymbolSource NodeSymbols::source(std::string const& where)
{
    std::vector<std::string> names;
    for (NodeColumnName const& known : node_column_names())
        if (known.width == 1) names.push_back(known.name);
    for (std::string const& leaf : node_.leaf_name)
        for (LeafColumnName const& known : leaf_column_names()) names.push_back(leaf + "." + known.name);
    for (IsolationColumnName const& known : isolation_column_names())
        if (!known.is_of_leaf)
            names.push_back(known.name);
        else
            for (std::string const& leaf : node_.leaf_name) names.push_back(leaf + "." + known.name);
    for (DecayGroup const& group : node_.groups)
        for (int copy = 0; group.is_node && copy < group.count; ++copy)
            for (NodeColumnName const& known : node_column_names())
                if (known.width == 1)
                    names.push_back(name_of_copy(plan_.nodes[static_cast<std::size_t>(group.index)].name, group, copy)
                                    + "." + known.name);
    return {[this, where](std::string const& name) { return find(name, where); }, names};
}

std::set<std::string> NodeSymbols::take_lacking() { return std::exchange(lacking_, {}); }

std::optional<Symbol> NodeSymbols::find(std::string const& name, std::string const& where)
{
    int const found = column(name, where);
    if (found < 0) return std::nullopt;
    bool const any =
        found >= node_columns && node_.inherited[static_cast<std::size_t>(found - node_columns)].units.empty();
    return Symbol{found, dimension(found), any};
}

int NodeSymbols::column(std::string const& name, std::string const& where)
{
    std::size_t const dot = name.find('.');
    if (dot == std::string::npos)
    {
        int const own = own_column(name);
        return own >= 0 ? own : event_column(name);
    }
    int const part = part_column(name.substr(0, dot), name.substr(dot + 1), name, where);
    return part >= 0 ? part : event_column(name);
}

Dimension NodeSymbols::dimension(int column) const
{
    if (column >= node_columns) return node_.inherited[static_cast<std::size_t>(column - node_columns)].dimension;
    for (LeafColumnName const& known : leaf_column_names())
        if (column >= static_cast<int>(known.first) && column < static_cast<int>(known.first) + max_leaves)
            return known.dimension;
    return dimension_of(static_cast<NodeColumn>(column));
}

void NodeSymbols::need(ColumnNeed need, NodePlan const& node)
{
    std::string const missing = lacking(extra_.contents(), node, plan_.decay, need);
    if (!missing.empty()) lacking_.insert(missing);
}

int NodeSymbols::own_column(std::string const& name)
{
    NodeColumnName const* const known = find_node_column(name);
    if (known == nullptr) return isolation_column(node_, -1, name, name);
    need(known->need, node_);
    return static_cast<int>(known->first);
}

int NodeSymbols::isolation_column(NodePlan& node, int leaf, std::string const& name, std::string const& full)
{
    IsolationColumnName const* const known = find_isolation_column(name, leaf >= 0);
    if (known == nullptr) return -1;
    need(known->need, node);
    InheritedPlan column;
    column.name = full;
    column.from = InheritedColumn::From::isolation;
    column.number = static_cast<int>(known->first) + (leaf >= 0 ? leaf : 0);
    column.dimension = known->dimension;
    column.units = known->units;
    column.description = known->description;
    return inherit(node, std::move(column));
}

int NodeSymbols::part_column(std::string const& part, std::string const& name, std::string const& full,
                             std::string const& where)
{
    for (std::size_t leaf = 0; leaf < node_.leaf_name.size(); ++leaf)
        if (node_.leaf_name[leaf] == part) return leaf_column(static_cast<int>(leaf), name, full, where);
    int entry = 0;
    for (DecayGroup const& group : node_.groups)
        for (int copy = 0; copy < group.count; ++copy, ++entry)
        {
            if (!group.is_node) continue;
            NodePlan& child = plan_.nodes[static_cast<std::size_t>(group.index)];
            if (name_of_copy(child.name, group, copy) == part) return child_column(child, entry, name, full);
            int const deeper = deeper_column(child, entry, full);
            if (deeper >= 0) return deeper;
        }
    return -1;
}

/// Column `name` of the entry with that number, which is a `child`.
int NodeSymbols::child_column(NodePlan& child, int entry, std::string const& name, std::string const& full)
{
    InheritedPlan column;
    column.name = full;
    column.from = InheritedColumn::From::group;
    column.number = entry;
    NodeColumnName const* const known = find_node_column(name);
    if (known == nullptr)
    {
        column.child_column = isolation_column(child, -1, name, name);
        if (column.child_column < 0) return -1;
        InheritedPlan const& there = child.inherited[static_cast<std::size_t>(column.child_column - node_columns)];
        column.dimension = there.dimension;
        column.units = there.units;
        column.description = there.description;
        return inherit(column);
    }
    need(known->need, child);
    column.child_column = static_cast<int>(known->first);
    column.dimension = known->dimension;
    column.units = known->units;
    column.description = known->description;
    column.type = known->type;
    return inherit(column);
}

/// A column that the child itself has inherited under that name.
int NodeSymbols::deeper_column(NodePlan const& child, int entry, std::string const& full)
{
    for (std::size_t k = 0; k < child.inherited.size(); ++k)
    {
        if (child.inherited[k].name != full) continue;
        InheritedPlan column = child.inherited[k];
        column.from = InheritedColumn::From::group;
        column.number = entry;
        column.child_column = node_columns + static_cast<int>(k);
        return inherit(column);
    }
    return -1;
}

int NodeSymbols::leaf_column(int leaf, std::string const& name, std::string const& full, std::string const& where)
{
    for (LeafColumnName const& known : leaf_column_names())
    {
        if (known.name != name) continue;
        need(known.need, node_);
        return static_cast<int>(known.first) + leaf;
    }
    int const isolation = isolation_column(node_, leaf, name, full);
    if (isolation >= 0) return isolation;
    Collection const collection = node_.leaf_collection[static_cast<std::size_t>(leaf)];
    ObjectColumnName const column = object_column(collection, name);
    std::string const missing = lacking(extra_.contents(), column, collection);
    if (!missing.empty()) lacking_.insert(missing);
    InheritedPlan plan;
    plan.name = full;
    plan.from = InheritedColumn::From::leaf;
    plan.number = leaf;
    plan.operand = extra_.operand(collection, name, where);
    plan.dimension = column.dimension;
    plan.units = column.units;
    plan.description = column.description;
    if (name == "charge") plan.type = NumberType::i1;
    return inherit(plan);
}

int NodeSymbols::event_column(std::string const& full)
{
    for (EventQuantityPlan const& quantity : plan_.quantities)
    {
        InheritedPlan column;
        column.name = full;
        column.from = InheritedColumn::From::event;
        column.event_column = quantity.first_column;
        if (!quantity.is_pair && quantity.selection.name == full)
        {
            column.units = "1";
            column.description = "objects of the event that pass a cut";
            column.type = NumberType::i4;
            return inherit(column);
        }
        for (int k = 0; k < pair_columns && quantity.is_pair; ++k)
        {
            if (quantity.selection.name + "." + pair_column[k].name != full) continue;
            column.event_column += k;
            column.dimension = pair_column[k].dimension;
            column.units = pair_column[k].units;
            column.description = pair_column[k].description;
            return inherit(column);
        }
    }
    return -1;
}

int NodeSymbols::inherit(NodePlan& node, InheritedPlan column)
{
    for (std::size_t k = 0; k < node.inherited.size(); ++k)
        if (node.inherited[k].name == column.name) return node_columns + static_cast<int>(k);
    node.inherited.push_back(std::move(column));
    return node_columns + static_cast<int>(node.inherited.size()) - 1;
}

}  // namespace quartet
