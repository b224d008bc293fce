// Rows of the candidate file from the candidates of a block.
#pragma once

#include <vector>

#include "host/candidates/node_runner.hpp"
#include "host/io/column_table.hpp"
#include "host/memory/buffer.hpp"

namespace quartet
{

/// An array of a backend as the host sees it: itself where the host can, else a copy, complete after the backend's
/// finish_copies(). The memory of the copy is kept.
template <class T>
class HostArray
{
  public:
    void fetch(CandidateBackend& backend, T const* source, std::int64_t count)
    {
        view_ = {source, count};
        if (&backend.memory() == &host_memory()) return;
        // Some room to grow: blocks differ a little in size.
        if (copy_.capacity() < count) copy_ = Buffer<T>(count + count / 4, backend.staging_memory());
        backend.start_copy_to_host(copy_.data(), source, static_cast<std::size_t>(count) * sizeof(T));
        view_.data = copy_.data();
    }
    T const& operator[](std::int64_t i) const { return view_[i]; }

  private:
    Span<T const> view_;
    Buffer<T> copy_;
};

/// What is needed on the host of the candidates of a block; valid as long as the block. Kept from block to block, and
/// from batch to batch, for its memory.
struct BlockResults
{
    std::int64_t size = 0;  ///< 0 where no candidate passed
    HostArray<std::uint8_t> code, final_passed;
    HostArray<double> score;
    HostArray<std::int64_t> event, row;
    std::vector<HostArray<double>> column;  ///< only those of the output

    void fetch(CandidateBackend& backend, NodeBlock const& block, DecayPlan const& plan);
};

/// Rows of the candidate file.
class CandidateRows
{
  public:
    explicit CandidateRows(DecayPlan const& plan);
    ColumnTable table;
    std::vector<TableColumn*> output;  ///< where the columns of the plan's output are
};

/// Empty table with the columns of the plan.
ColumnTable candidate_table(DecayPlan const& plan);

/// Appends the chosen candidates. `batch` is the one on the host, `first_row` the collections' places in the object
/// table.
void append_candidates(CandidateRows& rows, DecayPlan const& plan, EventBatchView const& batch,
                       ObjectTableView const& objects, BlockResults const& block,
                       std::vector<std::int64_t> const& chosen);

}  // namespace quartet
