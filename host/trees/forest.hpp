// A forest of decision trees in memory.
#pragma once

#include <string>
#include <vector>

#include "models/trees/forest_view.hpp"

namespace quartet
{

/// How margins become predictions.
enum class TreeTransform
{
    identity,  ///< regression, ranking
    sigmoid,   ///< 1 / (1 + exp(-margin))
    softmax,   ///< over the outputs of one row
    exponent   ///< exp(margin): Poisson, gamma, Tweedie, Cox
};

struct Forest
{
    std::vector<ForestNode> nodes;
    std::vector<std::int32_t> roots;   ///< (trees)
    std::vector<std::int32_t> groups;  ///< (trees) output that each tree adds to
    std::vector<std::int32_t> depths;  ///< (trees) splits on the longest path
    std::vector<float> base;           ///< (outputs) margins before the first tree
    std::vector<CategorySet> category_sets;
    std::vector<std::uint32_t> category_words;
    std::int64_t features = 0;
    std::vector<std::string> feature_names;  ///< empty when the file names none
    std::string objective;                   ///< as in the file, "binary:logistic"
    TreeTransform transform = TreeTransform::identity;
    std::int64_t trees_per_round = 1;  ///< outputs times parallel trees

    std::int64_t outputs() const { return static_cast<std::int64_t>(base.size()); }
    std::int64_t trees() const { return static_cast<std::int64_t>(roots.size()); }
    std::int64_t rounds() const { return trees() / trees_per_round; }

    ForestView view() const;

    /// Keeps the trees of the first `count` boosting rounds. Throws InputError when there are fewer.
    void keep_rounds(std::int64_t count);
};

}  // namespace quartet
