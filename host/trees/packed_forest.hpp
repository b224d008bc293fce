// A forest rearranged for the SIMD kernels of the cpu backend.
#pragma once

#include <compare>
#include <map>
#include <vector>

#include "host/cpu/kernels/trees_payload.hpp"
#include "host/trees/forest.hpp"

namespace quartet
{

/// One question of a forest; equal questions share a plane. The order puts the questions of one column and kind
/// together, with rising thresholds.
struct TreeCondition
{
    std::uint32_t column;
    std::uint32_t kind;  ///< cpu::TreeQuestions::Kind
    float threshold;
    std::int32_t categories;

    bool operator<(TreeCondition const& other) const;
};

/// Owns what cpu::PackedForestView points to. Built once per forest; see trees_payload.hpp for the meaning.
class PackedForest
{
  public:
    explicit PackedForest(Forest const& forest);

    cpu::PackedForestView view() const;

  private:
    using Planes = std::map<TreeCondition, std::uint16_t>;

    void number_columns();
    TreeCondition condition_of(ForestNode const& node) const;
    void collect(std::size_t tree, Planes& planes) const;
    std::size_t end_of_chunk(std::size_t first_tree) const;
    void add_chunk(std::size_t first_tree, std::size_t last_tree);
    void add_questions(Planes const& planes);
    void add_run(std::vector<TreeCondition> const& run, std::int32_t first_plane);
    void add_tree(std::size_t tree, Planes const& planes);

    Forest forest_;
    std::vector<cpu::TreeChunk> chunks_;
    std::vector<cpu::TreeQuestions> questions_;
    std::vector<float> tables_;
    std::vector<cpu::PackedTree> trees_;
    std::vector<std::uint16_t> splits_;
    std::vector<float> leaves_;
    std::vector<std::uint32_t> columns_;  ///< features in use
    std::vector<std::int32_t> column_of_feature_;
};

}  // namespace quartet
