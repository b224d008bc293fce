// Reads and writes event files (docs/file_formats.md) in batches with bounded memory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/core/provenance.hpp"
#include "host/io/event_batch.hpp"

namespace quartet
{

struct EventReadOptions
{
    std::int64_t max_events = 65536;  ///< per batch
    std::int64_t max_rows = 262144;   ///< per batch, all collections together; one event always fits
    std::int64_t first_event = 0;     ///< position of the first event to read
    std::int64_t last_event = -1;     ///< one past the last event to read, -1 = end of file
    bool tracks = true;               ///< read /track
    bool truth = true;                ///< read gen_* columns and /gen
    bool electrons = true;            ///< read /electron
    bool jets = true;                 ///< read /jet
    /// Further columns by collection (events, muon, track, electron, jet, pv), as float64; absent ones are recorded so.
    /// At most max_extra_columns of each. Columns whose attribute `units` is mm or MeV are converted.
    std::map<std::string, std::vector<std::string>> extra_columns = {};
};

/// One pass over an event file. Uses HDF5: see host/io/hdf5.hpp about threads.
class EventFileReader
{
  public:
    /// Checks format, version, units and the lengths of all columns. Throws InputError naming file and dataset.
    explicit EventFileReader(std::string const& path, EventReadOptions options = {});
    ~EventFileReader();
    EventFileReader(EventFileReader&&) noexcept;
    EventFileReader& operator=(EventFileReader&&) noexcept;

    /// Replaces the content of `batch` by the next events; false when there are none left. The concatenated
    /// content does not depend on the sizes of the batches. Throws InputError for damaged content (file,
    /// dataset and row). NaN values are passed on.
    bool next(EventBatch& batch);
    bool next(EventBatch& batch, std::int64_t max_events, std::int64_t max_rows);

    std::int64_t n_events() const;  ///< in the file
    double bfield_tesla() const;
    std::string const& path() const;
    /// True when the file has the collection ("muon", "track", "electron", "jet", "met", "pv", "beamspot", "trigobj",
    /// "gen").
    bool has_collection(std::string const& name) const;
    /// True when the file has the dataset, for instance has_column("muon/pfRelIso03_all").
    bool has_column(std::string const& name) const;
    /// The attribute `units` of a dataset, "" without it; the dataset must exist.
    std::string column_units(std::string const& name) const;
    /// What is known of the covariances of "muon", "track" or "electron"; full when the file does not say.
    CovarianceKind covariance(std::string const& collection) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

struct EventWriteOptions
{
    double bfield_tesla = 3.8;
    bool float64 = false;              ///< floating-point columns as f8 instead of f4
    int compression = 0;               ///< deflate level 0 (none) to 9, with shuffle
    std::int64_t block_events = 8192;  ///< events per write; decides the layout of the file, not the caller's batches
    std::string description = {};
};

/// Writes the columns that are present in the batches, momenta as pt, eta, phi and tracks in the CMS
/// convention (trk_qoverp, trk_lambda, trk_phi, trk_dxy, trk_dsz, vx, vy, vz, cov). The file has the same bytes
/// (apart from the provenance) however the events are cut into batches. It appears when commit() succeeds.
class EventFileWriter
{
  public:
    EventFileWriter(std::string const& target, EventWriteOptions options, Provenance const& provenance);
    ~EventFileWriter();

    /// Appends events. All batches must have the columns of the first (std::logic_error otherwise).
    /// Throws EnvironmentError when the file cannot be written.
    void append(EventBatchView const& batch);
    /// Writes what is left and renames the file to its target.
    void commit();

    std::int64_t n_events() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace quartet
