// Tests that need a GPU skip without one, and fail when QUARTET_REQUIRE_GPU=1 says that there must be one.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "host/core/device.hpp"

#define QUARTET_NEED_GPU()                                                  \
    do                                                                      \
    {                                                                       \
        auto const report_ = ::quartet::probe_cuda_devices();               \
        if (!report_.any_usable())                                          \
        {                                                                   \
            char const* must_ = std::getenv("QUARTET_REQUIRE_GPU");         \
            if (must_ != nullptr && std::string(must_) == "1")              \
                FAIL() << "QUARTET_REQUIRE_GPU=1, but " << report_.summary; \
            GTEST_SKIP() << "no GPU: " << report_.summary;                  \
        }                                                                   \
    } while (false)
