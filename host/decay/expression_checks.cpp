// Compiles every expression of a decay, so that a slip is found when the file is read and not when it runs.
#include <algorithm>

#include "host/decay/decay_columns.hpp"
#include "host/decay/decay_parts.hpp"
#include "host/expression/compiler.hpp"
#include "host/expression/did_you_mean.hpp"

namespace quartet
{
namespace
{

/// Whether the file has a column is not known here: only its name and unit are checked.
std::optional<std::int32_t> any_number(ColumnReference const&) { return 0; }

void check_node(Decay const& decay, int node, std::string const& text, std::string const& where,
                ExpressionResult result)
{
    if (!text.empty()) compile_expression(text, node_symbols(decay, node, any_number), where, result);
}

void check_objects(Collection collection, std::string const& text, std::string const& where)
{
    if (text.empty()) return;
    std::vector<std::string> names;
    for (ObjectColumnRule const& column : object_column_rules(collection)) names.emplace_back(column.name);
    auto const number = [](std::string const&) -> std::optional<std::int32_t> { return 0; };
    compile_expression(text, object_symbols(collection, number, names), where, ExpressionResult::truth);
}

std::string name_in_file(std::string name)
{
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

void check_store(YamlTree const& store, Decay& decay)
{
    if (!store.is_list() || store.items.empty())
        store.fail("a list of columns is expected here", "Write [mass, mu1.pt]");
    int const candidate = static_cast<int>(decay.nodes.size()) - 1;
    std::vector<std::string> names = column_names(decay, candidate);
    for (DerivedExpression const& column : decay.columns) names.push_back(column.name);
    for (NodeColumnRule const& array : array_column_rules()) names.emplace_back(array.name);
    for (YamlTree const& item : store.items)
    {
        std::string const name = read_text(item, "mass");
        auto const is_name = [&](DerivedExpression const& column) { return column.name == name; };
        bool const is_derived = std::any_of(decay.columns.begin(), decay.columns.end(), is_name);
        if (!is_derived && !is_stored_column(decay, name))
        {
            SymbolSource const source = node_symbols(decay, candidate, any_number);
            std::string const reason = source.why_not(name);
            item.fail("'" + name + "' is not a column of the candidates",
                      reason.empty() ? did_you_mean(name, names, "Columns: ") : reason);
        }
        auto const same = [&](std::string const& other) { return name_in_file(other) == name_in_file(name); };
        if (std::any_of(decay.store.begin(), decay.store.end(), same))
            item.fail("'" + name + "' is stored twice", "Remove one");
        decay.store.push_back(name);
    }
}

}  // namespace

void check_expressions(YamlTree const& root, Decay& decay)
{
    for (ParticleKind const& kind : decay.kinds) check_objects(kind.collection, kind.cut, kind.cut_where);
    for (EventCount const& count : decay.counts) check_objects(count.collection, count.cut, count.cut_where);
    for (EventPair const& pair : decay.pairs) check_objects(pair.collection, pair.cut, pair.cut_where);
    int const candidate = static_cast<int>(decay.nodes.size()) - 1;
    for (int i = 0; i <= candidate; ++i)
    {
        DecayNode const& node = decay.nodes[static_cast<std::size_t>(i)];
        check_node(decay, i, node.cut, node.cut_where, ExpressionResult::truth);
    }
    check_node(decay, candidate, decay.best.by, decay.best.by_where, ExpressionResult::any);
    check_node(decay, candidate, decay.best_cut, decay.best_cut_where, ExpressionResult::truth);
    for (DerivedExpression const& column : decay.columns)
        check_node(decay, candidate, column.expression, column.where, ExpressionResult::any);
    if (YamlTree const* store = root.find("store")) check_store(*store, decay);
}

}  // namespace quartet
