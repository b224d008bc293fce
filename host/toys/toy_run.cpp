#include "host/toys/toy_run.hpp"

#include <algorithm>

namespace quartet
{
namespace
{

/// A round takes this share of the time between checkpoints, and no longer than so many seconds.
constexpr double round_share = 0.2;
constexpr double longest_round = 5;

}  // namespace

double round_seconds(double seconds) { return std::clamp(round_share * seconds, 1e-3, longest_round); }

void run_cells(ToyStudy const& study, Shard const& shard, std::int64_t skip, ProfileLikelihood& data, ToyRounds& rounds,
               TakeToys const& take)
{
    for (ToyCell const& cell : study.cells())
    {
        std::int64_t const first = shard.first(cell.toys);
        std::int64_t const last = shard.last(cell.toys);
        std::int64_t const skipped = std::min(skip, last - first);
        skip -= skipped;
        if (first + skipped == last) continue;
        ToyHypothesis const hypothesis = study.hypothesis(cell);
        ToyPlan plan = plan_of(hypothesis, data, study.kind, study.seed);
        plan.first = first + skipped;
        plan.last = last;
        rounds.run(data.model(), plan, hypothesis.statistic, hypothesis.tested_mu, take);
    }
}

StudyAnswer run_study(ToyStudy const& study, ProfileLikelihood& data, ToyBackend& backend, ToyProgress const& progress)
{
    StudyReader reader(study);
    ToyRounds rounds(backend);
    std::int64_t done = 0;
    run_cells(study, {}, 0, data, rounds,
              [&](ToyValues const& toys)
              {
                  reader.take(toys);
                  done += toys.size();
                  if (progress) progress(done);
              });
    return reader.answer();
}

ToyFileRun::ToyFileRun(ToyStudy const& study, Shard const& shard, std::string output, double seconds)
    : study_(study),
      shard_(shard),
      output_(std::move(output)),
      seconds_(seconds),
      checkpoint_(output_, study, shard, seconds)
{
}

void ToyFileRun::run(ProfileLikelihood& data, ToyBackend& backend, ToyProgress const& progress)
{
    ToyRounds rounds(backend, round_seconds(seconds_));
    run_cells(study_, shard_, checkpoint_.rows(), data, rounds,
              [&](ToyValues const& toys)
              {
                  checkpoint_.append(toys);
                  if (progress) progress(checkpoint_.rows());
              });
}

ToyCounts ToyFileRun::write(Provenance const& provenance) const
{
    ToyCounts counts = study_.counts(shard_);
    ToyFileWriter writer(output_, study_, shard_, provenance);
    checkpoint_.for_blocks(
        [&](ToyValues const& toys)
        {
            writer.append(toys);
            for (std::size_t t = 0; t < toys.q.size(); ++t)
            {
                counts.failed += has_failed(toys.q[t], toys.status[t]) ? 1 : 0;
                counts.lost += toys.q[t] != toys.q[t] ? 1 : 0;
            }
        });
    writer.commit();
    return counts;
}

}  // namespace quartet
