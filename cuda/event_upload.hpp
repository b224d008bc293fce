// Batches of events to a device: packed into pinned memory, copied while the batch before is still worked on.
#pragma once

#include <memory>

#include "models/kinematics/event_view.hpp"

namespace quartet::cuda
{

/// Two slots of pinned and device memory. All columns of a batch travel in one copy. Used by one thread:
///
///     while (reader.next(batch)) {
///         EventBatchView device = uploader.upload(batch.view());  // returns when `batch` may be reused
///         launch(..., device, uploader.stream());                 // runs after the copy
///     }
class EventUploader
{
  public:
    /// Throws EnvironmentError when the device cannot be used.
    explicit EventUploader(int device = 0);
    ~EventUploader();
    EventUploader(EventUploader const&) = delete;
    EventUploader& operator=(EventUploader const&) = delete;

    /// The same batch with all spans in device memory (absent columns stay absent), in the order of stream(). Its
    /// memory is reused by the second upload() after this one. Throws OutOfDeviceMemory: the caller takes a smaller
    /// batch.
    EventBatchView upload(EventBatchView const& batch);

    /// The cudaStream_t on which the columns arrive and the work on them belongs.
    void* stream() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace quartet::cuda
