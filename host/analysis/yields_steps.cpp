// Efficiencies from truth, and the background beside the signal windows.
#include <cmath>

#include "host/analysis/measurement.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

/// Simulated candidates in the mass range in which the yield of the channel is fitted, with their weights: a range that
/// loses signal loses it in the efficiency too.
nlohmann::json count_truth(CandidateData const& data, double lowest_score, double tries,
                           std::pair<double, double> range)
{
    auto const sum = [&](auto const& chosen) { return inside(true_masses(data, chosen), range).sum(); };
    nlohmann::json categories = nlohmann::json::array();
    for (std::size_t c = 0; c < 6; ++c) categories.push_back(sum([&](std::size_t i) { return data.category[i] == c; }));
    double const selected = sum([&](std::size_t i) { return data.score[i] >= lowest_score; });
    return {{"selected", selected}, {"generated", tries}, {"efficiency", selected / tries}, {"categories", categories}};
}

void measure_efficiencies(RunContext& context, std::vector<SampleChain> const& chains)
{
    Bs4MuInputs inputs = read_bs4mu_inputs(context.config.inputs_file);
    nlohmann::json samples;
    for (char const* name : {"signal_bs", "signal_b0", "normalisation"})
    {
        SampleChain const& chain = chain_of(chains, name);
        samples[name] =
            count_truth(read_sample(context, chain), context.config.normalisation_score,
                        read_result(context, chain.counts()).at("tries"),
                        chain.name == "normalisation" ? context.config.normalisation_range : inputs.fit_range);
        if (!(samples[name].at("selected").get<double>() > 0))
            throw CheckError(message("no simulated candidate is left", name, "Simulate more events"));
    }
    nlohmann::json result = {{"normalisation_branching_fraction", inputs.normalisation_branching_fraction},
                             {"fs_over_fd", inputs.fs_over_fd},
                             {"samples", samples}};
    inputs.normalisation_yield = read_result(context, "results/normalisation.json").at("yield").at("value");
    double const norm = samples["normalisation"].at("efficiency");
    nlohmann::json categories = nlohmann::json::array();
    for (std::size_t c = 0; c < inputs.categories.size(); ++c)
        categories.push_back({{"name", inputs.categories[c].name}});
    for (std::size_t decay = 0; decay < 2; ++decay)
    {
        nlohmann::json const& sample = samples[decay == 0 ? "signal_bs" : "signal_b0"];
        double const selected = sample.at("selected");
        inputs.efficiency_ratio[decay] = sample.at("efficiency").get<double>() / norm;
        result["efficiency_ratio"][decay_names[decay]] = inputs.efficiency_ratio[decay];
        result["single_event_sensitivity"][decay_names[decay]] =
            inputs.single_event_sensitivity(static_cast<Bs4MuDecay>(decay));
        for (std::size_t c = 0; c < inputs.categories.size(); ++c)
            categories[c][decay_names[decay]] = sample.at("categories").at(c).get<double>() / selected;
    }
    result["categories"] = categories;
    write_result(context, "results/efficiencies.json", result);
}

/// Slope of an exponential in events outside the widest blind window, common to all categories.
double sideband_slope(std::vector<double> const& masses, Bs4MuInputs const& inputs)
{
    // Maximum-likelihood estimate by bisection of the derivative: mean mass of the events = mean of the density.
    double sum = 0;
    double n = 0;
    for (double mass : masses)
        for (auto const& [low, high] : inputs.sidebands)
            if (mass >= low && mass <= high) sum += mass, n += 1;
    if (n < 10) return inputs.categories.front().background_slope;
    auto const mean_of = [&](double slope)
    {
        double weight = 0;
        double moment = 0;
        for (auto const& [low, high] : inputs.sidebands)
            for (int k = 0; k < 200; ++k)
            {
                double const x = low + (high - low) * (k + 0.5) / 200;
                double const density = std::exp(slope * (x - inputs.fit_range.first)) * (high - low);
                weight += density;
                moment += density * x;
            }
        return moment / weight;
    };
    double low = -5;
    double high = 5;
    for (int i = 0; i < 60; ++i)
    {
        double const middle = 0.5 * (low + high);
        (mean_of(middle) < sum / n ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

/// An empty sideband counts as ln 2 events: the mean for which none is the median.
double constexpr empty_sideband = 0.6931471805599453;

void measure_sidebands(RunContext& context, std::vector<SampleChain> const& chains)
{
    Bs4MuInputs const inputs = read_bs4mu_inputs(context.config.inputs_file);
    CandidateData const data = read_sample(context, chain_of(chains, "data"));
    std::vector<double> counts(inputs.categories.size(), 0.0);
    std::vector<double> all;
    for (std::size_t i = 0; i < data.size(); ++i)
    {
        if (data.score[i] >= context.config.normalisation_score) all.push_back(data.mass[i]);
        if (data.category[i] >= counts.size()) continue;
        for (auto const& [low, high] : inputs.sidebands)
            if (data.mass[i] >= low && data.mass[i] <= high) counts[data.category[i]] += 1;
    }
    std::vector<double> expected = counts;
    for (double& value : expected)
        if (value == 0) value = empty_sideband;
    write_result(context, "results/sidebands.json",
                 {{"observed", counts}, {"expected", expected}, {"slope", sideband_slope(all, inputs)}});
}

}  // namespace

Step efficiencies_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    Step step = make_step(context, chains, "efficiencies", {"signal_bs", "signal_b0", "normalisation"},
                          {"results/efficiencies.json"}, &measure_efficiencies);
    for (char const* name : {"signal_bs", "signal_b0", "normalisation"})
        step.inputs.push_back(chain_of(chains, name).counts());
    step.inputs.push_back("results/normalisation.json");
    step.settings = truth_settings(chains);
    step.settings["score"] = context.config.normalisation_score;
    step.settings["range"] = context.config.normalisation_range;
    return step;
}

Step sidebands_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    Step step = make_step(context, chains, "sidebands", {"data"}, {"results/sidebands.json"}, &measure_sidebands);
    step.settings = {{"score", context.config.normalisation_score}};
    return step;
}

}  // namespace quartet::analysis
