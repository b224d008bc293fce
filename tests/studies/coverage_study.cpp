// Coverage of limits on B(Bs -> 4mu) at several true values, with the six-category model and published inputs.
//
//   coverage_study --inputs examples/bs4mu/inputs.yaml -o coverage.json
#include <CLI/CLI.hpp>

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "fits/limits.hpp"
#include "host/core/atomic_file.hpp"
#include "host/core/progress.hpp"
#include "host/cpu/toys.hpp"
#include "host/statistics/bs4mu_model.hpp"
#include "tests/studies/coverage.hpp"
#include "tests/studies/signal_yield.hpp"

namespace
{

using namespace quartet;
using namespace quartet::studies;

struct Settings
{
    std::string inputs = "examples/bs4mu/inputs.yaml";
    std::string output;
    std::vector<double> events{2, 4, 8, 16};
    std::int64_t experiments = 20000;
    std::int64_t toy_experiments = 500;
    ToyNumbers numbers;
    std::uint64_t seed = 1;
    int threads = 0;
};

/// Share of experiments in which the true value is not excluded, with its binomial error (that of one experiment where
/// the share is 1).
nlohmann::json coverage(std::vector<Tested> const& tested, std::size_t first_n, double Tested::*p, double alpha)
{
    double const n = static_cast<double>(first_n);
    double covered = 0;
    for (std::size_t i = 0; i < first_n; ++i) covered += tested[i].*p >= alpha;
    double const share = covered / n;
    double const spread = std::max(share * (1 - share), (1 - 1 / n) / n);
    return {{"value", share}, {"error", std::sqrt(spread / n)}};
}

nlohmann::json summary(std::vector<Tested> const& tested, std::size_t first_n, double alpha)
{
    std::int64_t failed = 0;
    std::int64_t above = 0;
    for (std::size_t i = 0; i < first_n; ++i)
    {
        failed += tested[i].failed;
        above += tested[i].q == 0;
    }
    return {{"experiments", first_n},
            {"CLs", coverage(tested, first_n, &Tested::cls, alpha)},
            {"CLsb", coverage(tested, first_n, &Tested::clsb, alpha)},
            {"best_fit_above", above},
            {"failed", failed}};
}

nlohmann::json at(Settings const& settings, CompiledModel const& model, double events, double per_unit,
                  ThreadPool& pool)
{
    double const truth = events / per_unit;
    double const alpha = 1 - settings.numbers.cl;
    Experiments const all{model, truth, settings.seed, settings.experiments};
    Experiments some = all;
    some.n = settings.toy_experiments;
    std::string const where = "coverage, " + std::to_string(events).substr(0, 4) + " events";
    Progress formulae(where + ": formulae, experiments", all.n);
    std::vector<Tested> const tested = test_with_formulae(all, pool, [&](std::int64_t n) { formulae.update(n); });
    formulae.finish();
    Progress toys(where + ": toys, experiments", some.n);
    auto const backend = make_cpu_toys(settings.threads);
    std::vector<Tested> const with_toys =
        test_with_toys(some, settings.numbers, *backend, [&](std::int64_t n) { toys.update(n); });
    toys.finish();
    auto const shared = static_cast<std::size_t>(std::min(some.n, all.n));
    return {{"signal_events", events},
            {"mu", truth},
            {"asymptotic", summary(tested, tested.size(), alpha)},
            {"asymptotic_same_experiments", summary(tested, shared, alpha)},
            {"toys", summary(with_toys, with_toys.size(), alpha)}};
}

void run(Settings const& settings)
{
    Bs4MuModelOptions options;
    options.branching_fraction_unit = 1e-10;
    CompiledModel const model(make_bs4mu_model(read_bs4mu_inputs(settings.inputs), options).model);
    double const per_unit = signal_per_unit(model);
    ThreadPool pool(settings.threads);
    auto const start = std::chrono::steady_clock::now();
    nlohmann::json rows = nlohmann::json::array();
    for (double events : settings.events)
    {
        rows.push_back(at(settings, model, events, per_unit, pool));
        std::chrono::duration<double> const seconds = std::chrono::steady_clock::now() - start;
        nlohmann::json const result = {{"cl", settings.numbers.cl},
                                       {"signal_events_per_mu", per_unit},
                                       {"seed", settings.seed},
                                       {"toys", settings.numbers.first},
                                       {"most_toys", settings.numbers.most},
                                       {"seconds", seconds.count()},
                                       {"rows", rows}};
        if (!settings.output.empty()) write_text_file(settings.output, result.dump(1) + "\n");
    }
}

}  // namespace

int main(int argc, char** argv)
{
    Settings settings;
    CLI::App app("Coverage of limits with the six-category model");
    app.add_option("--inputs", settings.inputs);
    app.add_option("-o,--output", settings.output);
    app.add_option("--events", settings.events, "true numbers of signal events");
    app.add_option("--experiments", settings.experiments);
    app.add_option("--toy-experiments", settings.toy_experiments);
    app.add_option("--toys", settings.numbers.first);
    app.add_option("--most-toys", settings.numbers.most);
    app.add_option("--seed", settings.seed);
    app.add_option("--threads", settings.threads);
    CLI11_PARSE(app, argc, argv);
    run(settings);
    return 0;
}
