// Margins of one input row: the definition that every faster form must reproduce bit for bit.
#pragma once

#include "models/base/macros.hpp"
#include "models/trees/forest_view.hpp"

QUARTET_BEGIN

/// True when category `x` takes the left branch: XGBoost sends every value that is negative, too large or not in the
/// set to the left (xgboost, src/common/categorical.h).
QUARTET_HD inline bool category_goes_left(CategorySet const& set, std::uint32_t const* words, float x)
{
    constexpr float first_invalid = 16777216.0f;  // 2^24: float32 counts no further
    if (!(x >= 0.0f) || x >= first_invalid) return true;
    auto const category = static_cast<std::uint32_t>(x);
    if (category >= static_cast<std::uint32_t>(set.words) * 32u) return true;
    return (words[set.first + static_cast<std::int32_t>(category >> 5)] >> (category & 31u) & 1u) == 0;
}

/// Output of the tree that begins at node `at` for the row `x` (features). A value goes left when it is strictly
/// below the threshold; NaN is missing and takes the node's default branch (xgboost, src/predictor/predict_fn.h).
QUARTET_HD inline float walk_tree(ForestView const& forest, std::int32_t at, float const* x)
{
    ForestNode node = forest.nodes[at];
    while (node.left >= 0)
    {
        float const value = x[node.feature & ~ForestNode::missing_left];
        bool left = value < node.value;
        if (node.categories >= 0)
            left = category_goes_left(forest.category_sets[node.categories], forest.category_words.data, value);
        if (value != value) left = (node.feature & ForestNode::missing_left) != 0;
        node = forest.nodes[node.left + (left ? 0 : 1)];
    }
    return node.value;
}

/// Stage functor: index = row. Writes the margins (rows, outputs) of the input x (rows, features), both row by row.
/// The sum is float32, begins at the base margin and follows the order of the trees.
struct ForestWalker
{
    ForestView forest;
    Span<float const> x;
    Span<float> margin;

    QUARTET_HD void operator()(std::int64_t row) const
    {
        float const* const values = x.data + row * forest.features;
        std::int64_t const outputs = forest.base.size;
        float* const sums = margin.data + row * outputs;
        for (std::int64_t k = 0; k < outputs; ++k) sums[k] = forest.base[k];
        if (outputs == 1)
        {
            float sum = sums[0];
            for (std::int64_t t = 0; t < forest.roots.size; ++t) sum += walk_tree(forest, forest.roots[t], values);
            sums[0] = sum;
            return;
        }
        for (std::int64_t t = 0; t < forest.roots.size; ++t)
            sums[forest.groups[t]] += walk_tree(forest, forest.roots[t], values);
    }
};

QUARTET_END
