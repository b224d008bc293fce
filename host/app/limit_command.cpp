// quartet limit: CLs upper limit, observed and expected.
#include <fmt/format.h>

#include "host/app/statistics_options.hpp"
#include "host/app/statistics_print.hpp"
#include "host/app/toy_answers.hpp"
#include "host/statistics/degenerate.hpp"
#include "host/statistics/result_json.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

/// Toys at fixed points, here or from a file.
int limit_at_points(StatisticsOptions const& options, CommonOptions const& common)
{
    std::vector<double> points;
    if (!options.points.empty()) points = parse_points(options.points);
    Question question = make_question(options, common);
    refuse_discrete(question.model().source(), question.poi(), "a limit");
    return answer_with_toys(question, {ToyQuestion::limit, points, {}}, options, common);
}

int limit(StatisticsOptions const& options, CommonOptions const& common)
{
    if (!options.points.empty() || !options.from.empty()) return limit_at_points(options, common);
    if (!options.output.empty())
        throw InputError(
            message("a limit with toys decides as it goes where to run how many: that cannot be divided, "
                    "nor taken up again",
                    options.shard.empty() ? "-o" : "--shard",
                    "fix the plan: --points LOW:HIGH:N (or a list) with --toys per hypothesis and point"));
    Question question = make_question(options, common);
    refuse_discrete(question.model().source(), question.poi(), "a limit");
    LimitResult result;
    std::string device = "host";
    if (wants_toys(options))
    {
        auto const backend = make_toy_backend(common);
        device = backend->name();
        result = limit_with_toys(question, *backend);
    }
    else
        result = limit_with_formulae(question);
    if (talks(common)) print_limit(frame_of(question), result, options.method);
    std::vector<std::string> const failures = question.warnings();
    result.warnings.insert(result.warnings.end(), failures.begin(), failures.end());
    print_warnings(result.warnings, common);
    finish(question.document(), common, device, limit_json(question, result, options.method));
    return result.complete() && failures.empty() ? 0 : 1;
}

}  // namespace

Command limit_command()
{
    return {
        "limit", "CLs upper limit, observed and expected",
        [](CLI::App& app, CommonOptions& common)
        {
            auto options = std::make_shared<StatisticsOptions>();
            add_model_options(app, *options);
            add_toy_options(app, *options);
            app.add_option("--cl", options->cl, "confidence level")->capture_default_str();
            app.add_option("--rmax", options->mu_max,
                           "first value of the parameter of interest beyond which the search is extended by doubling")
                ->check(CLI::PositiveNumber);
            app.add_option("--scan-points", options->scan_points, "points of the CLs curve in the result (asymptotic)")
                ->check(CLI::Range(0, 100000));
            app.add_option("--max-toys", options->max_toys,
                           "toys: to which --toys is raised until --accuracy is reached; default: 300 times --toys")
                ->check(CLI::PositiveNumber);
            app.add_option("--accuracy", options->accuracy,
                           "toys: relative error of a limit at which no more toys are made")
                ->check(CLI::PositiveNumber)
                ->capture_default_str();
            app.add_flag("--no-bands", options->no_bands, "toys: the observed limit only");
            app.add_option("--points", options->points,
                           "toys: fixed values of the parameter of interest, LOW:HIGH:N or a list with commas");
            return [options, &app, &common]
            {
                check_toy_options(app, *options);
                return limit(*options, common);
            };
        }};
}

}  // namespace quartet::app
