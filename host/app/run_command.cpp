// quartet run: a whole search, from events to limits and the report.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/analysis/pipeline.hpp"
#include "host/app/candidate_backends.hpp"
#include "host/app/command.hpp"
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

/// A report that cannot be written does not spoil the results: it is said, here and in the summary, and the run ends
/// well. Returns "written" or "failed".
char const* report(std::string const& folder, bool quiet)
{
    remove_old_report(folder);
    try
    {
        if (write_report(folder, quiet) == 0) return "written";
        fmt::print(stderr, "quartet run: the report was not written\n");
    }
    catch (EnvironmentError const& error)
    {
        fmt::print(stderr, "quartet run: no report: {}\n", error.what());
    }
    return "failed";
}

nlohmann::json describe(analysis::RunSummary const& summary, Options const& options, char const* report_state)
{
    nlohmann::json steps = nlohmann::json::array();
    for (analysis::StepRecord const& step : summary.steps)
        steps.push_back({{"name", step.name}, {"seconds", step.seconds}, {"reused", step.reused}});
    return {{"folder", options.output},
            {"blinded", !options.unblind},
            {"report", report_state},
            {"seconds", summary.seconds},
            {"steps", steps}};
}

int run(Options const& options, CommonOptions const& common, bool seed_given)
{
    analysis::AnalysisConfig config = analysis::read_analysis(options.analysis);
    if (seed_given) config.seed = common.seed;
    BackendChoice const choice = choose_backend(common.device);
    analysis::RunOptions settings;
    settings.output = options.output;
    settings.threads = common.threads;
    settings.unblind = options.unblind;
    settings.quiet = common.quiet;
    settings.command_line = common.command_line;
    settings.device = choice;
    settings.default_weights = shipped_weights();
    settings.make_candidates = [&] { return make_candidate_backend(choice, common.threads); };
    settings.make_toys = [&] { return make_toy_backend(choice, common.threads); };
    char const* report_state = "none";
    bool const wanted = config.report && !options.no_report;
    config.report = true;  // the callback decides
    settings.write_report = [&]
    {
        if (wanted)
            report_state = report(options.output, common.quiet);
        else
            remove_old_report(options.output);
    };
    analysis::RunSummary const summary = analysis::run_analysis(std::move(config), std::move(settings));
    if (!common.quiet && common.json != "-")
        fmt::print("{}: {} steps in {:.1f} s{}\n", options.output, summary.steps.size(), summary.seconds,
                   options.unblind ? "" : "; blinded (--unblind opens the signal windows)");
    write_json(common.json, describe(summary, options, report_state));
    return 0;
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
