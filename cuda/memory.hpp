// Memory for and of CUDA devices. Without CUDA the functions throw EnvironmentError with one clear sentence.
#pragma once

#include <memory>

#include "host/memory/memory_resource.hpp"

namespace quartet::cuda
{

/// Pinned host memory (cudaMallocHost), shared by the whole program.
MemoryResource& pinned_memory();

/// Memory of device `device` from its stream-ordered pool (cudaMallocAsync on the default stream, which the resource
/// waits for, so that the memory may be used by any stream). The pool keeps what is given back: later allocations are
/// cheap. Throws OutOfDeviceMemory (cuda/error.hpp) when there is not enough.
MemoryResource& device_memory(int device = 0);

/// Memory of the same pool in the order of `stream` (a cudaStream_t): neither allocation nor release waits for
/// anything, and only work of that stream, or ordered with it by events, may use the memory. The stream outlives the
/// resource.
std::unique_ptr<MemoryResource> stream_memory(int device, void* stream);

/// Copies `bytes` in the order of `stream` (a cudaStream_t, null = the default stream) and waits.
void copy_to_host(void* host, void const* device, std::size_t bytes, void* stream = nullptr);
void copy_to_device(void* device, void const* host, std::size_t bytes, void* stream = nullptr);

}  // namespace quartet::cuda
