#include <algorithm>
#include <limits>

#include "host/io/hdf5.hpp"
#include "host/io/hdf5_library.hpp"

namespace quartet::hdf5
{
namespace
{

std::string text_of(Shape const& shape)
{
    std::string text = "(n";
    for (auto const size : shape) text += ", " + std::to_string(size);
    return text + ")";
}

std::string rows_text(std::int64_t first, std::int64_t count)
{
    return ", rows " + std::to_string(first) + " to " + std::to_string(first + count - 1);
}

/// The integer type under an enumeration (h5py stores booleans so), else the type itself.
Handle number_type_handle(std::int64_t dataset)
{
    Handle type(H5Dget_type(dataset), H5Tclose);
    if (H5Tget_class(type.get()) == H5T_ENUM) type = Handle(H5Tget_super(type.get()), H5Tclose);
    return type;
}

NumberType classify(std::int64_t type, std::string const& where)
{
    auto const kind = H5Tget_class(type);
    auto const bytes = H5Tget_size(type);
    if (kind == H5T_FLOAT) return bytes <= 4 ? NumberType::f4 : NumberType::f8;
    if (kind != H5T_INTEGER || bytes > 8)
        fail_input("the dataset does not hold numbers", where, "Store it as an integer or floating-point column");
    int const log_size = bytes == 1 ? 0 : bytes == 2 ? 1 : bytes <= 4 ? 2 : 3;
    auto const base = H5Tget_sign(type) == H5T_SGN_NONE ? NumberType::u1 : NumberType::i1;
    return static_cast<NumberType>(static_cast<int>(base) + log_size);
}

/// Every value of `stored` is a value of `memory`.
bool always_fits(NumberType stored, NumberType memory)
{
    if (is_floating(memory)) return true;
    if (is_signed(stored) == is_signed(memory)) return byte_size(stored) <= byte_size(memory);
    return !is_signed(stored) && byte_size(stored) < byte_size(memory);
}

}  // namespace

Dataset::Dataset(Handle handle, std::string file, std::string name)
    : Object(std::move(handle), std::move(file), std::move(name))
{
    LibraryLock const lock;
    type_ = classify(number_type_handle(handle_.get()).get(), where());
    Handle const space(H5Dget_space(handle_.get()), H5Sclose);
    int const rank = H5Sget_simple_extent_ndims(space.get());
    if (rank < 1)
        fail_input("the dataset has no rows (it is a single value)", where(), "Store a column with one row per entry");
    std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space.get(), sizes.data(), nullptr);
    shape_.assign(sizes.begin(), sizes.end());
}

std::int64_t Dataset::row_size() const
{
    std::int64_t size = 1;
    for (std::size_t i = 1; i < shape_.size(); ++i) size *= shape_[i];
    return size;
}

void Dataset::expect_row_shape(Shape const& trailing) const
{
    Shape const found(shape_.begin() + 1, shape_.end());
    if (found != trailing)
        fail_input("the dataset has the shape " + text_of(found) + " instead of " + text_of(trailing), where(),
                   "See docs/file_formats.md for the shapes of columns");
}

void Dataset::read_raw(std::int64_t first, std::int64_t count, NumberType memory, void* out) const
{
    LibraryLock const lock;
    std::vector<hsize_t> start(shape_.size(), 0);
    std::vector<hsize_t> size(shape_.begin(), shape_.end());
    start[0] = static_cast<hsize_t>(first);
    size[0] = static_cast<hsize_t>(count);
    Handle const space(H5Dget_space(handle_.get()), H5Sclose);
    Handle const block(H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr), H5Sclose);
    bool const good = H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr) >= 0
                      && H5Dread(handle_.get(), memory_type(memory), block.get(), space.get(), H5P_DEFAULT, out) >= 0;
    if (!good)
        fail_input("cannot read the dataset: " + library_reason(), where() + rows_text(first, count),
                   "The file is damaged or was cut off; make or copy it again");
}

template <class Wide, class T>
void Dataset::read_checked(std::int64_t first, std::int64_t count, T* out) const
{
    std::vector<Wide> wide(static_cast<std::size_t>(count * row_size()));
    read_raw(first, count, number_type_of<Wide>(), wide.data());
    for (std::size_t i = 0; i < wide.size(); ++i)
    {
        if (!std::in_range<T>(wide[i]))
            fail_input("the value " + std::to_string(wide[i]) + " does not fit into " + to_string(number_type_of<T>()),
                       where() + ", row " + std::to_string(first + static_cast<std::int64_t>(i) / row_size()),
                       "Store a value in the range that docs/file_formats.md gives");
        out[i] = static_cast<T>(wide[i]);
    }
}

template <class T>
void Dataset::read(std::int64_t first, std::int64_t count, T* out) const
{
    if (first < 0 || count < 0 || first + count > rows())
        fail_input("rows asked for are not there: the dataset has " + std::to_string(rows()),
                   where() + rows_text(first, count), "The columns of a group must have the same length");
    if (count == 0 || row_size() == 0) return;
    if constexpr (std::is_integral_v<T>)
    {
        if (is_floating(type_))
            fail_input("the dataset holds floating-point numbers where integers are needed", where(),
                       "Store it as " + to_string(number_type_of<T>()));
        if (!always_fits(type_, number_type_of<T>()))
        {
            if (is_signed(type_)) return read_checked<std::int64_t>(first, count, out);
            return read_checked<std::uint64_t>(first, count, out);
        }
    }
    read_raw(first, count, number_type_of<T>(), out);
}

template void Dataset::read(std::int64_t, std::int64_t, float*) const;
template void Dataset::read(std::int64_t, std::int64_t, double*) const;
template void Dataset::read(std::int64_t, std::int64_t, std::int8_t*) const;
template void Dataset::read(std::int64_t, std::int64_t, std::int16_t*) const;
template void Dataset::read(std::int64_t, std::int64_t, std::int32_t*) const;
template void Dataset::read(std::int64_t, std::int64_t, std::int64_t*) const;
template void Dataset::read(std::int64_t, std::int64_t, std::uint8_t*) const;
template void Dataset::read(std::int64_t, std::int64_t, std::uint16_t*) const;
template void Dataset::read(std::int64_t, std::int64_t, std::uint32_t*) const;
template void Dataset::read(std::int64_t, std::int64_t, std::uint64_t*) const;

void Dataset::append(void const* values, NumberType type, std::int64_t count)
{
    if (count == 0) return;
    LibraryLock const lock;
    std::int64_t const first = rows();
    shape_[0] += count;
    std::vector<hsize_t> const total(shape_.begin(), shape_.end());
    std::vector<hsize_t> start(total.size(), 0);
    std::vector<hsize_t> size = total;
    start[0] = static_cast<hsize_t>(first);
    size[0] = static_cast<hsize_t>(count);
    bool good = H5Dset_extent(handle_.get(), total.data()) >= 0;
    if (good)
    {
        Handle const space(H5Dget_space(handle_.get()), H5Sclose);
        Handle const block(H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr), H5Sclose);
        good = H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr) >= 0
               && H5Dwrite(handle_.get(), memory_type(type), block.get(), space.get(), H5P_DEFAULT, values) >= 0;
    }
    if (!good) fail_write("cannot write the dataset", where() + rows_text(first, count));
}

}  // namespace quartet::hdf5
