// A forest rearranged for the SIMD kernels of the cpu backend.
#pragma once

#include <vector>

#include "host/cpu/kernels/trees_payload.hpp"
#include "host/trees/forest.hpp"

namespace quartet
{

/// Owns what cpu::PackedForestView points to. Built once per forest; see trees_payload.hpp for the meaning.
class PackedForest
{
  public:
    explicit PackedForest(Forest const& forest);

    cpu::PackedForestView view() const;

  private:
    void add_chunk(Forest const& forest, std::size_t first_tree, std::size_t last_tree);
    std::size_t end_of_chunk(Forest const& forest, std::size_t first_tree) const;

    Forest forest_;
    std::vector<cpu::TreeChunk> chunks_;
    std::vector<cpu::TreeCondition> conditions_;
    std::vector<cpu::PackedTree> trees_;
    std::vector<std::uint16_t> splits_;
    std::vector<float> leaves_;
    std::vector<std::uint32_t> columns_;  ///< features in use
    std::vector<std::int32_t> column_of_feature_;
};

}  // namespace quartet
