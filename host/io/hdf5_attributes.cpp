#include <cstring>

#include "host/io/hdf5.hpp"
#include "host/io/hdf5_library.hpp"

namespace quartet::hdf5
{
namespace
{

char const* const mend_attribute = "See docs/file_formats.md for the attributes of a file";

Handle open_attribute(std::int64_t object, std::string const& name, std::string const& where)
{
    Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose);
    if (!attribute) fail_input("missing attribute", where, mend_attribute);
    return attribute;
}

/// Text of fixed length, padded or not.
std::string read_fixed_text(std::int64_t attribute, std::int64_t type, std::string const& where)
{
    std::string text(H5Tget_size(type), '\0');
    if (H5Aread(attribute, type, text.data()) < 0) fail_input("cannot read an attribute", where, "The file is damaged");
    text.resize(std::strlen(text.c_str()));
    if (H5Tget_strpad(type) == H5T_STR_SPACEPAD)
        while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

std::string read_variable_text(std::int64_t attribute, std::int64_t type, std::int64_t space, std::string const& where)
{
    char* data = nullptr;
    if (H5Aread(attribute, type, &data) < 0) fail_input("cannot read an attribute", where, "The file is damaged");
    std::string text = data != nullptr ? data : "";
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, &data);
    return text;
}

/// Values of any type and shape, as they are.
bool copy_attribute(std::int64_t source, std::int64_t type, std::int64_t space, std::int64_t object,
                    std::string const& name)
{
    Handle const own_type(H5Tcopy(type), H5Tclose);
    Handle const target(H5Acreate2(object, name.c_str(), own_type.get(), space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    auto const values = H5Sget_simple_extent_npoints(space);
    if (!target || values < 0) return false;
    if (values == 0) return true;
    std::vector<char> bytes(static_cast<std::size_t>(values) * H5Tget_size(type));
    if (H5Aread(source, type, bytes.data()) < 0) return false;
    bool const good = H5Awrite(target.get(), type, bytes.data()) >= 0;
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, bytes.data());
    return good;
}

herr_t collect_name(hid_t, char const* name, H5A_info_t const*, void* names)
{
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

}  // namespace

bool Object::has_attribute(std::string const& name) const
{
    LibraryLock const lock;
    return H5Aexists(handle_.get(), name.c_str()) > 0;
}

std::string Object::string_attribute(std::string const& name) const
{
    LibraryLock const lock;
    std::string const where = attribute_where(name);
    Handle const attribute = open_attribute(handle_.get(), name, where);
    Handle const type(H5Aget_type(attribute.get()), H5Tclose);
    Handle const space(H5Aget_space(attribute.get()), H5Sclose);
    if (H5Tget_class(type.get()) != H5T_STRING || H5Sget_simple_extent_npoints(space.get()) != 1)
        fail_input("the attribute is not a text", where, mend_attribute);
    if (H5Tis_variable_str(type.get()) > 0) return read_variable_text(attribute.get(), type.get(), space.get(), where);
    return read_fixed_text(attribute.get(), type.get(), where);
}

std::int64_t Object::integer_attribute(std::string const& name) const
{
    LibraryLock const lock;
    std::string const where = attribute_where(name);
    Handle const attribute = open_attribute(handle_.get(), name, where);
    Handle const type(H5Aget_type(attribute.get()), H5Tclose);
    Handle const space(H5Aget_space(attribute.get()), H5Sclose);
    std::int64_t value = 0;
    if (H5Tget_class(type.get()) != H5T_INTEGER || H5Sget_simple_extent_npoints(space.get()) != 1
        || H5Aread(attribute.get(), H5T_NATIVE_INT64, &value) < 0)
        fail_input("the attribute is not an integer", where, mend_attribute);
    return value;
}

double Object::number_attribute(std::string const& name) const
{
    LibraryLock const lock;
    std::string const where = attribute_where(name);
    Handle const attribute = open_attribute(handle_.get(), name, where);
    Handle const type(H5Aget_type(attribute.get()), H5Tclose);
    Handle const space(H5Aget_space(attribute.get()), H5Sclose);
    auto const kind = H5Tget_class(type.get());
    double value = 0;
    if ((kind != H5T_FLOAT && kind != H5T_INTEGER) || H5Sget_simple_extent_npoints(space.get()) != 1
        || H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, &value) < 0)
        fail_input("the attribute is not a number", where, mend_attribute);
    return value;
}

std::vector<std::string> Object::attribute_names() const
{
    LibraryLock const lock;
    std::vector<std::string> names;
    H5Aiterate2(handle_.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_name, &names);
    return names;
}

void Object::write_attribute(std::string const& name, std::int64_t type, void const* value)
{
    if (H5Aexists(handle_.get(), name.c_str()) > 0) H5Adelete(handle_.get(), name.c_str());
    Handle const space(H5Screate(H5S_SCALAR), H5Sclose);
    Handle const attribute(H5Acreate2(handle_.get(), name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose);
    if (!attribute || H5Awrite(attribute.get(), type, value) < 0)
        fail_write("cannot write an attribute", attribute_where(name));
}

void Object::set_attribute(std::string const& name, std::string const& value)
{
    LibraryLock const lock;
    Handle const type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type.get(), H5T_VARIABLE);
    H5Tset_cset(type.get(), H5T_CSET_UTF8);
    char const* const text = value.c_str();
    write_attribute(name, type.get(), &text);
}

void Object::set_attribute(std::string const& name, std::int64_t value)
{
    LibraryLock const lock;
    write_attribute(name, H5T_NATIVE_INT64, &value);
}

void Object::set_attribute(std::string const& name, double value)
{
    LibraryLock const lock;
    write_attribute(name, H5T_NATIVE_DOUBLE, &value);
}

void Object::copy_attributes(Object const& other, bool (*skipped)(std::string const& name))
{
    LibraryLock const lock;
    for (auto const& name : other.attribute_names())
    {
        if (has_attribute(name) || (skipped != nullptr && skipped(name))) continue;
        Handle const source(H5Aopen(other.handle_.get(), name.c_str(), H5P_DEFAULT), H5Aclose);
        Handle const type(H5Aget_type(source.get()), H5Tclose);
        Handle const space(H5Aget_space(source.get()), H5Sclose);
        if (H5Tdetect_class(type.get(), H5T_REFERENCE) > 0) continue;  // it would point to nothing in the new file
        if (!copy_attribute(source.get(), type.get(), space.get(), handle_.get(), name))
            fail_write("cannot copy an attribute of " + other.file_, attribute_where(name));
    }
}

}  // namespace quartet::hdf5
