#include "cuda/memory.hpp"

#include "cuda/event_upload.hpp"
#include "models/base/error.hpp"

namespace quartet::cuda
{
namespace
{

[[noreturn]] void not_built()
{
    throw EnvironmentError("this program was built without CUDA: use --device cpu, or build with -DQUARTET_CUDA=ON");
}

}  // namespace

MemoryResource& pinned_memory() { not_built(); }
MemoryResource& device_memory(int) { not_built(); }
std::unique_ptr<MemoryResource> stream_memory(int, void*) { not_built(); }
void copy_to_host(void*, void const*, std::size_t, void*) { not_built(); }
void copy_to_device(void*, void const*, std::size_t, void*) { not_built(); }

struct EventUploader::State
{
};
EventUploader::EventUploader(int) { not_built(); }
EventUploader::~EventUploader() = default;
EventBatchView EventUploader::upload(EventBatchView const&) { not_built(); }
void EventUploader::prefetch(EventBatchView const&) { not_built(); }
void* EventUploader::stream() const { not_built(); }

}  // namespace quartet::cuda
