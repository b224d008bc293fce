// Candidate building for batches of events: all nodes of a decay, children before parents, and the choice of the best
// candidate. Written once for all backends.
//
// Combinations are processed in blocks of fixed size, so the memory is bounded even when one event has thousands of
// objects. Rows come in event order, then in lexicographic order of their parts, with the same bits for any batches,
// blocks, threads and backends.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "host/candidates/candidate_rows.hpp"
#include "host/candidates/decay_plan.hpp"
#include "models/kinematics/vertex_status.hpp"

namespace quartet
{

/// How many combinations and candidates ended where.
struct CandidateSummary
{
    std::int64_t events = 0;
    std::vector<std::int64_t> objects;    ///< per particle kind: of its collection
    std::vector<std::int64_t> selected;   ///< per particle kind
    std::int64_t objects_not_finite = 0;  ///< in the used collections: a NaN or infinity in the stored momentum
    std::vector<NodeCounts> nodes;        ///< per node, the candidate last
    std::int64_t not_best = 0;            ///< lost against a better candidate of the event
    std::int64_t refused_after_best = 0;  ///< chosen, then refused by the cut on the chosen one
    std::int64_t written = 0;

    NodeCounts const& root() const { return nodes.back(); }
};

class CandidateBuilder
{
  public:
    /// Gets the rows of a block; tables without rows are not passed on.
    using Sink = std::function<void(ColumnTable const&)>;

    CandidateBuilder(CandidateBackend& backend, DecayPlan const& plan);
    /// `block_size` 0 takes the backend's.
    void set_block_size(std::int64_t block_size) { block_size_ = block_size; }

    /// Builds the candidates of one batch (views of host memory). A batch that the memory of the backend cannot hold is
    /// halved, a block likewise; EnvironmentError when one event is still too much. Throws InputError for an event with
    /// more combinations than can be numbered.
    void build(EventBatchView const& batch, Sink const& sink);

    CandidateSummary const& summary() const { return summary_; }

  private:
    std::int64_t end_of_part(EventBatchView const& batch, std::int64_t first) const;
    void build_part(EventBatchView const& batch, Sink const& sink);

    CandidateBackend& backend_;
    DecayPlan const& plan_;
    std::int64_t block_size_ = 0;
    CandidateSummary summary_;
    BlockResults results_;
};

}  // namespace quartet
