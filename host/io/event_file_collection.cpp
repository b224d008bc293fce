#include "host/io/event_file_collection.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// More rows than this in one event are taken for damage.
std::int64_t constexpr largest_event = 10'000'000;

double divisor(hdf5::Group const& root, std::string const& attribute, std::string const& standard,
               std::string const& thousandth, double factor)
{
    if (!root.has_attribute(attribute)) return 1;
    std::string const unit = root.string_attribute(attribute);
    if (unit == standard) return 1;
    if (unit == thousandth) return factor;
    throw InputError(message("unknown unit '" + unit + "'", root.where() + ", attribute " + attribute,
                             "Use " + standard + " or " + thousandth));
}

/// From the unit that a column names to cm and GeV; other units stay.
double scale_of(hdf5::Dataset const& column)
{
    if (!column.has_attribute("units")) return 1;
    std::string const units = column.string_attribute("units");
    return units == "mm" ? 10 : units == "MeV" ? 1000 : 1;
}

}  // namespace

FileUnits FileUnits::of(hdf5::Group const& root)
{
    return {divisor(root, "length_unit", "cm", "mm", 10), divisor(root, "momentum_unit", "GeV", "MeV", 1000)};
}

void FileUnits::convert(std::vector<double>& values, Dimension dimension) const
{
    double const by = std::pow(length, dimension.length) * std::pow(momentum, std::max(dimension.momentum, 0));
    double const times = std::pow(momentum, std::max(-dimension.momentum, 0));
    if (by == 1 && times == 1) return;
    for (double& value : values) value = value * times / by;
}

CollectionReader::CollectionReader(hdf5::Group const& root, std::string name, std::int64_t n_events, FileUnits units,
                                   bool jagged)
    : name_(std::move(name)), n_events_(n_events), units_(units), jagged_(jagged)
{
    rows_ = jagged_ ? 0 : n_events_;
    if (!root.has(name_)) return;
    group_ = root.group(name_);
    if (jagged_ || group_->has("offsets")) open_offsets(*group_);
}

void CollectionReader::open_offsets(hdf5::Group const& group)
{
    offsets_ = std::make_shared<hdf5::Dataset>(group.dataset("offsets"));
    offsets_->expect_row_shape({});
    if (offsets_->rows() != n_events_ + 1)
        throw InputError(message("the offsets have " + std::to_string(offsets_->rows()) + " entries for "
                                     + std::to_string(n_events_) + " events",
                                 offsets_->where(), "There must be one more offset than events"));
    std::int64_t first = 0;
    std::int64_t last = 0;
    offsets_->read(0, 1, &first);
    offsets_->read(n_events_, 1, &last);
    if (first != 0)
        throw InputError(message("the first offset is " + std::to_string(first), offsets_->where() + ", row 0",
                                 "The first offset must be 0"));
    if (last < 0)
        throw InputError(message("the last offset is negative",
                                 offsets_->where() + ", row " + std::to_string(n_events_),
                                 "Offsets count rows from 0"));
    rows_ = last;
}

std::shared_ptr<hdf5::Dataset> CollectionReader::open(std::string const& column, hdf5::Shape const& trailing) const
{
    auto dataset = std::make_shared<hdf5::Dataset>(group_->dataset(column));
    dataset->expect_row_shape(trailing);
    if (dataset->rows() != rows_)
        throw InputError(message("the column has " + std::to_string(dataset->rows()) + " rows, but "
                                     + (offsets_ ? "the last offset is " : "the number of events is ")
                                     + std::to_string(rows_),
                                 dataset->where(), "All columns of a group must have the same length"));
    return dataset;
}

CovarianceKind CollectionReader::covariance() const
{
    if (!present() || !group_->has_attribute("covariance")) return CovarianceKind::full;
    std::string const kind = group_->string_attribute("covariance");
    for (int i = 0; i < static_cast<int>(std::size(covariance_names)); ++i)
        if (kind == covariance_names[i]) return static_cast<CovarianceKind>(i);
    throw InputError(message("unknown kind of covariance '" + kind + "'", group_->where() + ", attribute covariance",
                             "Use full, block3 or diagonal"));
}

void CollectionReader::load_offsets(std::int64_t first_event, std::int64_t count)
{
    loaded_.assign(static_cast<std::size_t>(count + 1), 0);
    if (!jagged_)
        for (std::int64_t e = 0; e <= count; ++e) loaded_[static_cast<std::size_t>(e)] = first_event + e;
    if (!offsets_) return;
    offsets_->read(first_event, count + 1, loaded_.data());
    for (std::size_t e = 0; e < static_cast<std::size_t>(count); ++e)
    {
        std::int64_t const size = loaded_[e + 1] - loaded_[e];
        bool const good = size >= 0 && loaded_[e] >= 0 && size <= largest_event && loaded_[e + 1] <= rows_;
        if (good && (jagged_ || size == 1)) continue;
        std::string const where =
            offsets_->where() + ", row " + std::to_string(first_event + static_cast<std::int64_t>(e) + 1);
        if (size < 0 || loaded_[e] < 0)
            throw InputError(message(
                "the offsets decrease from " + std::to_string(loaded_[e]) + " to " + std::to_string(loaded_[e + 1]),
                where, "Offsets must not decrease and start with 0"));
        if (size > largest_event || loaded_[e + 1] > rows_)
            throw InputError(message("the offset " + std::to_string(loaded_[e + 1]) + " points behind the last row",
                                     where, "Offsets must end with the number of rows"));
        throw InputError(message("the event has " + std::to_string(size) + " rows instead of 1", where,
                                 "The group /" + name_ + " has one row per event"));
    }
}

void CollectionReader::copy_offsets(std::int64_t events, Column<std::int64_t>& offsets) const
{
    auto& values = offsets.make(events + 1);
    for (std::size_t e = 0; e < values.size(); ++e) values[e] = loaded_[e] - loaded_[0];
}

void CollectionReader::fill(EventBatch& batch, std::int64_t events) const
{
    RowRange const range{loaded_[0], loaded_rows(events)};
    for (auto const& step : steps_) step(batch, range);
}

void bind_extra_columns(CollectionReader& reader, std::vector<std::string> const& names,
                        ExtraColumns& (*select)(EventBatch&))
{
    if (names.size() > max_extra_columns)
        throw InputError(message(std::to_string(names.size()) + " further columns are asked for", "/" + reader.name(),
                                 "A collection can have " + std::to_string(max_extra_columns)));
    reader.add_step(
        [names, select](EventBatch& batch, RowRange)
        {
            auto& columns = select(batch).columns;
            columns.resize(names.size());
            for (std::size_t i = 0; i < names.size(); ++i) columns[i].name = names[i];
        });
    for (std::size_t i = 0; i < names.size(); ++i)
    {
        auto const column = [select, i](EventBatch& batch) -> Column<double>&
        { return select(batch).columns[i].column; };
        reader.bind_optional<double>(names[i], pure, column);
        if (!reader.has(names[i])) continue;
        double const divisor = scale_of(*reader.open(names[i]));
        if (divisor == 1) continue;
        reader.add_step(
            [column, divisor](EventBatch& batch, RowRange)
            {
                for (double& value : column(batch).values) value /= divisor;
            });
    }
}

}  // namespace quartet
