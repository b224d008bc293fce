// Tree inference by bit planes; the idea is described in trees_payload.hpp.
#include "host/cpu/kernels/trees.hpp"

#include "models/trees/forest_walker.hpp"

#if defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#include "host/cpu/kernels/trees_avx512.hpp"
#elif defined(__AVX2__)
#include "host/cpu/kernels/trees_avx2.hpp"
#else
#include "host/cpu/kernels/trees_portable.hpp"
#endif

QUARTET_BEGIN
namespace plane_kernel
{
namespace
{

using quartet::cpu::PackedForestView;
using quartet::cpu::PackedTree;
using quartet::cpu::tree_block_rows;
using quartet::cpu::TreeBlockTask;
using quartet::cpu::TreeChunk;
using quartet::cpu::TreeQuestions;

constexpr int plane_words = 8;
constexpr int bits_words = static_cast<int>(sizeof(Bits) / 8);

/// The columns in use of up to 512 rows, transposed; rows beyond `rows` are zero.
void load_columns(TreeBlockTask const& task, std::int64_t first, std::int64_t rows)
{
    std::int64_t const features = task.forest.forest.features;
    constexpr std::int64_t tile = 16;  // rows whose cache lines stay at hand
    for (std::int64_t begin = 0; begin < tree_block_rows; begin += tile)
        for (std::int64_t c = 0; c < task.forest.columns.size; ++c)
        {
            float* const out = task.scratch.columns + c * tree_block_rows;
            float const* const in = task.x.data + first * features + task.forest.columns[c];
            std::int64_t const end = begin + tile;
            for (std::int64_t r = begin; r < end; ++r) out[r] = r < rows ? in[r * features] : 0.0f;
        }
}

void ask_category(ForestView const& forest, TreeQuestions const& question, float const* x, std::uint64_t* plane)
{
    bool const nan_right = question.kind == TreeQuestions::category_missing_right;
    for (int word = 0; word < plane_words; ++word)
    {
        std::uint64_t bits = 0;
        for (int r = 0; r < 64; ++r)
        {
            float const value = x[64 * word + r];
            bool right =
                !category_goes_left(forest.category_sets[question.categories], forest.category_words.data, value);
            if (value != value) right = nan_right;
            bits |= static_cast<std::uint64_t>(right) << r;
        }
        plane[word] = bits;
    }
}

/// Fills the planes of the chunk.
void ask_questions(TreeBlockTask const& task, TreeChunk const& chunk)
{
    for (std::int64_t i = chunk.first_question; i < chunk.last_question; ++i)
    {
        TreeQuestions const& question = task.forest.questions[i];
        float const* const x = task.scratch.columns + question.column * tree_block_rows;
        float const* const tables = task.forest.tables.data + question.tables;
        std::uint64_t* const planes = task.scratch.planes + plane_words * question.first_plane;
        bool const nan_right = question.kind == TreeQuestions::missing_right;
        if (question.kind > TreeQuestions::missing_right)
            ask_category(task.forest.forest, question, x, planes);
        else if (question.ranked != 0)
            rank_run(x, tables, question.count, nan_right, planes);
        else
            compare_run(x, tables, question.count, nan_right, planes);
    }
}

/// Selects planes bottom up. The answer at split `Index` of level `Level` chosen among its subtree down to level
/// `Target`.
template <int Target, int Level, int Index>
QUARTET_INLINE Bits answer(std::uint64_t const* planes, std::uint16_t const* splits, Bits const* path)
{
    if constexpr (Level == Target)
        return *reinterpret_cast<Bits const*>(planes + plane_words * splits[(1 << Target) - 1 + Index]);
    else
        return select_bits(path[Level], answer<Target, Level + 1, 2 * Index>(planes, splits, path),
                           answer<Target, Level + 1, 2 * Index + 1>(planes, splits, path));
}

template <int Depth, int Level = 0>
QUARTET_INLINE void find_path(std::uint64_t const* planes, std::uint16_t const* splits, Bits* path)
{
    if constexpr (Level < Depth)
    {
        path[Level] = answer<Level, 0, 0>(planes, splits, path);
        find_path<Depth, Level + 1>(planes, splits, path);
    }
}

template <int Depth>
void add_tree(PackedForestView const& forest, PackedTree const& tree, std::uint64_t const* planes, float* sums)
{
    alignas(64) std::uint64_t path[plane_words * Depth];
    for (int part = 0; part < plane_words; part += bits_words)
    {
        Bits levels[Depth];
        find_path<Depth>(planes + part, forest.splits.data + tree.splits, levels);
        for (int level = 0; level < Depth; ++level)
            *reinterpret_cast<Bits*>(path + plane_words * level + part) = levels[level];
    }
    add_leaves<Depth>(path, forest.leaves.data + tree.leaves, sums);
}

/// A tree that is too deep for planes, row by row.
void walk_rows(TreeBlockTask const& task, PackedTree const& tree, std::int64_t first, std::int64_t rows, float* sums)
{
    ForestView const& forest = task.forest.forest;
    for (int p = 0; p < tree_block_rows; ++p)
    {
        std::int64_t const row = row_of_sum(p);
        if (row < rows)
            sums[p] += walk_tree(forest, static_cast<std::int32_t>(tree.splits),
                                 task.x.data + (first + row) * forest.features);
    }
}

void add_constant(float value, float* sums)
{
    for (int p = 0; p < tree_block_rows; ++p) sums[p] += value;
}

void add_trees(TreeBlockTask const& task, TreeChunk const& chunk, std::int64_t first, std::int64_t rows)
{
    PackedForestView const& forest = task.forest;
    std::uint64_t const* const planes = task.scratch.planes;
    for (std::int64_t t = chunk.first_tree; t < chunk.last_tree; ++t)
    {
        PackedTree const& tree = forest.trees[t];
        float* const sums = task.scratch.sums + tree.output * tree_block_rows;
        switch (tree.depth)
        {
            case 0:
                add_constant(forest.leaves[tree.leaves], sums);
                break;
            case 1:
                add_tree<1>(forest, tree, planes, sums);
                break;
            case 2:
                add_tree<2>(forest, tree, planes, sums);
                break;
            case 3:
                add_tree<3>(forest, tree, planes, sums);
                break;
            case 4:
                add_tree<4>(forest, tree, planes, sums);
                break;
            case 5:
                add_tree<5>(forest, tree, planes, sums);
                break;
            case 6:
                add_tree<6>(forest, tree, planes, sums);
                break;
            case 7:
                add_tree<7>(forest, tree, planes, sums);
                break;
            case 8:
                add_tree<8>(forest, tree, planes, sums);
                break;
            default:
                walk_rows(task, tree, first, rows, sums);
        }
    }
}

void run_block(TreeBlockTask const& task, std::int64_t first, std::int64_t rows)
{
    Span<float const> const base = task.forest.forest.base;
    load_columns(task, first, rows);
    for (std::int64_t k = 0; k < base.size; ++k)
        for (int p = 0; p < tree_block_rows; ++p) task.scratch.sums[k * tree_block_rows + p] = base[k];
    for (TreeChunk const& chunk : task.forest.chunks)
    {
        ask_questions(task, chunk);
        add_trees(task, chunk, first, rows);
    }
    for (std::int64_t k = 0; k < base.size; ++k)
        for (int p = 0; p < tree_block_rows; ++p)
            if (std::int64_t const row = row_of_sum(p); row < rows)
                task.margin[(first + row) * base.size + k] = task.scratch.sums[k * tree_block_rows + p];
}

}  // namespace
}  // namespace plane_kernel

void tree_margins(cpu::TreeBlockTask const& task, std::int64_t first, std::int64_t last)
{
    for (std::int64_t begin = first; begin < last; begin += cpu::tree_block_rows)
    {
        std::int64_t const left = last - begin;
        plane_kernel::run_block(task, begin, left < cpu::tree_block_rows ? left : cpu::tree_block_rows);
    }
}

QUARTET_END
