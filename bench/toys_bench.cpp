// Toys per second of processor time on one thread. The reference model: six unbinned categories, two signal shapes
// (Gauss + Johnson S_U), exponential background, 27 parameters, about 900 events, two fits per toy (free and
// conditional). With QUARTET_ISA the kernels of a narrower instruction set run.
#include <benchmark/benchmark.h>

#include "host/cpu/toys.hpp"
#include "tests/unit/fits/models.hpp"

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

}  // namespace

BENCHMARK(six_categories)->Name("toys/cpu/six_categories")->Arg(900)->Arg(90)->Arg(3000);
BENCHMARK(counting)->Name("toys/cpu/counting");
BENCHMARK(histogram)->Name("toys/cpu/histogram")->Arg(20);
BENCHMARK_MAIN();
