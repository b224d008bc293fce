// Consecutive events of a batch as a batch of their own, for devices that cannot hold the whole.
#pragma once

#include <deque>
#include <vector>

#include "models/kinematics/event_view.hpp"

namespace quartet
{

/// The events first ... last - 1 of `whole`. Columns stay where they are; offsets, which must begin with 0, and
/// covariances, which are stored element by element, are copied.
class BatchSlice
{
  public:
    BatchSlice(EventBatchView const& whole, std::int64_t first, std::int64_t last);
    BatchSlice(BatchSlice const&) = delete;
    BatchSlice& operator=(BatchSlice const&) = delete;

    /// Valid as long as the slice and the columns of the whole.
    EventBatchView const& view() const { return view_; }

  private:
    Span<std::int64_t const> shifted(Span<std::int64_t const> const& offsets);
    Span<double const> covariances(Span<double const> const& cov, std::int64_t rows, std::int64_t from,
                                   std::int64_t to);
    template <class Collection>
    void cut_rows(Collection& collection);

    std::int64_t first_, last_;
    EventBatchView view_;
    std::deque<std::vector<std::int64_t>> offsets_;
    std::deque<std::vector<double>> covariances_;
};

}  // namespace quartet
