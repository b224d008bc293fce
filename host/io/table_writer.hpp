// Streams tables into the datasets of one HDF5 group.
#pragma once

#include <map>
#include <string>

#include "host/io/column_table.hpp"
#include "host/io/hdf5.hpp"

namespace quartet
{

/// The first table defines the columns. When it is also the last, chunks have its size and small files stay small.
class TableWriter
{
  public:
    TableWriter(hdf5::Group group, int compression) : group_(std::move(group)), compression_(compression) {}

    /// Appends all rows; `last` says that no more will come. Throws std::logic_error when the columns differ from those
    /// of the first table, EnvironmentError when the file cannot be written.
    void write(ColumnTable const& table, bool last);
    std::int64_t rows() const { return rows_; }
    hdf5::Group& group() { return group_; }

  private:
    void create(ColumnTable const& table, bool last);

    hdf5::Group group_;
    int compression_;
    bool created_ = false;
    std::int64_t rows_ = 0;
    std::map<std::string, hdf5::Dataset> datasets_;
};

}  // namespace quartet
