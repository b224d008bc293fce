// quartet limit: CLs upper limit, observed and expected.
#include <fmt/format.h>

#include "host/app/statistics_options.hpp"
#include "host/statistics/result_json.hpp"

namespace quartet::app
{
namespace
{

void print(Question const& question, LimitResult const& result, std::string const& method)
{
    fmt::print("{:.0f} % CLs upper limit on {} ({}, {})\n", 100 * question.options().cl, question.poi_name(), method,
               to_string(question.options().statistic));
    if (question.blinded())
        fmt::print("  {}\n", question.blinding());
    else if (!result.observed_found)
        fmt::print("  observed        not found\n");
    else if (method == "toys")
        fmt::print("  observed        {:.6g} +- {:.2g}\n", result.observed, result.observed_error);
    else
        fmt::print("  observed        {:.6g}\n", result.observed);
    if (method == "toys" && !question.options().toy_bands && !question.blinded()) return;
    bool const sigma = question.options().bands == Bands::sigma;
    char const* const by_sigma[] = {"-2 sigma", "-1 sigma", "median  ", "+1 sigma", "+2 sigma"};
    char const* const by_quantile[] = {"0.025   ", "0.16    ", "0.5     ", "0.84    ", "0.975   "};
    for (std::size_t i = 0; i < 5; ++i)
    {
        std::string const name = (sigma ? by_sigma : by_quantile)[i];
        if (method == "toys" && !question.options().toy_bands && i != 2) continue;
        if (!result.expected_found[i])
            fmt::print("  expected {} not found\n", name);
        else if (method == "toys")
            fmt::print("  expected {} {:.6g} +- {:.2g}\n", name, result.expected[i], result.expected_error[i]);
        else
            fmt::print("  expected {} {:.6g}\n", name, result.expected[i]);
    }
    if (method == "toys")
        fmt::print("  toys: {} signal plus background, {} background, {} failed\n", result.toys.s_plus_b, result.toys.b,
                   result.toys.failed);
}

int limit(StatisticsOptions const& options, CommonOptions const& common)
{
    Question question = make_question(options, common);
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
    if (talks(common)) print(question, result, options.method);
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
            return [options, &common] { return limit(*options, common); };
        }};
}

}  // namespace quartet::app
