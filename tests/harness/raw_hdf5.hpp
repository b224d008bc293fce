// Writes HDF5 files through the C library directly, also such as our own writers never make.
#pragma once

#include <hdf5.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace quartet::test
{

struct RawLayout
{
    std::vector<hsize_t> trailing = {};  ///< shape of a row
    hsize_t chunk_rows = 0;              ///< 0 = contiguous
    unsigned deflate = 0;
    bool big_endian = false;
};

class RawHdf5
{
  public:
    explicit RawHdf5(std::string const& path) : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT))
    {
        check(file_);
    }
    ~RawHdf5() { H5Fclose(file_); }
    RawHdf5(RawHdf5 const&) = delete;
    RawHdf5& operator=(RawHdf5 const&) = delete;

    void attribute(std::string const& name, std::string const& text)
    {
        hid_t const type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, std::max<std::size_t>(text.size(), 1));
        write_attribute(name, type, text.c_str());
        H5Tclose(type);
    }
    /// The same of a group or dataset.
    void attribute(std::string const& object, std::string const& name, std::string const& text)
    {
        hid_t const id = check(H5Oopen(file_, object.c_str(), H5P_DEFAULT));
        hid_t const type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, std::max<std::size_t>(text.size(), 1));
        write_attribute(name, type, text.c_str(), id);
        H5Tclose(type);
        H5Oclose(id);
    }
    void attribute(std::string const& name, std::vector<double> const& values)
    {
        hsize_t const size = values.size();
        hid_t const space = H5Screate_simple(1, &size, nullptr);
        hid_t const attribute =
            check(H5Acreate2(file_, name.c_str(), H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT));
        H5Awrite(attribute, H5T_NATIVE_DOUBLE, values.data());
        H5Aclose(attribute);
        H5Sclose(space);
    }
    void attribute(std::string const& name, double value) { write_attribute(name, H5T_NATIVE_DOUBLE, &value); }
    void attribute(std::string const& name, int value) { write_attribute(name, H5T_NATIVE_INT, &value); }

    template <class T>
    void dataset(std::string const& name, std::vector<T> const& values, RawLayout const& layout = {})
    {
        std::vector<hsize_t> shape = layout.trailing;
        hsize_t width = 1;
        for (auto const extent : shape) width *= extent;
        shape.insert(shape.begin(), values.size() / std::max<hsize_t>(width, 1));
        write_dataset(name, memory_type<T>(), layout.big_endian ? big_endian_type<T>() : memory_type<T>(), shape,
                      layout, values.data());
    }
    void scalar(std::string const& name, double value)
    {
        write_dataset(name, H5T_NATIVE_DOUBLE, H5T_NATIVE_DOUBLE, {}, {}, &value);
    }
    /// A column of texts of one character.
    void texts(std::string const& name, std::string const& letters)
    {
        write_dataset(name, H5T_C_S1, H5T_C_S1, {letters.size()}, {}, letters.data());
    }
    /// Booleans as h5py stores them: an enumeration of int8.
    void booleans(std::string const& name, std::vector<signed char> const& values)
    {
        hid_t const type = H5Tenum_create(H5T_NATIVE_INT8);
        signed char const no = 0;
        signed char const yes = 1;
        H5Tenum_insert(type, "FALSE", &no);
        H5Tenum_insert(type, "TRUE", &yes);
        write_dataset(name, type, type, {values.size()}, {}, values.data());
        H5Tclose(type);
    }
    void group(std::string const& name)
    {
        hid_t const group = check(H5Gcreate2(file_, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
        H5Gclose(group);
    }

    template <class T>
    static hid_t memory_type()
    {
        if constexpr (std::is_same_v<T, float>) return H5T_NATIVE_FLOAT;
        if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
        if constexpr (std::is_unsigned_v<T>)
            return sizeof(T) == 1   ? H5T_NATIVE_UINT8
                   : sizeof(T) == 2 ? H5T_NATIVE_UINT16
                   : sizeof(T) == 4 ? H5T_NATIVE_UINT32
                                    : H5T_NATIVE_UINT64;
        return sizeof(T) == 1   ? H5T_NATIVE_INT8
               : sizeof(T) == 2 ? H5T_NATIVE_INT16
               : sizeof(T) == 4 ? H5T_NATIVE_INT32
                                : H5T_NATIVE_INT64;
    }

  private:
    template <class T>
    static hid_t big_endian_type()
    {
        if constexpr (std::is_same_v<T, float>) return H5T_IEEE_F32BE;
        if constexpr (std::is_same_v<T, double>) return H5T_IEEE_F64BE;
        return sizeof(T) == 4 ? H5T_STD_I32BE : H5T_STD_I64BE;
    }

    static hid_t check(hid_t id)
    {
        if (id < 0) throw std::runtime_error("the HDF5 library failed while a test file was made");
        return id;
    }
    void write_attribute(std::string const& name, hid_t type, void const* value, hid_t object = -1)
    {
        hid_t const space = H5Screate(H5S_SCALAR);
        hid_t const attribute =
            check(H5Acreate2(object < 0 ? file_ : object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
        H5Awrite(attribute, type, value);
        H5Aclose(attribute);
        H5Sclose(space);
    }
    void write_dataset(std::string const& name, hid_t memory, hid_t stored, std::vector<hsize_t> const& shape,
                       RawLayout const& layout, void const* values)
    {
        hid_t const space = shape.empty() ? H5Screate(H5S_SCALAR)
                                          : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
        hid_t const creation = H5Pcreate(H5P_DATASET_CREATE);
        if (layout.chunk_rows > 0)
        {
            std::vector<hsize_t> chunk = shape;
            chunk[0] = layout.chunk_rows;
            H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
            if (layout.deflate > 0) H5Pset_shuffle(creation), H5Pset_deflate(creation, layout.deflate);
        }
        hid_t const links = H5Pcreate(H5P_LINK_CREATE);
        H5Pset_create_intermediate_group(links, 1);
        hid_t const dataset = check(H5Dcreate2(file_, name.c_str(), stored, space, links, creation, H5P_DEFAULT));
        bool const some = std::find(shape.begin(), shape.end(), 0U) == shape.end();
        if (some) H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
        H5Dclose(dataset);
        H5Pclose(links);
        H5Pclose(creation);
        H5Sclose(space);
    }

    hid_t file_;
};

}  // namespace quartet::test
