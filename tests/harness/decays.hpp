// Decays for tests: built-in ones with changes, compiled for a batch in memory.
#pragma once

#include <string>

#include "host/candidates/candidate_builder.hpp"
#include "host/candidates/event_contents.hpp"
#include "host/decay/decay_reader.hpp"

namespace quartet::test
{

/// The search of four muons as it is, with YAML changes.
inline Decay four_muons(std::string const& changes = "")
{
    return read_decay_yaml("decay: BsTo4Mu\n" + changes, "test");
}

/// Wide windows, so that many candidates reach the last cuts.
inline Decay loose_four_muons(std::string const& more = "")
{
    return four_muons(
        "candidate: {raw_mass: [0.5, 100], max_dz: 50 cm, max_dca: 50 cm, cut: '0.5 < mass < 100'}\n"
        "trigger: null\n"
        + more);
}

/// The plan of a decay for a batch; `batch` must have the columns of every batch that it will be used for.
inline DecayPlan plan_for(Decay const& decay, EventBatchView const& batch, bool cuts = true)
{
    return plan_decay(decay, contents_of(batch), cuts);
}

/// All candidates of a batch in one table. `block` 0 takes the backend's block size.
inline ColumnTable candidates_of(CandidateBackend& backend, DecayPlan const& plan, EventBatchView const& batch,
                                 std::int64_t block = 0, CandidateSummary* summary = nullptr)
{
    CandidateBuilder builder(backend, plan);
    builder.set_block_size(block);
    ColumnTable all = candidate_table(plan);
    builder.build(batch, [&](ColumnTable const& rows) { all.append(rows); });
    if (summary != nullptr) *summary = builder.summary();
    return all;
}

}  // namespace quartet::test
