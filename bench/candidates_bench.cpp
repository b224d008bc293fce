// The whole of candidate building in memory, on one thread: combinations, cascade, fits, derived quantities, choice.
// Reading and writing of files are left out. Events come from the simulation of the parity tests.
#include <benchmark/benchmark.h>

#include "tests/parity/candidate_batch.hpp"

namespace quartet
{
namespace
{

/// `no_cuts` fits every combination of four; otherwise the selection of BsTo4Mu runs as an analysis runs it.
void build_candidates(benchmark::State& state, bool no_cuts)
{
    static test::BatchMaker const maker(2000);
    EventBatchView const view = maker.batch.view();
    auto const backend = make_cpu_candidates(1);
    DecayPlan const plan = test::plan_for(test::four_muons(), view, !no_cuts);
    CandidateSummary summary;
    for (auto _ : state)
    {
        CandidateBuilder builder(*backend, plan);
        builder.build(view, [](ColumnTable const& rows) { benchmark::DoNotOptimize(rows.rows()); });
        summary = builder.summary();
    }
    auto const rate = [&](std::int64_t n)
    { return benchmark::Counter(static_cast<double>(n), benchmark::Counter::kIsIterationInvariantRate); };
    state.counters["events_per_s"] = rate(summary.events);
    state.counters["combinations_per_s"] = rate(summary.root().combinations);
    state.counters["candidates_per_s"] = rate(summary.written);
}

BENCHMARK_CAPTURE(build_candidates, selection, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build_candidates, every_combination, true)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quartet

BENCHMARK_MAIN();
