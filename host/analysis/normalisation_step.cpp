// The peak of the normalisation channel.
#include "host/analysis/measurement.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

WeightedMasses selected_masses(CandidateData const& data, double lowest_score, bool truth)
{
    WeightedMasses masses;
    for (std::size_t i = 0; i < data.size(); ++i)
        if (data.score[i] >= lowest_score && (!truth || data.is_signal[i] != 0))
            masses.add(data.mass[i], data.weight[i]);
    return masses;
}

void measure_normalisation(RunContext& context, std::vector<SampleChain> const& chains)
{
    AnalysisConfig const& config = context.config;
    Bs4MuInputs const inputs = read_bs4mu_inputs(config.inputs_file);
    auto const range = config.normalisation_range;
    auto const simulated =
        selected_masses(read_sample(context, chain_of(chains, "normalisation")), config.normalisation_score, true);
    MassFit const shape = fit_simulated_peak(simulated, inputs.mass[0], range, 0.03);
    if (!shape.good())
        throw CheckError(message(
            "the mass shape of the normalisation channel could not be fitted (" + to_string(shape.result.status) + ")",
            "normalisation", "Simulate more events"));
    auto const data = selected_masses(read_sample(context, chain_of(chains, "data_normalisation")),
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

}  // namespace

Step normalisation_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    Step step = make_step(context, chains, "normalisation fit", {"normalisation", "data_normalisation"},
                          {"results/normalisation.json"}, &measure_normalisation);
    step.settings = truth_settings(chains);
    step.settings["score"] = context.config.normalisation_score;
    step.settings["range"] = context.config.normalisation_range;
    return step;
}

}  // namespace quartet::analysis
