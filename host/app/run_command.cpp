// quartet run: a whole search, from events to limits and the report.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/analysis/pipeline.hpp"
#include "host/app/candidate_backends.hpp"
#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/app/report_runner.hpp"
#include "host/app/toy_backends.hpp"
#include "host/candidates/candidate_backend.hpp"
#include "host/core/backend_choice.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

struct Options
{
    std::string analysis;
    std::string output;
    bool unblind = false;
    bool no_report = false;
};

/// The weights that ship with the program: above it in a source tree, under share/ in an installation. Empty = none.
std::string shipped_weights()
{
    namespace fs = std::filesystem;
    std::error_code failed;
    for (fs::path folder = fs::read_symlink("/proc/self/exe", failed).parent_path(); !folder.empty();
         folder = folder.parent_path())
    {
        for (char const* place : {"models/weights/bs4mu/manifest.json", "share/quartet/weights/bs4mu/manifest.json"})
            if (fs::exists(folder / place, failed)) return (folder / place).string();
        if (folder == folder.root_path()) break;
    }
    return "";
}

/// Page and figures of an earlier run: they may show data that this run keeps hidden.
void remove_old_report(std::string const& folder)
{
    namespace fs = std::filesystem;
    fs::path const report = fs::path(folder) / "report";
    std::error_code failed;
    fs::remove(report / "index.html", failed);
    if (failed)
        throw EnvironmentError(message("the report of an earlier run cannot be removed: " + failed.message(),
                                       (report / "index.html").string(), "Check the permissions"));
    for (fs::directory_iterator entry(report / "figures", failed), end; !failed && entry != end;
         entry.increment(failed))
    {
        std::error_code ignored;
        fs::path const kind = entry->path().extension();
        if (kind == ".png" || kind == ".pdf") fs::remove(entry->path(), ignored);
    }
}

/// What became of the report.
struct ReportOutcome
{
    char const* state = "none";  ///< none, written or failed
    std::string problem;         ///< of a failed one, empty when the report itself has said it
};

/// A report that cannot be written leaves the results as they are; the exit code and the summary tell.
ReportOutcome report(std::string const& folder, bool quiet)
{
    remove_old_report(folder);
    try
    {
        return {write_report(folder, quiet) == 0 ? "written" : "failed", ""};
    }
    catch (EnvironmentError const& error)
    {
        return {"failed", " (" + std::string(error.what()) + ")"};
    }
}

void complain_about_report(ReportOutcome const& outcome, std::string const& folder)
{
    fmt::print(stderr,
               "quartet: the report was not written{}, the results in {} are complete. Repeat it with: quartet report "
               "{}\n",
               outcome.problem, folder, folder);
}

void complain_about_limits(std::vector<std::string> const& missing)
{
    fmt::print(
        stderr,
        "quartet: limits were not found: {}. They are null in the results, and `warnings` beside them says why\n",
        fmt::join(missing, ", "));
}

nlohmann::json describe(analysis::RunSummary const& summary, Options const& options, ReportOutcome const& outcome)
{
    nlohmann::json steps = nlohmann::json::array();
    for (analysis::StepRecord const& step : summary.steps)
        steps.push_back(
            {{"name", step.name}, {"seconds", step.seconds}, {"reused", step.reused}, {"made_by", step.made_by}});
    return {{"folder", options.output},   {"blinded", !options.unblind}, {"report", outcome.state},
            {"seconds", summary.seconds}, {"missing", summary.missing},  {"steps", steps}};
}

int run(Options const& options, CommonOptions const& common, bool seed_given)
{
    analysis::AnalysisConfig config = analysis::read_analysis(options.analysis);
    if (seed_given) config.seed = common.seed;
    BackendChoice const choice = choose_backend(common.device);
    analysis::RunOptions settings;
    settings.output = options.output;
    settings.json = common.json;
    settings.threads = common.threads;
    settings.unblind = options.unblind;
    settings.quiet = common.quiet;
    settings.command_line = common.command_line;
    settings.device = choice;
    settings.default_weights = shipped_weights();
    settings.make_candidates = [&] { return make_candidate_backend(choice, common.threads); };
    settings.make_toys = [&] { return make_toy_backend(choice, common.threads); };
    ReportOutcome outcome;
    bool const wanted = config.report && !options.no_report;
    config.report = true;  // the callback decides
    settings.write_report = [&]
    {
        if (wanted)
            outcome = report(options.output, common.quiet);
        else
            remove_old_report(options.output);
    };
    analysis::RunSummary const summary = analysis::run_analysis(std::move(config), std::move(settings));
    if (!common.quiet && common.json != "-")
        fmt::print("{}: {} steps in {:.1f} s{}\n", options.output, summary.steps.size(), summary.seconds,
                   options.unblind ? "" : "; blinded (--unblind opens the signal windows)");
    Provenance provenance = make_provenance(common);
    provenance.seed = summary.provenance.seed;
    provenance.device = summary.provenance.device;
    provenance.inputs = summary.provenance.inputs;
    write_json(common.json, describe(summary, options, outcome), provenance);
    if (std::string(outcome.state) == "failed") complain_about_report(outcome, options.output);
    if (!summary.missing.empty()) complain_about_limits(summary.missing);
    return std::string(outcome.state) == "failed" || !summary.missing.empty() ? 1 : 0;
}

}  // namespace

Command run_command()
{
    return {"run", "A whole search: events, candidates, classifier, fits, limits, report",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<Options>();
                app.add_option("analysis", options->analysis, "analysis file (YAML)")->required();
                app.add_option("-o,--output", options->output, "folder for all results; finished steps in it are kept")
                    ->required();
                app.add_flag("--unblind", options->unblind, "look at the data in the signal windows");
                app.add_flag("--no-report", options->no_report, "leave out the report");
                return [options, &app, &common] { return run(*options, common, app.count("--seed") > 0); };
            }};
}

}  // namespace quartet::app
