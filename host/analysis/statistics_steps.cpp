#include "host/analysis/statistics_steps.hpp"

#include <algorithm>

#include "fits/toy_backend.hpp"
#include "host/analysis/measurement.hpp"
#include "host/core/atomic_file.hpp"
#include "host/io/model_yaml.hpp"
#include "host/statistics/bs4mu_model.hpp"
#include "host/statistics/question.hpp"
#include "host/statistics/result_json.hpp"

namespace quartet::analysis
{
namespace
{

/// Where searches for limits start: a branching fraction of 1e-8.
double constexpr largest_poi = 100;

std::vector<std::vector<double>> masses_by_category(CandidateData const& data, std::size_t n)
{
    std::vector<std::vector<double>> masses(n);
    for (std::size_t i = 0; i < data.size(); ++i)
        if (data.category[i] < n) masses[data.category[i]].push_back(data.mass[i]);
    return masses;
}

void write_models(RunContext& context, SampleChain const& data)
{
    Bs4MuInputs const inputs = measured_inputs(context);
    auto const masses = masses_by_category(read_sample(context, data), inputs.categories.size());
    for (Bs4MuDecay decay : {Bs4MuDecay::bs, Bs4MuDecay::b0})
    {
        Bs4MuModelOptions options;
        options.decay = decay;
        options.branching_fraction_unit = branching_fraction_unit;
        ModelDocument document = make_bs4mu_model(inputs, options, masses);
        for (int poi : document.model.poi) document.model.parameters[static_cast<std::size_t>(poi)].upper = largest_poi;
        write_text_file(context.path(model_file(decay)),
                        "# Written by quartet run. mu = 1 is a branching fraction of 1e-10.\n# provenance: "
                            + result_provenance(context).dump() + "\n" + write_model_yaml(document));
    }
}

QuestionOptions question_options(RunContext const& context, bool blind)
{
    QuestionOptions options;
    LimitSettings const& limits = context.config.limits;
    options.cl = limits.cl;
    options.scan_points = limits.scan_points;
    options.toys = limits.toys;
    options.toy_accuracy = limits.accuracy;
    options.seed = context.config.seed;
    options.blind = blind;
    options.unblind = context.options.unblind;
    return options;
}

nlohmann::json with_branching_fractions(nlohmann::json limit)
{
    if (limit.contains("cls_scan"))
        for (nlohmann::json& point : limit["cls_scan"])
            point["branching_fraction"] = point.at("poi").get<double>() * branching_fraction_unit;
    return limit;
}

/// The limit with the warnings of the fits of the data.
LimitResult with_failures(Question const& question, LimitResult limit)
{
    for (std::string const& warning : question.warnings()) limit.warnings.push_back(warning);
    return limit;
}

void compute_limit(RunContext& context, Bs4MuDecay decay)
{
    ModelDocument const document = read_model(context.path(model_file(decay)));
    nlohmann::json result = {{"decay", decay_names[static_cast<std::size_t>(decay)]},
                             {"branching_fraction_per_poi", branching_fraction_unit},
                             {"background", to_string(read_bs4mu_inputs(context.config.inputs_file).background)}};
    {
        Question question(document, question_options(context, false));
        result["asymptotic"] = with_branching_fractions(
            limit_json(question, with_failures(question, limit_with_formulae(question)), "asymptotic"));
    }
    if (context.config.limits.toys > 0)
    {
        Question question(document, question_options(context, false));
        auto const backend = context.options.make_toys();
        result["toys"] = with_branching_fractions(
            limit_json(question, with_failures(question, limit_with_toys(question, *backend)), "toys"));
        result["device"] = backend->name();
    }
    write_result(context, std::string("results/limit_") + decay_names[static_cast<std::size_t>(decay)] + ".json",
                 result);
}

void scan_backgrounds(RunContext& context)
{
    Bs4MuInputs const inputs = measured_inputs(context);
    nlohmann::json rows = nlohmann::json::array();
    for (double scale : context.config.limits.background_scales)
    {
        nlohmann::json row = {{"background_scale", scale}};
        for (std::size_t decay = 0; decay < 2; ++decay)
        {
            Bs4MuModelOptions options;
            options.decay = static_cast<Bs4MuDecay>(decay);
            options.branching_fraction_unit = branching_fraction_unit;
            options.background_scale = scale;
            Question question(make_bs4mu_model(inputs, options), question_options(context, true));
            row[decay_names[decay]]["asymptotic"] = limit_with_formulae(question).expected[2] * branching_fraction_unit;
            row[decay_names[decay]]["toys"] = nullptr;
            if (!context.config.limits.background_toys || context.config.limits.toys == 0) continue;
            auto const backend = context.options.make_toys();
            row[decay_names[decay]]["toys"] = limit_with_toys(question, *backend).expected[2] * branching_fraction_unit;
        }
        rows.push_back(row);
    }
    write_result(context, "results/background_scan.json", {{"rows", rows}});
}

nlohmann::json settings_of(LimitSettings const& limits)
{
    return {{"cl", limits.cl}, {"toys", limits.toys}, {"accuracy", limits.accuracy}, {"points", limits.scan_points}};
}

}  // namespace

std::string model_file(Bs4MuDecay decay)
{
    return std::string("model_") + decay_names[static_cast<std::size_t>(decay)] + ".yaml";
}

Step models_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    auto const data =
        *std::find_if(chains.begin(), chains.end(), [](SampleChain const& chain) { return chain.name == "data"; });
    Step step;
    step.name = "models";
    step.settings = {{"unit", branching_fraction_unit}};
    step.inputs = measured_files(context);
    step.inputs.push_back(data.scored());
    step.outputs = {model_file(Bs4MuDecay::bs), model_file(Bs4MuDecay::b0)};
    step.work = [&context, data] { write_models(context, data); };
    return step;
}

Step limit_step(RunContext& context, Bs4MuDecay decay)
{
    std::string const name = decay_names[static_cast<std::size_t>(decay)];
    Step step;
    step.name = "limit " + name;
    step.settings = settings_of(context.config.limits);
    step.settings["seed"] = context.config.seed;
    step.settings["unblind"] = context.options.unblind;
    step.settings["device"] = to_string(context.options.device.kind);
    step.inputs = {model_file(decay)};
    step.outputs = {"results/limit_" + name + ".json"};
    step.work = [&context, decay] { compute_limit(context, decay); };
    return step;
}

Step background_scan_step(RunContext& context)
{
    LimitSettings const& limits = context.config.limits;
    Step step;
    step.name = "background levels";
    step.settings = settings_of(limits);
    step.settings["scales"] = limits.background_scales;
    step.settings["toys"] = limits.background_toys ? limits.toys : 0;
    step.settings["seed"] = context.config.seed;
    step.inputs = measured_files(context);
    step.outputs = {"results/background_scan.json"};
    step.work = [&context] { scan_backgrounds(context); };
    return step;
}

}  // namespace quartet::analysis
