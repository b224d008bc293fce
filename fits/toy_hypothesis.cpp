#include "fits/toy_hypothesis.hpp"

#include <bit>

#include "fits/toy_values.hpp"

namespace quartet
{
namespace
{

/// Names a hypothesis: the bits of the generated and of the tested value, mixed (finaliser of SplitMix64).
std::uint64_t hypothesis_number(ToyHypothesis const& hypothesis)
{
    constexpr std::uint64_t injected = 0x94d049bb133111ebULL;
    auto const mix = [](std::uint64_t x)
    {
        x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
        return x ^ (x >> 31U);
    };
    std::uint64_t const number =
        mix(std::bit_cast<std::uint64_t>(hypothesis.tested_mu)
            + mix(std::bit_cast<std::uint64_t>(hypothesis.generated_mu) + 0x9e3779b97f4a7c15ULL));
    return hypothesis.injected ? mix(number + injected) : number;
}

std::vector<double> nominal_values_at(ProfileLikelihood const& data, double mu)
{
    std::vector<double> values = data.model().nominal_values();
    values[static_cast<std::size_t>(data.poi())] = mu;
    return values;
}

}  // namespace

ToyPlan plan_of(ToyHypothesis const& hypothesis, ProfileLikelihood& data, ToyKind kind, std::uint64_t seed)
{
    ToyPlan plan;
    plan.seed = seed;
    plan.hypothesis = hypothesis_number(hypothesis);
    plan.generate = kind == ToyKind::frequentist ? data.conditional(hypothesis.generated_mu).values
                                                 : nominal_values_at(data, hypothesis.generated_mu);
    // Hybrid toys draw nuisance parameters around what the auxiliary measurements of the data gave.
    plan.global_observables = data.data().global_observables;
    plan.kind = kind;
    plan.poi = data.poi();
    plan.fits = fits_for(hypothesis.statistic, data.poi(), hypothesis.tested_mu, data.model_lower());
    if (hypothesis.statistic == TestStatistic::lep)
        for (ToyFit& fit : plan.fits) fit.start = nominal_values_at(data, fit.fixed.front().second);
    return plan;
}

}  // namespace quartet
