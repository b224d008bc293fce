// The columns of a batch one after the other in one block of memory. Knows nothing of CUDA.
#pragma once

#include <cstring>
#include <type_traits>

#include "host/io/event_columns.hpp"

namespace quartet::cuda
{

/// Columns start at multiples of this, so that packs and vector loads are aligned.
inline constexpr std::int64_t packed_alignment = 256;

/// Calls visit(span, position) for the columns that are present; returns the bytes of all.
template <class Visitor>
std::int64_t for_each_packed(EventBatchView& batch, Visitor&& visit)
{
    std::int64_t position = 0;
    for_each_span(batch,
                  [&](auto& span)
                  {
                      if (span.data == nullptr) return;
                      visit(span, position);
                      std::int64_t const bytes = span.size * static_cast<std::int64_t>(sizeof(span[0]));
                      position += (bytes + packed_alignment - 1) / packed_alignment * packed_alignment;
                  });
    return position + packed_alignment;  // a column without rows at the end has an address, too
}

inline std::int64_t packed_size(EventBatchView batch)
{
    return for_each_packed(batch, [](auto const&, std::int64_t) {});
}

/// Copies the columns to `block`, which has room for packed_size().
inline void pack(EventBatchView batch, unsigned char* block)
{
    for_each_packed(batch,
                    [&](auto const& span, std::int64_t position)
                    {
                        std::size_t const bytes = static_cast<std::size_t>(span.size) * sizeof(span[0]);
                        if (bytes != 0) std::memcpy(block + position, span.data, bytes);
                    });
}

/// The batch as it lies in a block where it was packed, or in a copy of that block.
inline EventBatchView packed_view(EventBatchView batch, unsigned char const* block)
{
    for_each_packed(batch, [&](auto& span, std::int64_t position)
                    { span.data = reinterpret_cast<std::decay_t<decltype(span.data)>>(block + position); });
    return batch;
}

}  // namespace quartet::cuda
