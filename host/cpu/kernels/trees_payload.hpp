// Tree inference by bit planes: the payload.
//
// A forest asks the same questions many times over: a model trained on binned features has far fewer distinct
// (feature, threshold) pairs than splits. For a block of 512 rows every distinct question is answered once, which
// gives one plane of 512 bits. A tree of depth d, completed so that every path has d splits, then selects planes by
// planes from the bottom up (2^d - 1 planes, each selection one bitwise operation for 512 rows) until d planes are
// left: the bits of the leaf number of every row. Leaves are looked up and added in tree order, in float32, so that the
// margins have the bits of models/trees/forest_walker.hpp.
#pragma once

#include <cstdint>

#include "models/base/span.hpp"
#include "models/trees/forest_view.hpp"

namespace quartet::cpu
{

inline constexpr std::int64_t tree_block_rows = 512;
inline constexpr std::int32_t max_plane_depth = 8;      ///< deeper trees are walked row by row
inline constexpr std::int32_t max_chunk_planes = 4096;  ///< 256 KiB of planes: they stay in the L2 cache

inline constexpr std::int32_t max_ranked_thresholds = 254;  ///< a rank and the code of a missing value fit into a byte
inline constexpr std::int32_t min_ranked_thresholds = 48;   ///< below, comparing one by one is faster than ranking
inline constexpr std::int32_t rank_pivots = 32;             ///< every eighth threshold
inline constexpr std::int32_t rank_thresholds = 256;

/// Questions of one kind about one column: consecutive planes, each with bit 1 where the row goes right.
struct TreeQuestions
{
    enum Kind : std::uint32_t
    {
        missing_left,           ///< x >= threshold; NaN goes left
        missing_right,          ///< not x < threshold; NaN goes right
        category_missing_left,  ///< one question
        category_missing_right
    };

    std::uint32_t kind;
    std::uint32_t column;      ///< position in PackedForestView::columns
    std::int32_t first_plane;  ///< within the chunk
    std::int32_t count;
    std::int32_t categories;  ///< index in ForestView::category_sets
    std::int32_t ranked;      ///< 1: 32 pivots stand before the thresholds, which are padded with NaN to 256
    std::int64_t tables;      ///< first of the pivots or thresholds, in rising order
};

struct PackedTree
{
    std::int32_t depth;  ///< -1: walked row by row
    std::int32_t output;
    std::int64_t splits;  ///< first of 2^depth - 1 entries of PackedForestView::splits, level by level; or root node
    std::int64_t leaves;  ///< first of its 2^depth leaves, padded to a multiple of 16
};

/// Consecutive trees whose questions fit into the planes of one pass.
struct TreeChunk
{
    std::int64_t first_tree, last_tree;
    std::int64_t first_question, last_question;
};

struct PackedForestView
{
    ForestView forest;
    Span<TreeChunk const> chunks;
    Span<TreeQuestions const> questions;  ///< per chunk in the order of the planes
    Span<float const> tables;             ///< thresholds and pivots
    Span<PackedTree const> trees;
    Span<std::uint16_t const> splits;  ///< plane of each split within its chunk
    Span<float const> leaves;
    Span<std::uint32_t const> columns;  ///< features that the forest uses
};

/// Memory of one thread, aligned to 64 bytes.
struct TreeScratch
{
    float* columns;         ///< (columns in use, 512)
    std::uint64_t* planes;  ///< (max_chunk_planes, 8)
    float* sums;            ///< (outputs, 512)
};

/// Rows [first, last) of x (rows, features) to margin (rows, outputs).
struct TreeBlockTask
{
    PackedForestView forest;
    Span<float const> x;
    Span<float> margin;
    TreeScratch scratch;
};

using TreeKernel = void(TreeBlockTask const& task, std::int64_t first, std::int64_t last);

}  // namespace quartet::cpu
