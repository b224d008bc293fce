// Batches of events to a device: packed into pinned memory, copied while the batch before is still worked on.
#pragma once

#include <memory>

#include "models/kinematics/event_view.hpp"

namespace quartet::cuda
{

/// Two slots of pinned and device memory: one of the batch that is worked on, one of the next. All columns of a batch
/// travel in one copy.
///
///     EventBatchView device = uploader.upload(batch);  // returns when `batch` may be reused
///     launch(..., device, uploader.stream());          // runs after the copy
///     uploader.prefetch(next);                         // from any thread; the copy runs beside the kernels
///     device = uploader.upload(next);                  // nothing is left to copy
///
/// One thread uploads and launches; prefetch() may be called by another one at any time, and waits for an upload() that
/// is going on, as upload() does for it.
class EventUploader
{
  public:
    /// Throws EnvironmentError when the device cannot be used.
    explicit EventUploader(int device = 0);
    ~EventUploader();
    EventUploader(EventUploader const&) = delete;
    EventUploader& operator=(EventUploader const&) = delete;

    /// The same batch with all spans in device memory (absent columns stay absent), in the order of stream(). Valid
    /// until the second upload(), or the first prefetch() after the next upload(). Throws OutOfDeviceMemory: the caller
    /// takes a smaller batch.
    EventBatchView upload(EventBatchView const& batch);

    /// Starts the copy of a batch; returns when it is packed. The next upload() takes it from there when it is asked
    /// for the same columns, which must not have changed, and drops it otherwise. Does nothing while another batch
    /// waits for its upload(); a batch without events only drops that one, and cannot fail. Throws what upload()
    /// throws, and then nothing is prefetched.
    void prefetch(EventBatchView const& batch);

    /// The cudaStream_t on which the columns arrive and the work on them belongs.
    void* stream() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace quartet::cuda
