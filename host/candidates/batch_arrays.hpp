// Arrays of one batch in the memory of a backend: the object table, the lists of kinds and nodes, event quantities.
#pragma once

#include <vector>

#include "host/candidates/candidate_backend.hpp"
#include "host/candidates/decay_plan.hpp"
#include "host/memory/buffer.hpp"

namespace quartet
{

/// Objects of the collections that a decay uses.
class ObjectArrays
{
  public:
    ObjectArrays(CandidateBackend& backend, DecayPlan const& plan, EventBatchView const& batch);
    ObjectTableView const& view() const { return view_; }

  private:
    Buffer<double> number_;
    Buffer<std::int32_t> charge_;
    Buffer<std::int64_t> identity_;
    Buffer<std::uint8_t> status_;
    ObjectTableView view_;
};

/// One per particle kind: the selected objects of each event.
class KindList
{
  public:
    KindList(CandidateBackend& backend, KindPlan const& plan, EventBatchView const& batch,
             ObjectTableView const& objects);
    EntryListView list() const;
    Span<std::uint8_t const> selected() const { return selected_.view(); }
    /// Number of selected objects.
    std::int64_t count(CandidateBackend& backend) const;

  private:
    Buffer<std::uint8_t> selected_;
    Buffer<std::int64_t> begin_, count_, rows_;
};

/// Selects the objects of a collection by the program of a plan.
void select_objects(CandidateBackend& backend, KindPlan const& plan, EventBatchView const& batch,
                    ObjectTableView const& objects, Buffer<std::uint8_t>& selected);

/// Numbers per event: plan.event_columns columns of n_events.
Buffer<double> event_quantities(CandidateBackend& backend, DecayPlan const& plan, EventBatchView const& batch,
                                ObjectTableView const& objects);

/// Candidates with their columns, in the memory of a backend.
struct CandidateArrays
{
    Buffer<std::int64_t> position, event, row, entry;
    Buffer<double> value;
    std::int64_t size = 0, stride = 0;

    explicit CandidateArrays(MemoryResource& memory)
        : position(0, memory), event(0, memory), row(0, memory), entry(0, memory), value(0, memory)
    {
    }
    /// Makes room for n candidates; the content is lost.
    void reserve(std::int64_t n, int columns);
    CandidateListView list() const;
    NodeTableView table() const { return {value.view()}; }
};

/// The candidates of a resonance, which grow block by block, and their list per event.
class NodeList
{
  public:
    explicit NodeList(MemoryResource& memory) : candidates_(memory), begin_(0, memory), count_(0, memory) {}
    /// Adds the kept candidates of a block.
    void append(CandidateBackend& backend, CandidateArrays const& block, Span<std::int64_t const> kept,
                std::int64_t kept_size, int columns);
    /// After the last block.
    void close(CandidateBackend& backend, std::int64_t n_events);
    EntryListView list(int leaves) const;
    CandidateArrays const& candidates() const { return candidates_; }

  private:
    void grow(CandidateBackend& backend, std::int64_t size, int columns);

    CandidateArrays candidates_;
    Buffer<std::int64_t> begin_, count_;
};

/// A copy of host values in the memory of a backend.
template <class T>
Buffer<T> uploaded(CandidateBackend& backend, std::vector<T> const& values)
{
    Buffer<T> buffer(static_cast<std::int64_t>(values.size()), backend.memory());
    backend.copy_from_host(buffer.data(), values.data(), values.size() * sizeof(T));
    return buffer;
}

/// The collection as the stages see it; jets have no tracks and cannot be leaves.
ParticleView particles_of(EventBatchView const& batch, Collection collection);

}  // namespace quartet
