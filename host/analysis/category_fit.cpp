// The simultaneous fit of the six categories, and what became of the nuisance parameters.
#include <cmath>

#include "fits/asimov.hpp"
#include "host/analysis/candidate_data.hpp"
#include "host/analysis/mass_fit.hpp"
#include "host/analysis/measurement_steps.hpp"
#include "host/analysis/statistics_steps.hpp"
#include "host/io/model_document.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

/// A model with the fit of its data: blinded, background only outside of the windows; else signal and background.
struct FittedModel
{
    ModelDocument document;
    CompiledModel model;
    FitResult result;

    FittedModel(RunContext const& context, Bs4MuDecay decay)
        : document(read_model(context.path(model_file(decay)))), model(document.model)
    {
        int const poi = model.default_poi();
        FitOptions options;
        if (context.options.unblind)
            result = fit(model, document.data, options);
        else
        {
            options.fixed = {{poi, 0.0}};
            result = fit_outside(model, document.data, document.blind, document.edges, options);
        }
        if (result.status != FitStatus::converged && result.status != FitStatus::flat)
            throw CheckError(message("the simultaneous fit of the categories failed (" + to_string(result.status) + ")",
                                     model_file(decay), "Look at the data of each category"));
    }

    double value(std::string const& name) const
    {
        return result.values[static_cast<std::size_t>(model.parameter(name))];
    }
    nlohmann::json json(std::string const& name, double unit = 1, double zero = 0) const
    {
        return fitted_json(model, result, model.parameter(name), unit, zero);
    }
};

/// Counts, with `null` for bins that touch the window.
nlohmann::json blinded(Histogram const& histogram, Window window, bool hide)
{
    nlohmann::json counts = nlohmann::json::array();
    for (std::size_t i = 0; i < histogram.counts.size(); ++i)
    {
        bool const touches = histogram.edges[i] < window.second && histogram.edges[i + 1] > window.first;
        counts.push_back(hide && touches ? nlohmann::json() : nlohmann::json(histogram.counts[i]));
    }
    return {{"edges", histogram.edges}, {"counts", counts}};
}

/// Density of the signal of a decay, at `mu` and otherwise at the values given.
std::vector<double> signal_density(CompiledModel const& model, std::vector<double> values, double mu, int channel,
                                   std::vector<double> const& x)
{
    values[static_cast<std::size_t>(model.default_poi())] = mu;
    return expected_density(model, values, channel, 0, x);
}

nlohmann::json category_json(RunContext const& context, FittedModel const& bs, FittedModel const& b0, std::size_t c)
{
    ModelChannel const& channel = bs.document.model.channels[c];
    Window const window = bs.document.blind.at(c).at(0);
    bool const hide = !context.options.unblind;
    int const index = static_cast<int>(c);
    std::vector<double> const x = evenly(channel.low, channel.high, 401);
    std::vector<double> const background = expected_density(bs.model, bs.result.values, index, 1, x);
    std::vector<double> total = background;
    std::vector<double> signals[2];
    for (std::size_t decay = 0; decay < 2; ++decay)
    {
        FittedModel const& fitted = decay == 0 ? bs : b0;
        double const drawn = context.config.signal_drawn[decay] / branching_fraction_unit;
        signals[decay] =
            signal_density(fitted.model, fitted.result.values, hide ? drawn : fitted.value("mu"), index, x);
    }
    // The fit with the signal of Bs is the one that is drawn.
    if (!hide)
        for (std::size_t i = 0; i < x.size(); ++i) total[i] += signals[0][i];
    auto const histogram =
        make_histogram(bs.document.data.channels[c].values, channel.low, channel.high, context.config.mass_bin);
    std::string const yield = "n_background_" + channel.name;
    return {{"name", channel.name},
            {"mass_range", {channel.low, channel.high}},
            {"blind_window", {window.first, window.second}},
            {"histogram", blinded(histogram, window, hide)},
            {"curve",
             {{"x", x},
              {"total", total},
              {"background", background},
              {"signal_bs", signals[0]},
              {"signal_b0", signals[1]}}},
            {"background_yield", bs.json(yield)}};
}

void fit_categories(RunContext& context)
{
    FittedModel const bs(context, Bs4MuDecay::bs);
    FittedModel const b0(context, Bs4MuDecay::b0);
    nlohmann::json categories = nlohmann::json::array();
    for (std::size_t c = 0; c < bs.document.model.channels.size(); ++c)
        categories.push_back(category_json(context, bs, b0, c));
    nlohmann::json result = {
        {"unblinded", context.options.unblind},
        {"status", to_string(bs.result.status)},
        {"background", to_string(read_bs4mu_inputs(context.config.inputs_file).background)},
        {"signal_drawn", {{"bs", context.config.signal_drawn[0]}, {"b0", context.config.signal_drawn[1]}}},
        {"categories", categories}};
    if (context.options.unblind)
        for (FittedModel const* fitted : {&bs, &b0})
            result["branching_fraction"][fitted == &bs ? "bs" : "b0"] = fitted->json("mu", 1 / branching_fraction_unit);
    write_result(context, "results/categories.json", result);
}

/// How a systematic uncertainty acts over the categories.
std::string correlation(Bs4MuSystematic const& systematic)
{
    int up = 0;
    int down = 0;
    for (double size : systematic.size)
    {
        up += size > 0;
        down += size < 0;
    }
    if (down > 0) return "anti";
    return up == static_cast<int>(systematic.size.size()) ? "full" : "one category";
}

double largest(std::vector<double> const& sizes)
{
    double result = 0;
    for (double size : sizes) result = std::max(result, std::abs(size));
    return result;
}

void list_nuisances(RunContext& context)
{
    Bs4MuInputs const inputs = measured_inputs(context);
    FittedModel const bs(context, Bs4MuDecay::bs);
    FittedModel const b0(context, Bs4MuDecay::b0);
    nlohmann::json list = nlohmann::json::array();
    auto const add =
        [&](std::string const& name, char const* kind, double size, std::string const& affects, std::string const& how)
    {
        FittedModel const& fitted = bs.document.model.find_parameter(name) >= 0 ? bs : b0;
        list.push_back({{"name", name},
                        {"kind", kind},
                        {"size", size},
                        {"affects", affects},
                        {"correlation", how},
                        {"fitted", fitted.json(name)}});
    };
    for (Bs4MuSystematic const& systematic : inputs.systematics)
    {
        std::string affects = "signal yields";
        if (!systematic.decays[0]) affects += ", B0 only";
        if (!systematic.decays[1]) affects += ", Bs only";
        add(systematic.name, "log-normal", largest(systematic.size), affects, correlation(systematic));
    }
    double const relative = inputs.normalisation_yield_error / inputs.normalisation_yield;
    list.push_back(
        {{"name", "normalisation_yield"},
         {"kind", "gamma"},
         {"size", relative},
         {"affects", "signal yields"},
         {"correlation", "full"},
         {"fitted", bs.json("normalisation_yield", inputs.normalisation_yield_error, inputs.normalisation_yield)}});
    if (inputs.mass_scale > 0) add("mass_scale", "gaussian", inputs.mass_scale, "position of the signal", "full");
    if (inputs.delta_uncertainty > 0)
        for (Bs4MuClass const& entry : inputs.classes)
            add("delta_" + entry.name, "gaussian", inputs.delta_uncertainty, "width of the signal, class " + entry.name,
                "full");
    write_result(context, "results/nuisances.json", {{"nuisances", list}});
}

Step on_models(RunContext& context, std::string const& name, std::string const& output, void (*work)(RunContext&))
{
    Step step;
    step.name = name;
    step.settings = {{"unblind", context.options.unblind}};
    step.inputs = {model_file(Bs4MuDecay::bs), model_file(Bs4MuDecay::b0)};
    step.outputs = {output};
    step.work = [&context, work] { work(context); };
    return step;
}

}  // namespace

Step categories_step(RunContext& context)
{
    Step step = on_models(context, "fit of the categories", "results/categories.json", &fit_categories);
    step.settings["bin"] = context.config.mass_bin;
    step.settings["drawn"] = context.config.signal_drawn;
    return step;
}

Step nuisances_step(RunContext& context)
{
    Step step = on_models(context, "systematic uncertainties", "results/nuisances.json", &list_nuisances);
    for (std::string const& file : measured_files(context)) step.inputs.push_back(file);
    return step;
}

}  // namespace quartet::analysis
