#include "host/memory/memory_resource.hpp"

#include <new>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr std::align_val_t alignment{256};

class HostMemory : public MemoryResource
{
  public:
    void* allocate(std::size_t bytes) override
    {
        void* const data = ::operator new(bytes, alignment, std::nothrow);
        if (data == nullptr)
            throw EnvironmentError(message("not enough memory: " + std::to_string(bytes) + " bytes were asked for", "",
                                           "Use smaller batches or a machine with more memory"));
        return data;
    }
    void deallocate(void* data, std::size_t) noexcept override { ::operator delete(data, alignment); }
    MemoryKind kind() const override { return MemoryKind::host; }
};

}  // namespace

std::string to_string(MemoryKind kind)
{
    switch (kind)
    {
        case MemoryKind::pinned:
            return "pinned";
        case MemoryKind::device:
            return "device";
        default:
            return "host";
    }
}

MemoryResource& host_memory()
{
    static HostMemory memory;
    return memory;
}

}  // namespace quartet
