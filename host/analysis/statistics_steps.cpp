#include "host/analysis/statistics_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "fits/asimov.hpp"
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
        if (!context.options.unblind)
        {
            document.data = hide(CompiledModel(document.model), document.data, document.blind, document.edges);
            document.blind_data_removed = true;
        }
        write_text_file(context.path(model_file(decay)),
                        "# Written by quartet run. mu = 1 is a branching fraction of 1e-10.\n# provenance: "
                            + to_json(context.provenance()).dump() + "\n" + write_model_yaml(document));
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

std::string limit_file(char const* decay) { return std::string("results/limit_") + decay + ".json"; }

char const* const scan_file = "results/background_scan.json";

/// The answer of one method with the warnings of the fits behind it. "complete": nothing that was asked for is missing.
nlohmann::json limit_block(Question const& question, LimitResult limit, std::string const& method)
{
    std::vector<std::string> const failures = question.warnings();
    limit.warnings.insert(limit.warnings.end(), failures.begin(), failures.end());
    nlohmann::json json = limit_json(question, limit, method);
    json["complete"] = limit.complete() && failures.empty();
    if (json.contains("cls_scan"))
        for (nlohmann::json& point : json["cls_scan"])
            point["branching_fraction"] = point.at("poi").get<double>() * branching_fraction_unit;
    return json;
}

/// Toys show how many values of the parameter are done.
LimitResult toy_limit_with_progress(RunContext const& context, std::string const& label, ModelDocument const& document,
                                    QuestionOptions options, ToyBackend& backend, std::optional<Question>& question)
{
    Progress progress = context.progress(label + ": toys, values of the parameter", 0);
    options.progress = [&](int done, double) { progress.update(done); };
    question.emplace(document, std::move(options));
    LimitResult result = limit_with_toys(*question, backend);
    progress.close();
    return result;
}

void compute_limit(RunContext& context, Bs4MuDecay decay)
{
    char const* const name = decay_names[static_cast<std::size_t>(decay)];
    ModelDocument const document = read_model(context.path(model_file(decay)));
    nlohmann::json result = {{"decay", name},
                             {"branching_fraction_per_poi", branching_fraction_unit},
                             {"background", to_string(read_bs4mu_inputs(context.config.inputs_file).background)}};
    {
        Question question(document, question_options(context, false));
        result["asymptotic"] = limit_block(question, limit_with_formulae(question), "asymptotic");
    }
    if (context.config.limits.toys > 0)
    {
        auto const backend = context.options.make_toys();
        std::optional<Question> question;
        LimitResult const limit = toy_limit_with_progress(context, std::string("limit ") + name, document,
                                                          question_options(context, false), *backend, question);
        result["toys"] = limit_block(*question, limit, "toys");
        result["device"] = backend->name();
    }
    write_result(context, limit_file(name), result);
}

/// The median as a branching fraction; null, with a warning, when the search did not find it.
nlohmann::json median(Question const& question, LimitResult const& limit, std::string const& where,
                      std::vector<std::string>& warnings)
{
    for (std::string const& failure : question.warnings()) warnings.push_back(where + ": " + failure);
    if (limit.expected_found[2]) return limit.expected[2] * branching_fraction_unit;
    warnings.push_back(where + ": the median expected limit was not found");
    return nullptr;
}

void scan_backgrounds(RunContext& context)
{
    Bs4MuInputs const inputs = measured_inputs(context);
    nlohmann::json rows = nlohmann::json::array();
    std::vector<std::string> warnings;
    for (double scale : context.config.limits.background_scales)
    {
        nlohmann::json row = {{"background_scale", scale}};
        for (std::size_t decay = 0; decay < 2; ++decay)
        {
            Bs4MuModelOptions options;
            options.decay = static_cast<Bs4MuDecay>(decay);
            options.branching_fraction_unit = branching_fraction_unit;
            options.background_scale = scale;
            ModelDocument const document = make_bs4mu_model(inputs, options);
            std::string const where = fmt::format("{} times the background, {}", scale, decay_names[decay]);
            Question question(document, question_options(context, true));
            nlohmann::json& entry = row[decay_names[decay]];
            entry["asymptotic"] = median(question, limit_with_formulae(question), where + ", asymptotic", warnings);
            entry["toys"] = nullptr;
            if (!context.config.limits.background_toys || context.config.limits.toys == 0) continue;
            auto const backend = context.options.make_toys();
            std::optional<Question> asked;
            LimitResult const limit =
                toy_limit_with_progress(context, where, document, question_options(context, true), *backend, asked);
            entry["toys"] = median(*asked, limit, where + ", toys", warnings);
        }
        rows.push_back(row);
    }
    write_result(context, scan_file, {{"rows", rows}, {"warnings", warnings}, {"complete", warnings.empty()}});
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

std::vector<std::string> missing_limits(RunContext const& context)
{
    std::vector<std::string> missing;
    for (char const* decay : decay_names)
    {
        nlohmann::json const result = read_result(context, limit_file(decay));
        for (char const* method : {"asymptotic", "toys"})
            if (result.contains(method) && !result.at(method).at("complete").get<bool>())
                missing.push_back(fmt::format("{} with {} ({})", decay, method, limit_file(decay)));
    }
    if (!read_result(context, scan_file).at("complete").get<bool>())
        missing.push_back(fmt::format("other levels of the background ({})", scan_file));
    return missing;
}

Step models_step(RunContext& context, std::vector<SampleChain> const& chains)
{
    auto const data =
        *std::find_if(chains.begin(), chains.end(), [](SampleChain const& chain) { return chain.name == "data"; });
    Step step;
    step.name = "models";
    step.settings = {{"unit", branching_fraction_unit}, {"unblind", context.options.unblind}};
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
    step.outputs = {limit_file(name.c_str())};
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
    step.outputs = {scan_file};
    step.work = [&context] { scan_backgrounds(context); };
    return step;
}

}  // namespace quartet::analysis
