// Chooses the best candidate of each event, also when an event spans several blocks.
#pragma once

#include "host/candidates/candidate_builder.hpp"

namespace quartet
{

class BestCandidate
{
  public:
    BestCandidate(DecayPlan const& plan, CandidateSummary& summary)
        : plan_(plan), summary_(summary), waiting_(plan), out_(plan)
    {
    }

    /// Adds a block; complete rows go to the sink.
    void add(EventBatchView const& batch, ObjectTableView const& objects, BlockResults const& block,
             CandidateBuilder::Sink const& sink);
    /// After the last block of a batch: no event goes on.
    void finish(CandidateBuilder::Sink const& sink);

  private:
    std::int64_t contest(BlockResults const& block, std::int64_t i, std::int64_t best,
                         std::vector<std::int64_t>& chosen);
    void keep(BlockResults const& block, std::int64_t i, std::vector<std::int64_t>& chosen);
    void release_waiting();
    void flush(CandidateBuilder::Sink const& sink);

    DecayPlan const& plan_;
    CandidateSummary& summary_;
    CandidateRows waiting_;  ///< the best candidate so far of the event that may go on in the next block
    CandidateRows out_;
    std::int64_t event_ = -1;
    double score_ = 0;
    bool accepted_ = false;
};

}  // namespace quartet
