#include "host/trees/packed_forest.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>

namespace quartet
{
namespace
{

using cpu::PackedTree;
using cpu::TreeCondition;

/// Conditions with this order stand column by column, so that a column is loaded once.
using ConditionKey = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::int32_t>;

ConditionKey key_of(ForestNode const& node, std::vector<std::int32_t> const& columns)
{
    bool const left = (node.feature & ForestNode::missing_left) != 0;
    auto const column = static_cast<std::uint32_t>(columns[node.feature & ~ForestNode::missing_left]);
    if (node.categories >= 0)
        return {column, left ? TreeCondition::category_missing_left : TreeCondition::category_missing_right, 0u,
                node.categories};
    // -0 and +0 are the same threshold.
    float const threshold = node.value == 0.0f ? 0.0f : node.value;
    return {column, left ? TreeCondition::missing_left : TreeCondition::missing_right,
            std::bit_cast<std::uint32_t>(threshold), -1};
}

bool uses_planes(std::int32_t depth) { return depth <= cpu::max_plane_depth; }

/// Indices of the nodes of one tree.
struct NodeRange
{
    std::int32_t first, last;
};

NodeRange nodes_of(Forest const& forest, std::size_t tree)
{
    // The nodes of a tree follow its root; the next root, kept or not, begins after them.
    auto const first = forest.roots[tree];
    auto const last =
        tree + 1 < forest.roots.size() ? forest.roots[tree + 1] : static_cast<std::int32_t>(forest.nodes.size());
    return {first, last};
}

template <class T>
Span<T const> view_of(std::vector<T> const& values)
{
    return {values.data(), static_cast<std::int64_t>(values.size())};
}

}  // namespace

PackedForest::PackedForest(Forest const& forest)
    : forest_(forest), column_of_feature_(static_cast<std::size_t>(forest.features), -1)
{
    for (ForestNode const& node : forest_.nodes)
        if (node.left >= 0) column_of_feature_[node.feature & ~ForestNode::missing_left] = 0;
    for (std::size_t f = 0; f < column_of_feature_.size(); ++f)
        if (column_of_feature_[f] == 0)
        {
            column_of_feature_[f] = static_cast<std::int32_t>(columns_.size());
            columns_.push_back(static_cast<std::uint32_t>(f));
        }
    std::size_t const trees = forest_.roots.size();
    for (std::size_t first = 0; first < trees;)
    {
        std::size_t const last = end_of_chunk(forest_, first);
        add_chunk(forest_, first, last);
        first = last;
    }
}

std::size_t PackedForest::end_of_chunk(Forest const& forest, std::size_t first_tree) const
{
    std::map<ConditionKey, int> seen;
    std::size_t tree = first_tree;
    for (; tree < forest.roots.size(); ++tree)
    {
        if (!uses_planes(forest.depths[tree])) continue;
        auto const [first, last] = nodes_of(forest, tree);
        for (std::int32_t n = first; n < last; ++n)
            if (forest.nodes[n].left >= 0) seen.emplace(key_of(forest.nodes[n], column_of_feature_), 0);
        if (seen.size() > static_cast<std::size_t>(cpu::max_chunk_planes)) break;
    }
    return std::max(tree, first_tree + 1);  // one tree of depth 8 has 255 splits: it always fits
}

void PackedForest::add_chunk(Forest const& forest, std::size_t first_tree, std::size_t last_tree)
{
    std::map<ConditionKey, std::uint16_t> plane;
    for (std::size_t t = first_tree; t < last_tree; ++t)
    {
        if (!uses_planes(forest.depths[t])) continue;
        auto const [first, last] = nodes_of(forest, t);
        for (std::int32_t n = first; n < last; ++n)
            if (forest.nodes[n].left >= 0) plane.emplace(key_of(forest.nodes[n], column_of_feature_), 0);
    }
    auto const first_condition = static_cast<std::int64_t>(conditions_.size());
    std::uint16_t next = 0;
    for (auto& [key, index] : plane)
    {
        auto const [column, kind, threshold, categories] = key;
        conditions_.push_back({std::bit_cast<float>(threshold), column, kind, categories});
        index = next++;
    }
    for (std::size_t t = first_tree; t < last_tree; ++t)
    {
        std::int32_t const depth = forest.depths[t];
        if (!uses_planes(depth))
        {
            trees_.push_back({-1, forest.groups[t], forest.roots[t], 0});
            continue;
        }
        std::size_t const leaf_count = std::size_t(1) << depth;
        PackedTree const packed{depth, forest.groups[t], static_cast<std::int64_t>(splits_.size()),
                                static_cast<std::int64_t>(leaves_.size())};
        // Node k of the completed tree has the children 2k+1 and 2k+2; below a leaf the leaf is repeated, and what is
        // asked there does not matter.
        std::vector<std::int32_t> complete(2 * leaf_count - 1, forest.roots[t]);
        for (std::size_t k = 0; k + 1 < leaf_count; ++k)
        {
            ForestNode const& node = forest.nodes[complete[k]];
            bool const leaf = node.left < 0;
            complete[2 * k + 1] = leaf ? complete[k] : node.left;
            complete[2 * k + 2] = leaf ? complete[k] : node.left + 1;
            splits_.push_back(leaf ? std::uint16_t(0) : plane.at(key_of(node, column_of_feature_)));
        }
        for (std::size_t k = leaf_count - 1; k < complete.size(); ++k)
            leaves_.push_back(forest.nodes[complete[k]].value);
        leaves_.resize((leaves_.size() + 15) / 16 * 16, 0.0f);
        trees_.push_back(packed);
    }
    chunks_.push_back({static_cast<std::int64_t>(first_tree), static_cast<std::int64_t>(last_tree), first_condition,
                       static_cast<std::int64_t>(conditions_.size())});
}

cpu::PackedForestView PackedForest::view() const
{
    return {forest_.view(),   view_of(chunks_), view_of(conditions_), view_of(trees_),
            view_of(splits_), view_of(leaves_), view_of(columns_)};
}

}  // namespace quartet
