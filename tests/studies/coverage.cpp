#include "tests/studies/coverage.hpp"

#include <algorithm>
#include <cmath>

#include "fits/asimov.hpp"
#include "fits/limits.hpp"
#include "fits/toy_cls.hpp"

namespace quartet::studies
{
namespace
{

Tested formulae_at_truth(Experiments const& about, std::int64_t i)
{
    int const poi = about.model.default_poi();
    ProfileLikelihood observed(about.model, pseudo_experiment(about, i), poi);
    Tested result;
    result.q = observed.value(TestStatistic::qtilde, about.truth);
    if (result.q > 0)
    {
        FitDataset const background = asimov_at(about.model, observed.conditional(0).values);
        ProfileLikelihood asimov(about.model, background, poi);
        ClsValues const p = asymptotic_cls(result.q, asimov.value(TestStatistic::qtilde, about.truth), true);
        result.cls = p.cls;
        result.clsb = p.clsb;
        result.failed = asimov.failed() != 0;
    }
    result.failed = result.failed || observed.failed() != 0;
    return result;
}

Tested toys_at_truth(Experiments const& about, ToyNumbers const& numbers, ToyBackend& backend, std::int64_t i)
{
    ProfileLikelihood observed(about.model, pseudo_experiment(about, i), about.model.default_poi());
    Tested result;
    result.q = observed.value(TestStatistic::qtilde, about.truth);
    result.failed = observed.failed() != 0;
    if (!(result.q > 0)) return result;  // every toy is at least as far out
    ToyOptions options;
    options.seed = about.seed + 1 + static_cast<std::uint64_t>(i);  // independent of the experiments and of each other
    ToyCls cls(observed, true, backend, options);
    double const alpha = 1 - numbers.cl;
    std::int64_t made = numbers.first;
    ClsPoint point = cls.grow(about.truth, made, made).result;
    auto const near = [&]
    {
        return std::abs(point.observed.cls - alpha) < 3 * point.error.cls
               || std::abs(point.observed.clsb - alpha) < 3 * point.error.clsb;
    };
    while (made < numbers.most && near())
    {
        made = std::min(numbers.most, static_cast<std::int64_t>(static_cast<double>(made) * std::sqrt(10.0)) + 1);
        point = cls.grow(about.truth, made, made).result;
    }
    result.cls = point.observed.cls;
    result.clsb = point.observed.clsb;
    result.failed = result.failed || observed.failed() != 0 || cls.counts().lost != 0;
    return result;
}

}  // namespace

FitDataset pseudo_experiment(Experiments const& about, std::int64_t i)
{
    ToyPlan plan;
    plan.seed = about.seed;
    plan.generate = about.model.nominal_values();
    plan.generate[static_cast<std::size_t>(about.model.default_poi())] = about.truth;
    plan.first = 0;
    plan.last = about.n;
    return generate_toy(about.model, plan, i);
}

std::vector<Tested> test_with_formulae(Experiments const& about, ThreadPool& pool,
                                       std::function<void(std::int64_t)> const& progress)
{
    constexpr std::int64_t together = 200;
    std::vector<Tested> tested(static_cast<std::size_t>(about.n));
    for (std::int64_t done = 0; done < about.n; done += together)
    {
        std::int64_t const n = std::min(together, about.n - done);
        pool.for_blocks(n, 4,
                        [&](std::int64_t first, std::int64_t last, int)
                        {
                            for (std::int64_t i = done + first; i < done + last; ++i)
                                tested[static_cast<std::size_t>(i)] = formulae_at_truth(about, i);
                        });
        if (progress) progress(done + n);
    }
    return tested;
}

std::vector<Tested> test_with_toys(Experiments const& about, ToyNumbers const& numbers, ToyBackend& backend,
                                   std::function<void(std::int64_t)> const& progress)
{
    std::vector<Tested> tested;
    for (std::int64_t i = 0; i < about.n; ++i)
    {
        tested.push_back(toys_at_truth(about, numbers, backend, i));
        if (progress) progress(i + 1);
    }
    return tested;
}

}  // namespace quartet::studies
