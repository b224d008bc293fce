// Toys run in rounds of bounded size, so that memory does not grow with their number.
#pragma once

#include <functional>

#include "fits/toy_values.hpp"

namespace quartet
{

/// Takes the toys of a round, in the order of their numbers.
using TakeToys = std::function<void(ToyValues const&)>;

class ToyRounds
{
  public:
    /// `seconds`: a round shall take about so long, for callers that write down where they are between rounds. Rounds
    /// start small and grow. 0: rounds are as large as memory allows. The toys do not depend on it.
    explicit ToyRounds(ToyBackend& backend, double seconds = 0);

    /// Toys [plan.first, plan.last), whose fits are those of the test statistic (fits_for).
    void run(CompiledModel const& model, ToyPlan plan, TestStatistic statistic, double mu, TakeToys const& take);

    ToyBackend& backend() { return backend_; }

  private:
    void adapt(std::int64_t toys, double took);

    ToyBackend& backend_;
    double seconds_;
    std::int64_t size_;
};

}  // namespace quartet
