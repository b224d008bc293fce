// Batches of a few columns, and all their bytes.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "host/io/event_batch.hpp"
#include "host/io/event_columns.hpp"

namespace quartet::test
{

/// Muons with momenta and no tracks, jets, missing momentum; values follow from `seed` and `n`.
inline EventBatch small_batch(std::int64_t n, int seed)
{
    EventBatch batch;
    batch.n_events = n;
    batch.muon.offsets.make(n + 1);
    for (std::int64_t e = 0; e <= n; ++e) batch.muon.offsets.values[static_cast<std::size_t>(e)] = 2 * e;
    for (auto* column : {&batch.muon.px, &batch.muon.py, &batch.muon.pz})
        for (auto& value : column->make(2 * n)) value = seed++ * 0.5;
    for (auto& value : batch.muon.charge.make(2 * n)) value = seed++ % 2;
    for (auto& value : batch.muon.is_global.make(2 * n)) value = static_cast<std::uint8_t>(seed++ % 3);
    batch.muon.extra.columns.resize(2);  // the second is absent
    for (auto& value : batch.muon.extra.columns[0].column.make(2 * n)) value = seed++ * 0.25;
    batch.jet.offsets.make(n + 1);
    for (std::int64_t e = 0; e <= n; ++e) batch.jet.offsets.values[static_cast<std::size_t>(e)] = e;
    for (auto* column : {&batch.jet.pt, &batch.jet.btag, &batch.met.pt})
        for (auto& value : column->make(n)) value = seed++ * 0.5;
    return batch;
}

/// Per column: whether it is present, and its bytes. `read(target, source, bytes)` reads them.
template <class Read>
std::vector<std::pair<bool, std::string>> column_bytes(EventBatchView batch, Read&& read)
{
    std::vector<std::pair<bool, std::string>> columns;
    for_each_span(batch,
                  [&](auto const& span)
                  {
                      std::string bytes(static_cast<std::size_t>(span.size) * sizeof(span[0]), '\0');
                      if (!bytes.empty()) read(bytes.data(), span.data, bytes.size());
                      columns.emplace_back(span.data != nullptr, std::move(bytes));
                  });
    return columns;
}

inline std::vector<std::pair<bool, std::string>> column_bytes(EventBatchView const& batch)
{
    return column_bytes(batch, [](char* target, void const* source, std::size_t bytes)
                        { std::copy_n(static_cast<char const*>(source), bytes, target); });
}

}  // namespace quartet::test
