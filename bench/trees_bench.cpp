// Inference of a forest on one thread, ns per tree and event. Usage: trees_bench [MODEL DATA.h5] [benchmark options].
// Without arguments a made-up forest of the same size (525 complete trees of depth 5, 26 features, 150 thresholds per
// feature) and rows between its thresholds are used. With QUARTET_ISA the kernel of a narrower instruction set runs.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "host/io/hdf5.hpp"
#include "host/io/xgboost_model.hpp"
#include "host/trees/backend.hpp"

namespace
{

using namespace quartet;

struct Workload
{
    Forest forest;
    std::vector<float> x;  ///< rows, features

    std::int64_t rows() const { return static_cast<std::int64_t>(x.size()) / forest.features; }
};

void grow(Forest& forest, std::mt19937& random, std::int32_t at, int depth)
{
    std::normal_distribution<float> normal;
    if (depth == 0)
    {
        forest.nodes[at] = {normal(random), -1, 0, -1};
        return;
    }
    auto const left = static_cast<std::int32_t>(forest.nodes.size());
    float const threshold = static_cast<float>(random() % 150) + 0.5f;
    forest.nodes[at] = {threshold, left, static_cast<std::uint32_t>(random() % 26), -1};
    forest.nodes.resize(forest.nodes.size() + 2);
    grow(forest, random, left, depth - 1);
    grow(forest, random, left + 1, depth - 1);
}

Workload made_up()
{
    Workload work;
    std::mt19937 random(1);
    work.forest.features = 26;
    work.forest.base = {0.0f};
    for (int t = 0; t < 525; ++t)
    {
        work.forest.roots.push_back(static_cast<std::int32_t>(work.forest.nodes.size()));
        work.forest.groups.push_back(0);
        work.forest.depths.push_back(5);
        work.forest.nodes.emplace_back();
        grow(work.forest, random, work.forest.roots.back(), 5);
    }
    work.x.resize(100000 * 26);
    for (float& value : work.x) value = static_cast<float>(random() % 151);
    return work;
}

Workload from_files(std::string const& model, std::string const& data)
{
    hdf5::InputFile const file(data);
    return {read_xgboost_model(model), file.root().dataset("X").read_all<float>()};
}

void run(benchmark::State& state, Workload const& work, TreeBackend& backend)
{
    std::vector<float> margin(static_cast<std::size_t>(work.rows() * work.forest.outputs()));
    for (auto _ : state)
    {
        backend.margins(work.rows(), {work.x.data(), static_cast<std::int64_t>(work.x.size())},
                        {margin.data(), static_cast<std::int64_t>(margin.size())});
        benchmark::DoNotOptimize(margin.data());
    }
    double const visits =
        static_cast<double>(work.rows() * work.forest.trees()) * static_cast<double>(state.iterations());
    state.counters["ns_per_tree_event"] =
        benchmark::Counter(visits * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["events_per_second"] = benchmark::Counter(
        static_cast<double>(work.rows()) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

}  // namespace

int main(int argc, char** argv)
{
    benchmark::Initialize(&argc, argv);
    static Workload const work = argc > 2 ? from_files(argv[1], argv[2]) : made_up();
    static auto const cpu = make_cpu_tree_backend(work.forest, 1);
    static auto const reference = make_reference_tree_backend(work.forest);
    benchmark::AddCustomContext("rows", std::to_string(work.rows()));
    benchmark::AddCustomContext("trees", std::to_string(work.forest.trees()));
    benchmark::AddCustomContext("backend", cpu->name());
    benchmark::RegisterBenchmark("trees/cpu", [](benchmark::State& state) { run(state, work, *cpu); })
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("trees/reference", [](benchmark::State& state) { run(state, work, *reference); })
        ->Unit(benchmark::kMillisecond);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
