// A thin layer over the HDF5 C library: objects close themselves, errors become exceptions with file and dataset.
//
// The HDF5 library of the distributions is not thread-safe: every call here holds one lock for the whole program, and
// by habit one thread owns all files. Files are opened for reading or made anew, never modified in place.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/core/atomic_file.hpp"
#include "host/io/number_type.hpp"

namespace quartet::hdf5
{

using Shape = std::vector<std::int64_t>;

/// Owner of one HDF5 identifier.
class Handle
{
  public:
    using Close = int (*)(std::int64_t);

    Handle() = default;
    Handle(std::int64_t id, Close close) : id_(id), close_(close) {}
    ~Handle() { reset(); }
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Handle& operator=(Handle&& other) noexcept
    {
        std::swap(id_, other.id_);
        std::swap(close_, other.close_);
        return *this;
    }

    std::int64_t get() const { return id_; }
    explicit operator bool() const { return id_ >= 0; }
    /// Closes now; false when the library reports an error.
    bool reset();

  private:
    std::int64_t id_ = -1;
    Close close_ = nullptr;
};

/// A group or dataset: what has a name and attributes.
class Object
{
  public:
    std::string const& file() const { return file_; }
    /// Absolute name in the file, "/muon/pt".
    std::string const& name() const { return name_; }
    /// "events.h5: /muon/pt", for messages.
    std::string where() const { return file_ + ": " + name_; }

    bool has_attribute(std::string const& name) const;
    /// Throw InputError when the attribute is missing or of another class.
    std::string string_attribute(std::string const& name) const;
    std::int64_t integer_attribute(std::string const& name) const;
    double number_attribute(std::string const& name) const;
    std::vector<std::string> attribute_names() const;

    /// Text is stored as variable-length UTF-8, so that it may be longer than 64 kB.
    void set_attribute(std::string const& name, std::string const& value);
    void set_attribute(std::string const& name, char const* value) { set_attribute(name, std::string(value)); }
    void set_attribute(std::string const& name, std::int64_t value);
    void set_attribute(std::string const& name, double value);
    /// Copies attributes of another object that this one does not have yet, without those that `skipped` names.
    void copy_attributes(Object const& other, bool (*skipped)(std::string const& name) = nullptr);

  protected:
    Object(Handle handle, std::string file, std::string name)
        : handle_(std::move(handle)), file_(std::move(file)), name_(std::move(name))
    {
    }

    std::string attribute_where(std::string const& name) const { return where() + ", attribute " + name; }
    void write_attribute(std::string const& name, std::int64_t type, void const* value);

    Handle handle_;
    std::string file_;
    std::string name_;
};

/// A dataset of numbers with at least one dimension; the first counts rows.
class Dataset : public Object
{
  public:
    Shape const& shape() const { return shape_; }
    std::int64_t rows() const { return shape_[0]; }
    /// Numbers per row.
    std::int64_t row_size() const;
    /// The narrowest of our types that holds the stored one (half precision is f4, an enumeration its integer).
    NumberType type() const { return type_; }

    /// Throws InputError when one row does not have this shape ({} for flat columns).
    void expect_row_shape(Shape const& trailing) const;

    /// Rows first ... first + count - 1 into `out` (count * row_size() numbers), converted. Throws InputError when
    /// floats are asked for as integers, when an integer does not fit, or when the file is damaged.
    template <class T>
    void read(std::int64_t first, std::int64_t count, T* out) const;

    template <class T>
    std::vector<T> read_all() const
    {
        std::vector<T> values(static_cast<std::size_t>(rows() * row_size()));
        read(0, rows(), values.data());
        return values;
    }

    /// Adds rows at the end of an extensible dataset. Throws EnvironmentError when the file cannot be written.
    void append(void const* values, NumberType type, std::int64_t count);

  private:
    friend class Group;
    Dataset(Handle handle, std::string file, std::string name);
    void read_raw(std::int64_t first, std::int64_t count, NumberType memory, void* out) const;
    template <class Wide, class T>
    void read_checked(std::int64_t first, std::int64_t count, T* out) const;

    Shape shape_;
    NumberType type_ = NumberType::f8;
    std::int64_t memory_class_ = 0;
};

struct DatasetOptions
{
    Shape trailing = {};  ///< shape of one row
    std::int64_t chunk_rows = 65536;
    int compression = 0;  ///< deflate level, with shuffle; 0 = none
};

class Group : public Object
{
  public:
    bool has(std::string const& name) const;
    bool has_group(std::string const& name) const;
    /// Throw InputError when the object is missing or of another kind.
    Group group(std::string const& name) const;
    Dataset dataset(std::string const& name) const;
    /// Names of the members in order of creation where the file keeps it, else in alphabetical order.
    std::vector<std::string> names() const;

    /// These throw EnvironmentError when the file cannot be written.
    Group create_group(std::string const& name);
    Dataset create_dataset(std::string const& name, NumberType type, DatasetOptions const& options);
    /// Copies a member (group with all its content, or dataset) of another file.
    void copy_from(Group const& source, std::string const& name);

  private:
    friend class InputFile;
    friend class OutputFile;
    using Object::Object;
    std::string path_of(std::string const& name) const;
};

/// A file opened for reading.
class InputFile
{
  public:
    /// Throws InputError when the file is missing, empty, not HDF5, truncated or damaged.
    explicit InputFile(std::string const& path);
    std::string const& path() const { return path_; }
    Group root() const;

  private:
    std::string path_;
    Handle handle_;
};

/// A new file, written beside its target and renamed by commit(). Destroyed without commit() it leaves nothing.
class OutputFile
{
  public:
    explicit OutputFile(std::string const& target);
    ~OutputFile();
    std::string const& target() const { return atomic_.target(); }
    Group root() const;
    /// Flushes, closes and renames; all groups and datasets of the file are closed by this. Throws EnvironmentError
    /// when something could not be written.
    void commit();

  private:
    AtomicFile atomic_;
    Handle handle_;
};

}  // namespace quartet::hdf5
