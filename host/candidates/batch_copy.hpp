// A copy of an event batch in the memory of a backend.
#pragma once

#include <vector>

#include "host/candidates/candidate_backend.hpp"
#include "host/memory/buffer.hpp"

namespace quartet
{

/// Holds copies of all columns of a batch; the host's own memory is used where the backend reads it.
class BatchCopy
{
  public:
    BatchCopy(CandidateBackend& backend, EventBatchView const& batch);
    EventBatchView const& view() const { return view_; }

  private:
    template <class T>
    void copy(CandidateBackend& backend, Span<T const>& column);
    void copy_perigee(CandidateBackend& backend, PerigeeView& track);

    EventBatchView view_;
    std::vector<Buffer<unsigned char>> blocks_;
};

}  // namespace quartet
