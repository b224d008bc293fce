// What toys are made for: one test statistic at one value of the parameter, of toys generated at another or the same.
#pragma once

#include "fits/test_statistic.hpp"
#include "fits/toy_backend.hpp"

namespace quartet
{

struct ToyHypothesis
{
    TestStatistic statistic = TestStatistic::qtilde;
    double generated_mu = 0;
    double tested_mu = 0;
    /// Toys of an injected signal, which play the observation: independent of all others at the same values.
    bool injected = false;
};

/// The plan of its toys, without a range of them. Frequentist toys: generating values at the conditional fit to the
/// data (generated_mu), global observables drawn around them. Others: the nominal values of the model.
ToyPlan plan_of(ToyHypothesis const& hypothesis, ProfileLikelihood& data, ToyKind kind, std::uint64_t seed);

}  // namespace quartet
