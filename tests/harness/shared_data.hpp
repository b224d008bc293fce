// Where the real input files are that nobody in this project made.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace quartet::test
{

/// Path of a file of the shared data: $QUARTET_SHARED_DATA, else ../shared/data beside the checkout.
inline std::string shared_data(std::string const& name)
{
    char const* folder = std::getenv("QUARTET_SHARED_DATA");
    std::filesystem::path const base = folder != nullptr && *folder != '\0'
                                           ? std::filesystem::path(folder)
                                           : std::filesystem::path(QUARTET_SOURCE_DIR) / "../shared/data";
    return (base / name).lexically_normal().string();
}

}  // namespace quartet::test

/// Skips the test with a clear line when a shared file is absent.
#define QUARTET_NEED_SHARED(variable, name)                          \
    std::string const variable = ::quartet::test::shared_data(name); \
    if (!std::filesystem::exists(variable))                          \
    GTEST_SKIP() << "shared data file not found: " << variable << " (set QUARTET_SHARED_DATA to its folder)"
