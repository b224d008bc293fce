// Arrays of one block of combinations, in the memory of a backend, and their copy on the host.
#pragma once

#include <vector>

#include "host/candidates/candidate_backend.hpp"
#include "host/memory/buffer.hpp"

namespace quartet
{

inline constexpr std::int64_t fit_columns = static_cast<std::int64_t>(FitColumn::count);
inline constexpr std::int64_t derived_columns = static_cast<std::int64_t>(DerivedColumn::count);
inline constexpr std::int64_t pair_columns = static_cast<std::int64_t>(PairColumn::count);

/// Per muon and event of a batch.
struct BatchArrays
{
    Buffer<double> cache;  ///< energy, x, y, z, tx, ty, tz and 15 weights per muon
    Buffer<std::uint8_t> fit_status, selected;
    Buffer<std::int32_t> selected_muons;
    Buffer<std::int64_t> selected_count, combinations, combination_offsets;

    BatchArrays(MemoryResource& memory, std::int64_t muons, std::int64_t events);
    MuonCacheView cache_view(std::int64_t muons) const;
};

/// Per combination and candidate of a block.
struct BlockArrays
{
    Buffer<std::uint8_t> code, status;
    Buffer<std::int64_t> position, event, row;
    Buffer<double> fit, derived, pairs;
    Buffer<DerivedFlags> flags;

    explicit BlockArrays(MemoryResource& memory);
    void reserve_combinations(std::int64_t n);
    void reserve_candidates(std::int64_t n);
    CandidateListView list(std::int64_t n) const;
    FitView fit_view() const;
    DerivedView derived_view() const;
};

/// Results of one block on the host.
struct BlockResults
{
    std::int64_t size = 0;
    std::vector<std::int64_t> event, row;
    std::vector<double> fit, derived, pairs;
    std::vector<std::uint8_t> status;
    std::vector<DerivedFlags> flags;

    void fetch(CandidateBackend& backend, BlockArrays const& arrays, std::int64_t n);
    double fitted(FitColumn column, std::int64_t k, std::int64_t i) const
    {
        return fit[static_cast<std::size_t>((static_cast<std::int64_t>(column) + k) * size + i)];
    }
    double quantity(DerivedColumn column, std::int64_t k, std::int64_t i) const
    {
        return derived[static_cast<std::size_t>((static_cast<std::int64_t>(column) + k) * size + i)];
    }
};

}  // namespace quartet
