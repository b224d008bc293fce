#include "fits/toy_rounds.hpp"

#include <algorithm>
#include <chrono>

namespace quartet
{
namespace
{

/// As many as a thread takes in one piece, for some threads.
constexpr std::int64_t first_round = 64;
constexpr std::int64_t growth = 4;

}  // namespace

ToyRounds::ToyRounds(ToyBackend& backend, double seconds)
    : backend_(backend), seconds_(seconds), size_(seconds > 0 ? first_round : backend.round_size())
{
}

void ToyRounds::run(CompiledModel const& model, ToyPlan plan, TestStatistic statistic, double mu, TakeToys const& take)
{
    using Clock = std::chrono::steady_clock;
    std::int64_t const last = plan.last;
    while (plan.first < last)
    {
        plan.last = std::min(last, plan.first + size_);
        auto const start = Clock::now();
        ToyResult const result = backend_.run(model, plan);
        adapt(plan.last - plan.first, std::chrono::duration<double>(Clock::now() - start).count());
        take(toy_values(result, statistic, mu));
        plan.first = plan.last;
    }
}

void ToyRounds::adapt(std::int64_t toys, double took)
{
    if (seconds_ <= 0) return;
    if (took > seconds_)
        size_ = std::max<std::int64_t>(1, size_ / 2);
    else if (toys == size_ && took * growth < seconds_)
        size_ = std::min(backend_.round_size(), size_ * growth);
}

}  // namespace quartet
