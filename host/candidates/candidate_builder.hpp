// Candidate building for batches of events: all nodes of a decay, children before parents, and the choice of the best
// candidate. Written once for all backends.
//
// A batch is built in parts whose objects stay in a cache. A backend with several threads builds small parts side by
// side, each on one thread; a part with very many combinations gets all threads for each of its stages.
// Combinations are processed in blocks of fixed size, so the memory is bounded even when one event has thousands of
// objects. Rows come in event order, then in lexicographic order of their parts, with the same bits for any batches,
// blocks, threads and backends.
#pragma once

#include <cstdint>
#include <memory>

#include "host/candidates/batch_parts.hpp"
#include "host/candidates/part_builder.hpp"
#include "models/kinematics/vertex_status.hpp"

namespace quartet
{

class CandidateBuilder
{
  public:
    /// Gets the rows of a block; tables without rows are not passed on.
    using Sink = PartBuilder::Sink;

    CandidateBuilder(CandidateBackend& backend, DecayPlan const& plan);
    ~CandidateBuilder();
    CandidateBuilder(CandidateBuilder const&) = delete;
    CandidateBuilder& operator=(CandidateBuilder const&) = delete;
    /// `block_size` 0 takes the backend's.
    void set_block_size(std::int64_t block_size) { block_size_ = block_size; }

    /// Builds the candidates of one batch (views of host memory). A batch that the memory of the backend cannot hold is
    /// halved, a block likewise; EnvironmentError when one event is still too much. Throws InputError for an event with
    /// more combinations than can be numbered.
    void build(EventBatchView const& batch, Sink const& sink);

    CandidateSummary const& summary() const { return summary_; }

  private:
    void build_alone(EventBatchView const& batch, BatchPart const& part, Sink const& sink);
    void build_side_by_side(EventBatchView const& batch, Span<BatchPart const> parts, Sink const& sink);

    CandidateBackend& backend_;
    DecayPlan const& plan_;
    std::int64_t block_size_ = 0;
    CandidateSummary summary_;
    std::unique_ptr<PartBuilder> alone_;  ///< kept from batch to batch for its memory
};

}  // namespace quartet
