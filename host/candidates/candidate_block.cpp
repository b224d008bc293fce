#include "host/candidates/candidate_block.hpp"

namespace quartet
{
namespace
{

constexpr std::int64_t cache_columns = 7 + 15;

template <class T>
void fetch_values(CandidateBackend& backend, Buffer<T> const& source, std::int64_t count, std::vector<T>& target)
{
    target.resize(static_cast<std::size_t>(count));
    backend.copy_to_host(target.data(), source.data(), static_cast<std::size_t>(count) * sizeof(T));
}

}  // namespace

BatchArrays::BatchArrays(MemoryResource& memory, std::int64_t muons, std::int64_t events)
    : cache(cache_columns * muons, memory),
      fit_status(muons, memory),
      selected(muons, memory),
      selected_muons(muons, memory),
      selected_count(events, memory),
      combinations(events, memory),
      combination_offsets(events + 1, memory)
{
}

MuonCacheView BatchArrays::cache_view(std::int64_t muons) const
{
    auto const column = [&](std::int64_t c) { return cache.view().sub(c * muons, muons); };
    return {column(0),         column(1),      column(2), column(3),
            column(4),         column(5),      column(6), cache.view().sub(7 * muons, 15 * muons),
            fit_status.view(), selected.view()};
}

BlockArrays::BlockArrays(MemoryResource& memory)
    : code(0, memory),
      status(0, memory),
      position(0, memory),
      event(0, memory),
      row(0, memory),
      fit(0, memory),
      derived(0, memory),
      pairs(0, memory),
      flags(0, memory)
{
}

void BlockArrays::reserve_combinations(std::int64_t n)
{
    code.resize_discard(n);
    position.resize_discard(n);
}

void BlockArrays::reserve_candidates(std::int64_t n)
{
    event.resize_discard(n);
    row.resize_discard(4 * n);
    status.resize_discard(n);
    fit.resize_discard(fit_columns * n);
    derived.resize_discard(derived_columns * n);
    pairs.resize_discard(pair_columns * n);
    flags.resize_discard(n);
}

CandidateListView BlockArrays::list(std::int64_t n) const { return {n, n, position.view(), event.view(), row.view()}; }

FitView BlockArrays::fit_view() const { return {fit.view(), status.view()}; }

DerivedView BlockArrays::derived_view() const { return {derived.view(), flags.view()}; }

void BlockResults::fetch(CandidateBackend& backend, BlockArrays const& arrays, std::int64_t n)
{
    size = n;
    fetch_values(backend, arrays.event, n, event);
    fetch_values(backend, arrays.row, 4 * n, row);
    fetch_values(backend, arrays.status, n, status);
    fetch_values(backend, arrays.fit, fit_columns * n, fit);
    fetch_values(backend, arrays.derived, derived_columns * n, derived);
    fetch_values(backend, arrays.pairs, pair_columns * n, pairs);
    fetch_values(backend, arrays.flags, n, flags);
}

}  // namespace quartet
