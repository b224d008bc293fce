// One collection of an event file while it is read: its offsets and the steps that fill its columns.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/io/event_file_columns.hpp"
#include "host/io/hdf5.hpp"

namespace quartet
{

/// Divisors from the units of a file to cm and GeV; powers of ten, so that the division is exact to rounding.
struct FileUnits
{
    double length = 1;    ///< 10 for mm
    double momentum = 1;  ///< 1000 for MeV

    /// Throws InputError for units other than cm, mm and GeV, MeV.
    static FileUnits of(hdf5::Group const& root);
    void convert(std::vector<double>& values, Dimension dimension) const;
};

struct RowRange
{
    std::int64_t first = 0;
    std::int64_t count = 0;
};

class CollectionReader
{
  public:
    using Step = std::function<void(EventBatch&, RowRange)>;

    /// A jagged collection when `jagged`, else one row per event. An absent group is a collection without rows. Throws
    /// InputError when offsets are missing, of the wrong length or do not start with 0.
    CollectionReader(hdf5::Group const& root, std::string name, std::int64_t n_events, FileUnits units, bool jagged);

    bool present() const { return group_.has_value(); }
    bool has(std::string const& column) const { return present() && group_->has(column); }
    std::string const& name() const { return name_; }
    /// What the attribute `covariance` of the group says; full without it. Throws InputError for another word.
    CovarianceKind covariance() const;

    /// Reads the offsets of events first ... first + count - 1. Throws InputError when they decrease or point outside.
    void load_offsets(std::int64_t first_event, std::int64_t count);
    /// Rows of the first `events` events of those loaded.
    std::int64_t loaded_rows(std::int64_t events) const
    {
        return loaded_[static_cast<std::size_t>(events)] - loaded_[0];
    }
    /// Offsets of the first `events` loaded events, from 0.
    void copy_offsets(std::int64_t events, Column<std::int64_t>& offsets) const;
    /// Fills the columns of the first `events` loaded events.
    void fill(EventBatch& batch, std::int64_t events) const;

    /// Opens a column and checks its rows and shape. Throws InputError when it is missing.
    std::shared_ptr<hdf5::Dataset> open(std::string const& column, hdf5::Shape const& trailing = {}) const;
    void add_step(Step step) { steps_.push_back(std::move(step)); }
    FileUnits const& units() const { return units_; }

    /// Adds a step that reads `column` into select(batch); select returns Column<T>&.
    template <class T, class Select>
    void bind(std::string const& column, Dimension dimension, Select select)
    {
        auto dataset = open(column);
        add_step(
            [dataset, dimension, select, units = units_](EventBatch& batch, RowRange range)
            {
                auto& values = static_cast<Column<T>&>(select(batch)).make(range.count);
                dataset->read(range.first, range.count, values.data());
                if constexpr (std::is_same_v<T, double>)
                    units.convert(values, dimension);
                else
                    static_cast<void>(units), static_cast<void>(dimension);
            });
    }
    /// The same; an absent column is recorded so.
    template <class T, class Select>
    void bind_optional(std::string const& column, Dimension dimension, Select select)
    {
        if (has(column)) return bind<T>(column, dimension, select);
        add_step([select](EventBatch& batch, RowRange) { static_cast<Column<T>&>(select(batch)).remove(); });
    }
    /// All columns of a list, required or optional. `part` selects the collection of a batch.
    template <class Columns, class View, class T, std::size_t N>
    void bind_list(FlatColumn<Columns, View, T> const (&list)[N], Columns EventBatch::*part, bool required)
    {
        for (auto const& entry : list)
        {
            auto const member = entry.column;
            auto select = [part, member](EventBatch& batch) -> Column<T>& { return (batch.*part).*member; };
            if (required && present())
                bind<T>(entry.name, entry.dimension, select);
            else
                bind_optional<T>(entry.name, entry.dimension, select);
        }
    }

  private:
    void open_offsets(hdf5::Group const& group);

    std::string name_;
    std::int64_t n_events_;
    FileUnits units_;
    bool jagged_;
    std::optional<hdf5::Group> group_;
    std::shared_ptr<hdf5::Dataset> offsets_;
    std::int64_t rows_ = 0;
    std::vector<std::int64_t> loaded_;
    std::vector<Step> steps_;
};

/// Momenta, charge and track parameters of /muon, /track and /electron (host/io/event_file_tracks.cpp).
void bind_muon_kinematics(CollectionReader& reader);
void bind_track_kinematics(CollectionReader& reader);
void bind_electron_kinematics(CollectionReader& reader);
/// Momenta of /jet.
void bind_jet_momenta(CollectionReader& reader);
/// The further columns `names` of a collection, of which `select` gives the place in a batch. Throws InputError for
/// more than max_extra_columns, and for a column with more than one number per row.
void bind_extra_columns(CollectionReader& reader, std::vector<std::string> const& names,
                        ExtraColumns& (*select)(EventBatch&));
/// True when the collection has track parameters in one of the two conventions.
bool has_perigee(CollectionReader const& reader);

}  // namespace quartet
