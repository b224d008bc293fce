#include "host/analysis/measurement_steps.hpp"

#include <algorithm>
#include <cmath>

#include "host/analysis/candidate_data.hpp"
#include "host/analysis/mass_fit.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

SampleChain const& chain_of(std::vector<SampleChain> const& chains, std::string const& name)
{
    return *std::find_if(chains.begin(), chains.end(), [&](SampleChain const& chain) { return chain.name == name; });
}

nlohmann::json to_json(Histogram const& histogram)
{
    return {{"edges", histogram.edges}, {"counts", histogram.counts}};
}

/// First guess of the resolution of the classes A, B, C, GeV.
std::array<double, 3> constexpr typical_width = {0.021, 0.032, 0.046};

/// Density of a component in events per GeV, scaled.
std::vector<double> scaled(std::vector<double> values, double factor)
{
    for (double& value : values) value *= factor;
    return values;
}

nlohmann::json shape_json(Bs4MuShape const& shape)
{
    return {{"lambda", shape.lambda},
            {"gamma", shape.gamma},
            {"delta", shape.delta},
            {"gauss_fraction", shape.gauss_fraction},
            {"gauss_sigma", shape.gauss_sigma},
            {"gauss_shift", shape.gauss_shift},
            {"johnson_shift", shape.johnson_shift}};
}

Bs4MuShape shape_from(nlohmann::json const& json)
{
    Bs4MuShape shape;
    shape.lambda = json.at("lambda");
    shape.gamma = json.at("gamma");
    shape.delta = json.at("delta");
    shape.gauss_fraction = json.at("gauss_fraction");
    shape.gauss_sigma = json.at("gauss_sigma");
    shape.gauss_shift = json.at("gauss_shift");
    shape.johnson_shift = json.at("johnson_shift");
    return shape;
}

nlohmann::json parameters_json(MassFit const& fitted)
{
    nlohmann::json result = nlohmann::json::object();
    auto const& parameters = fitted.model->source().parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        result[parameters[i].name] =
            value_json(fitted.result.values[i], fitted.result.errors.empty() ? 0 : fitted.result.errors[i]);
    return result;
}

/// Simulated signal of one resolution class, or of one category of it.
template <class Choose>
std::vector<double> true_masses(CandidateData const& data, Choose choose)
{
    std::vector<double> masses;
    for (std::size_t i = 0; i < data.size(); ++i)
        if (data.is_signal[i] != 0 && choose(i)) masses.push_back(data.mass[i]);
    return masses;
}

/// The shape of a class is fitted once, to all its candidates; the figure of each category shows it scaled.
void add_shapes(CandidateData const& data, Bs4MuInputs const& inputs, std::size_t decay, nlohmann::json& shapes)
{
    for (std::size_t resolution = 0; resolution < inputs.classes.size(); ++resolution)
    {
        double const width = typical_width[std::min<std::size_t>(resolution, 2)];
        double const mass = inputs.mass[decay];
        std::pair<double, double> const range{mass - 8 * width, mass + 8 * width};
        auto const of_class = true_masses(
            data, [&](std::size_t i) { return data.resolution[i] == resolution && !std::isnan(data.score[i]); });
        MassFit const fitted = fit_simulated_peak(of_class, mass, range, width);
        if (!fitted.good() || of_class.size() < 20)
            throw CheckError(message("the mass shape of the simulated signal could not be fitted ("
                                         + to_string(fitted.result.status) + ", " + std::to_string(of_class.size())
                                         + " candidates)",
                                     std::string(decay_names[decay]) + ", class " + inputs.classes[resolution].name,
                                     "Simulate more events"));
        std::vector<double> const x = evenly(range.first, range.second, 161);
        for (std::size_t c = 0; c < inputs.categories.size(); ++c)
        {
            if (inputs.categories[c].resolution != static_cast<int>(resolution)) continue;
            auto const in_category =
                inside(true_masses(data, [&](std::size_t i) { return data.category[i] == c; }), range);
            double const scale = static_cast<double>(in_category.size()) / fitted.signal;
            shapes.push_back(
                {{"decay", decay_names[decay]},
                 {"category", inputs.categories[c].name},
                 {"class", inputs.classes[resolution].name},
                 {"status", to_string(fitted.result.status)},
                 {"histogram", to_json(make_histogram(in_category, range.first, range.second, 0.2 * width))},
                 {"curve",
                  {{"x", x},
                   {"total", scaled(fitted.density(-1, x), scale)},
                   {"gauss", scaled(fitted.density(0, x), scale)},
                   {"johnson", scaled(fitted.density(1, x), scale)}}},
                 {"parameters", parameters_json(fitted)},
                 {"shape", shape_json(fitted.shape)},
                 {"fitted_candidates", of_class.size()},
                 {"half_width_68", half_width_68(in_category)}});
        }
    }
}

void measure_shapes(RunContext& context, std::vector<SampleChain> const& chains)
{
    Bs4MuInputs const inputs = read_bs4mu_inputs(context.config.inputs_file);
    nlohmann::json shapes = nlohmann::json::array();
    for (std::size_t decay = 0; decay < 2; ++decay)
        add_shapes(read_candidates(context.path(chain_of(chains, decay == 0 ? "signal_bs" : "signal_b0").scored())),
                   inputs, decay, shapes);
    write_result(context, "results/shapes.json", {{"shapes", shapes}});
}

std::vector<double> selected_masses(CandidateData const& data, double lowest_score, bool truth)
{
    std::vector<double> masses;
    for (std::size_t i = 0; i < data.size(); ++i)
        if (data.score[i] >= lowest_score && (!truth || data.is_signal[i] != 0)) masses.push_back(data.mass[i]);
    return masses;
}

void measure_normalisation(RunContext& context, std::vector<SampleChain> const& chains)
{
    AnalysisConfig const& config = context.config;
    Bs4MuInputs const inputs = read_bs4mu_inputs(config.inputs_file);
    auto const range = config.normalisation_range;
    auto const simulated = selected_masses(read_candidates(context.path(chain_of(chains, "normalisation").scored())),
                                           config.normalisation_score, true);
    MassFit const shape = fit_simulated_peak(simulated, inputs.mass[0], range, 0.03);
    if (!shape.good())
        throw CheckError(message(
            "the mass shape of the normalisation channel could not be fitted (" + to_string(shape.result.status) + ")",
            "normalisation", "Simulate more events"));
    auto const data = selected_masses(read_candidates(context.path(chain_of(chains, "data_normalisation").scored())),
                                      config.normalisation_score, false);
    MassFit const fitted =
        fit_peak_on_background(data, inputs.mass[0], range, shape.shape, inputs.mass_scale, inputs.delta_uncertainty);
    if (!fitted.good() || !(fitted.signal > 0) || !(fitted.signal_error > 0))
        throw CheckError(message("the peak of the normalisation channel could not be fitted ("
                                     + to_string(fitted.result.status) + ", " + std::to_string(data.size())
                                     + " candidates)",
                                 "normalisation", "The data may hold too few J/psi phi decays"));
    std::vector<double> const x = evenly(range.first, range.second, 261);
    nlohmann::json parameters = parameters_json(fitted);
    double const scale = fitted.result.values[3] * inputs.mass_scale;
    parameters["mean"] = value_json(inputs.mass[0] * (1 + scale), 0);
    write_result(context, "results/normalisation.json",
                 {{"status", to_string(fitted.result.status)},
                  {"yield", value_json(fitted.signal, fitted.signal_error)},
                  {"histogram", to_json(make_histogram(data, range.first, range.second, 0.0125))},
                  {"curve",
                   {{"x", x},
                    {"total", fitted.density(-1, x)},
                    {"signal", fitted.density(0, x)},
                    {"background", fitted.density(1, x)}}},
                  {"parameters", parameters},
                  {"simulated_shape", shape_json(shape.shape)},
                  {"lowest_score", config.normalisation_score}});
}

nlohmann::json count_truth(CandidateData const& data, double lowest_score, double tries)
{
    nlohmann::json categories = nlohmann::json::array();
    for (std::size_t c = 0; c < 6; ++c)
        categories.push_back(true_masses(data, [&](std::size_t i) { return data.category[i] == c; }).size());
    std::size_t const selected = true_masses(data, [&](std::size_t i) { return data.score[i] >= lowest_score; }).size();
    return {{"selected", selected},
            {"generated", tries},
            {"efficiency", static_cast<double>(selected) / tries},
            {"categories", categories}};
}

void measure_efficiencies(RunContext& context, std::vector<SampleChain> const& chains)
{
    Bs4MuInputs inputs = read_bs4mu_inputs(context.config.inputs_file);
    nlohmann::json samples;
    for (char const* name : {"signal_bs", "signal_b0", "normalisation"})
    {
        SampleChain const& chain = chain_of(chains, name);
        samples[name] = count_truth(read_candidates(context.path(chain.scored())), context.config.normalisation_score,
                                    read_result(context, chain.counts()).at("tries"));
        if (samples[name].at("selected") == 0)
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
    CandidateData const data = read_candidates(context.path(chain_of(chains, "data").scored()));
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

Step make_step(RunContext& context, std::vector<SampleChain> const& chains, std::string const& name,
               std::vector<std::string> const& used, std::vector<std::string> const& outputs,
               void (*work)(RunContext&, std::vector<SampleChain> const&))
{
    Step step;
    step.name = name;
    step.inputs = {context.config.inputs_file};
    for (std::string const& one : used) step.inputs.push_back(chain_of(chains, one).scored());
    step.outputs = outputs;
    step.work = [&context, chains, work] { work(context, chains); };
    return step;
}

}  // namespace

nlohmann::json value_json(double value, double error) { return {{"value", value}, {"error", error}}; }

Step shapes_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    return make_step(context, chains, "signal shapes", {"signal_bs", "signal_b0"}, {"results/shapes.json"},
                     &measure_shapes);
}

Step normalisation_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    Step step = make_step(context, chains, "normalisation fit", {"normalisation", "data_normalisation"},
                          {"results/normalisation.json"}, &measure_normalisation);
    step.settings = {{"score", context.config.normalisation_score}, {"range", context.config.normalisation_range}};
    return step;
}

Step efficiencies_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    Step step = make_step(context, chains, "efficiencies", {"signal_bs", "signal_b0", "normalisation"},
                          {"results/efficiencies.json"}, &measure_efficiencies);
    for (char const* name : {"signal_bs", "signal_b0", "normalisation"})
        step.inputs.push_back(chain_of(chains, name).counts());
    step.inputs.push_back("results/normalisation.json");
    step.settings = {{"score", context.config.normalisation_score}};
    return step;
}

Step sidebands_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    Step step = make_step(context, chains, "sidebands", {"data"}, {"results/sidebands.json"}, &measure_sidebands);
    step.settings = {{"score", context.config.normalisation_score}};
    return step;
}

std::vector<std::string> measured_files(RunContext const& context)
{
    return {context.config.inputs_file, "results/normalisation.json", "results/efficiencies.json",
            "results/shapes.json", "results/sidebands.json"};
}

Bs4MuInputs measured_inputs(RunContext const& context)
{
    Bs4MuInputs inputs = read_bs4mu_inputs(context.config.inputs_file);
    nlohmann::json const normalisation = read_result(context, "results/normalisation.json");
    nlohmann::json const efficiencies = read_result(context, "results/efficiencies.json");
    nlohmann::json const shapes = read_result(context, "results/shapes.json").at("shapes");
    nlohmann::json const sidebands = read_result(context, "results/sidebands.json");
    inputs.normalisation_yield = normalisation.at("yield").at("value");
    inputs.normalisation_yield_error = normalisation.at("yield").at("error");
    for (std::size_t decay = 0; decay < 2; ++decay)
        inputs.efficiency_ratio[decay] = efficiencies.at("efficiency_ratio").at(decay_names[decay]);
    for (std::size_t c = 0; c < inputs.categories.size(); ++c)
    {
        Bs4MuCategory& category = inputs.categories[c];
        for (std::size_t decay = 0; decay < 2; ++decay)
            category.efficiency[decay] = efficiencies.at("categories").at(c).at(decay_names[decay]);
        category.sideband_events = sidebands.at("expected").at(c);
        category.background_slope = sidebands.at("slope");
        for (nlohmann::json const& entry : shapes)
            if (entry.at("category") == category.name)
                category.shape[entry.at("decay") == "bs" ? 0 : 1] = shape_from(entry.at("shape"));
    }
    return inputs;
}

}  // namespace quartet::analysis
