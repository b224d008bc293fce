// Candidate building for batches of events: combinations, cheap cuts, fits, derived quantities, selection, choice of
// the best candidate. Written once for all backends.
//
// Combinations are processed in blocks of fixed size, so the memory is bounded even when one event has thousands of
// muons. Rows come in event order, then in lexicographic order of the muon indices, with the same bits for any
// batches, blocks, threads and backends.
#pragma once

#include <cstdint>
#include <functional>

#include "host/candidates/candidate_backend.hpp"
#include "host/io/column_table.hpp"
#include "models/kinematics/event_view.hpp"
#include "models/kinematics/vertex_status.hpp"

namespace quartet
{

/// What the event file has, as far as batches do not show it. Decides the columns of the candidate file.
struct EventContents
{
    bool tracks = false;    ///< the collection /track
    bool truth = false;     ///< muon/gen_index or muon/gen_parent
    bool gen_index = true;  ///< muon/gen_index; without it nothing says which muons share a decay: no is_signal
};

/// How many combinations and candidates ended where.
struct CandidateSummary
{
    std::int64_t events = 0;
    std::int64_t muons = 0;
    std::int64_t muons_not_finite = 0;  ///< with a NaN or infinity in the stored momentum
    std::int64_t selected_muons = 0;
    std::int64_t combinations = 0;
    CascadeCounts cascade;                              ///< of all combinations
    std::int64_t status[vertex_status_count] = {};      ///< of the candidates that passed the cascade
    std::int64_t selection[selection_code_count] = {};  ///< of the same
    std::int64_t not_best = 0;                          ///< lost against a better candidate of the event
    std::int64_t vetoed = 0;                            ///< chosen, then refused by the resonance windows
    std::int64_t written = 0;
};

class CandidateBuilder
{
  public:
    /// Gets the rows of a block; tables without rows are not passed on, except the first of all.
    using Sink = std::function<void(ColumnTable const&)>;

    CandidateBuilder(CandidateBackend& backend, DecaySpec const& spec, EventContents contents);
    /// `block_size` 0 takes the backend's.
    void set_block_size(std::int64_t block_size) { block_size_ = block_size; }

    /// Builds the candidates of one batch (views of host memory). A batch that the memory of the backend cannot hold is
    /// halved, a block likewise; EnvironmentError when one event is still too much. Throws InputError for an event with
    /// more muons than 64-bit combination numbers allow.
    void build(EventBatchView const& batch, Sink const& sink);

    CandidateSummary const& summary() const { return summary_; }

  private:
    void build_part(EventBatchView const& batch, Sink const& sink);

    CandidateBackend& backend_;
    DecaySpec spec_;
    EventContents contents_;
    std::int64_t block_size_ = 0;
    CandidateSummary summary_;
};

}  // namespace quartet
