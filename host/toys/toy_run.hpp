// Runs the toys of a study, or of a shard of it.
#pragma once

#include <functional>
#include <string>

#include "fits/toy_rounds.hpp"
#include "host/toys/checkpoint.hpp"
#include "host/toys/study_answer.hpp"

namespace quartet
{

/// Told after each round: toys that are done.
using ToyProgress = std::function<void(std::int64_t)>;

/// Seconds that a round of toys shall take with checkpoints every `seconds`, see ToyRounds.
double round_seconds(double seconds);

/// The toys of a shard in the order of the cells, but the first `skip` of them.
void run_cells(ToyStudy const& study, Shard const& shard, std::int64_t skip, ProfileLikelihood& data, ToyRounds& rounds,
               TakeToys const& take);

/// All toys, none kept: memory for those of one point.
StudyAnswer run_study(ToyStudy const& study, ProfileLikelihood& data, ToyBackend& backend, ToyProgress const& progress);

/// Toys that go to a file, with checkpoints on the way.
class ToyFileRun
{
  public:
    /// Takes up the checkpoint that is there; `seconds` between checkpoints. Throws like ToyCheckpoint.
    ToyFileRun(ToyStudy const& study, Shard const& shard, std::string output, double seconds);

    /// Toys of an earlier run that was killed.
    std::int64_t resumed() const { return checkpoint_.resumed(); }
    std::vector<std::string> const& warnings() const { return checkpoint_.warnings(); }

    void run(ProfileLikelihood& data, ToyBackend& backend, ToyProgress const& progress);
    /// The file, complete, from the checkpoint and what is in memory. Counts its toys.
    ToyCounts write(Provenance const& provenance) const;
    /// Removes the checkpoint: the last step, when all results are written.
    void end() { checkpoint_.remove(); }

  private:
    ToyStudy const& study_;
    Shard shard_;
    std::string output_;
    double seconds_;
    ToyCheckpoint checkpoint_;
};

}  // namespace quartet
