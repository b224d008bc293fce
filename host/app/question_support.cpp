#include "host/app/question_support.hpp"

#include <fmt/format.h>

#include "fits/toy_cls.hpp"
#include "host/statistics/degenerate.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{

LikelihoodData question_data(ModelDocument const& document, StatisticsOptions const& options, std::string const& what)
{
    return likelihood_data(document, what, options.poi, options.blind, options.unblind);
}

LikelihoodData question_data_of_poi(ModelDocument const& document, StatisticsOptions const& options,
                                    std::string const& what)
{
    LikelihoodData data = question_data(document, options, what);
    if (data.poi < 0)
        throw InputError(message("the model names no parameter of interest", options.model, "use --poi NAME"));
    if (document.model.parameters[static_cast<std::size_t>(data.poi)].constant)
        throw InputError(message("the parameter of interest '"
                                     + document.model.parameters[static_cast<std::size_t>(data.poi)].name + "' is held",
                                 options.model, "leave it free"));
    refuse_discrete(document.model, data.poi, what);
    refuse_without_effect(document.model, data.poi);
    return data;
}

void add_optional_toys(CLI::App& app, std::int64_t& toys, std::string const& purpose)
{
    app.add_option("--toys", toys, "number of toys for " + purpose + "; 0 = none")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 40))
        ->capture_default_str();
}

std::function<void(std::int64_t)> toy_progress(CommonOptions const& common, std::int64_t toys)
{
    if (common.quiet || toys == 0) return {};
    auto progress = std::make_shared<Progress>("toys", toys);
    return [progress, toys](std::int64_t done)
    {
        progress->update(done);
        if (done == toys) progress->finish();
    };
}

int answer_or_failure(ModelDocument const& document, CommonOptions const& common, std::function<int()> const& answer)
{
    try
    {
        return answer();
    }
    catch (CheckError const& error)
    {
        std::vector<std::string> const warnings{error.what()};
        print_warnings(warnings, common);
        finish(document, common, "host", {{"status", "failed"}, {"warnings", warnings}});
        return 1;
    }
}

std::vector<std::string> failed_toys(std::int64_t failed, std::int64_t lost)
{
    ToyCounts counts;
    counts.failed = failed;
    counts.lost = lost;
    return toy_warnings(counts);
}

std::string side_text(ProfileSide const& side)
{
    return side.found ? fmt::format("{:+.4g}", side.distance) : (side.at_bound ? "(at its bound)" : "(not found)");
}

}  // namespace quartet::app
