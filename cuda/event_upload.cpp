#include "cuda/event_upload.hpp"

#include <cstring>

#include "cuda/error.hpp"
#include "cuda/memory.hpp"
#include "host/io/event_columns.hpp"
#include "host/memory/buffer.hpp"

namespace quartet::cuda
{
namespace
{

/// Columns start at multiples of this, so that packs and vector loads are aligned.
std::int64_t constexpr alignment = 256;

std::int64_t padded(std::int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

struct Slot
{
    Buffer<unsigned char> pinned;
    Buffer<unsigned char> device;
    cudaEvent_t copied = nullptr;    ///< the pinned memory may be filled again
    cudaEvent_t released = nullptr;  ///< the device memory may be overwritten
};

}  // namespace

struct EventUploader::State
{
    int device = 0;
    cudaStream_t copies = nullptr;
    cudaStream_t work = nullptr;
    Slot slots[2];
    int current = 0;
};

EventUploader::EventUploader(int device) : state_(std::make_unique<State>())
{
    state_->device = device;
    QUARTET_CUDA_CHECK(cudaSetDevice(device));
    QUARTET_CUDA_CHECK(cudaStreamCreateWithFlags(&state_->copies, cudaStreamNonBlocking));
    QUARTET_CUDA_CHECK(cudaStreamCreateWithFlags(&state_->work, cudaStreamNonBlocking));
    for (auto& slot : state_->slots)
        for (auto* event : {&slot.copied, &slot.released})
            QUARTET_CUDA_CHECK(cudaEventCreateWithFlags(event, cudaEventDisableTiming));
}

EventUploader::~EventUploader()
{
    for (auto* stream : {state_->copies, state_->work})
        if (stream != nullptr)
        {
            cudaStreamSynchronize(stream);
            cudaStreamDestroy(stream);
        }
    for (auto& slot : state_->slots)
        for (auto* event : {slot.copied, slot.released})
            if (event != nullptr) cudaEventDestroy(event);
}

EventBatchView EventUploader::upload(EventBatchView const& batch)
{
    // All work on the batch before is on the work stream by now: its slot is free when the stream gets here.
    QUARTET_CUDA_CHECK(cudaEventRecord(state_->slots[state_->current].released, state_->work));
    state_->current = 1 - state_->current;
    Slot& slot = state_->slots[state_->current];
    EventBatchView view = batch;
    std::int64_t bytes = 0;
    for_each_span(view, [&](auto const& span) { bytes += padded(span.size * std::int64_t(sizeof(span[0]))); });
    bytes += alignment;  // spans that are present but empty point here

    QUARTET_CUDA_CHECK(cudaEventSynchronize(slot.copied));
    if (bytes > slot.device.capacity())
    {
        QUARTET_CUDA_CHECK(cudaEventSynchronize(slot.released));
        slot.device = {};
        slot.pinned = {};
        // Some room to grow, so that batches of similar sizes do not allocate.
        slot.pinned = Buffer<unsigned char>(bytes + bytes / 4, pinned_memory());
        slot.device = Buffer<unsigned char>(bytes + bytes / 4, device_memory(state_->device));
    }

    std::int64_t position = 0;
    for_each_span(view,
                  [&](auto& span)
                  {
                      using Element = std::remove_reference_t<decltype(span[0])>;
                      if (span.data == nullptr) return;
                      std::int64_t const size = span.size * std::int64_t(sizeof(Element));
                      if (size > 0)
                          std::memcpy(slot.pinned.data() + position, span.data, static_cast<std::size_t>(size));
                      span.data = reinterpret_cast<Element*>(slot.device.data() + position);
                      position += padded(size);
                  });
    QUARTET_CUDA_CHECK(cudaStreamWaitEvent(state_->copies, slot.released, 0));
    QUARTET_CUDA_CHECK(cudaMemcpyAsync(slot.device.data(), slot.pinned.data(), static_cast<std::size_t>(position),
                                       cudaMemcpyHostToDevice, state_->copies));
    QUARTET_CUDA_CHECK(cudaEventRecord(slot.copied, state_->copies));
    QUARTET_CUDA_CHECK(cudaStreamWaitEvent(state_->work, slot.copied, 0));
    return view;
}

void* EventUploader::stream() const { return state_->work; }

}  // namespace quartet::cuda
