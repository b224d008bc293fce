// Mass shapes of the simulated signal.
#include <algorithm>
#include <cmath>

#include "host/analysis/measurement.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

/// First guess of the resolution of the classes A, B, C, GeV.
std::array<double, 3> constexpr typical_width = {0.021, 0.032, 0.046};

/// Density of a component in events per GeV, scaled.
std::vector<double> scaled(std::vector<double> values, double factor)
{
    for (double& value : values) value *= factor;
    return values;
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
            double const scale = in_category.sum() / fitted.signal;
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
                 {"half_width_68", half_width_68(in_category.mass)}});
        }
    }
}

void measure_shapes(RunContext& context, std::vector<SampleChain> const& chains)
{
    Bs4MuInputs const inputs = read_bs4mu_inputs(context.config.inputs_file);
    nlohmann::json shapes = nlohmann::json::array();
    for (std::size_t decay = 0; decay < 2; ++decay)
        add_shapes(read_sample(context, chain_of(chains, decay == 0 ? "signal_bs" : "signal_b0")), inputs, decay,
                   shapes);
    write_result(context, "results/shapes.json", {{"shapes", shapes}});
}

}  // namespace

Step shapes_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    Step step = make_step(context, chains, "signal shapes", {"signal_bs", "signal_b0"}, {"results/shapes.json"},
                          &measure_shapes);
    step.settings = truth_settings(chains);
    return step;
}

}  // namespace quartet::analysis
