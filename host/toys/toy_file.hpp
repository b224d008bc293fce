// Toys as an HDF5 file: the study, and the toys of one shard of it. docs/file_formats.md describes the format.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "fits/toy_values.hpp"
#include "host/core/provenance.hpp"
#include "host/io/hdf5.hpp"
#include "host/toys/toy_study.hpp"

namespace quartet
{

/// Rows that are read and written at once.
inline constexpr std::int64_t toy_block = 65536;

/// The three columns of toys in a group of a file being written, in blocks of one size whatever the sizes given: the
/// bytes of the file depend only on the toys.
class ToyColumns
{
  public:
    explicit ToyColumns(hdf5::Group& group);
    void append(ToyValues const& toys);
    /// Writes what does not fill a block. Nothing can be appended after that.
    void finish();

  private:
    void write(std::int64_t first, std::int64_t count);

    hdf5::Dataset q_;
    hdf5::Dataset status_;
    hdf5::Dataset evaluations_;
    ToyValues pending_;
};

/// Rows first ... first + count - 1 of the columns of a group. Throws InputError when the file is damaged, also for a
/// status that does not exist.
ToyValues read_toy_columns(hdf5::Group const& group, std::int64_t first, std::int64_t count);

class ToyFileWriter
{
  public:
    ToyFileWriter(std::string const& target, ToyStudy const& study, Shard const& shard, Provenance const& provenance);
    /// The next toys, in the order of the cells.
    void append(ToyValues const& toys);
    /// Throws EnvironmentError when the file cannot be written. There is no file before.
    void commit();

  private:
    hdf5::OutputFile file_;
    std::int64_t expected_;
    std::int64_t written_ = 0;
    std::optional<ToyColumns> columns_;
};

class ToyFileReader
{
  public:
    /// Throws InputError when this is no file of toys, one of another version, not complete, or damaged.
    explicit ToyFileReader(std::string const& path);

    std::string const& path() const { return file_.path(); }
    ToyStudy const& study() const { return study_; }
    Shard const& shard() const { return shard_; }
    /// Toys in this file.
    std::int64_t rows() const { return rows_; }
    ToyValues read(std::int64_t first, std::int64_t count) const;
    /// What the file was made with, with its own history.
    std::string provenance() const;

  private:
    void read_header();
    void check_columns();

    hdf5::InputFile file_;
    ToyStudy study_;
    Shard shard_;
    std::int64_t rows_ = 0;
    std::optional<hdf5::Group> toys_;
};

}  // namespace quartet
