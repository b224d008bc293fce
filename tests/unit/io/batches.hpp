// Whole files from batches of any size, and their comparison column by column.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "host/io/event_columns.hpp"
#include "host/io/event_file.hpp"

namespace quartet::test
{

/// All columns of a file, flattened: bytes per column, covariances row by row, offsets as sizes of events.
struct FlatEvents
{
    std::vector<std::string> columns;
    std::vector<bool> present;
    std::int64_t n_events = 0;
    std::int64_t batches = 0;
    std::int64_t largest_batch_bytes = 0;
};

template <class T>
void append_column(FlatEvents& flat, std::size_t index, Span<T const> span, std::int64_t rows, bool offsets)
{
    if (flat.columns.size() <= index) flat.columns.resize(index + 1), flat.present.resize(index + 1);
    flat.present[index] = span.data != nullptr;
    std::vector<T> values(span.begin(), span.end());
    if (offsets)
    {
        for (std::size_t e = 0; e + 1 < values.size(); ++e) values[e] = static_cast<T>(values[e + 1] - values[e]);
        values.pop_back();
    }
    else if (rows > 0 && span.size > rows)  // a matrix: element k of row i at k * rows + i
    {
        std::int64_t const width = span.size / rows;
        for (std::int64_t i = 0; i < rows; ++i)
            for (std::int64_t k = 0; k < width; ++k)
                values[static_cast<std::size_t>(i * width + k)] = span[k * rows + i];
    }
    flat.columns[index].append(reinterpret_cast<char const*>(values.data()), values.size() * sizeof(T));
}

inline FlatEvents read_all(std::string const& path, std::int64_t max_events, std::int64_t max_rows,
                           EventReadOptions options = {})
{
    FlatEvents flat;
    EventFileReader reader(path, std::move(options));
    EventBatch batch;
    while (reader.next(batch, max_events, max_rows))
    {
        EventBatchView view = batch.view();
        EXPECT_LE(view.n_events, max_events);
        EXPECT_EQ(view.first_event, flat.n_events);
        std::size_t index = 0;
        std::int64_t rows = view.n_events;
        for_each_span(view,
                      [&](auto const& span)
                      {
                          using T = std::remove_const_t<std::remove_reference_t<decltype(span[0])>>;
                          bool const offsets = std::is_same_v<T, std::int64_t>;
                          if (offsets) rows = span[span.size - 1];
                          for (void const* flat_column : {view.beamspot.x.data, view.met.pt.data})
                              if (static_cast<void const*>(span.data) == flat_column && flat_column != nullptr)
                                  rows = view.n_events;
                          append_column<T>(flat, index++, span, rows, offsets);
                      });
        flat.n_events += view.n_events;
        ++flat.batches;
        flat.largest_batch_bytes = std::max(flat.largest_batch_bytes, batch.bytes());
    }
    return flat;
}

inline void expect_same(FlatEvents const& a, FlatEvents const& b)
{
    EXPECT_EQ(a.n_events, b.n_events);
    EXPECT_EQ(a.present, b.present);
    ASSERT_EQ(a.columns.size(), b.columns.size());
    for (std::size_t i = 0; i < a.columns.size(); ++i) EXPECT_EQ(a.columns[i], b.columns[i]) << "column " << i;
}

}  // namespace quartet::test
