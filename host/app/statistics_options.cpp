#include "host/app/statistics_options.hpp"

#include <fmt/format.h>

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/app/toy_backends.hpp"
#include "host/core/same_file.hpp"
#include "host/statistics/projection.hpp"
#include "host/toys/toy_data_file.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{

namespace
{

void add_datacard_options(CLI::App& app, DatacardOptions& card)
{
    app.add_option("--strength", card.strengths,
                   "datacard: name=process or name=channel/process, with * for any: these signals get a strength of "
                   "their own; may be given several times")
        ->expected(1)
        ->take_all();
    app.add_option("--poi-range", card.strength_range,
                   "datacard: range of the signal strengths, two numbers; default: 0 20");
    app.add_option("--mass", card.mass, "datacard: in place of $MASS")->capture_default_str();
    app.add_flag("--no-systematics", card.no_systematics, "datacard: without its nuisance parameters");
}

}  // namespace

void add_reading_options(CLI::App& app, ModelOptions& options)
{
    app.add_option("--measurement", options.measurement,
                   "measurement of a pyhf workspace, analysis of an HS3 document; default: the first one");
    app.add_option("--patchset", options.patchset, "pyhf: file with a patch set, or with one JSON patch");
    app.add_option("--patch", options.patch, "pyhf: name of the patch in the patch set");
    app.add_option("--interpolation", options.interpolation,
                   "pyhf: codes normsys=1|4,histosys=0|2|4p; default: those of pyhf, normsys=4,histosys=4p");
    add_datacard_options(app, options.card);
}

void add_model_options(CLI::App& app, StatisticsOptions& options, bool with_poi)
{
    app.add_option("model", options.model, "statistical model of any format (docs/guide/formats.md)")->required();
    add_reading_options(app, options.reading);
    if (with_poi)
        app.add_option("--poi", options.poi, "parameter of interest; default: the first one that the model names");
    app.add_flag("--blind", options.blind, "use nothing of the data: Asimov data before the fit");
    app.add_flag("--unblind", options.unblind, "open the blind windows of the model");
    app.add_option("--fix", options.fix, "NAME=VALUE: hold a parameter at a value (may be repeated)");
    app.add_option(
        "--inject", options.inject,
        "NAME=VALUE: in place of the data the Asimov data of the model with this value, for example a signal "
        "(may be repeated)");
    app.add_option("--toys-from", options.toys_from,
                   "FILE[:NUMBER]: in place of the data a toy that quartet hypotest --save-toys wrote");
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
    if (!options.toys_from.empty() && (options.blind || !options.inject.empty()))
        throw InputError(
            message("a saved toy stands in place of the data", "--toys-from", "leave --blind and --inject out"));
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
    if (!options.toys_from.empty()) take_saved_toy(document, options.toys_from);
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
    app.add_option("-o,--output", options.output, "toys: write them to this file, with checkpoints on the way");
    app.add_option("--shard", options.shard, "toys: run share i of N (i/N, i from 0) of the plan, for quartet merge");
    app.add_option("--from", options.from, "toys: read them from this file instead of running any");
    app.add_option("--checkpoint", options.checkpoint, "toys with -o: seconds between checkpoints, at most 60")
        ->check(CLI::Range(0.0, 60.0))
        ->capture_default_str();
}

void check_toy_options(CLI::App const& app, StatisticsOptions& options)
{
    for (CLI::Option const* option : app.get_options())
        if (option->count() > 0)
            for (std::string const& name : option->get_lnames()) options.given.insert(name);
    auto const given = [&](char const* name) { return options.given.count(name) > 0; };
    if (given("from") && !given("method")) options.method = "toys";
    for (char const* name : {"from", "shard", "output", "points", "checkpoint"})
        if (given(name) && !wants_toys(options))
            throw InputError(message("this option is for toys", std::string("--") + name, "add --method toys"));
    if (given("from"))
        for (char const* name : {"shard", "output", "checkpoint"})
            if (given(name))
                throw InputError(message("--from reads toys, and this option is for running them",
                                         std::string("--") + name, "leave one of the two out"));
    if (given("shard") && !given("output"))
        throw InputError(message("a shard is written to a file", "--shard", "name it with -o"));
}

bool wants_toys(StatisticsOptions const& options) { return options.method == "toys"; }

ModelDocument read_document(StatisticsOptions const& options, CommonOptions const& common)
{
    ModelDocument document = read_model(options.model, options.reading);
    apply_assumptions(options, document);
    refuse_same_file("--json", common.json, document.files);
    refuse_same_file("-o", options.output, document.files);
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
    for (auto const& [name, value] : named_values(options.inject, "--inject")) asked.injected[name] = value;
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

Provenance model_provenance(ModelDocument const& document, CommonOptions const& common, std::string const& device)
{
    Provenance provenance = make_provenance(common);
    provenance.device = device;
    for (std::string const& file : document.files) provenance.add_input(file);
    return provenance;
}

void finish(ModelDocument const& document, CommonOptions const& common, std::string const& device,
            nlohmann::json const& result)
{
    if (common.json.empty()) return;
    nlohmann::json complete = result;
    if (!document.assumptions.empty()) complete["assumptions"] = document.assumptions;
    write_json(common.json, complete, model_provenance(document, common, device));
}

bool talks(CommonOptions const& common) { return !common.quiet && common.json != "-"; }

void print_warnings(std::vector<std::string> const& warnings, CommonOptions const& common)
{
    if (common.quiet) return;
    for (std::string const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
}

}  // namespace quartet::app
