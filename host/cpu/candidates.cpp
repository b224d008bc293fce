// The cpu backend of candidate building: threads, and the kernels of this machine's instruction set.
#include "host/candidates/host_candidates.hpp"
#include "host/core/instruction_set.hpp"
#include "host/core/thread_pool.hpp"
#include "host/cpu/compact_codes.hpp"
#include "host/cpu/launch.hpp"

namespace quartet
{

#define QUARTET_DECLARE_KERNELS(isa)                                              \
    namespace isa                                                                 \
    {                                                                             \
    void prepare_objects(ObjectStage const&, std::int64_t, std::int64_t);         \
    void identify_objects(ObjectStage const&, std::int64_t, std::int64_t);        \
    void select_objects(ObjectSelectionStage const&, std::int64_t, std::int64_t); \
    void cut_combinations(CascadeStage const&, std::int64_t, std::int64_t);       \
    void fill_candidates(FillStage const&, std::int64_t, std::int64_t);           \
    void fit_candidates(FitStage const&, std::int64_t, std::int64_t);             \
    void fit_pairs(FitStage const&, std::int64_t, std::int64_t);                  \
    void derive_candidates(DerivedStage const&, std::int64_t, std::int64_t);      \
    void pair_leaves(DerivedStage const&, std::int64_t, std::int64_t);            \
    void isolate_candidates(IsolationStage const&, std::int64_t, std::int64_t);   \
    void select_candidates(SelectionStage const&, std::int64_t, std::int64_t);    \
    }
QUARTET_DECLARE_KERNELS(portable)
#if defined(QUARTET_HAS_AVX_KERNELS)
QUARTET_DECLARE_KERNELS(avx2)
QUARTET_DECLARE_KERNELS(avx512)
#define QUARTET_CHOOSE(name) choose(&portable::name, &avx2::name, &avx512::name)
#else
#define QUARTET_CHOOSE(name) &portable::name
#endif
#undef QUARTET_DECLARE_KERNELS

namespace
{

struct PoolLauncher
{
    ThreadPool* pool;
    template <class Functor>
    void operator()(std::int64_t n, Functor functor) const
    {
        cpu::launch(*pool, n, functor);
    }
};

/// A backend over a pool of threads; `Own` is the same backend on one of them.
template <class Own>
class PoolCandidates : public HostCandidates<PoolLauncher>
{
  public:
    explicit PoolCandidates(std::unique_ptr<ThreadPool> pool)
        : HostCandidates(PoolLauncher{pool.get()}), pool_(std::move(pool))
    {
    }

    int workers() const override { return pool_->size(); }
    void side_by_side(std::int64_t n, std::function<void(std::int64_t, CandidateBackend&)> const& body) override
    {
        while (static_cast<int>(own_.size()) < workers())
            own_.push_back(std::make_unique<Own>(std::make_unique<ThreadPool>(1)));
        pool_->for_blocks(n, 1,
                          [&](std::int64_t first, std::int64_t last, int worker)
                          {
                              for (std::int64_t i = first; i < last; ++i)
                                  body(i, *own_[static_cast<std::size_t>(worker)]);
                          });
    }
    /// About 150 columns of float64 each: half a megabyte per thread.
    std::int64_t candidates_together() const override { return std::int64_t(512) * pool_->size(); }
    /// About 300 bytes each: a megabyte.
    std::int64_t objects_together() const override { return 4096; }

  protected:
    std::unique_ptr<ThreadPool> pool_;

  private:
    std::vector<std::unique_ptr<CandidateBackend>> own_;
};

class CpuCandidates final : public PoolCandidates<CpuCandidates>
{
  public:
    using PoolCandidates::PoolCandidates;

    std::string description() const override
    {
        return "cpu (" + to_string(instruction_set()) + ", " + std::to_string(pool_->size()) + " threads)";
    }
    void prepare_objects(ObjectStage const& stage) override
    {
        run(QUARTET_CHOOSE(prepare_objects), stage, stage.particle.size());
        run(QUARTET_CHOOSE(identify_objects), stage, stage.particle.offsets.size - 1);
    }
    void select_objects(ObjectSelectionStage const& stage) override
    {
        run(QUARTET_CHOOSE(select_objects), stage, stage.rows);
    }
    void cut(CascadeStage const& stage) override
    {
        run(QUARTET_CHOOSE(cut_combinations), stage, stage.code.size, 65536);
    }
    std::int64_t compact(Span<std::uint8_t const> code, Span<std::int64_t> position, CodeCounts& counts) override
    {
        return compact_codes(code, position, counts);
    }
    void fill(FillStage const& stage) override { run(QUARTET_CHOOSE(fill_candidates), stage, stage.list.size, 1024); }
    void fit(FitStage const& stage) override { run(QUARTET_CHOOSE(fit_candidates), stage, stage.list.size); }
    void fit_pairs(FitStage const& stage) override { run(QUARTET_CHOOSE(fit_pairs), stage, stage.list.size); }
    void derive(DerivedStage const& stage) override { run(QUARTET_CHOOSE(derive_candidates), stage, stage.list.size); }
    void pair_leaves(DerivedStage const& stage) override { run(QUARTET_CHOOSE(pair_leaves), stage, stage.list.size); }
    void isolate(IsolationStage const& stage) override
    {
        run(QUARTET_CHOOSE(isolate_candidates), stage, stage.list.size);
    }
    void select(SelectionStage const& stage) override
    {
        run(QUARTET_CHOOSE(select_candidates), stage, stage.list.size);
    }

  private:
    template <class Stage>
    void run(void (*kernel)(Stage const&, std::int64_t, std::int64_t), Stage const& stage, std::int64_t n,
             std::int64_t grain = 128)
    {
        pool_->for_blocks(n, grain, [&](std::int64_t first, std::int64_t last, int) { kernel(stage, first, last); });
    }
};

/// QUARTET_PORTABLE_KERNELS=1: the stage functors, one candidate at a time.
class CpuFunctorCandidates final : public PoolCandidates<CpuFunctorCandidates>
{
  public:
    using PoolCandidates::PoolCandidates;

    std::string description() const override { return "cpu (functors, " + std::to_string(pool_->size()) + " threads)"; }
};

}  // namespace

std::unique_ptr<CandidateBackend> make_cpu_candidates(int threads)
{
    auto pool = std::make_unique<ThreadPool>(threads);
    if (portable_kernels()) return std::make_unique<CpuFunctorCandidates>(std::move(pool));
    return std::make_unique<CpuCandidates>(std::move(pool));
}

}  // namespace quartet
