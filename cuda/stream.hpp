// Owners of a stream and of an event.
#pragma once

#include "cuda/error.hpp"

namespace quartet::cuda
{

/// A stream that does not wait for the default stream.
class Stream
{
  public:
    Stream() { QUARTET_CUDA_CHECK(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking)); }
    /// Waits: memory of the host may be part of what is going on.
    ~Stream()
    {
        cudaStreamSynchronize(stream_);
        cudaStreamDestroy(stream_);
    }
    Stream(Stream const&) = delete;
    Stream& operator=(Stream const&) = delete;
    cudaStream_t get() const { return stream_; }
    void wait() const { QUARTET_CUDA_CHECK(cudaStreamSynchronize(stream_)); }

  private:
    cudaStream_t stream_ = nullptr;
};

/// A point in the order of a stream; before the first record() nobody waits for it.
class Event
{
  public:
    Event() { QUARTET_CUDA_CHECK(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming)); }
    ~Event() { cudaEventDestroy(event_); }
    Event(Event const&) = delete;
    Event& operator=(Event const&) = delete;
    void record(Stream const& stream) { QUARTET_CUDA_CHECK(cudaEventRecord(event_, stream.get())); }
    /// The host waits.
    void wait() const { QUARTET_CUDA_CHECK(cudaEventSynchronize(event_)); }
    /// What comes later on the stream waits.
    void hold(Stream const& stream) const { QUARTET_CUDA_CHECK(cudaStreamWaitEvent(stream.get(), event_, 0)); }

  private:
    cudaEvent_t event_ = nullptr;
};

}  // namespace quartet::cuda
