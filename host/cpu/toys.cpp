#include "host/cpu/toys.hpp"

#include <cstdint>
#include <vector>

#include "fits/team.hpp"
#include "fits/toy_plan.hpp"
#include "fits/toy_run.hpp"
#include "fits/toy_workspace.hpp"
#include "host/core/instruction_set.hpp"
#include "host/core/thread_pool.hpp"
#include "host/cpu/kernels/toys.hpp"

namespace quartet
{

#ifdef QUARTET_HAS_AVX_KERNELS
namespace avx2
{
void run_toys(ToyJob const& job, std::int64_t first, std::int64_t last, double* memory);
}
namespace avx512
{
void run_toys(ToyJob const& job, std::int64_t first, std::int64_t last, double* memory);
}
#endif

namespace
{

/// QUARTET_PORTABLE_KERNELS=1: one event after the other.
void run_toys_serially(ToyJob const& job, std::int64_t first, std::int64_t last, double* memory)
{
    for (std::int64_t t = first; t < last; ++t) run_toy(SerialTeam{}, job, t, memory);
}

auto* choose_run_toys()
{
    if (portable_kernels()) return &run_toys_serially;
#ifdef QUARTET_HAS_AVX_KERNELS
    return choose(&portable::run_toys, &avx2::run_toys, &avx512::run_toys);
#else
    return &portable::run_toys;
#endif
}

/// The memory of one thread, aligned to a cache line.
struct AlignedBlock
{
    explicit AlignedBlock(std::int64_t doubles) : storage(static_cast<std::size_t>(doubles) + 8, 0.0) {}
    double* data()
    {
        std::uintptr_t const address = reinterpret_cast<std::uintptr_t>(storage.data());
        return storage.data() + ((64 - address % 64) % 64) / sizeof(double);
    }
    std::vector<double> storage;
};

class CpuToys final : public ToyBackend
{
  public:
    explicit CpuToys(int threads) : pool_(threads) {}
    std::string name() const override { return portable_kernels() ? "cpu (functors)" : "cpu"; }

    ToyResult run(CompiledModel const& model, ToyPlan const& plan) override
    {
        PreparedToys prepared(model, plan);
        ToyJob const job = prepared.job();
        std::int64_t const size = toy_workspace_size(job.model, job.plan);
        std::vector<AlignedBlock> blocks;
        for (int i = 0; i < pool_.size(); ++i) blocks.emplace_back(size);
        auto* const kernel = choose_run_toys();
        pool_.for_blocks(job.plan.n_toys, 16,
                         [&](std::int64_t first, std::int64_t last, int worker)
                         { kernel(job, first, last, blocks[static_cast<std::size_t>(worker)].data()); });
        return prepared.take_result();
    }

  private:
    ThreadPool pool_;
};

}  // namespace

std::unique_ptr<ToyBackend> make_cpu_toys(int threads) { return std::make_unique<CpuToys>(threads); }

}  // namespace quartet
