// Toys per second of processor time on one thread. The reference model: six unbinned categories, two signal shapes
// (Gauss + Johnson S_U), exponential background, 27 parameters, about 900 events, two fits per toy (free and
// conditional). With QUARTET_ISA the kernels of a narrower instruction set run.
#include <benchmark/benchmark.h>

#include "bench/toy_models.hpp"
#include "host/cpu/toys.hpp"

namespace
{

using namespace quartet;

ToyPlan two_fits(CompiledModel const& model, std::int64_t toys)
{
    ToyPlan plan;
    plan.generate = model.nominal_values();
    plan.last = toys;
    int const poi = model.default_poi();
    ToyFit free;
    ToyFit fixed;
    fixed.fixed = {{poi, plan.generate[poi]}};
    fixed.warm_start = 0;
    plan.fits = {free, fixed};
    return plan;
}

void run(benchmark::State& state, StatisticalModel const& source, std::int64_t toys)
{
    CompiledModel const model(source);
    auto const backend = make_cpu_toys(1);
    ToyPlan plan = two_fits(model, toys);
    std::int64_t failed = 0;
    std::int64_t evaluations = 0;
    double events = 0;
    for (auto _ : state)
    {
        ToyResult const r = backend->run(model, plan);
        failed += r.failed();
        for (auto n : r.evaluations) evaluations += n;
        for (double n : r.n_observed) events += n;
        plan.first += toys;
        plan.last += toys;
    }
    double const n = static_cast<double>(state.iterations() * toys);
    state.SetItemsProcessed(state.iterations() * toys);
    state.counters["failed"] = static_cast<double>(failed);
    state.counters["evaluations_per_toy"] = static_cast<double>(evaluations) / n;
    state.counters["events_per_toy"] = events / n;
}

void six_categories(benchmark::State& state)
{
    run(state, test::four_muons(6, static_cast<double>(state.range(0))), 100);
}
void counting(benchmark::State& state) { run(state, test::counting(5, 10), 1000); }
void histogram(benchmark::State& state) { run(state, test::histogram(static_cast<int>(state.range(0))), 100); }

/// Six categories with 25 bins each; 900 background events in all.
void six_histograms(benchmark::State& state)
{
    run(state, bench::four_muons_binned(6, static_cast<double>(state.range(0)), 25), 100);
}

/// Cost against events, nuisance parameters, categories and toys of one call, one varied at a time around 900, 30, 6
/// and 20.
void scaling(benchmark::State& state)
{
    int const nuisances = static_cast<int>(state.range(1));
    int const categories = static_cast<int>(state.range(2));
    // four_muons gives categories in turn 0.3 and 1.7 times their share: an odd number of them has not the whole.
    double const shares = 0.3 * ((categories + 1) / 2) + 1.7 * (categories / 2);
    double const events = static_cast<double>(state.range(0)) * categories / shares;
    run(state, bench::with_nuisances(categories, events, nuisances), state.range(3));
}

}  // namespace

BENCHMARK(six_categories)->Name("toys/cpu/six_categories")->Arg(900)->Arg(90)->Arg(3000);
BENCHMARK(counting)->Name("toys/cpu/counting");
BENCHMARK(histogram)->Name("toys/cpu/histogram")->Arg(20);
BENCHMARK(six_histograms)->Name("toys/cpu/six_histograms")->Arg(900);
BENCHMARK(scaling)->Name("scaling/events")->ArgsProduct({{90, 300, 900, 3000, 9000, 30000}, {30}, {6}, {20}});
BENCHMARK(scaling)->Name("scaling/nuisances")->ArgsProduct({{900}, {0, 5, 13, 30, 60, 90, 120}, {6}, {20}});
BENCHMARK(scaling)->Name("scaling/categories")->ArgsProduct({{900}, {30}, {1, 2, 3, 6, 12, 24}, {20}});
BENCHMARK(scaling)->Name("scaling/toys")->ArgsProduct({{900}, {30}, {6}, {1, 10, 100, 1000, 10000, 30000}});
BENCHMARK_MAIN();
