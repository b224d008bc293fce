// quartet gof: goodness of fit.
#include <fmt/format.h>

#include <cmath>

#include "host/app/question_support.hpp"
#include "host/statistics/question_json.hpp"

namespace quartet::app
{
namespace
{

std::string p_text(GofValue const& value)
{
    return std::isfinite(value.p_value) ? fmt::format("p = {:.4g} +- {:.2g}", value.p_value, value.error) : "";
}

std::string distance_text(GofValue const& value, char const* otherwise)
{
    return value.statistic == -1 ? otherwise : fmt::format("{:.6g}", value.statistic);
}

void print(CompiledModel const& model, GofResult const& result, GofStatistic statistic)
{
    fmt::print("goodness of fit ({}): {}  {}\n", to_string(statistic), distance_text(result.whole, "(none)"),
               p_text(result.whole));
    if (result.asymptotic_p_value >= 0)
        fmt::print("  chi-square with {} degrees of freedom: p = {:.4g}\n", result.degrees_of_freedom,
                   result.asymptotic_p_value);
    for (std::size_t c = 0; c < result.channels.size(); ++c)
    {
        ModelChannel const& channel = model.source().channels[c];
        char const* const otherwise = channel.n_observables() > 1 ? "(several observables)" : "(no events)";
        fmt::print("  {:<24} {}  {}\n", channel.name, distance_text(result.channels[c], otherwise),
                   p_text(result.channels[c]));
    }
    if (result.toys > 0) fmt::print("  toys: {}, {} failed, {} lost\n", result.toys, result.failed, result.lost);
}

int gof(ModelDocument const& document, StatisticsOptions const& options, std::string const& name, std::int64_t toys,
        CommonOptions const& common)
{
    GofOptions asked;
    if (!name.empty()) asked.statistic = parse_gof_statistic(name);
    asked.toys = toys;
    asked.seed = common.seed;
    asked.threads = common.threads;
    asked.kind = options.nuisances == "hybrid" ? ToyKind::hybrid : ToyKind::frequentist;
    LikelihoodData const data = question_data(document, options, "a goodness of fit");
    if (name.empty()) asked.statistic = default_gof_statistic(data.model);
    auto const backend = make_toy_backend(common);
    asked.progress = toy_progress(common, toys);
    GofResult const result = goodness_of_fit(data.model, data.data, asked, *backend);
    if (talks(common)) print(data.model, result, asked.statistic);
    nlohmann::json json = gof_json(data.model, result, asked.statistic);
    std::vector<std::string> warnings = failed_toys(result.failed, result.lost);
    bool const nothing = result.whole.statistic == -1;
    if (nothing)
        warnings.emplace_back("no channel of one observable has an event: there is no distance, and no p-value");
    json["warnings"] = warnings;
    print_warnings(warnings, common);
    finish(document, common, toys > 0 ? backend->name() : "host", json);
    return nothing ? 1 : 0;
}

}  // namespace

Command gof_command()
{
    return {"gof", "Goodness of fit",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<StatisticsOptions>();
                auto statistic = std::make_shared<std::string>();
                auto toys = std::make_shared<std::int64_t>(1000);
                add_model_options(app, *options, false);
                app.add_option(
                    "--statistic", *statistic,
                    "saturated (binned), ks (Kolmogorov-Smirnov) or ad (Anderson-Darling); default: saturated "
                    "where all channels are binned, else ad");
                add_optional_toys(app, *toys, "the p-values");
                app.add_option("--nuisances", options->nuisances,
                               "in toys: frequentist = global observables are drawn, hybrid = nuisance parameters are "
                               "drawn")
                    ->check(CLI::IsMember({"frequentist", "hybrid"}))
                    ->capture_default_str();
                return [options, statistic, toys, &common]
                {
                    ModelDocument const document = read_document(*options, common);
                    return answer_or_failure(document, common,
                                             [&] { return gof(document, *options, *statistic, *toys, common); });
                };
            }};
}

}  // namespace quartet::app
