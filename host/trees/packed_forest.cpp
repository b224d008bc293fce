#include "host/trees/packed_forest.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace quartet
{
namespace
{

using cpu::PackedTree;
using cpu::TreeQuestions;

bool uses_planes(std::int32_t depth) { return depth <= cpu::max_plane_depth; }
bool is_category(std::uint32_t kind) { return kind > TreeQuestions::missing_right; }

template <class T>
Span<T const> view_of(std::vector<T> const& values)
{
    return {values.data(), static_cast<std::int64_t>(values.size())};
}

}  // namespace

bool TreeCondition::operator<(TreeCondition const& other) const
{
    return std::tie(column, kind, threshold, categories)
           < std::tie(other.column, other.kind, other.threshold, other.categories);
}

PackedForest::PackedForest(Forest const& forest) : forest_(forest)
{
    number_columns();
    std::size_t const trees = forest_.roots.size();
    for (std::size_t first = 0; first < trees;)
    {
        std::size_t const last = end_of_chunk(first);
        add_chunk(first, last);
        first = last;
    }
}

void PackedForest::number_columns()
{
    column_of_feature_.assign(static_cast<std::size_t>(forest_.features), -1);
    for (ForestNode const& node : forest_.nodes)
        if (node.left >= 0) column_of_feature_[node.feature & ~ForestNode::missing_left] = 0;
    for (std::size_t f = 0; f < column_of_feature_.size(); ++f)
        if (column_of_feature_[f] == 0)
        {
            column_of_feature_[f] = static_cast<std::int32_t>(columns_.size());
            columns_.push_back(static_cast<std::uint32_t>(f));
        }
}

TreeCondition PackedForest::condition_of(ForestNode const& node) const
{
    bool const left = (node.feature & ForestNode::missing_left) != 0;
    auto const column = static_cast<std::uint32_t>(column_of_feature_[node.feature & ~ForestNode::missing_left]);
    if (node.categories >= 0)
        return {column, left ? TreeQuestions::category_missing_left : TreeQuestions::category_missing_right, 0.0f,
                node.categories};
    return {column, left ? TreeQuestions::missing_left : TreeQuestions::missing_right, node.value, -1};
}

/// Adds the conditions of one tree. Its nodes stand between its root and the next one.
void PackedForest::collect(std::size_t tree, Planes& planes) const
{
    if (!uses_planes(forest_.depths[tree])) return;
    bool const is_last = tree + 1 == forest_.roots.size();
    auto const end = is_last ? static_cast<std::int32_t>(forest_.nodes.size()) : forest_.roots[tree + 1];
    for (std::int32_t n = forest_.roots[tree]; n < end; ++n)
        if (forest_.nodes[n].left >= 0) planes.emplace(condition_of(forest_.nodes[n]), std::uint16_t(0));
}

std::size_t PackedForest::end_of_chunk(std::size_t first_tree) const
{
    Planes seen;
    std::size_t tree = first_tree;
    for (; tree < forest_.roots.size(); ++tree)
    {
        collect(tree, seen);
        if (seen.size() > static_cast<std::size_t>(cpu::max_chunk_planes)) break;
    }
    return std::max(tree, first_tree + 1);  // one tree of depth 8 has 255 splits: it always fits
}

void PackedForest::add_chunk(std::size_t first_tree, std::size_t last_tree)
{
    Planes planes;
    for (std::size_t t = first_tree; t < last_tree; ++t) collect(t, planes);
    std::uint16_t next = 0;
    for (auto& [condition, plane] : planes) plane = next++;
    auto const first_question = static_cast<std::int64_t>(questions_.size());
    add_questions(planes);
    for (std::size_t t = first_tree; t < last_tree; ++t) add_tree(t, planes);
    chunks_.push_back({static_cast<std::int64_t>(first_tree), static_cast<std::int64_t>(last_tree), first_question,
                       static_cast<std::int64_t>(questions_.size())});
}

/// Cuts the planes into runs of one column and kind.
void PackedForest::add_questions(Planes const& planes)
{
    std::vector<TreeCondition> run;
    std::int32_t first_plane = 0;
    for (auto const& [condition, plane] : planes)
    {
        bool const ends =
            !run.empty()
            && (condition.column != run[0].column || condition.kind != run[0].kind || is_category(condition.kind)
                || run.size() == static_cast<std::size_t>(cpu::max_ranked_thresholds));
        if (ends)
        {
            add_run(run, first_plane);
            run.clear();
        }
        if (run.empty()) first_plane = plane;
        run.push_back(condition);
    }
    if (!run.empty()) add_run(run, first_plane);
}

void PackedForest::add_run(std::vector<TreeCondition> const& run, std::int32_t first_plane)
{
    auto const count = static_cast<std::int32_t>(run.size());
    bool const ranked = count >= cpu::min_ranked_thresholds;
    questions_.push_back({run[0].kind, run[0].column, first_plane, count, run[0].categories, ranked ? 1 : 0,
                          static_cast<std::int64_t>(tables_.size())});
    float const none = std::numeric_limits<float>::quiet_NaN();
    if (ranked)
        for (std::size_t j = 0; j < static_cast<std::size_t>(cpu::rank_pivots); ++j)
            tables_.push_back(8 * j + 7 < run.size() ? run[8 * j + 7].threshold : none);
    for (TreeCondition const& condition : run) tables_.push_back(condition.threshold);
    if (ranked) tables_.insert(tables_.end(), static_cast<std::size_t>(cpu::rank_thresholds) - run.size(), none);
}

void PackedForest::add_tree(std::size_t tree, Planes const& planes)
{
    std::int32_t const depth = forest_.depths[tree];
    std::int32_t const root = forest_.roots[tree];
    if (!uses_planes(depth))
    {
        trees_.push_back({-1, forest_.groups[tree], root, 0});
        return;
    }
    trees_.push_back({depth, forest_.groups[tree], static_cast<std::int64_t>(splits_.size()),
                      static_cast<std::int64_t>(leaves_.size())});
    // Node k of the completed tree has the children 2k+1 and 2k+2; below a leaf the leaf is repeated, and what is
    // asked there does not matter.
    std::size_t const leaf_count = std::size_t(1) << depth;
    std::vector<std::int32_t> complete(2 * leaf_count - 1, root);
    for (std::size_t k = 0; k + 1 < leaf_count; ++k)
    {
        ForestNode const& node = forest_.nodes[complete[k]];
        bool const leaf = node.left < 0;
        complete[2 * k + 1] = leaf ? complete[k] : node.left;
        complete[2 * k + 2] = leaf ? complete[k] : node.left + 1;
        splits_.push_back(leaf ? std::uint16_t(0) : planes.at(condition_of(node)));
    }
    for (std::size_t k = leaf_count - 1; k < complete.size(); ++k) leaves_.push_back(forest_.nodes[complete[k]].value);
    leaves_.resize((leaves_.size() + 15) / 16 * 16, 0.0f);
}

cpu::PackedForestView PackedForest::view() const
{
    return {forest_.view(),  view_of(chunks_), view_of(questions_), view_of(tables_),
            view_of(trees_), view_of(splits_), view_of(leaves_),    view_of(columns_)};
}

}  // namespace quartet
