// quartet limit: CLs upper limit, observed and expected.
#include "host/app/adaptive_limit.hpp"
#include "host/app/toy_answers.hpp"

namespace quartet::app
{
namespace
{

/// Toys at fixed points, here or from a file.
int limit_at_points(StatisticsOptions const& options, CommonOptions const& common)
{
    std::vector<double> points;
    if (!options.points.empty()) points = parse_points(options.points);
    Question question = limit_question(options, common);
    return answer_with_toys(question, {ToyQuestion::limit, points, {}}, options, common);
}

int limit(StatisticsOptions const& options, CommonOptions const& common)
{
    bool const from_fixed_plan = !options.from.empty() && !names_adaptive_toys(options);
    if (from_fixed_plan || (!options.points.empty() && options.from.empty())) return limit_at_points(options, common);
    if (wants_toys(options)) return adaptive_limit(options, common);
    Question question = limit_question(options, common);
    return report_limit(question, limit_with_formulae(question), options, common, "host");
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
