// The stages on the host, for any launcher: launcher(n, functor) calls functor(i) for i in [0, n).
#pragma once

#include <cstring>

#include "host/candidates/candidate_backend.hpp"
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

template <class Launcher>
class HostCandidates : public CandidateBackend
{
  public:
    explicit HostCandidates(Launcher launcher) : launch_(launcher) {}

    MemoryResource& memory() override { return host_memory(); }
    EventBatchView load(EventBatchView const& batch) override { return batch; }
    void copy_to_host(void* target, void const* source, std::size_t bytes) override
    {
        if (bytes != 0) std::memcpy(target, source, bytes);
    }
    void copy_from_host(void* target, void const* source, std::size_t bytes) override
    {
        copy_to_host(target, source, bytes);
    }
    std::int64_t block_size() const override { return 524288; }

    void prepare_objects(ObjectStage const& stage) override
    {
        launch_(stage.particle.size(), PrepareObject{stage});
        launch_(stage.particle.size(), WeighObjects<double>{stage});
        launch_(stage.particle.offsets.size - 1, IdentifyObjects{{stage}});
    }
    void select_objects(ObjectSelectionStage const& stage) override { launch_(stage.rows, SelectObject{stage}); }
    void list_kind(KindListStage const& stage) override { launch_(stage.begin.size, ListKind{stage}); }
    void event_quantities(EventQuantityStage const& stage) override
    {
        launch_(stage.offsets.size - 1, EventQuantities{stage});
    }
    void count(CountStage const& stage) override { launch_(stage.counts.size, CountCombinations{stage}); }

    std::int64_t scan(Span<std::int64_t const> counts, Span<std::int64_t> offsets) override
    {
        std::int64_t sum = 0;
        for (std::int64_t i = 0; i < counts.size; ++i)
        {
            offsets[i] = sum;
            sum += counts[i];
        }
        offsets[counts.size] = sum;
        return sum;
    }

    void cut(CascadeStage const& stage) override { launch_(stage.code.size, CutCombination{stage}); }

    std::int64_t compact(Span<std::uint8_t const> code, Span<std::int64_t> position, CodeCounts& counts) override
    {
        std::int64_t kept = 0;
        for (std::int64_t i = 0; i < code.size; ++i)
        {
            ++counts.count[code[i]];
            if (code[i] == 0) position[kept++] = i;
        }
        return kept;
    }

    void fill(FillStage const& stage) override { launch_(stage.list.size, FillCandidate{stage}); }
    void fit(FitStage const& stage) override
    {
        with_leaves(stage.spec.leaves,
                    [&](auto n) { launch_(stage.list.size, FitCandidates<double, n.value>{stage}); });
    }
    void fit_pairs(FitStage const& stage) override { launch_(stage.list.size, FitPairs<double>{stage}); }
    void derive(DerivedStage const& stage) override
    {
        with_leaves(stage.spec.leaves,
                    [&](auto n) { launch_(stage.list.size, DeriveCandidate<double, n.value>{stage}); });
    }
    void pair_leaves(DerivedStage const& stage) override { launch_(stage.list.size, PairLeaves{stage}); }
    void match_truth(TruthStage const& stage) override { launch_(stage.list.size, MatchTruth{stage}); }
    void inherit(InheritStage const& stage) override { launch_(stage.list.size, InheritColumns{stage}); }
    void isolate(IsolationStage const& stage) override { launch_(stage.list.size, IsolateCandidate{stage}); }
    void select(SelectionStage const& stage) override { launch_(stage.list.size, SelectCandidate{stage}); }
    void append(AppendStage const& stage) override { launch_(stage.kept_size, AppendCandidate{stage}); }
    void list_node(NodeListStage const& stage) override { launch_(stage.begin.size, ListNode{stage}); }

  private:
    Launcher launch_;
};

}  // namespace quartet
