// The CUDA backend of candidate building: the functors of models/kinematics in grid-stride kernels, scan and
// compaction by CUB. Everything runs on one stream, in order, and so is its memory allocated and released; only the
// batches come by another stream.
#include <thrust/iterator/counting_iterator.h>
#include <algorithm>
#include <cub/device/device_scan.cuh>
#include <cub/device/device_select.cuh>
#include <string>

#include "cuda/error.hpp"
#include "cuda/event_upload.hpp"
#include "cuda/launch.cuh"
#include "cuda/memory.hpp"
#include "cuda/uploads.hpp"
#include "host/candidates/candidate_backend.hpp"
#include "host/memory/buffer.hpp"
#include "models/kinematics/combination_stages.hpp"
#include "models/kinematics/derived_stage.hpp"
#include "models/kinematics/event_quantities.hpp"
#include "models/kinematics/fit_stages.hpp"
#include "models/kinematics/four_leaf_stage.hpp"
#include "models/kinematics/isolation_stage.hpp"
#include "models/kinematics/leaf_count.hpp"
#include "models/kinematics/object_stages.hpp"
#include "models/kinematics/table_stages.hpp"
#include "models/kinematics/truth_stage.hpp"

namespace quartet
{
namespace
{

constexpr int code_count = 256;
constexpr int count_threads = 256;

/// Positions whose code is 0.
struct Passed
{
    std::uint8_t const* code;
    __device__ bool operator()(std::int64_t i) const { return code[i] == 0; }
};

/// Adds up how often each number below code_count is found: whole numbers, so the order does not matter. A block counts
/// for itself first, as most values are the same few.
template <class T>
__global__ void __launch_bounds__(count_threads)
    count_numbers(std::int64_t n, T const* values, unsigned long long* counts)
{
    __shared__ unsigned int found[code_count];
    for (int k = static_cast<int>(threadIdx.x); k < code_count; k += count_threads) found[k] = 0;
    __syncthreads();
    std::int64_t const stride = std::int64_t(gridDim.x) * count_threads;
    for (std::int64_t i = std::int64_t(blockIdx.x) * count_threads + threadIdx.x; i < n; i += stride)
        atomicAdd(found + static_cast<int>(values[i]), 1U);
    __syncthreads();
    for (int k = static_cast<int>(threadIdx.x); k < code_count; k += count_threads)
        if (found[k] != 0) atomicAdd(counts + k, static_cast<unsigned long long>(found[k]));
}

class CudaCandidates final : public CandidateBackend
{
  public:
    explicit CudaCandidates(int device)
        : device_(device),
          uploader_(device),
          stream_(static_cast<cudaStream_t>(uploader_.stream())),
          memory_(cuda::stream_memory(device, stream_)),
          uploads_(stream_),
          scratch_(0, memory()),
          numbers_(1 + code_count, memory()),
          found_(1 + code_count, staging_memory())
    {
    }
    /// Its host memory goes when no copy uses it.
    ~CudaCandidates() override { cudaStreamSynchronize(stream_); }

    std::string description() const override
    {
        cudaDeviceProp properties{};
        QUARTET_CUDA_CHECK(cudaGetDeviceProperties(&properties, device_));
        return "cuda:" + std::to_string(device_) + " " + properties.name;
    }
    MemoryResource& memory() override { return *memory_; }
    EventBatchView load(EventBatchView const& batch) override { return uploader_.upload(batch); }
    void prefetch(EventBatchView const& next) override { uploader_.prefetch(next); }
    void copy_to_host(void* target, void const* source, std::size_t bytes) override
    {
        start_copy_to_host(target, source, bytes);
        finish_copies();
    }
    void start_copy_to_host(void* target, void const* source, std::size_t bytes) override
    {
        if (bytes == 0) return;
        QUARTET_CUDA_CHECK(cudaMemcpyAsync(target, source, bytes, cudaMemcpyDeviceToHost, stream_));
    }
    void finish_copies() override
    {
        QUARTET_CUDA_CHECK(cudaStreamSynchronize(stream_));
        uploads_.all_done();
    }
    MemoryResource& staging_memory() override { return cuda::pinned_memory(); }
    void copy_from_host(void* target, void const* source, std::size_t bytes) override
    {
        if (bytes != 0) uploads_.copy(target, source, bytes);
    }
    std::int64_t block_size() const override { return std::int64_t(1) << 20; }
    /// Some hundred megabytes of columns there, and of pinned memory for their copies.
    std::int64_t candidates_together() const override { return std::int64_t(1) << 18; }
    bool is_out_of_memory(EnvironmentError const& error) const override
    {
        return dynamic_cast<cuda::OutOfDeviceMemory const*>(&error) != nullptr;
    }

    void prepare_objects(ObjectStage const& stage) override
    {
        run(stage.particle.size(), PrepareObject{stage});
        run(stage.particle.size(), WeighObjects<double>{stage});
        run(stage.particle.offsets.size - 1, IdentifyObjects{{stage}});
    }
    void select_objects(ObjectSelectionStage const& stage) override { run(stage.rows, SelectObject{stage}); }
    void list_kind(KindListStage const& stage) override { run(stage.begin.size, ListKind{stage}); }
    void event_quantities(EventQuantityStage const& stage) override
    {
        run(stage.offsets.size - 1, EventQuantities{stage});
    }
    void count(CountStage const& stage) override { run(stage.counts.size, CountCombinations{stage}); }
    void cut(CascadeStage const& stage) override { run(stage.code.size, CutCombination{stage}); }
    void fill(FillStage const& stage) override { run(stage.list.size, FillCandidate{stage}); }
    void fit(FitStage const& stage) override
    {
        with_leaves(stage.spec.leaves, [&](auto n) { run(stage.list.size, FitCandidates<double, n.value>{stage}); });
    }
    void fit_pairs(FitStage const& stage) override { run(stage.list.size, FitPairs<double>{stage}); }
    void derive(DerivedStage const& stage) override
    {
        with_leaves(stage.spec.leaves, [&](auto n) { run(stage.list.size, DeriveCandidate<double, n.value>{stage}); });
    }
    void pair_leaves(DerivedStage const& stage) override { run(stage.list.size, PairLeaves{stage}); }
    void match_truth(TruthStage const& stage) override { run(stage.list.size, MatchTruth{stage}); }
    void inherit(InheritStage const& stage) override { run(stage.list.size, InheritColumns{stage}); }
    void isolate(IsolationStage const& stage) override { run(stage.list.size, IsolateCandidate{stage}); }
    void select(SelectionStage const& stage) override { run(stage.list.size, SelectCandidate{stage}); }
    void append(AppendStage const& stage) override { run(stage.kept_size, AppendCandidate{stage}); }
    void list_node(NodeListStage const& stage) override { run(stage.begin.size, ListNode{stage}); }

    std::int64_t scan(Span<std::int64_t const> counts, Span<std::int64_t> offsets) override
    {
        QUARTET_CUDA_CHECK(cudaMemsetAsync(offsets.data, 0, sizeof(std::int64_t), stream_));
        with_scratch(
            [&](void* scratch, std::size_t& bytes) {
                return cub::DeviceScan::InclusiveSum(scratch, bytes, counts.data, offsets.data + 1, counts.size,
                                                     stream_);
            });
        copy_to_host(found_.data(), offsets.data + counts.size, sizeof(std::int64_t));
        return static_cast<std::int64_t>(found_.view()[0]);
    }

    std::int64_t compact(Span<std::uint8_t const> code, Span<std::int64_t> position, CodeCounts& counts) override
    {
        unsigned long long* const numbers = numbers_.data();
        QUARTET_CUDA_CHECK(cudaMemsetAsync(numbers, 0, static_cast<std::size_t>(numbers_.bytes()), stream_));
        count_into(code, numbers + 1);
        with_scratch(
            [&](void* scratch, std::size_t& bytes)
            {
                return cub::DeviceSelect::If(scratch, bytes, thrust::counting_iterator<std::int64_t>(0), position.data,
                                             numbers, code.size, Passed{code.data}, stream_);
            });
        copy_to_host(found_.data(), numbers, static_cast<std::size_t>(numbers_.bytes()));
        Span<unsigned long long> const found = found_.view();
        for (int k = 0; k < code_count; ++k) counts.count[k] += static_cast<std::int64_t>(found[1 + k]);
        return static_cast<std::int64_t>(found[0]);
    }

    void count_values(Span<double const> values, Span<std::int64_t> counts) override
    {
        count_into(values, reinterpret_cast<unsigned long long*>(counts.data));
    }

  private:
    template <class T>
    void count_into(Span<T const> values, unsigned long long* counts)
    {
        if (values.size == 0) return;
        std::int64_t const blocks = std::min<std::int64_t>((values.size + count_threads - 1) / count_threads, 1024);
        count_numbers<<<static_cast<unsigned>(blocks), count_threads, 0, stream_>>>(values.size, values.data, counts);
        QUARTET_CUDA_CHECK(cudaGetLastError());
    }

    template <class Functor>
    void run(std::int64_t n, Functor functor)
    {
        cuda::launch(n, functor, stream_);
    }

    /// CUB asks for scratch memory first, then works.
    template <class Call>
    void with_scratch(Call call)
    {
        std::size_t bytes = 0;
        QUARTET_CUDA_CHECK(call(nullptr, bytes));
        scratch_.resize_discard(static_cast<std::int64_t>(bytes));
        // CUB takes a null pointer as the question for the size.
        void* const scratch = scratch_.data() != nullptr ? scratch_.data() : reinterpret_cast<void*>(256);
        QUARTET_CUDA_CHECK(call(scratch, bytes));
    }

    int device_;
    cuda::EventUploader uploader_;
    cudaStream_t stream_;
    std::unique_ptr<MemoryResource> memory_;
    cuda::Uploads uploads_;
    Buffer<unsigned char> scratch_;
    Buffer<unsigned long long> numbers_;  ///< kept positions, then the counts of the codes
    Buffer<unsigned long long> found_;    ///< the same on the host
};

}  // namespace

std::unique_ptr<CandidateBackend> make_cuda_candidates(int device) { return std::make_unique<CudaCandidates>(device); }

}  // namespace quartet
