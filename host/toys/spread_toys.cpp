#include "host/toys/spread_toys.hpp"

#include <algorithm>
#include <exception>
#include <thread>

#include "host/toys/shard.hpp"

namespace quartet
{
namespace
{

/// Columns of `part`, which has `rows` blocks of part_toys numbers, into those of the whole at toy `first`.
template <class T>
void place(std::vector<T> const& part, std::int64_t part_toys, std::int64_t first, std::int64_t toys,
           std::vector<T>& whole)
{
    if (part_toys == 0) return;
    auto const blocks = static_cast<std::int64_t>(part.size()) / part_toys;
    for (std::int64_t block = 0; block < blocks; ++block)
        std::copy_n(part.begin() + block * part_toys, part_toys, whole.begin() + block * toys + first);
}

/// `toys` columns for results of this shape.
ToyResult room_for(std::int64_t toys, int fits, std::int64_t reported)
{
    ToyResult whole;
    whole.n_toys = toys;
    whole.n_fits = fits;
    auto const n = static_cast<std::size_t>(toys);
    std::size_t const entries = n * static_cast<std::size_t>(fits);
    whole.status.resize(entries);
    whole.nll.resize(entries);
    whole.poi.resize(entries);
    whole.evaluations.resize(entries);
    whole.reported.resize(entries * static_cast<std::size_t>(reported));
    whole.n_observed.resize(n);
    return whole;
}

void place_part(ToyResult const& part, std::int64_t first, ToyResult& whole)
{
    place(part.status, part.n_toys, first, whole.n_toys, whole.status);
    place(part.nll, part.n_toys, first, whole.n_toys, whole.nll);
    place(part.poi, part.n_toys, first, whole.n_toys, whole.poi);
    place(part.reported, part.n_toys, first, whole.n_toys, whole.reported);
    place(part.evaluations, part.n_toys, first, whole.n_toys, whole.evaluations);
    place(part.n_observed, part.n_toys, first, whole.n_toys, whole.n_observed);
}

class SpreadToys final : public ToyBackend
{
  public:
    explicit SpreadToys(std::vector<std::unique_ptr<ToyBackend>> backends) : backends_(std::move(backends)) {}

    std::string name() const override
    {
        std::string text;
        for (auto const& backend : backends_) text += (text.empty() ? "" : " + ") + backend->name();
        return text;
    }

    std::int64_t round_size() const override
    {
        std::int64_t size = 0;
        for (auto const& backend : backends_) size += backend->round_size();
        return size;
    }

    ToyResult run(CompiledModel const& model, ToyPlan const& plan) override
    {
        std::int64_t const toys = plan.last - plan.first;
        auto const count = static_cast<std::int64_t>(backends_.size());
        if (toys < count) return backends_.front()->run(model, plan);
        std::vector<ToyResult> parts(backends_.size());
        std::vector<std::exception_ptr> failures(backends_.size());
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < backends_.size(); ++i)
                threads.emplace_back(
                    [&, i]
                    {
                        Shard const shard{static_cast<std::int64_t>(i), count};
                        ToyPlan part = plan;
                        part.first = plan.first + shard.first(toys);
                        part.last = plan.first + shard.last(toys);
                        try
                        {
                            parts[i] = backends_[i]->run(model, part);
                        }
                        catch (...)
                        {
                            failures[i] = std::current_exception();
                        }
                    });
        }
        for (std::exception_ptr const& failure : failures)
            if (failure) std::rethrow_exception(failure);
        ToyResult whole = room_for(toys, parts.front().n_fits, static_cast<std::int64_t>(plan.report.size()));
        std::int64_t first = 0;
        for (ToyResult const& part : parts)
        {
            place_part(part, first, whole);
            first += part.n_toys;
        }
        return whole;
    }

  private:
    std::vector<std::unique_ptr<ToyBackend>> backends_;
};

}  // namespace

std::unique_ptr<ToyBackend> spread_toys(std::vector<std::unique_ptr<ToyBackend>> backends)
{
    if (backends.size() == 1) return std::move(backends.front());
    return std::make_unique<SpreadToys>(std::move(backends));
}

}  // namespace quartet
