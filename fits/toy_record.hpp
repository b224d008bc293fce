// Where toys are kept, so that none is run twice.
#pragma once

#include <cstdint>

#include "fits/toy_hypothesis.hpp"
#include "fits/toy_rounds.hpp"

namespace quartet
{

/// What a limit asks for as it goes follows from the toys alone: a run that is repeated asks for the same ranges in the
/// same order, and may be given the toys of an earlier one.
class ToyRecord
{
  public:
    virtual ~ToyRecord() = default;
    /// Toys [first, last) of a hypothesis are wanted. Hands over those that are known, from the first on; returns the
    /// number of the first one that is to be run, `last` when there is none.
    virtual std::int64_t recall(ToyHypothesis const& hypothesis, std::int64_t first, std::int64_t last,
                                TakeToys const& take) = 0;
    /// The toys from `first` on that were run then.
    virtual void keep(ToyHypothesis const& hypothesis, std::int64_t first, ToyValues const& toys) = 0;
};

}  // namespace quartet
