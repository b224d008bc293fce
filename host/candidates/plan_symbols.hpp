// Names that expressions of a decay may use, resolved to columns.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "host/candidates/decay_plan.hpp"
#include "host/candidates/object_columns.hpp"
#include "host/expression/compiler.hpp"

namespace quartet
{

/// Further columns of each collection, numbered as they are asked for.
class ExtraColumns
{
  public:
    ExtraColumns(EventContents const& contents, DecayPlan& plan) : contents_(contents), plan_(plan) {}

    /// The column as an operand. Throws InputError when the file does not have it.
    ObjectOperand operand(Collection collection, std::string const& name, std::string const& where);
    EventContents const& contents() const { return contents_; }

  private:
    EventContents const& contents_;
    DecayPlan& plan_;
};

/// Whether the file allows a quantity: "" or what it lacks.
std::string lacking(EventContents const& contents, ObjectColumnName const& column, Collection collection);
std::string lacking(EventContents const& contents, NodePlan const& node, Decay const& decay, ColumnNeed need);

/// How to mend a term that needs `what` the file lacks.
std::string how_to_do_without(EventContents const& contents, std::string const& what, std::string const& term);

/// Symbols of the columns of one collection; operands are numbered in the order of their first use.
class ObjectSymbols
{
  public:
    ObjectSymbols(Collection collection, ExtraColumns& extra, std::vector<ObjectOperand>& operands)
        : collection_(collection), extra_(extra), operands_(operands)
    {
    }
    SymbolSource source(std::string const& where);
    /// What the file lacks for the names that were asked for since the last call.
    std::set<std::string> take_lacking();

  private:
    std::optional<Symbol> find(std::string const& name, std::string const& where);

    Collection collection_;
    ExtraColumns& extra_;
    std::vector<ObjectOperand>& operands_;
    std::set<std::string> lacking_;
};

/// Symbols of the candidates of a node: its own columns, those of its parts, and of the event. Names of parts become
/// inherited columns of the node when they are first used.
class NodeSymbols
{
  public:
    NodeSymbols(NodePlan& node, DecayPlan& plan, ExtraColumns& extra) : node_(node), plan_(plan), extra_(extra) {}
    SymbolSource source(std::string const& where);
    std::set<std::string> take_lacking();

    /// Column of a name, or -1. `where` serves messages about columns that the file does not have.
    int column(std::string const& name, std::string const& where);
    Dimension dimension(int column) const;

  private:
    std::optional<Symbol> find(std::string const& name, std::string const& where);
    int own_column(std::string const& name);
    int part_column(std::string const& part, std::string const& name, std::string const& full,
                    std::string const& where);
    int child_column(NodePlan& child, int entry, std::string const& name, std::string const& full);
    int deeper_column(NodePlan const& child, int entry, std::string const& full);
    int leaf_column(int leaf, std::string const& name, std::string const& full, std::string const& where);
    int event_column(std::string const& full);
    /// Isolation column of `node` under the name `full`, `leaf` < 0 for the candidate's own; -1 when it is none.
    int isolation_column(NodePlan& node, int leaf, std::string const& name, std::string const& full);
    static int inherit(NodePlan& node, InheritedPlan column);
    int inherit(InheritedPlan column) { return inherit(node_, std::move(column)); }
    void need(ColumnNeed need, NodePlan const& node);

    NodePlan& node_;
    DecayPlan& plan_;
    ExtraColumns& extra_;
    std::set<std::string> lacking_;
};

}  // namespace quartet
