// The stages of candidate building, as every backend offers them.
//
// The orchestration (candidate_builder.hpp) is written once. It allocates all arrays in the backend's memory and calls
// the stages in order; a stage runs a functor of models/kinematics over all indices and is complete when it returns
// (or ordered before every later stage and copy). All backends give the same bits. One thread calls all functions but
// prefetch().
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "host/memory/memory_resource.hpp"
#include "models/base/error.hpp"
#include "models/kinematics/isolation_payload.hpp"
#include "models/kinematics/node_payload.hpp"
#include "models/kinematics/selection.hpp"
#include "models/kinematics/truth_payload.hpp"

namespace quartet
{

/// How many items of a block have each code.
struct CodeCounts
{
    std::int64_t count[256] = {};
};

class CandidateBackend
{
  public:
    virtual ~CandidateBackend() = default;

    /// "reference", "cpu (avx512, 2 threads)", "cuda:0 ..."
    virtual std::string description() const = 0;
    /// Where the spans of all stages live.
    virtual MemoryResource& memory() = 0;
    /// The batch as the stages see it: itself on the host, a copy on a device (valid until the next load).
    virtual EventBatchView load(EventBatchView const& batch) = 0;
    /// Brings a batch to the device beside the stages that run, so that load() need not. Another thread than that of
    /// the stages may call it, at any time, one call after the other. Its columns stay as they are until they are
    /// loaded, or until prefetch({}) says that they will not be; that cannot fail. Throws what load() throws; then the
    /// batch is not prefetched.
    virtual void prefetch(EventBatchView const&) {}
    /// Waits for all stages and copies.
    virtual void copy_to_host(void* target, void const* source, std::size_t bytes) = 0;
    /// The same without waiting: complete after finish_copies().
    virtual void start_copy_to_host(void* target, void const* source, std::size_t bytes)
    {
        copy_to_host(target, source, bytes);
    }
    virtual void finish_copies() {}
    /// Host memory for the targets of such copies; its blocks are expensive, so they are kept.
    virtual MemoryResource& staging_memory() { return host_memory(); }
    /// Returns when the source may be changed.
    virtual void copy_from_host(void* target, void const* source, std::size_t bytes) = 0;
    /// Combinations that are processed together; bounds the memory, never the result.
    virtual std::int64_t block_size() const = 0;
    /// Candidates that are fitted together, whose columns should stay in a cache; bounds the memory, never the result.
    virtual std::int64_t candidates_together() const { return block_size(); }
    /// Objects that are prepared together, whose table should stay in a cache; never changes the result.
    virtual std::int64_t objects_together() const { return std::numeric_limits<std::int64_t>::max(); }
    /// Threads that can build parts of a batch side by side.
    virtual int workers() const { return 1; }
    /// Calls body(i, backend) for i in [0, n), side by side on the workers, each with a backend of its own whose stages
    /// stay on its thread. The body throws nothing.
    virtual void side_by_side(std::int64_t n, std::function<void(std::int64_t, CandidateBackend&)> const& body)
    {
        for (std::int64_t i = 0; i < n; ++i) body(i, *this);
    }
    /// The error means that a smaller block may succeed.
    virtual bool is_out_of_memory(EnvironmentError const&) const { return false; }

    virtual void prepare_objects(ObjectStage const& stage) = 0;
    virtual void select_objects(ObjectSelectionStage const& stage) = 0;
    virtual void list_kind(KindListStage const& stage) = 0;
    virtual void event_quantities(EventQuantityStage const& stage) = 0;
    virtual void count(CountStage const& stage) = 0;
    /// offsets[i] = sum of counts[0 ... i-1], for i = 0 ... counts.size; returns the last one.
    virtual std::int64_t scan(Span<std::int64_t const> counts, Span<std::int64_t> offsets) = 0;
    virtual void cut(CascadeStage const& stage) = 0;
    /// Writes the increasing positions of the codes that are 0; returns their number; adds to the counts.
    virtual std::int64_t compact(Span<std::uint8_t const> code, Span<std::int64_t> position, CodeCounts& counts) = 0;
    /// Adds to counts[k] how many of the values are k; all are whole numbers below counts.size, which is at most 256.
    virtual void count_values(Span<double const> values, Span<std::int64_t> counts)
    {
        for (double const value : values) ++counts[static_cast<std::int64_t>(value)];
    }
    virtual void fill(FillStage const& stage) = 0;
    virtual void fit(FitStage const& stage) = 0;
    virtual void fit_pairs(FitStage const& stage) = 0;
    virtual void derive(DerivedStage const& stage) = 0;
    virtual void pair_leaves(DerivedStage const& stage) = 0;
    virtual void match_truth(TruthStage const& stage) = 0;
    virtual void inherit(InheritStage const& stage) = 0;
    virtual void isolate(IsolationStage const& stage) = 0;
    virtual void select(SelectionStage const& stage) = 0;
    virtual void append(AppendStage const& stage) = 0;
    virtual void list_node(NodeListStage const& stage) = 0;
};

/// Serial and obvious: the judge of the others.
std::unique_ptr<CandidateBackend> make_reference_candidates();
/// Threads and SIMD; threads = 0 takes all processors.
std::unique_ptr<CandidateBackend> make_cpu_candidates(int threads);
/// Throws EnvironmentError when the program was built without CUDA or the device cannot be used.
std::unique_ptr<CandidateBackend> make_cuda_candidates(int device);

}  // namespace quartet
