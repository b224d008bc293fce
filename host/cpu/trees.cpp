// CPU backend of tree inference: bit planes over blocks of 512 rows, blocks over threads; or the walker over threads.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include "host/core/thread_pool.hpp"
#include "host/cpu/kernels/trees.hpp"
#include "host/cpu/launch.hpp"
#include "host/trees/backend.hpp"
#include "host/trees/packed_forest.hpp"
#include "models/trees/forest_walker.hpp"

#if defined(QUARTET_HAS_AVX_KERNELS)
namespace quartet::avx2
{
void tree_margins(cpu::TreeBlockTask const& task, std::int64_t first, std::int64_t last);
}
namespace quartet::avx512
{
void tree_margins(cpu::TreeBlockTask const& task, std::int64_t first, std::int64_t last);
}
#endif

namespace quartet
{
namespace
{

cpu::TreeKernel* kernel([[maybe_unused]] InstructionSet isa)
{
#if defined(QUARTET_HAS_AVX_KERNELS)
    if (isa == InstructionSet::avx512) return &avx512::tree_margins;
    if (isa == InstructionSet::avx2) return &avx2::tree_margins;
#endif
    return &portable::tree_margins;
}

/// Memory aligned to a cache line, as the kernels' loads demand.
template <class T>
class AlignedBuffer
{
  public:
    explicit AlignedBuffer(std::size_t size) : data_(static_cast<T*>(::operator new(size * sizeof(T), alignment))) {}

    T* get() const { return data_.get(); }

  private:
    static constexpr std::align_val_t alignment{64};
    struct Free
    {
        void operator()(T* p) const { ::operator delete(p, alignment); }
    };
    std::unique_ptr<T, Free> data_;
};

struct Worker
{
    Worker(std::size_t columns, std::size_t outputs)
        : columns_(std::max<std::size_t>(columns, 1) * cpu::tree_block_rows),
          planes_(std::size_t(cpu::max_chunk_planes) * 8),
          sums_(outputs * cpu::tree_block_rows)
    {
    }

    cpu::TreeScratch scratch() const { return {columns_.get(), planes_.get(), sums_.get()}; }

  private:
    AlignedBuffer<float> columns_;
    AlignedBuffer<std::uint64_t> planes_;
    AlignedBuffer<float> sums_;
};

class CpuTreeBackend final : public TreeBackend
{
  public:
    CpuTreeBackend(Forest const& forest, int threads, InstructionSet isa)
        : TreeBackend(forest.features, forest.outputs()),
          packed_(forest),
          isa_(isa),
          kernel_(kernel(isa)),
          pool_(threads)
    {
        auto const columns = static_cast<std::size_t>(packed_.view().columns.size);
        for (int i = 0; i < pool_.size(); ++i) workers_.emplace_back(columns, static_cast<std::size_t>(outputs()));
    }

    std::string name() const override { return "cpu (" + to_string(isa_) + ")"; }

  private:
    void run(std::int64_t rows, Span<float const> x, Span<float> margin) override
    {
        pool_.for_blocks(rows, 4 * cpu::tree_block_rows,
                         [&](std::int64_t first, std::int64_t last, int worker)
                         {
                             cpu::TreeBlockTask const task{packed_.view(), x, margin,
                                                           workers_[static_cast<std::size_t>(worker)].scratch()};
                             kernel_(task, first, last);
                         });
    }

    PackedForest packed_;
    InstructionSet isa_;
    cpu::TreeKernel* kernel_;
    ThreadPool pool_;
    std::vector<Worker> workers_;
};

/// QUARTET_PORTABLE_KERNELS=1: the stage functor.
class WalkingTreeBackend final : public TreeBackend
{
  public:
    WalkingTreeBackend(Forest const& forest, int threads)
        : TreeBackend(forest.features, forest.outputs()), forest_(forest), pool_(threads)
    {
    }

    std::string name() const override { return "cpu (functors)"; }

  private:
    void run(std::int64_t rows, Span<float const> x, Span<float> margin) override
    {
        cpu::launch(pool_, rows, ForestWalker{forest_.view(), x, margin});
    }

    Forest forest_;
    ThreadPool pool_;
};

}  // namespace

std::unique_ptr<TreeBackend> make_cpu_tree_backend(Forest const& forest, int threads)
{
    if (portable_kernels()) return std::make_unique<WalkingTreeBackend>(forest, threads);
    return make_cpu_tree_backend(forest, threads, instruction_set());
}

std::unique_ptr<TreeBackend> make_cpu_tree_backend(Forest const& forest, int threads, InstructionSet isa)
{
    return std::make_unique<CpuTreeBackend>(forest, threads, isa);
}

}  // namespace quartet
