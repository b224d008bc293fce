// Which of two slots of memory holds which batch. Knows nothing of CUDA, nor of threads.
#pragma once

#include <optional>

#include "host/io/event_columns.hpp"

namespace quartet::cuda
{

class BatchSlots
{
  public:
    /// The slot of the batch that was loaded last.
    int current() const { return current_; }
    /// The slot for the batch after it.
    int free() const { return 1 - current_; }
    /// The free slot holds a batch that has not been loaded yet.
    bool waiting() const { return prefetched_.has_value(); }
    /// The free slot now holds `batch`.
    void set_prefetched(EventBatchView const& batch) { prefetched_ = batch; }
    /// The free slot holds nothing.
    void forget() { prefetched_.reset(); }
    /// Makes the free slot the current one; true when `batch` is already there.
    bool turn(EventBatchView const& batch)
    {
        bool const there = prefetched_ && same_memory(*prefetched_, batch);
        prefetched_.reset();
        current_ = free();
        return there;
    }

  private:
    int current_ = 0;
    std::optional<EventBatchView> prefetched_;
};

}  // namespace quartet::cuda
