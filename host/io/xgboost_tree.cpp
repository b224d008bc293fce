#include "host/io/xgboost_tree.hpp"

#include <cmath>
#include <limits>

namespace quartet::xgboost
{
namespace
{

constexpr std::size_t max_nodes = std::size_t(1) << 30;
constexpr std::size_t max_category_words = std::size_t(1) << 24;
constexpr std::int64_t first_invalid_category = 16777216;  // 2^24, as in XGBoost

/// The arrays of one tree as the file has them; one entry per node.
struct TreeArrays
{
    std::vector<std::int64_t> left, right, feature, missing_left, split_type;
    std::vector<float> condition;
    std::vector<std::int32_t> category_set;  ///< index in Forest::category_sets, -1 = none

    std::size_t size() const { return left.size(); }
};

/// Sets of categories: node categories_nodes[i] owns categories[segments[i] ... + sizes[i]].
void read_categories(Forest& forest, Field const& field, TreeArrays& tree)
{
    tree.category_set.assign(tree.size(), -1);
    if (!field.has("categories_nodes")) return;
    Field const nodes_field = field["categories_nodes"];
    auto const nodes = nodes_field.integers();
    if (nodes.empty()) return;
    auto const first = field["categories_segments"].integers(nodes.size());
    auto const count = field["categories_sizes"].integers(nodes.size());
    Field const categories_field = field["categories"];
    auto const categories = categories_field.integers();
    auto const total = static_cast<std::int64_t>(categories.size());
    for (std::size_t i = 0; i < nodes.size(); ++i)
    {
        if (nodes[i] < 0 || nodes[i] >= static_cast<std::int64_t>(tree.size()))
            nodes_field.fail("node " + std::to_string(nodes[i]) + " does not exist");
        if (first[i] < 0 || count[i] < 0 || first[i] > total || count[i] > total - first[i])
            nodes_field.fail("the categories of node " + std::to_string(nodes[i]) + " lie outside of \"categories\"");
        std::int64_t largest = -1;
        for (std::int64_t k = first[i]; k < first[i] + count[i]; ++k)
        {
            if (categories[k] < 0 || categories[k] >= first_invalid_category)
                categories_field.fail("category " + std::to_string(categories[k]) + " is outside of 0 ... 16777215");
            largest = std::max(largest, categories[k]);
        }
        auto const words = static_cast<std::size_t>(largest / 32 + 1);
        auto const begin = forest.category_words.size();
        if (begin + words > max_category_words) categories_field.fail("the category sets need more than 64 MiB");
        forest.category_words.resize(begin + words);
        for (std::int64_t k = first[i]; k < first[i] + count[i]; ++k)
            forest.category_words[begin + static_cast<std::size_t>(categories[k] / 32)] |= 1u << (categories[k] % 32);
        tree.category_set[static_cast<std::size_t>(nodes[i])] = static_cast<std::int32_t>(forest.category_sets.size());
        forest.category_sets.push_back({static_cast<std::int32_t>(begin), static_cast<std::int32_t>(words)});
    }
}

TreeArrays read_arrays(Forest& forest, Field const& field)
{
    TreeArrays tree;
    tree.left = field["left_children"].integers();
    std::size_t const n = tree.size();
    if (n == 0) field.fail("the tree has no nodes");
    if (forest.nodes.size() + n > max_nodes) field.fail("the model has more than 2^30 nodes");
    if (field.has("tree_param"))
    {
        Field const parameters = field["tree_param"];
        if (parameters.has("num_nodes") && parameters["num_nodes"].whole() != static_cast<std::int64_t>(n))
            parameters["num_nodes"].fail("the tree has " + std::to_string(n) + " nodes");
        if (parameters.has("size_leaf_vector") && parameters["size_leaf_vector"].whole() > 1)
            parameters["size_leaf_vector"].fail(
                "trees with vector leaves (multi_strategy=multi_output_tree) are not supported");
    }
    tree.right = field["right_children"].integers(n);
    tree.feature = field["split_indices"].integers(n);
    tree.missing_left = field["default_left"].integers(n);
    tree.condition = field["split_conditions"].numbers(n);
    tree.split_type.assign(n, 0);
    if (field.has("split_type"))
    {
        auto const types = field["split_type"].integers();
        if (!types.empty()) tree.split_type = field["split_type"].integers(n);
    }
    read_categories(forest, field, tree);
    return tree;
}

class TreeBuilder
{
  public:
    TreeBuilder(Forest& forest, Field const& field, float weight)
        : forest_(forest),
          field_(field),
          weight_(weight),
          arrays_(read_arrays(forest, field)),
          reached_(arrays_.size(), 0)
    {
    }

    /// Appends the nodes; returns the depth.
    std::int32_t build()
    {
        auto const base = static_cast<std::int32_t>(forest_.nodes.size());
        struct Waiting
        {
            std::int64_t node;
            std::int32_t depth;
        };
        std::vector<Waiting> order{{0, 0}};
        reached_[0] = 1;
        std::int32_t depth = 0;
        for (std::size_t i = 0; i < order.size(); ++i)
        {
            auto const [node, level] = order[i];
            depth = std::max(depth, level);
            auto const at = static_cast<std::size_t>(node);
            if (arrays_.left[at] == -1)
            {
                forest_.nodes.push_back(leaf(at));
                continue;
            }
            ForestNode split = internal(at);
            split.left = base + static_cast<std::int32_t>(order.size());
            forest_.nodes.push_back(split);
            order.push_back({child(arrays_.left[at], at), level + 1});
            order.push_back({child(arrays_.right[at], at), level + 1});
        }
        return depth;
    }

  private:
    static std::string at_node(std::size_t node) { return " at node " + std::to_string(node); }

    std::int64_t child(std::int64_t index, std::size_t parent)
    {
        if (index < 0 || index >= static_cast<std::int64_t>(arrays_.size()))
            field_.fail("child " + std::to_string(index) + at_node(parent) + " does not exist");
        char& seen = reached_[static_cast<std::size_t>(index)];
        if (seen != 0) field_.fail("node " + std::to_string(index) + " is the child of two nodes: this is no tree");
        seen = 1;
        return index;
    }

    ForestNode leaf(std::size_t at) const
    {
        if (arrays_.right[at] != -1) field_.fail("one child is missing" + at_node(at));
        float const value = arrays_.condition[at];
        if (!std::isfinite(value)) field_.fail("the leaf is not finite" + at_node(at));
        return {value * weight_, -1, 0, -1};
    }

    ForestNode internal(std::size_t at) const
    {
        std::int64_t const feature = arrays_.feature[at];
        if (feature < 0 || feature >= forest_.features)
            field_.fail("the split uses feature " + std::to_string(feature) + at_node(at) + ", the model has "
                        + std::to_string(forest_.features));
        bool const categorical = arrays_.split_type[at] == 1;
        if (!categorical && arrays_.split_type[at] != 0)
            field_.fail("unknown split type " + std::to_string(arrays_.split_type[at]) + at_node(at));
        if (categorical && arrays_.category_set[at] < 0)
            field_.fail("a categorical split has no categories" + at_node(at));
        if (!categorical && !std::isfinite(arrays_.condition[at]))
            field_.fail("the threshold is not finite" + at_node(at));
        std::uint32_t const missing = arrays_.missing_left[at] != 0 ? ForestNode::missing_left : 0u;
        return {categorical ? 0.0f : arrays_.condition[at], -1, static_cast<std::uint32_t>(feature) | missing,
                categorical ? arrays_.category_set[at] : -1};
    }

    Forest& forest_;
    Field const& field_;
    float weight_;
    TreeArrays arrays_;
    std::vector<char> reached_;
};

}  // namespace

void append_tree(Forest& forest, Field const& field, std::int64_t group, float weight)
{
    TreeBuilder builder(forest, field, weight);
    forest.roots.push_back(static_cast<std::int32_t>(forest.nodes.size()));
    forest.groups.push_back(static_cast<std::int32_t>(group));
    forest.depths.push_back(builder.build());
}

}  // namespace quartet::xgboost
