// An ordered set of named columns with the same number of rows.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "host/io/number_type.hpp"

namespace quartet
{

/// What a column is, without its values.
struct ColumnDescription
{
    std::string name;
    NumberType type = NumberType::f8;
    std::vector<std::int64_t> trailing;  ///< shape of one row: {} one number, {4} four, {2, 2}, ...
    std::string units;                   ///< "GeV", "cm", "1" for a pure number
    std::string description;

    /// Numbers per row.
    std::int64_t row_size() const;
};

/// Values of a column, row after row (row-major in the trailing dimensions).
using ColumnValues =
    std::variant<std::vector<float>, std::vector<double>, std::vector<std::int8_t>, std::vector<std::int16_t>,
                 std::vector<std::int32_t>, std::vector<std::int64_t>, std::vector<std::uint8_t>,
                 std::vector<std::uint16_t>, std::vector<std::uint32_t>, std::vector<std::uint64_t>>;

/// Empty values of a type.
ColumnValues make_values(NumberType type);

struct TableColumn
{
    ColumnDescription about;
    ColumnValues values;

    std::int64_t rows() const;
};

/// References returned by add() and values() stay valid until the table is destroyed or the column replaced.
class ColumnTable
{
  public:
    /// Adds an empty column, or replaces the one of that name (which keeps its place). The caller fills the
    /// vector with rows * row_size() values.
    template <class T>
    std::vector<T>& add(std::string name, std::string units, std::string description,
                        std::vector<std::int64_t> trailing = {})
    {
        return std::get<std::vector<T>>(add_column({std::move(name), number_type_of<T>(), std::move(trailing),
                                                    std::move(units), std::move(description)})
                                            .values);
    }

    TableColumn& add_column(ColumnDescription about);

    /// The column as it is stored. Throws std::logic_error when it is missing or of another type (a mistake of the
    /// program; readers of files check before).
    template <class T>
    std::vector<T>& values(std::string const& name)
    {
        return std::get<std::vector<T>>(at(name).values);
    }
    template <class T>
    std::vector<T> const& values(std::string const& name) const
    {
        return std::get<std::vector<T>>(at(name).values);
    }

    /// A copy of any numeric column as T (float64 for formulas, whatever the file holds).
    template <class T>
    std::vector<T> as(std::string const& name) const
    {
        return std::visit([](auto const& values) { return std::vector<T>(values.begin(), values.end()); },
                          at(name).values);
    }

    bool has(std::string const& name) const { return find(name) != nullptr; }
    TableColumn const* find(std::string const& name) const;
    TableColumn& at(std::string const& name);
    TableColumn const& at(std::string const& name) const;

    std::vector<TableColumn*> columns();
    std::vector<TableColumn const*> columns() const;

    /// Number of rows. Throws std::logic_error when the columns disagree, naming two of them.
    std::int64_t rows() const;
    /// Bytes held by the values.
    std::int64_t bytes() const;
    /// Removes all rows and keeps the columns.
    void clear_rows();
    /// Appends `count` rows (-1 = to the end) of a table with the same columns. Throws std::logic_error when they
    /// differ.
    void append(ColumnTable const& other, std::int64_t first = 0, std::int64_t count = -1);

  private:
    std::vector<std::unique_ptr<TableColumn>> columns_;
};

}  // namespace quartet
