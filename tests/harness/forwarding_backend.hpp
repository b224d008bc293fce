// A backend that passes everything on to another one: tests change the one thing that they look at.
#pragma once

#include "host/candidates/candidate_backend.hpp"

namespace quartet::test
{

class ForwardingBackend : public CandidateBackend
{
  public:
    explicit ForwardingBackend(CandidateBackend& inner) : inner_(inner) {}

    std::string description() const override { return inner_.description(); }
    MemoryResource& memory() override { return inner_.memory(); }
    EventBatchView load(EventBatchView const& batch) override { return inner_.load(batch); }
    void prefetch(EventBatchView const& next) override { inner_.prefetch(next); }
    void copy_to_host(void* target, void const* source, std::size_t bytes) override
    {
        inner_.copy_to_host(target, source, bytes);
    }
    void copy_from_host(void* target, void const* source, std::size_t bytes) override
    {
        inner_.copy_from_host(target, source, bytes);
    }
    void start_copy_to_host(void* target, void const* source, std::size_t bytes) override
    {
        inner_.start_copy_to_host(target, source, bytes);
    }
    void finish_copies() override { inner_.finish_copies(); }
    MemoryResource& staging_memory() override { return inner_.staging_memory(); }
    std::int64_t block_size() const override { return inner_.block_size(); }
    std::int64_t candidates_together() const override { return inner_.candidates_together(); }
    std::int64_t objects_together() const override { return inner_.objects_together(); }
    bool is_out_of_memory(EnvironmentError const& error) const override { return inner_.is_out_of_memory(error); }
    void prepare_objects(ObjectStage const& stage) override { inner_.prepare_objects(stage); }
    void select_objects(ObjectSelectionStage const& stage) override { inner_.select_objects(stage); }
    void list_kind(KindListStage const& stage) override { inner_.list_kind(stage); }
    void event_quantities(EventQuantityStage const& stage) override { inner_.event_quantities(stage); }
    void count(CountStage const& stage) override { inner_.count(stage); }
    std::int64_t scan(Span<std::int64_t const> counts, Span<std::int64_t> offsets) override
    {
        return inner_.scan(counts, offsets);
    }
    void cut(CascadeStage const& stage) override { inner_.cut(stage); }
    std::int64_t compact(Span<std::uint8_t const> code, Span<std::int64_t> position, CodeCounts& counts) override
    {
        return inner_.compact(code, position, counts);
    }
    void count_values(Span<double const> values, Span<std::int64_t> counts) override
    {
        inner_.count_values(values, counts);
    }
    void fill(FillStage const& stage) override { inner_.fill(stage); }
    void fit(FitStage const& stage) override { inner_.fit(stage); }
    void fit_pairs(FitStage const& stage) override { inner_.fit_pairs(stage); }
    void derive(DerivedStage const& stage) override { inner_.derive(stage); }
    void pair_leaves(DerivedStage const& stage) override { inner_.pair_leaves(stage); }
    void match_truth(TruthStage const& stage) override { inner_.match_truth(stage); }
    void inherit(InheritStage const& stage) override { inner_.inherit(stage); }
    void isolate(IsolationStage const& stage) override { inner_.isolate(stage); }
    void select(SelectionStage const& stage) override { inner_.select(stage); }
    void append(AppendStage const& stage) override { inner_.append(stage); }
    void list_node(NodeListStage const& stage) override { inner_.list_node(stage); }

  protected:
    CandidateBackend& inner_;
};

}  // namespace quartet::test
