// Four-track vertex fits per second on one core: the product in packs and one by one, the whole fit stage of the cpu
// backend (gathers, mass and its error, probability), and a bare AVX-512 kernel as the bound. bench/run_vertex_fit
// writes the results.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/vertex_fit_workload.hpp"
#include "host/core/instruction_set.hpp"
#include "models/kinematics/fit_stages.hpp"
#include "models/kinematics/track_weight.hpp"
#include "tests/physics/vertex_toy.hpp"

namespace quartet
{

#define QUARTET_DECLARE_FITS(isa)                                     \
    namespace isa                                                     \
    {                                                                 \
    void fit_packs_f64(FitWorkload<double> const&);                   \
    void fit_packs_f32(FitWorkload<float> const&);                    \
    void fit_scalars_f64(FitWorkload<double> const&);                 \
    void fit_scalars_f32(FitWorkload<float> const&);                  \
    void fit_candidates(FitStage const&, std::int64_t, std::int64_t); \
    }
QUARTET_DECLARE_FITS(portable)
#if defined(QUARTET_HAS_AVX_KERNELS)
QUARTET_DECLARE_FITS(avx2)
QUARTET_DECLARE_FITS(avx512)
void fit_bound_f64(FitWorkload<double> const&);
void fit_bound_f32(FitWorkload<float> const&);
#define QUARTET_CHOOSE_FIT(name) choose(&portable::name, &avx2::name, &avx512::name)
#else
#define QUARTET_CHOOSE_FIT(name) &portable::name
#endif

namespace
{

constexpr std::int64_t candidates = 64;  // 46 kB in double precision
constexpr double bfield = 3.8;

/// Tracks and weights of simulated vertices near the origin.
template <class S>
struct Work
{
    std::vector<S> track, result;

    Work() : track(80 * candidates), result(4 * candidates)
    {
        for (std::int64_t i = 0; i < candidates; ++i)
        {
            test::ToyVertex toy = test::make_vertex(1, static_cast<std::uint64_t>(i), bfield);
            for (int t = 0; t < 4; ++t)
            {
                double weight[15];
                toy.track[t].q[1] -= toy.vertex[2];
                weigh_track(toy.track[t].q, toy.track[t].cov, weight);
                S* const column = track.data() + 20 * t * candidates + i;
                for (int k = 0; k < 5; ++k) column[k * candidates] = S(toy.track[t].q[k]);
                for (int k = 0; k < 15; ++k) column[(5 + k) * candidates] = S(weight[k]);
            }
        }
    }
    FitWorkload<S> view(int max_steps, double tolerance)
    {
        return {candidates,   S(constants::curvature_constant * bfield), max_steps, S(tolerance), track.data(),
                result.data()};
    }
};

void report(benchmark::State& state)
{
    state.counters["Mfit_per_s"] =
        benchmark::Counter(1e-6 * static_cast<double>(state.iterations() * candidates), benchmark::Counter::kIsRate);
    state.SetLabel(to_string(instruction_set()));
}

template <class S>
void run(benchmark::State& state, void (*fit)(FitWorkload<S> const&), int max_steps, double tolerance)
{
    Work<S> work;
    FitWorkload<S> const view = work.view(max_steps, tolerance);
    for (auto _ : state)
    {
        fit(view);
        benchmark::ClobberMemory();
    }
    report(state);
}

/// The stage of the cpu backend on 4096 candidates of 256 events with 12 muons each.
void run_stage(benchmark::State& state)
{
    constexpr std::int64_t muons = 3072, n = 4096;
    std::vector<double> number(muons * object_columns, 0.0), value(node_columns * n);
    std::vector<std::uint8_t> track_status(muons, 0);
    std::vector<std::int64_t> row(4 * n), event(n);
    for (std::int64_t i = 0; i < muons; ++i)
    {
        test::ToyTrack const t = test::make_vertex(2, static_cast<std::uint64_t>(i / 4), bfield).track[i % 4];
        double w[15];
        weigh_track(t.q, t.cov, w);
        double* const object = number.data() + i * object_columns;
        for (int k = 0; k < 5; ++k) object[static_cast<int>(ObjectColumn::d0) + k] = t.q[k];
        for (int k = 0; k < 15; ++k) object[static_cast<int>(ObjectColumn::weight0) + k] = w[k];
    }
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t k = 0; k < 4; ++k) row[static_cast<std::size_t>(k * n + i)] = 4 * (i % 768) + k;
    auto const span = [](auto& values) {
        return Span<std::decay_t<decltype(values[0])>>{values.data(), static_cast<std::int64_t>(values.size())};
    };
    FitStage stage;
    stage.spec.leaves = 4;
    for (double& mass : stage.spec.mass) mass = constants::muon_mass;
    stage.list.size = stage.list.stride = n;
    stage.list.event = span(event);
    stage.list.row = span(row);
    stage.objects.size = muons;
    stage.objects.number = span(number);
    stage.objects.fit_status = span(track_status);
    stage.batch.bfield_tesla = bfield;
    stage.possible = 1;
    stage.table.value = span(value);
    auto* const kernel = QUARTET_CHOOSE_FIT(fit_candidates);
    for (auto _ : state)
    {
        kernel(stage, 0, n);
        benchmark::ClobberMemory();
    }
    state.counters["Mfit_per_s"] =
        benchmark::Counter(1e-6 * static_cast<double>(state.iterations() * n), benchmark::Counter::kIsRate);
    state.SetLabel(to_string(instruction_set()));
}

void register_all()
{
    auto const add = [](char const* name, auto function) { benchmark::RegisterBenchmark(name, function); };
    // "two" stops after one step and the final linearisation: as many linearisations as the bound has.
    add("packs_f64", [](benchmark::State& s) { run<double>(s, QUARTET_CHOOSE_FIT(fit_packs_f64), 10, 1e-4); });
    add("packs_f64_two", [](benchmark::State& s) { run<double>(s, QUARTET_CHOOSE_FIT(fit_packs_f64), 1, 1e-4); });
    add("packs_f32", [](benchmark::State& s) { run<float>(s, QUARTET_CHOOSE_FIT(fit_packs_f32), 10, 1e-3); });
    add("packs_f32_two", [](benchmark::State& s) { run<float>(s, QUARTET_CHOOSE_FIT(fit_packs_f32), 1, 1e-3); });
    add("scalar_f64", [](benchmark::State& s) { run<double>(s, QUARTET_CHOOSE_FIT(fit_scalars_f64), 10, 1e-4); });
    add("scalar_f32", [](benchmark::State& s) { run<float>(s, QUARTET_CHOOSE_FIT(fit_scalars_f32), 10, 1e-3); });
    add("stage_f64", run_stage);
#if defined(QUARTET_HAS_AVX_KERNELS)
    if (instruction_set() != InstructionSet::avx512) return;
    add("bound_f64", [](benchmark::State& s) { run<double>(s, &fit_bound_f64, 2, 0); });
    add("bound_f32", [](benchmark::State& s) { run<float>(s, &fit_bound_f32, 2, 0); });
#endif
}

}  // namespace
}  // namespace quartet

int main(int argc, char** argv)
{
    quartet::register_all();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
