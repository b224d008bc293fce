// Where memory comes from: the host, pinned host memory, or a device.
#pragma once

#include <cstddef>
#include <string>

namespace quartet
{

enum class MemoryKind
{
    host,
    pinned,  ///< host memory that a device copies from without a detour
    device
};

std::string to_string(MemoryKind kind);

/// Blocks are aligned to 256 bytes.
class MemoryResource
{
  public:
    virtual ~MemoryResource() = default;
    /// Uninitialised. Throws EnvironmentError when there is not enough memory (quartet::cuda::OutOfDeviceMemory on
    /// a device). `bytes` may be 0.
    virtual void* allocate(std::size_t bytes) = 0;
    virtual void deallocate(void* data, std::size_t bytes) noexcept = 0;
    virtual MemoryKind kind() const = 0;
};

/// Host memory, shared by the whole program.
MemoryResource& host_memory();

}  // namespace quartet
