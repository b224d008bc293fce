#include "host/io/column_table.hpp"

#include <stdexcept>

namespace quartet
{
namespace
{

template <class T>
std::int64_t count_of(std::vector<T> const& values)
{
    return static_cast<std::int64_t>(values.size());
}

}  // namespace

std::int64_t ColumnDescription::row_size() const
{
    std::int64_t size = 1;
    for (auto const extent : trailing) size *= extent;
    return size;
}

ColumnValues make_values(NumberType type)
{
    switch (type)
    {
        case NumberType::f4:
            return std::vector<float>();
        case NumberType::f8:
            return std::vector<double>();
        case NumberType::i1:
            return std::vector<std::int8_t>();
        case NumberType::i2:
            return std::vector<std::int16_t>();
        case NumberType::i4:
            return std::vector<std::int32_t>();
        case NumberType::i8:
            return std::vector<std::int64_t>();
        case NumberType::u1:
            return std::vector<std::uint8_t>();
        case NumberType::u2:
            return std::vector<std::uint16_t>();
        case NumberType::u4:
            return std::vector<std::uint32_t>();
        case NumberType::u8:
            return std::vector<std::uint64_t>();
    }
    throw std::logic_error("unknown number type");
}

std::int64_t TableColumn::rows() const
{
    std::int64_t const values_per_row = about.row_size();
    return values_per_row == 0 ? 0 : std::visit([](auto const& v) { return count_of(v); }, values) / values_per_row;
}

TableColumn& ColumnTable::add_column(ColumnDescription about)
{
    auto column = std::make_unique<TableColumn>();
    column->values = make_values(about.type);
    column->about = std::move(about);
    for (auto& existing : columns_)
        if (existing->about.name == column->about.name) return *(existing = std::move(column));
    return *columns_.emplace_back(std::move(column));
}

TableColumn const* ColumnTable::find(std::string const& name) const
{
    for (auto const& column : columns_)
        if (column->about.name == name) return column.get();
    return nullptr;
}

TableColumn const& ColumnTable::at(std::string const& name) const
{
    auto const* const column = find(name);
    if (column == nullptr) throw std::logic_error("the table has no column " + name);
    return *column;
}

TableColumn& ColumnTable::at(std::string const& name)
{
    return const_cast<TableColumn&>(static_cast<ColumnTable const&>(*this).at(name));
}

std::vector<TableColumn*> ColumnTable::columns()
{
    std::vector<TableColumn*> list;
    for (auto const& column : columns_) list.push_back(column.get());
    return list;
}

std::vector<TableColumn const*> ColumnTable::columns() const
{
    std::vector<TableColumn const*> list;
    for (auto const& column : columns_) list.push_back(column.get());
    return list;
}

std::int64_t ColumnTable::rows() const
{
    if (columns_.empty()) return 0;
    auto const& first = *columns_.front();
    for (auto const& column : columns_)
    {
        auto const count = std::visit([](auto const& v) { return count_of(v); }, column->values);
        if (count != first.rows() * column->about.row_size())
            throw std::logic_error("the columns " + first.about.name + " and " + column->about.name
                                   + " of a table have different numbers of rows");
    }
    return first.rows();
}

std::int64_t ColumnTable::bytes() const
{
    std::int64_t total = 0;
    for (auto const& column : columns_)
        total += std::visit([](auto const& v) { return count_of(v); }, column->values) * byte_size(column->about.type);
    return total;
}

void ColumnTable::clear_rows()
{
    for (auto& column : columns_) std::visit([](auto& v) { v.clear(); }, column->values);
}

void ColumnTable::append(ColumnTable const& other, std::int64_t first, std::int64_t count)
{
    if (columns_.size() != other.columns_.size()) throw std::logic_error("two tables have different columns");
    if (count < 0) count = other.rows() - first;
    for (auto& column : columns_)
    {
        auto const& theirs = other.at(column->about.name);
        if (column->about.type != theirs.about.type || column->about.trailing != theirs.about.trailing)
            throw std::logic_error("the column " + column->about.name + " of two tables has different types");
        auto const width = column->about.row_size();
        std::visit(
            [&](auto& values)
            {
                auto const& more = std::get<std::decay_t<decltype(values)>>(theirs.values);
                values.insert(values.end(), more.begin() + first * width, more.begin() + (first + count) * width);
            },
            column->values);
    }
}

}  // namespace quartet
