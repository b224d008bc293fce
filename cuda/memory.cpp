#include "cuda/memory.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "cuda/error.hpp"

namespace quartet::cuda
{
namespace
{

/// Sets the current device for a scope.
class CurrentDevice
{
  public:
    explicit CurrentDevice(int device)
    {
        QUARTET_CUDA_CHECK(cudaGetDevice(&before_));
        if (device != before_) QUARTET_CUDA_CHECK(cudaSetDevice(device));
    }
    ~CurrentDevice() { cudaSetDevice(before_); }
    CurrentDevice(CurrentDevice const&) = delete;
    CurrentDevice& operator=(CurrentDevice const&) = delete;

  private:
    int before_ = 0;
};

class PinnedMemory : public MemoryResource
{
  public:
    void* allocate(std::size_t bytes) override
    {
        void* data = nullptr;
        if (bytes > 0) QUARTET_CUDA_CHECK(cudaMallocHost(&data, bytes));
        return data;
    }
    void deallocate(void* data, std::size_t) noexcept override { cudaFreeHost(data); }
    MemoryKind kind() const override { return MemoryKind::pinned; }
};

/// The pool of the device keeps what is given back: later allocations are cheap.
void keep_released_memory(int device)
{
    cudaMemPool_t pool = nullptr;
    QUARTET_CUDA_CHECK(cudaDeviceGetDefaultMemPool(&pool, device));
    std::uint64_t keep_everything = UINT64_MAX;
    QUARTET_CUDA_CHECK(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &keep_everything));
}

class DeviceMemory : public MemoryResource
{
  public:
    explicit DeviceMemory(int device) : device_(device) { keep_released_memory(device_); }

    void* allocate(std::size_t bytes) override
    {
        if (bytes == 0) return nullptr;
        CurrentDevice const current(device_);
        void* data = nullptr;
        QUARTET_CUDA_CHECK(cudaMallocAsync(&data, bytes, nullptr));
        QUARTET_CUDA_CHECK(cudaStreamSynchronize(nullptr));
        return data;
    }
    /// Waits for the device first: work of other streams may still use the block.
    void deallocate(void* data, std::size_t) noexcept override
    {
        int before = 0;
        cudaGetDevice(&before);
        cudaSetDevice(device_);
        cudaDeviceSynchronize();
        cudaFreeAsync(data, nullptr);
        cudaSetDevice(before);
    }
    MemoryKind kind() const override { return MemoryKind::device; }

  private:
    int device_;
};

class StreamMemory : public MemoryResource
{
  public:
    StreamMemory(int device, cudaStream_t stream) : device_(device), stream_(stream) { keep_released_memory(device_); }

    void* allocate(std::size_t bytes) override
    {
        if (bytes == 0) return nullptr;
        CurrentDevice const current(device_);
        void* data = nullptr;
        QUARTET_CUDA_CHECK(cudaMallocAsync(&data, bytes, stream_));
        return data;
    }
    void deallocate(void* data, std::size_t) noexcept override { cudaFreeAsync(data, stream_); }
    MemoryKind kind() const override { return MemoryKind::device; }

  private:
    int device_;
    cudaStream_t stream_;
};

}  // namespace

MemoryResource& pinned_memory()
{
    // Never destroyed: at the end of the program the CUDA runtime may be gone before the last buffer.
    static auto* const memory = new PinnedMemory;
    return *memory;
}

MemoryResource& device_memory(int device)
{
    static std::mutex mutex;
    static auto* const memories = new std::map<int, std::unique_ptr<DeviceMemory>>;
    std::lock_guard const lock(mutex);
    auto& memory = (*memories)[device];
    if (!memory) memory = std::make_unique<DeviceMemory>(device);
    return *memory;
}

std::unique_ptr<MemoryResource> stream_memory(int device, void* stream)
{
    return std::make_unique<StreamMemory>(device, static_cast<cudaStream_t>(stream));
}

void copy_to_host(void* host, void const* device, std::size_t bytes, void* stream)
{
    if (bytes == 0) return;
    auto const order = static_cast<cudaStream_t>(stream);
    QUARTET_CUDA_CHECK(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, order));
    QUARTET_CUDA_CHECK(cudaStreamSynchronize(order));
}

void copy_to_device(void* device, void const* host, std::size_t bytes, void* stream)
{
    if (bytes == 0) return;
    auto const order = static_cast<cudaStream_t>(stream);
    QUARTET_CUDA_CHECK(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, order));
    QUARTET_CUDA_CHECK(cudaStreamSynchronize(order));
}

}  // namespace quartet::cuda
