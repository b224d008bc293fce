#include "host/io/table_writer.hpp"

#include <algorithm>
#include <stdexcept>

namespace quartet
{
namespace
{

/// Chunks of a table that goes on have at least this many rows, whatever the first block had.
std::int64_t constexpr least_chunk_rows = 4096;

}  // namespace

void TableWriter::create(ColumnTable const& table, bool last)
{
    for (auto const* column : table.columns())
    {
        auto const& about = column->about;
        hdf5::DatasetOptions options;
        options.trailing = about.trailing;
        options.chunk_rows = std::max(column->rows(), last ? std::int64_t(1) : least_chunk_rows);
        options.compression = compression_;
        auto dataset = group_.create_dataset(about.name, about.type, options);
        dataset.set_attribute("units", about.units);
        dataset.set_attribute("description", about.description);
        datasets_.emplace(about.name, std::move(dataset));
    }
    created_ = true;
}

void TableWriter::write(ColumnTable const& table, bool last)
{
    if (!created_) create(table, last);
    std::int64_t const rows = table.rows();
    if (table.columns().size() != datasets_.size()) throw std::logic_error("the columns of a table changed");
    for (auto const* column : table.columns())
    {
        auto const found = datasets_.find(column->about.name);
        if (found == datasets_.end()) throw std::logic_error("unexpected column " + column->about.name);
        std::visit([&](auto const& values) { found->second.append(values.data(), column->about.type, rows); },
                   column->values);
    }
    rows_ += rows;
}

}  // namespace quartet
