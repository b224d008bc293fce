#include "host/io/hdf5_library.hpp"

#include <cerrno>
#include <cstring>

#include "host/io/hdf5.hpp"
#include "models/base/error.hpp"

namespace quartet::hdf5
{
namespace
{

static_assert(sizeof(hid_t) == sizeof(std::int64_t), "identifiers of HDF5 1.10 and later");

std::recursive_mutex& library_mutex()
{
    static std::recursive_mutex mutex;
    return mutex;
}

/// At the end of the program a file whose flush failed (disk full) would be flushed again, noisily.
bool const library_prepared = []
{
    H5dont_atexit();
    return true;
}();

herr_t keep_reason(unsigned, H5E_error2_t const* error, void* text)
{
    if (error->desc != nullptr && *error->desc != '\0') *static_cast<std::string*>(text) = error->desc;
    return 0;
}

}  // namespace

LibraryLock::LibraryLock() : lock_(library_mutex())
{
    static_cast<void>(library_prepared);
    thread_local bool silenced = false;  // a thread-safe HDF5 keeps one error stack per thread
    if (!silenced) H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    silenced = true;
}

hid_t memory_type(NumberType type)
{
    switch (type)
    {
        case NumberType::f4:
            return H5T_NATIVE_FLOAT;
        case NumberType::f8:
            return H5T_NATIVE_DOUBLE;
        case NumberType::i1:
            return H5T_NATIVE_INT8;
        case NumberType::i2:
            return H5T_NATIVE_INT16;
        case NumberType::i4:
            return H5T_NATIVE_INT32;
        case NumberType::i8:
            return H5T_NATIVE_INT64;
        case NumberType::u1:
            return H5T_NATIVE_UINT8;
        case NumberType::u2:
            return H5T_NATIVE_UINT16;
        case NumberType::u4:
            return H5T_NATIVE_UINT32;
        case NumberType::u8:
            return H5T_NATIVE_UINT64;
    }
    return H5I_INVALID_HID;
}

hid_t stored_type(NumberType type)
{
    switch (type)
    {
        case NumberType::f4:
            return H5T_IEEE_F32LE;
        case NumberType::f8:
            return H5T_IEEE_F64LE;
        case NumberType::i1:
            return H5T_STD_I8LE;
        case NumberType::i2:
            return H5T_STD_I16LE;
        case NumberType::i4:
            return H5T_STD_I32LE;
        case NumberType::i8:
            return H5T_STD_I64LE;
        case NumberType::u1:
            return H5T_STD_U8LE;
        case NumberType::u2:
            return H5T_STD_U16LE;
        case NumberType::u4:
            return H5T_STD_U32LE;
        case NumberType::u8:
            return H5T_STD_U64LE;
    }
    return H5I_INVALID_HID;
}

std::string library_reason()
{
    std::string reason;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_reason, &reason);
    H5Eclear2(H5E_DEFAULT);
    auto const detail = reason.find("error message = '");
    if (detail == std::string::npos) return reason;
    auto const first = detail + std::strlen("error message = '");
    return reason.substr(first, reason.find('\'', first) - first);
}

void fail_input(std::string const& what, std::string const& where, std::string const& mend)
{
    H5Eclear2(H5E_DEFAULT);
    throw InputError(message(what, where, mend));
}

void fail_write(std::string const& what, std::string const& where)
{
    std::string const reason = library_reason();
    throw EnvironmentError(message(what + (reason.empty() ? "" : ": " + reason), where,
                                   "Check the free space, the quota and the permissions"));
}

bool Handle::reset()
{
    if (id_ < 0 || close_ == nullptr) return true;
    LibraryLock const lock;
    bool const good = close_(std::exchange(id_, -1)) >= 0;
    if (!good) H5Eclear2(H5E_DEFAULT);
    return good;
}

}  // namespace quartet::hdf5
