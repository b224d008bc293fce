// quartet interval: confidence interval of one parameter.
#include <fmt/format.h>

#include "host/app/question_support.hpp"
#include "host/statistics/question_json.hpp"
#include "models/base/error.hpp"
#include "models/base/math.hpp"

namespace quartet::app
{
namespace
{

IntervalEnd end_of(double best, ProfileSide const& side)
{
    return {best + side.distance, 0, side.found, !side.found && side.at_bound};
}

/// Where the profile of -ln L rises by the square of the Gaussian quantile over two.
Interval profile_interval(LikelihoodData const& data, double cl)
{
    FitResult const best = demand_fit(data.model, data.data);
    double const sigmas = normal_quantile(0.5 * (1 + cl));
    ProfileErrors const errors = profile_errors(data.model, data.data, best, data.poi, {}, sigmas);
    Interval interval;
    interval.best = best.values[static_cast<std::size_t>(data.poi)];
    interval.low = end_of(interval.best, errors.low);
    interval.high = end_of(interval.best, errors.high);
    return interval;
}

std::string text(IntervalEnd const& end)
{
    if (end.at_bound) return fmt::format("{:.6g} (end of its range)", end.at);
    if (!end.found) return "(not found)";
    return end.error > 0 ? fmt::format("{:.6g} +- {:.2g}", end.at, end.error) : fmt::format("{:.6g}", end.at);
}

int interval(ModelDocument const& document, StatisticsOptions const& options, CommonOptions const& common)
{
    if (!(options.cl > 0 && options.cl < 1))
        throw InputError(message("the confidence level must lie between 0 and 1", "--cl", ""));
    LikelihoodData const data = question_data_of_poi(document, options, "an interval");
    std::string const poi = document.model.parameters[static_cast<std::size_t>(data.poi)].name;
    std::string device = "host";
    Interval result;
    std::vector<std::string> warnings;
    if (options.method == "profile")
        result = profile_interval(data, options.cl);
    else
    {
        IntervalOptions asked;
        asked.cl = options.cl;
        asked.toys = options.toys;
        asked.max_toys = options.max_toys > 0 ? options.max_toys : 100 * options.toys;
        asked.accuracy = options.accuracy;
        asked.kind = options.nuisances == "hybrid" ? ToyKind::hybrid : ToyKind::frequentist;
        asked.seed = common.seed;
        if (!common.quiet)
        {
            auto progress = std::make_shared<Progress>("toys: values of the parameter", 0);
            asked.progress = [progress](int done, double) { progress->update(done); };
        }
        auto const backend = make_toy_backend(common);
        device = backend->name();
        ProfileLikelihood likelihood(data.model, data.data, data.poi);
        result = feldman_cousins(likelihood, *backend, asked);
        warnings = failed_toys(result.failed, result.lost);
    }
    bool const complete = (result.low.found || result.low.at_bound) && (result.high.found || result.high.at_bound);
    if (!complete) warnings.emplace_back("an end of the interval was not found");
    if (talks(common))
    {
        if (!data.blinding.empty()) fmt::print("{}\n", data.blinding);
        fmt::print("{:.4g} % interval of {} ({}): best {:.6g}\n  low  {}\n  high {}\n", 100 * options.cl, poi,
                   options.method, result.best, text(result.low), text(result.high));
        if (result.toys > 0) fmt::print("  toys: {}, {} failed, {} lost\n", result.toys, result.failed, result.lost);
    }
    nlohmann::json json = interval_json(result, poi, options.cl);
    json["method"] = options.method;
    json["blinded"] = !data.blinding.empty();
    json["warnings"] = warnings;
    print_warnings(warnings, common);
    finish(document, common, device, json);
    return complete ? 0 : 1;
}

}  // namespace

Command interval_command()
{
    return {"interval", "Confidence interval: Feldman-Cousins with toys, or profile likelihood",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<StatisticsOptions>();
                options->method = "feldman-cousins";
                options->cl = 0.68;
                options->accuracy = 0.005;
                add_model_options(app, *options);
                app.add_option("--method", options->method, "feldman-cousins or profile")
                    ->check(CLI::IsMember({"feldman-cousins", "profile"}))
                    ->capture_default_str();
                app.add_option("--cl", options->cl, "confidence level")->capture_default_str();
                app.add_option("--toys", options->toys, "toys of a first look at a value of the parameter")
                    ->check(CLI::Range(std::int64_t{10}, std::int64_t{1} << 40))
                    ->capture_default_str();
                app.add_option("--max-toys", options->max_toys,
                               "toys at one value of the parameter at which they are no longer doubled; default: 100 "
                               "times --toys")
                    ->check(CLI::PositiveNumber);
                app.add_option("--accuracy", options->accuracy,
                               "the search of an end stops when its error is this share of the interval")
                    ->check(CLI::PositiveNumber)
                    ->capture_default_str();
                app.add_option("--nuisances", options->nuisances,
                               "in toys: frequentist = global observables are drawn, hybrid = nuisance parameters are "
                               "drawn")
                    ->check(CLI::IsMember({"frequentist", "hybrid"}))
                    ->capture_default_str();
                return [options, &common]
                {
                    ModelDocument const document = read_document(*options, common);
                    return answer_or_failure(document, common, [&] { return interval(document, *options, common); });
                };
            }};
}

}  // namespace quartet::app
