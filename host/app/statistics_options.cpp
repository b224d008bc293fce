#include "host/app/statistics_options.hpp"

#include <fmt/format.h>

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/app/toy_backends.hpp"
#include "host/core/same_file.hpp"

namespace quartet::app
{

void add_model_options(CLI::App& app, StatisticsOptions& options, bool with_poi)
{
    app.add_option("model", options.model, "statistical model (docs/model_format.md)")->required();
    if (with_poi)
        app.add_option("--poi", options.poi, "parameter of interest; default: the first one that the model names");
    app.add_flag("--blind", options.blind, "use nothing of the data: Asimov data before the fit");
    app.add_flag("--unblind", options.unblind, "open the blind windows of the model");
    add_datacard_options(app, options.card);
}

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
    ModelDocument document = read_model(options.model, options.card);
    refuse_same_file("--json", common.json, document.files);
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
    Provenance provenance = make_provenance(common);
    provenance.device = device;
    for (std::string const& file : document.files) provenance.add_input(file);
    write_json(common.json, result, provenance);
}

bool talks(CommonOptions const& common) { return !common.quiet && common.json != "-"; }

void print_warnings(std::vector<std::string> const& warnings, CommonOptions const& common)
{
    if (common.quiet) return;
    for (std::string const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
}

}  // namespace quartet::app
