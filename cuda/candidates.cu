// The CUDA backend of candidate building: the functors of models/kinematics in grid-stride kernels, scan and
// compaction by CUB. Everything runs on one stream, in order, and so is its memory allocated and released; only the
// batches come by another stream.
#include <thrust/iterator/counting_iterator.h>
#include <cub/device/device_scan.cuh>
#include <cub/device/device_select.cuh>
#include <string>

#include "cuda/error.hpp"
#include "cuda/event_upload.hpp"
#include "cuda/launch.cuh"
#include "cuda/memory.hpp"
#include "host/candidates/candidate_backend.hpp"
#include "host/memory/buffer.hpp"
#include "models/kinematics/combination_stages.hpp"
#include "models/kinematics/derived_stage.hpp"
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

/// Positions whose code is 0.
struct Passed
{
    std::uint8_t const* code;
    __device__ bool operator()(std::int64_t i) const { return code[i] == 0; }
};

/// Whole numbers, so the order of the additions does not matter.
struct CountCodes
{
    std::uint8_t const* code;
    unsigned long long* counts;
    __device__ void operator()(std::int64_t i) const { atomicAdd(counts + code[i], 1ULL); }
};

class CudaCandidates final : public CandidateBackend
{
  public:
    explicit CudaCandidates(int device)
        : device_(device),
          uploader_(device),
          stream_(static_cast<cudaStream_t>(uploader_.stream())),
          memory_(cuda::stream_memory(device, stream_)),
          scratch_(0, memory()),
          numbers_(1 + code_count, memory())
    {
    }

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
        if (bytes != 0) cuda::copy_to_host(target, source, bytes, stream_);
    }
    void copy_from_host(void* target, void const* source, std::size_t bytes) override
    {
        if (bytes != 0) cuda::copy_to_device(target, source, bytes, stream_);
    }
    std::int64_t block_size() const override { return std::int64_t(1) << 20; }
    bool is_out_of_memory(EnvironmentError const& error) const override
    {
        return dynamic_cast<cuda::OutOfDeviceMemory const*>(&error) != nullptr;
    }

    void prepare_objects(ObjectStage const& stage) override
    {
        run(stage.particle.size(), PrepareObject{stage});
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
        std::int64_t total = 0;
        copy_to_host(&total, offsets.data + counts.size, sizeof(total));
        return total;
    }

    std::int64_t compact(Span<std::uint8_t const> code, Span<std::int64_t> position, CodeCounts& counts) override
    {
        unsigned long long* const numbers = numbers_.data();
        QUARTET_CUDA_CHECK(cudaMemsetAsync(numbers, 0, static_cast<std::size_t>(numbers_.bytes()), stream_));
        run(code.size, CountCodes{code.data, numbers + 1});
        with_scratch(
            [&](void* scratch, std::size_t& bytes)
            {
                return cub::DeviceSelect::If(scratch, bytes, thrust::counting_iterator<std::int64_t>(0), position.data,
                                             numbers, code.size, Passed{code.data}, stream_);
            });
        unsigned long long found[1 + code_count];
        copy_to_host(found, numbers, sizeof(found));
        for (int k = 0; k < code_count; ++k) counts.count[k] += static_cast<std::int64_t>(found[1 + k]);
        return static_cast<std::int64_t>(found[0]);
    }

  private:
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
    Buffer<unsigned char> scratch_;
    Buffer<unsigned long long> numbers_;  ///< kept positions, then the counts of the codes
};

}  // namespace

std::unique_ptr<CandidateBackend> make_cuda_candidates(int device) { return std::make_unique<CudaCandidates>(device); }

}  // namespace quartet
