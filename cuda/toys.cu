// Toys on a CUDA device: a persistent kernel whose tiles of eight threads take toys from a queue. A toy is generated,
// fitted and reduced by one tile; only its results leave the tile's memory. The same formulas in the same order as on
// the host, so the results have the same bits.
#include <algorithm>
#include <vector>

#include "cuda/error.hpp"
#include "cuda/memory.hpp"
#include "cuda/tile_team.cuh"
#include "fits/toy_backend.hpp"
#include "fits/toy_plan.hpp"
#include "fits/toy_run.hpp"
#include "host/memory/buffer.hpp"

namespace quartet
{
namespace
{

constexpr int tiles_per_block = 8;
constexpr int toy_block_threads = tiles_per_block * fit_lanes;

/// Tile number i works in memory + i * stride.
__global__ void __launch_bounds__(toy_block_threads)
    run_toy_queue(ToyJob job, unsigned long long* queue, double* memory, std::int64_t stride)
{
    TileTeam const team;
    std::int64_t const tile = std::int64_t(blockIdx.x) * tiles_per_block + threadIdx.x / fit_lanes;
    double* const mine = memory + tile * stride;
    for (;;)
    {
        unsigned long long t = 0;
        if (team.rank == 0) t = atomicAdd(queue, 1ULL);
        t = __shfl_sync(team.mask, t, 0, fit_lanes);
        if (t >= static_cast<unsigned long long>(job.plan.n_toys)) return;
        run_toy(team, job, static_cast<std::int64_t>(t), mine);
        team.sync();
    }
}

/// Copies of host arrays on the device.
class DeviceCopies
{
  public:
    explicit DeviceCopies(MemoryResource& resource) : resource_(resource) {}

    template <class T>
    void replace(Span<T const>& view)
    {
        if (view.size == 0) return;
        std::size_t const bytes = static_cast<std::size_t>(view.size) * sizeof(T);
        buffers_.emplace_back(static_cast<std::int64_t>(bytes), resource_);
        cuda::copy_to_device(buffers_.back().data(), view.data, bytes);
        view.data = reinterpret_cast<T const*>(buffers_.back().data());
    }

    /// Room for results; copied back by fetch().
    template <class T>
    void replace_result(Span<T>& view)
    {
        if (view.size == 0) return;
        std::size_t const bytes = static_cast<std::size_t>(view.size) * sizeof(T);
        buffers_.emplace_back(static_cast<std::int64_t>(bytes), resource_);
        results_.push_back({view.data, buffers_.back().data(), bytes});
        view.data = reinterpret_cast<T*>(buffers_.back().data());
    }

    void fetch() const
    {
        for (auto const& r : results_) cuda::copy_to_host(r.host, r.device, r.bytes);
    }

  private:
    struct Result
    {
        void* host;
        void const* device;
        std::size_t bytes;
    };
    MemoryResource& resource_;
    std::vector<Buffer<std::byte>> buffers_;
    std::vector<Result> results_;
};

void copy_model(DeviceCopies& copies, ModelView& m)
{
    copies.replace(m.parameters);
    copies.replace(m.channels);
    copies.replace(m.samples);
    copies.replace(m.yield_terms);
    copies.replace(m.term_columns);
    copies.replace(m.factors);
    copies.replace(m.formulas);
    copies.replace(m.formula_instructions);
    copies.replace(m.formula_parameters);
    copies.replace(m.formula_pairs);
    copies.replace(m.components);
    copies.replace(m.forms);
    copies.replace(m.form_terms);
    copies.replace(m.gradient_links);
    copies.replace(m.hessian_links);
    copies.replace(m.shape_parameters);
    copies.replace(m.shape_columns);
    copies.replace(m.columns);
    copies.replace(m.bin_parameters);
    copies.replace(m.contents);
    copies.replace(m.morphs);
    copies.replace(m.morph_changes);
}

void copy_plan(DeviceCopies& copies, ToyPlanView& p, ToyResultView& r)
{
    copies.replace(p.fits);
    copies.replace(p.setups);
    copies.replace(p.generate);
    copies.replace(p.global_observables);
    copies.replace(p.report);
    copies.replace(p.first_event);
    copies.replace_result(r.status);
    copies.replace_result(r.nll);
    copies.replace_result(r.poi);
    copies.replace_result(r.reported);
    copies.replace_result(r.evaluations);
    copies.replace_result(r.n_observed);
}

class CudaToys final : public ToyBackend
{
  public:
    explicit CudaToys(int device) : device_(device) { QUARTET_CUDA_CHECK(cudaSetDevice(device_)); }
    std::string name() const override { return "cuda:" + std::to_string(device_); }

    ToyResult run(CompiledModel const& model, ToyPlan const& plan) override
    {
        QUARTET_CUDA_CHECK(cudaSetDevice(device_));
        PreparedToys prepared(model, plan);
        ToyJob job = prepared.job();
        if (job.plan.n_toys == 0) return prepared.take_result();
        std::int64_t const stride = toy_workspace_size(job.model, job.plan);
        MemoryResource& resource = cuda::device_memory(device_);
        DeviceCopies copies(resource);
        copy_model(copies, job.model);
        copy_plan(copies, job.plan, job.result);
        std::vector<unsigned long long> const zero(1, 0);
        Span<unsigned long long const> queue{zero.data(), 1};
        copies.replace(queue);

        int blocks = blocks_for(job.plan.n_toys);
        Buffer<double> const memory = workspaces(blocks, stride, resource);
        run_toy_queue<<<blocks, toy_block_threads>>>(job, const_cast<unsigned long long*>(queue.data), memory.data(),
                                                     stride);
        QUARTET_CUDA_CHECK(cudaGetLastError());
        QUARTET_CUDA_CHECK(cudaDeviceSynchronize());
        copies.fetch();
        return prepared.take_result();
    }

  private:
    /// As many blocks as the device can hold at once, or as there are toys.
    int blocks_for(std::int64_t toys) const
    {
        int processors = 0;
        int per_processor = 0;
        QUARTET_CUDA_CHECK(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device_));
        QUARTET_CUDA_CHECK(
            cudaOccupancyMaxActiveBlocksPerMultiprocessor(&per_processor, run_toy_queue, toy_block_threads, 0));
        std::int64_t const wanted = (toys + tiles_per_block - 1) / tiles_per_block;
        return static_cast<int>(std::min<std::int64_t>(wanted, std::int64_t(processors) * std::max(per_processor, 1)));
    }

    /// Memory of all tiles; fewer blocks where the device has not enough.
    static Buffer<double> workspaces(int& blocks, std::int64_t stride, MemoryResource& resource)
    {
        for (;;)
        {
            try
            {
                return Buffer<double>(std::int64_t(blocks) * tiles_per_block * stride, resource);
            }
            catch (cuda::OutOfDeviceMemory const&)
            {
                if (blocks == 1) throw;
                blocks = (blocks + 1) / 2;
            }
        }
    }

    int device_;
};

}  // namespace

std::unique_ptr<ToyBackend> make_cuda_toys(int device) { return std::make_unique<CudaToys>(device); }

}  // namespace quartet
