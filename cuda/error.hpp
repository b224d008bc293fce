// CUDA errors become exceptions that carry call, file and line.
#pragma once

#include <cuda_runtime_api.h>

#include <string>

#include "models/base/error.hpp"

namespace quartet::cuda
{

/// The device has not enough free memory: the caller shrinks the batch and goes on.
struct OutOfDeviceMemory : EnvironmentError
{
    using EnvironmentError::EnvironmentError;
};

inline void check(cudaError_t code, char const* call, char const* file, int line)
{
    if (code == cudaSuccess) return;
    cudaGetLastError();  // clear the error, so that the next call does not report it again
    std::string const text = std::string("CUDA error ") + cudaGetErrorName(code) + " (" + cudaGetErrorString(code)
                             + ") in " + call + " at " + file + ":" + std::to_string(line);
    if (code == cudaErrorMemoryAllocation) throw OutOfDeviceMemory(text);
    throw EnvironmentError(text);
}

}  // namespace quartet::cuda

#define QUARTET_CUDA_CHECK(call) ::quartet::cuda::check((call), #call, __FILE__, __LINE__)
