// Distribution of q~ with few signal events in the six-category model, toys beside the asymptotic formula.
//
//   qtilde_study --inputs examples/bs4mu/inputs.yaml -o qtilde.json
#include <CLI/CLI.hpp>

#include <nlohmann/json.hpp>

#include "fits/asimov.hpp"
#include "fits/limits.hpp"
#include "fits/toy_cls.hpp"
#include "host/core/atomic_file.hpp"
#include "host/cpu/toys.hpp"
#include "host/statistics/bs4mu_model.hpp"
#include "tests/studies/qtilde_distribution.hpp"
#include "tests/studies/signal_yield.hpp"

namespace
{

using namespace quartet;
using namespace quartet::studies;

/// Counts of q~ > 0 in bins of 0.25 up to 10, the rest in the last one.
std::vector<std::int64_t> histogram(std::vector<double> const& q)
{
    std::vector<std::int64_t> counts(40, 0);
    for (double value : q)
        if (value > 0) ++counts[static_cast<std::size_t>(std::min(value / 0.25, 39.0))];
    return counts;
}

nlohmann::json hypothesis(ToyDistribution const& toys, QtildeFormula const& formula)
{
    std::vector<double> const q = values_of(toys);
    QtildeComparison const found = compare_qtilde(q, formula);
    std::vector<double> expected;
    for (int i = 0; i < 40; ++i)
        expected.push_back((i == 39 ? 1.0 : formula.cdf(0.25 * (i + 1))) - formula.cdf(0.25 * i));
    return {{"toys", q.size()},
            {"failed", toys.failed()},
            {"lost", toys.lost()},
            {"atom", found.atom},
            {"atom_formula", found.atom_formula},
            {"atom_error", found.atom_error},
            {"distance", found.distance},
            {"p_value", found.p_value},
            {"counts", histogram(q)},
            {"formula", expected}};
}

nlohmann::json at(StatisticalModel const& source, double events, std::int64_t n, std::uint64_t seed, int threads)
{
    CompiledModel const model(source);
    int const poi = model.default_poi();
    double const mu = events / signal_per_unit(model);
    ProfileLikelihood asimov(model, asimov_before_fit(model, {{poi, 0}}), poi);
    double const sigma = mu / std::sqrt(asimov.value(TestStatistic::qtilde, mu));
    auto const backend = make_cpu_toys(threads);
    ToyOptions options;
    options.seed = seed;
    ToyCls cls(asimov, false, *backend, options);
    ToyPoint const& point = cls.grow(mu, n, n);
    return {{"signal_events", events},
            {"mu", mu},
            {"sigma", sigma},
            {"s_plus_b", hypothesis(point.s_plus_b, {mu, mu, sigma})},
            {"b", hypothesis(point.b, {mu, 0, sigma})}};
}

}  // namespace

int main(int argc, char** argv)
{
    std::string inputs = "examples/bs4mu/inputs.yaml";
    std::string output;
    std::int64_t toys = 20000;
    std::uint64_t seed = 1;
    int threads = 0;
    std::vector<double> events{2, 6};
    CLI::App app("Distribution of q~ with few events");
    app.add_option("--inputs", inputs);
    app.add_option("-o,--output", output)->required();
    app.add_option("--toys", toys);
    app.add_option("--seed", seed);
    app.add_option("--threads", threads);
    app.add_option("--events", events, "signal events of the tested hypotheses");
    CLI11_PARSE(app, argc, argv);
    Bs4MuModelOptions options;
    options.branching_fraction_unit = 1e-10;
    StatisticalModel const model = make_bs4mu_model(read_bs4mu_inputs(inputs), options).model;
    nlohmann::json rows = nlohmann::json::array();
    for (double n : events) rows.push_back(at(model, n, toys, seed, threads));
    write_text_file(output, nlohmann::json{{"bin", 0.25}, {"rows", rows}}.dump(1) + "\n");
    return 0;
}
