// Reads and writes candidate files (docs/file_formats.md): one table in the group /candidate.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/core/provenance.hpp"
#include "host/io/column_table.hpp"

namespace quartet
{

struct CandidateWriteOptions
{
    int compression = 0;              ///< deflate level 0 (none) to 9, with shuffle
    std::int64_t block_rows = 16384;  ///< rows per write; decides the layout of the file, not the caller's batches
};

/// Streams tables into a new file. The file has the same bytes (apart from the provenance) however the rows are cut
/// into tables. It appears when commit() succeeds.
class CandidateFileWriter
{
  public:
    CandidateFileWriter(std::string const& target, Provenance const& provenance, CandidateWriteOptions options = {});
    ~CandidateFileWriter();

    /// Attributes of the file, for instance the decay and the counts of a cut flow. Before commit().
    void set_attribute(std::string const& name, std::string const& value);
    void set_attribute(std::string const& name, std::int64_t value);
    void set_attribute(std::string const& name, double value);

    /// Appends rows. The first table (it may have no rows) defines the columns; later ones must have the same
    /// (std::logic_error otherwise). Throws EnvironmentError when the file cannot be written.
    void append(ColumnTable const& table);
    void commit();

    std::int64_t rows() const;

  private:
    friend void copy_candidates(class CandidateFileReader const& input, std::string const& target,
                                Provenance const& provenance, std::function<void(ColumnTable&)> const& change,
                                CandidateWriteOptions options);
    struct State;
    std::unique_ptr<State> state_;
};

class CandidateFileReader
{
  public:
    /// Checks format, version and the lengths of all columns. Throws InputError naming file and dataset.
    explicit CandidateFileReader(std::string const& path);
    ~CandidateFileReader();

    std::string const& path() const;
    std::int64_t rows() const;
    /// All columns in the order of their creation.
    std::vector<ColumnDescription> const& columns() const;
    bool has(std::string const& name) const;

    /// Rows first ... first + count - 1 of one column as T (count -1 = to the end), row_size() numbers each.
    /// Throws InputError when the column is missing, or holds floats where T is an integer.
    template <class T>
    std::vector<T> read(std::string const& name, std::int64_t first = 0, std::int64_t count = -1) const;

    /// Rows of the named columns (all when empty) in the types of the file.
    ColumnTable read_table(std::vector<std::string> const& names = {}, std::int64_t first = 0,
                           std::int64_t count = -1) const;

    /// Attributes of the file; the second argument is returned when there is none.
    std::string attribute(std::string const& name, std::string const& otherwise) const;
    double attribute(std::string const& name, double otherwise) const;
    /// The JSON text of the provenance, empty when the file has none.
    std::string provenance_json() const;

  private:
    friend void copy_candidates(CandidateFileReader const& input, std::string const& target,
                                Provenance const& provenance, std::function<void(ColumnTable&)> const& change,
                                CandidateWriteOptions options);
    struct State;
    std::unique_ptr<State> state_;
};

/// Copies a candidate file into a new one, block by block: `change` gets all columns of a block and adds or replaces
/// columns. Attributes of the file and other groups are copied, the provenance of the input joins the history of the
/// new one. Of the attributes of columns units and description are kept. Throws InputError when `target` is the input
/// itself.
void copy_candidates(CandidateFileReader const& input, std::string const& target, Provenance const& provenance,
                     std::function<void(ColumnTable&)> const& change, CandidateWriteOptions options = {});

}  // namespace quartet
