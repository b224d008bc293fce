#include "host/analysis/measurement.hpp"

#include <algorithm>
#include <cmath>

namespace quartet::analysis
{

nlohmann::json value_json(double value, double error) { return {{"value", value}, {"error", error}}; }

nlohmann::json fitted_json(CompiledModel const& model, FitResult const& result, int index, double unit, double zero)
{
    auto const i = static_cast<std::size_t>(index);
    ModelParameter const& parameter = model.source().parameters[i];
    double const value = result.values[i];
    double const error = result.errors.empty() ? 0 : result.errors[i] / std::abs(unit);
    bool const known = std::isfinite(error) && error > 0;
    nlohmann::json json = {{"value", (value - zero) / unit},
                           {"error", known ? nlohmann::json(error) : nlohmann::json()}};
    if (!known && (value <= parameter.lower || value >= parameter.upper)) json["at_bound"] = true;
    return json;
}

SampleChain const& chain_of(std::vector<SampleChain> const& chains, std::string const& name)
{
    return *std::find_if(chains.begin(), chains.end(), [&](SampleChain const& chain) { return chain.name == name; });
}

CandidateData read_sample(RunContext const& context, SampleChain const& chain)
{
    Truth truth = Truth::of_file;
    if (chain.source->role == "data") truth = Truth::not_wanted;
    if (chain.source->all_signal) truth = Truth::all;
    return read_candidates(context.path(chain.scored()), chain.source->role, truth);
}

nlohmann::json truth_settings(std::vector<SampleChain> const& chains)
{
    nlohmann::json all_signal = nlohmann::json::array();
    for (SampleChain const& chain : chains)
        if (chain.source->all_signal) all_signal.push_back(chain.name);
    return {{"all_signal", all_signal}};
}

nlohmann::json to_json(Histogram const& histogram)
{
    return {{"edges", histogram.edges}, {"counts", histogram.counts}};
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
        result[parameters[i].name] = fitted_json(*fitted.model, fitted.result, static_cast<int>(i));
    return result;
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
