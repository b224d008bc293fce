#include "host/memory/memory_resource.hpp"

#include "host/memory/block_cache.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// More than a batch of 16384 events needs at once; what is kept was in use before, so the peak does not grow with it.
constexpr std::size_t kept_bytes = std::size_t(128) << 20;

class HostMemory : public MemoryResource
{
  public:
    void* allocate(std::size_t bytes) override
    {
        void* const data = blocks_.allocate(bytes);
        if (data == nullptr)
            throw EnvironmentError(message("not enough memory: " + std::to_string(bytes) + " bytes were asked for", "",
                                           "Use smaller batches or a machine with more memory"));
        return data;
    }
    void deallocate(void* data, std::size_t bytes) noexcept override { blocks_.deallocate(data, bytes); }
    MemoryKind kind() const override { return MemoryKind::host; }

  private:
    BlockCache blocks_{kept_bytes};
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
