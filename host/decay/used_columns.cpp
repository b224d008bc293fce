// Which columns of objects a decay needs: found by compiling its expressions.
#include <algorithm>

#include "host/decay/decay_columns.hpp"

namespace quartet
{
namespace
{

class UseRecorder
{
  public:
    UseRecorder(Decay const& decay, Collection collection) : decay_(decay), collection_(collection) {}

    void objects(Collection collection, std::string const& cut)
    {
        if (collection != collection_ || cut.empty()) return;
        auto const number = [this](std::string const& name) -> std::optional<std::int32_t>
        {
            add(name);
            return 0;
        };
        compile_expression(cut, object_symbols(collection, number, {}), "");
    }

    void node(int node, std::string const& expression)
    {
        if (expression.empty()) return;
        auto const number = [this, node](ColumnReference const& reference) -> std::optional<std::int32_t>
        {
            add(node, reference);
            return 0;
        };
        compile_expression(expression, node_symbols(decay_, node, number), "");
    }

    void add(int node, ColumnReference const& reference)
    {
        if (reference.owner != ColumnReference::Owner::leaf || is_computed(reference.column)) return;
        int const kind = kind_of_leaf(decay_, node, reference.index);
        if (decay_.kinds[static_cast<std::size_t>(kind)].collection == collection_) add(reference.column);
    }

    std::vector<std::string> take() { return std::move(names_); }

  private:
    void add(std::string const& name)
    {
        if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
    }

    static bool is_computed(std::string const& column)
    {
        auto const& rules = leaf_column_rules();
        return std::any_of(rules.begin(), rules.end(), [&](LeafColumnRule const& rule) { return column == rule.name; });
    }

    Decay const& decay_;
    Collection collection_;
    std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> used_object_columns(Decay const& decay, Collection collection)
{
    UseRecorder recorder(decay, collection);
    for (ParticleKind const& kind : decay.kinds) recorder.objects(kind.collection, kind.cut);
    auto const quantity = [&](auto const& q)
    {
        recorder.objects(q.collection, q.cut);
        for (AwayFrom const& others : q.away_from) recorder.objects(others.collection, others.cut);
    };
    for (EventCount const& count : decay.counts) quantity(count);
    for (EventPair const& pair : decay.pairs) quantity(pair);
    int const candidate = static_cast<int>(decay.nodes.size()) - 1;
    for (int i = 0; i <= candidate; ++i) recorder.node(i, decay.nodes[static_cast<std::size_t>(i)].cut);
    recorder.node(candidate, decay.best.by);
    recorder.node(candidate, decay.best_cut);
    for (DerivedExpression const& column : decay.columns) recorder.node(candidate, column.expression);
    for (std::string const& name : decay.store)
        if (auto const reference = find_column(decay, candidate, name)) recorder.add(candidate, *reference);
    return recorder.take();
}

}  // namespace quartet
