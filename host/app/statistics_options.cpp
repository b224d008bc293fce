#include "host/app/statistics_options.hpp"

#include <fmt/format.h>

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/app/toy_backends.hpp"
#include "host/core/same_file.hpp"
#include "host/statistics/projection.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{

void add_model_options(CLI::App& app, StatisticsOptions& options, bool with_poi)
{
    app.add_option("model", options.model, "statistical model (docs/model_format.md)")->required();
    if (with_poi)
        app.add_option("--poi", options.poi, "parameter of interest; default: the first one that the model names");
    app.add_flag("--blind", options.blind, "use nothing of the data: Asimov data before the fit");
    app.add_flag("--unblind", options.unblind, "open the blind windows of the model");
    app.add_option("--fix", options.fix, "NAME=VALUE: hold a parameter at a value (may be repeated)");
    app.add_option(
        "--inject", options.inject,
        "NAME=VALUE: in place of the data the Asimov data of the model with this value, for example a signal "
        "(may be repeated)");
    app.add_option("--scale-luminosity", options.luminosity,
                   "factor on the yields of all samples, for an expected result (--blind or --inject)");
    app.add_option(
        "--scale-constraints", options.scale_constraints,
        "with --scale-luminosity: names (* = any text) of nuisance parameters whose auxiliary measurements grow "
        "with the luminosity, so that their errors shrink by the square root of the factor (may be repeated)");
}

namespace
{

std::vector<NamedValue> named_values(std::vector<std::string> const& texts, std::string const& option)
{
    std::vector<NamedValue> values;
    for (std::string const& text : texts) values.push_back(parse_named_value(text, option));
    return values;
}

void apply_assumptions(StatisticsOptions const& options, ModelDocument& document)
{
    if (!options.inject.empty() && options.blind)
        throw InputError(message("injected data and no data at all exclude each other", "--inject --blind",
                                 "leave one of the two out"));
    if (!options.scale_constraints.empty() && options.luminosity == 1)
        throw InputError(message("nothing is scaled", "--scale-constraints", "add --scale-luminosity FACTOR"));
    if (options.luminosity != 1)
    {
        if (!options.blind && options.inject.empty())
            throw InputError(message("there are no data for another luminosity", "--scale-luminosity",
                                     "ask for an expected result with --blind or --inject NAME=VALUE"));
        scale_luminosity(document, options.luminosity, options.scale_constraints);
    }
    hold_parameters(document, named_values(options.fix, "--fix"));
    if (!options.inject.empty()) inject(document, named_values(options.inject, "--inject"));
}

}  // namespace

void add_toy_options(CLI::App& app, StatisticsOptions& options)
{
    app.add_option("--method", options.method, "asymptotic or toys")
        ->check(CLI::IsMember({"asymptotic", "toys"}))
        ->capture_default_str();
    app.add_option("--toys", options.toys, "toys per hypothesis and value of the parameter of interest")
        ->check(CLI::Range(std::int64_t{10}, std::int64_t{1} << 40))
        ->capture_default_str();
    app.add_option("--test-statistic", options.statistic, "qtilde, q, q0, profile, lep or tev")->capture_default_str();
    app.add_option("--bands", options.bands,
                   "expected results at: sigma = -2..2 sigma, quantile = 0.025, 0.16, 0.5, 0.84, 0.975")
        ->check(CLI::IsMember({"sigma", "quantile"}))
        ->capture_default_str();
    app.add_option("--nuisances", options.nuisances,
                   "in toys: frequentist = global observables are drawn, hybrid = nuisance parameters are drawn")
        ->check(CLI::IsMember({"frequentist", "hybrid"}))
        ->capture_default_str();
}

bool wants_toys(StatisticsOptions const& options) { return options.method == "toys"; }

ModelDocument read_document(StatisticsOptions const& options, CommonOptions const& common)
{
    ModelDocument document = read_model(options.model);
    refuse_same_file("--json", common.json, document.files);
    apply_assumptions(options, document);
    if (!document.assumptions.empty() && talks(common)) fmt::print("assumed: {}\n", document.assumptions);
    return document;
}

Question make_question(StatisticsOptions const& options, CommonOptions const& common)
{
    QuestionOptions asked;
    asked.poi = options.poi;
    asked.statistic = parse_test_statistic(options.statistic);
    asked.cl = options.cl;
    asked.bands = parse_bands(options.bands);
    asked.blind = options.blind;
    asked.unblind = options.unblind;
    asked.expected_data = !options.inject.empty();
    asked.mu_max = options.mu_max;
    asked.scan_points = options.scan_points;
    asked.toys = options.toys;
    asked.max_toys = options.max_toys;
    asked.toy_kind = options.nuisances == "hybrid" ? ToyKind::hybrid : ToyKind::frequentist;
    asked.toy_bands = !options.no_bands;
    asked.toy_accuracy = options.accuracy;
    asked.seed = common.seed;
    if (!common.quiet && wants_toys(options))
    {
        auto progress = std::make_shared<Progress>("toys: values of the parameter of interest", 0);
        asked.progress = [progress](int done, double) { progress->update(done); };
    }
    return {read_document(options, common), asked};
}

std::unique_ptr<ToyBackend> make_toy_backend(CommonOptions const& common)
{
    return make_toy_backend(choose_backend(common.device), common.threads);
}

void finish(ModelDocument const& document, CommonOptions const& common, std::string const& device,
            nlohmann::json const& result)
{
    if (common.json.empty()) return;
    nlohmann::json complete = result;
    if (!document.assumptions.empty()) complete["assumptions"] = document.assumptions;
    Provenance provenance = make_provenance(common);
    provenance.device = device;
    for (std::string const& file : document.files) provenance.add_input(file);
    write_json(common.json, complete, provenance);
}

bool talks(CommonOptions const& common) { return !common.quiet && common.json != "-"; }

void print_warnings(std::vector<std::string> const& warnings, CommonOptions const& common)
{
    if (common.quiet) return;
    for (std::string const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
}

}  // namespace quartet::app
