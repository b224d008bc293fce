#include "host/trees/forest.hpp"

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

template <class T>
Span<T const> view_of(std::vector<T> const& values)
{
    return {values.data(), static_cast<std::int64_t>(values.size())};
}

}  // namespace

ForestView Forest::view() const
{
    return {view_of(nodes),         view_of(roots),          view_of(groups), view_of(base),
            view_of(category_sets), view_of(category_words), features};
}

void Forest::keep_rounds(std::int64_t count)
{
    if (count < 0 || count > rounds())
        throw InputError(message("the model has no " + std::to_string(count) + " boosting rounds", "",
                                 "It has " + std::to_string(rounds())));
    auto const trees_kept = static_cast<std::size_t>(count * trees_per_round);
    if (trees_kept < roots.size()) nodes.resize(static_cast<std::size_t>(roots[trees_kept]));
    roots.resize(trees_kept);
    groups.resize(trees_kept);
    depths.resize(trees_kept);
}

}  // namespace quartet
