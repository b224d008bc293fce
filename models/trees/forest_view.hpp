// A forest of decision trees as formulas see it: views of flat arrays.
#pragma once

#include <cstdint>

#include "models/base/macros.hpp"
#include "models/base/span.hpp"

namespace quartet
{

/// A node, 16 bytes. The right child follows the left one.
struct ForestNode
{
    float value;              ///< threshold of a split, output of a leaf
    std::int32_t left;        ///< index of the left child in ForestView::nodes, -1 for a leaf
    std::uint32_t feature;    ///< column of the input; the top bit is set when a missing value goes left
    std::int32_t categories;  ///< index in ForestView::category_sets, -1 for a numeric split

    static constexpr std::uint32_t missing_left = 0x80000000u;
};

/// The categories that go right at one split: `words` 32-bit words from `first` on, bit c of the set is category c.
struct CategorySet
{
    std::int32_t first;
    std::int32_t words;
};

struct ForestView
{
    Span<ForestNode const> nodes;     ///< all trees, one after the other
    Span<std::int32_t const> roots;   ///< (trees) index of each root
    Span<std::int32_t const> groups;  ///< (trees) output that the tree adds to
    Span<float const> base;           ///< (outputs) margin before the first tree
    Span<CategorySet const> category_sets;
    Span<std::uint32_t const> category_words;
    std::int64_t features = 0;  ///< columns of the input
};

}  // namespace quartet
