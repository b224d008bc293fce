// The stages on the host, for any launcher: launcher(n, functor) calls functor(i) for i in [0, n).
#pragma once

#include <cstring>

#include "host/candidates/candidate_backend.hpp"
#include "models/kinematics/combination_stages.hpp"
#include "models/kinematics/derived_stage.hpp"
#include "models/kinematics/fit_stages.hpp"
#include "models/kinematics/muon_stage.hpp"

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
    std::int64_t block_size() const override { return 65536; }

    void prepare_muons(MuonStage const& stage) override { launch_(stage.muon.size(), PrepareMuon{stage}); }
    void count(CountStage const& stage) override { launch_(stage.selected_count.size, CountCombinations{stage}); }

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

    std::int64_t compact(Span<std::uint8_t const> code, Span<std::int64_t> position, CascadeCounts& counts) override
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
    void fit(FitStage const& stage) override { launch_(stage.list.size, FitCandidates<double>{stage}); }
    void fit_pairs(PairStage const& stage) override { launch_(stage.list.size, FitPairs<double>{stage}); }
    void derive(DerivedStage const& stage) override { launch_(stage.list.size, DeriveCandidate{stage}); }

  private:
    Launcher launch_;
};

}  // namespace quartet
