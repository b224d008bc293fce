// Small arrays to a device, without waiting for it.
#pragma once

#include <cstring>

#include "cuda/error.hpp"
#include "cuda/memory.hpp"
#include "host/memory/buffer.hpp"

namespace quartet::cuda
{

/// The values wait in pinned memory until the stream has copied them. Whoever waits for the stream says so by
/// all_done(), which makes room again; the stream is done before an object goes.
class Uploads
{
  public:
    explicit Uploads(cudaStream_t stream) : stream_(stream), waiting_(room, pinned_memory()) {}

    /// Returns when the source may be changed.
    void copy(void* device, void const* host, std::size_t bytes)
    {
        if (bytes > room) return copy_to_device(device, host, bytes, stream_);
        if (used_ + bytes > room)
        {
            QUARTET_CUDA_CHECK(cudaStreamSynchronize(stream_));
            all_done();
        }
        unsigned char* const place = waiting_.data() + used_;
        std::memcpy(place, host, bytes);
        QUARTET_CUDA_CHECK(cudaMemcpyAsync(device, place, bytes, cudaMemcpyHostToDevice, stream_));
        used_ += bytes;
    }
    void all_done() { used_ = 0; }

  private:
    static constexpr std::size_t room = std::size_t(1) << 18;

    cudaStream_t stream_;
    Buffer<unsigned char> waiting_;
    std::size_t used_ = 0;
};

}  // namespace quartet::cuda
