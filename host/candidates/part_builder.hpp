// Builds the candidates of some events of a batch on one backend: all nodes of a decay, children before parents, and
// the choice of the best candidate.
#pragma once

#include "host/candidates/candidate_summary.hpp"
#include "host/io/column_table.hpp"

namespace quartet
{

class PartBuilder
{
  public:
    /// Gets the rows of a block; tables without rows are not passed on.
    using Sink = std::function<void(ColumnTable const&)>;

    /// `block_size` 0 takes the backend's. The counts are added to `summary`.
    PartBuilder(CandidateBackend& backend, DecayPlan const& plan, std::int64_t block_size, CandidateSummary& summary);
    ~PartBuilder();
    PartBuilder(PartBuilder const&) = delete;
    PartBuilder& operator=(PartBuilder const&) = delete;

    /// Events that the memory of the backend cannot hold are halved; EnvironmentError when one is still too much.
    /// InputError for an event with more combinations than can be numbered.
    void build(EventBatchView const& events, Sink const& sink);

  private:
    CandidateBackend& backend_;
    DecayPlan const& plan_;
    std::int64_t block_size_;
    CandidateSummary& summary_;
    BlockResults results_;
};

}  // namespace quartet
