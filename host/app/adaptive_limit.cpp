#include "host/app/adaptive_limit.hpp"

#include <fmt/format.h>

#include "host/app/statistics_print.hpp"
#include "host/reference/toys.hpp"
#include "host/statistics/degenerate.hpp"
#include "host/toys/adaptive_toys.hpp"
#include "host/toys/toy_run.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

/// The options that decide which toys are run, by their names on the command line.
nlohmann::json deciding_options(StatisticsOptions const& options)
{
    return {{"cl", options.cl},
            {"bands", options.bands},
            {"no-bands", options.no_bands},
            {"accuracy", options.accuracy},
            {"max-toys", options.max_toys},
            {"rmax", options.mu_max},
            {"toys", options.toys},
            {"test-statistic", options.statistic},
            {"nuisances", options.nuisances}};
}

/// Those that were not given are those of the file. Throws InputError when one that was given differs.
void take_options_of(ToyStudy const& study, std::string const& file, StatisticsOptions& options)
{
    nlohmann::json const typed = deciding_options(options);
    nlohmann::json given = nlohmann::json::object();
    for (auto const& [name, value] : typed.items())
        if (options.given.count(name) > 0) given[name] = value;
    options.cl = study.search["cl"];
    options.bands = study.search["bands"];
    options.no_bands = !study.search["toy_bands"].get<bool>();
    options.accuracy = study.search["accuracy"];
    options.max_toys = study.search["max_toys"];
    options.mu_max = study.search["rmax"];
    options.toys = study.toys;
    options.statistic = to_string(study.statistic);
    options.nuisances = study.kind == ToyKind::hybrid ? "hybrid" : "frequentist";
    std::string const differs = difference(given, "this command", deciding_options(options), file);
    if (!differs.empty())
        throw InputError(message("these options decided which toys were run: " + differs, "--from " + file,
                                 "leave them out, or run the toys"));
}

/// The model, what is asked of it and the seed must be those of the file.
void demand_same_plan(ToyStudy const& here, ToyStudy const& study, std::string const& file, bool seed_given)
{
    nlohmann::json plan = plan_json(here);
    for (char const* decided_by_file : {"points", "toys_s_plus_b", "toys_b", "toys_injected", "search"})
        plan.erase(decided_by_file);
    if (!seed_given) plan.erase("seed");
    std::string const differs = difference(plan, "this command", plan_json(study), file);
    if (!differs.empty())
        throw InputError(message("the toys are those of another plan: " + differs, "--from " + file,
                                 "leave these options out, or run the toys"));
}

int limit_from_file(StatisticsOptions options, CommonOptions const& common)
{
    ToyFileReader const file(options.from);
    if (!options.points.empty())
        throw InputError(message("the toys are those of a limit without --points", "--points, --from " + options.from,
                                 "leave --points out"));
    take_options_of(file.study(), options.from, options);
    Question question = limit_question(options, common);
    demand_same_plan(make_adaptive_study(question), file.study(), options.from, options.given.count("seed") > 0);
    AdaptiveToyFile toys(file);
    auto const backend = make_reference_toys();  // has nothing to do
    LimitResult const result = limit_with_toys(question, *backend, &toys);
    return report_limit(question, result, options, common, "host");
}

int limit_to_file(StatisticsOptions const& options, CommonOptions const& common)
{
    Question question = limit_question(options, common);
    auto const backend = make_toy_backend(common);
    ToyStudy const study = make_adaptive_study(question);
    AdaptiveToyRun run(study, options.output, options.checkpoint);
    print_warnings(run.warnings(), common);
    if (run.resumed() > 0 && !common.quiet)
        fmt::print(stderr, "quartet: goes on after {} toys: {}\n", run.resumed(), checkpoint_folder(options.output));
    LimitResult const result = limit_with_toys(question, *backend, &run, round_seconds(options.checkpoint));
    run.write(question, study, model_provenance(question.document(), common, backend->name()));
    int const code = report_limit(question, result, options, common, backend->name());
    run.end();
    return code;
}

}  // namespace

bool names_adaptive_toys(StatisticsOptions const& options)
{
    return !options.from.empty() && ToyFileReader(options.from).study().question == ToyQuestion::adaptive_limit;
}

Question limit_question(StatisticsOptions const& options, CommonOptions const& common)
{
    if (parse_test_statistic(options.statistic) == TestStatistic::q0)
        throw InputError(message("q0 tests the absence of a signal and gives no limit", "--test-statistic q0",
                                 "take qtilde, or quartet significance"));
    Question question = make_question(options, common);
    refuse_discrete(question.model().source(), question.poi(), "a limit");
    return question;
}

int report_limit(Question const& question, LimitResult result, StatisticsOptions const& options,
                 CommonOptions const& common, std::string const& device)
{
    if (talks(common)) print_limit(frame_of(question), result, options.method);
    std::vector<std::string> const failures = question.warnings();
    result.warnings.insert(result.warnings.end(), failures.begin(), failures.end());
    print_warnings(result.warnings, common);
    finish(question.document(), common, device, limit_json(question, result, options.method));
    return result.complete() && failures.empty() ? 0 : 1;
}

int adaptive_limit(StatisticsOptions options, CommonOptions const& common)
{
    if (!options.shard.empty())
        throw InputError(message("a limit with toys decides as it goes where to run how many: that cannot be divided",
                                 "--shard",
                                 "fix the plan: --points LOW:HIGH:N (or a list) with --toys per hypothesis and point"));
    if (!options.from.empty()) return limit_from_file(options, common);
    if (!options.output.empty()) return limit_to_file(options, common);
    Question question = limit_question(options, common);
    auto const backend = make_toy_backend(common);
    LimitResult const result = limit_with_toys(question, *backend);
    return report_limit(question, result, options, common, backend->name());
}

}  // namespace quartet::app
