#include "cuda/event_upload.hpp"

#include <mutex>

#include "cuda/batch_packing.hpp"
#include "cuda/batch_slots.hpp"
#include "cuda/memory.hpp"
#include "cuda/stream.hpp"
#include "host/memory/buffer.hpp"

namespace quartet::cuda
{
namespace
{

struct Slot
{
    Buffer<unsigned char> pinned;
    Buffer<unsigned char> device;  ///< allocated and released in the order of the stream of copies
    Event copied;                  ///< the device memory is filled, the pinned memory may be filled again
    Event released;                ///< the work on the device memory is done
};

}  // namespace

struct EventUploader::State
{
    explicit State(int index) : device(index), memory(stream_memory(index, copies.get())) {}
    /// The memory goes when nothing uses it.
    ~State()
    {
        for (Stream const* stream : {&work, &copies}) cudaStreamSynchronize(stream->get());
    }

    void fill(Slot& slot, EventBatchView const& batch);

    int device;
    std::mutex mutex;  ///< of everything below but the streams
    Stream copies, work;
    std::unique_ptr<MemoryResource> memory;
    Slot slot[2];
    BatchSlots slots;
};

EventUploader::EventUploader(int device)
{
    QUARTET_CUDA_CHECK(cudaSetDevice(device));
    state_ = std::make_unique<State>(device);
}

EventUploader::~EventUploader() = default;

EventBatchView EventUploader::upload(EventBatchView const& batch)
{
    std::lock_guard const lock(state_->mutex);
    QUARTET_CUDA_CHECK(cudaSetDevice(state_->device));  // every thread has its own current device
    // All work on the batch before is on the work stream by now: its slot is free when the stream gets here.
    state_->slot[state_->slots.current()].released.record(state_->work);
    bool const prefetched = state_->slots.turn(batch);
    Slot& slot = state_->slot[state_->slots.current()];
    if (!prefetched) state_->fill(slot, batch);
    slot.copied.hold(state_->work);
    return packed_view(batch, slot.device.data());
}

void EventUploader::prefetch(EventBatchView const& batch)
{
    std::lock_guard const lock(state_->mutex);
    if (batch.n_events == 0) state_->slots.forget();
    if (batch.n_events == 0 || state_->slots.waiting()) return;
    QUARTET_CUDA_CHECK(cudaSetDevice(state_->device));
    state_->fill(state_->slot[state_->slots.free()], batch);
    state_->slots.set_prefetched(batch);
}

/// Starts the copy of the batch as soon as the slot is free.
void EventUploader::State::fill(Slot& target, EventBatchView const& batch)
{
    std::int64_t const bytes = packed_size(batch);
    target.copied.wait();
    target.released.hold(copies);
    if (bytes > target.device.capacity())
    {
        target.device = {};
        target.pinned = {};
        // Some room to grow, so that batches of similar sizes do not allocate: pinned memory may stop the whole device.
        target.pinned = Buffer<unsigned char>(bytes + bytes / 4, pinned_memory());
        target.device = Buffer<unsigned char>(bytes + bytes / 4, *memory);
    }
    pack(batch, target.pinned.data());
    QUARTET_CUDA_CHECK(cudaMemcpyAsync(target.device.data(), target.pinned.data(), static_cast<std::size_t>(bytes),
                                       cudaMemcpyHostToDevice, copies.get()));
    target.copied.record(copies);
}

void* EventUploader::stream() const { return state_->work.get(); }

}  // namespace quartet::cuda
