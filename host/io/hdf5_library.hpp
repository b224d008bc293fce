// Shared by the sources of the HDF5 layer.
#pragma once

#include <hdf5.h>

#include <mutex>
#include <string>

#include "host/io/number_type.hpp"

namespace quartet::hdf5
{

/// Holds the lock of the library for a scope, and keeps the library from printing its error stack.
class LibraryLock
{
  public:
    LibraryLock();

  private:
    std::unique_lock<std::recursive_mutex> lock_;
};

/// The HDF5 type of a number in memory, and little-endian in files.
hid_t memory_type(NumberType type);
hid_t stored_type(NumberType type);

/// The innermost reason on the library's error stack ("No space left on device"), and clears it.
std::string library_reason();

[[noreturn]] void fail_input(std::string const& what, std::string const& where, std::string const& mend);
/// For failed writes: EnvironmentError with the library's reason.
[[noreturn]] void fail_write(std::string const& what, std::string const& where);

}  // namespace quartet::hdf5
