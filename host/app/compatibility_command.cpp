// quartet compatibility: do the channels agree on the parameter of interest?
#include <fmt/format.h>

#include <sstream>

#include "host/app/question_support.hpp"
#include "host/statistics/question_json.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

ChannelGroup parse_group(std::string const& text)
{
    std::size_t const equals = text.find('=');
    ChannelGroup group;
    if (equals != std::string::npos) group.name = text.substr(0, equals);
    std::istringstream list(equals == std::string::npos ? "" : text.substr(equals + 1));
    for (std::string channel; std::getline(list, channel, ',');)
        if (!channel.empty()) group.channels.push_back(channel);
    if (group.name.empty() || group.channels.empty())
        throw InputError(message("'" + text + "' does not name a group of channels", "--group",
                                 "write --group NAME=CHANNEL,CHANNEL"));
    return group;
}

void print(CompatibilityResult const& result, std::string const& poi)
{
    fmt::print("common {:<24} {:.5g} {} {}\n", poi, result.value, side_text(result.errors.low),
               side_text(result.errors.high));
    for (GroupResult const& g : result.groups)
        fmt::print("  {:<29} {:.5g} {} {}\n", g.name, g.value, side_text(g.errors.low), side_text(g.errors.high));
    fmt::print("chi-square {:.5g}, {} degrees of freedom: p = {:.4g}\n", result.chi_square, result.degrees_of_freedom,
               result.asymptotic_p_value);
    if (result.toys > 0)
        fmt::print("toys: p = {:.4g} +- {:.2g} ({} toys, {} failed)\n", result.p_value, result.p_error, result.toys,
                   result.failed);
}

int compatibility(ModelDocument const& document, StatisticsOptions const& options,
                  std::vector<std::string> const& groups, std::int64_t toys, CommonOptions const& common)
{
    CompatibilityOptions asked;
    for (std::string const& text : groups) asked.groups.push_back(parse_group(text));
    asked.toys = toys;
    asked.seed = common.seed;
    asked.progress = toy_progress(common, toys);
    LikelihoodData const data = question_data_of_poi(document, options, "a compatibility of channels");
    auto const backend = toys > 0 ? make_toy_backend(common) : nullptr;
    CompatibilityResult const result = channel_compatibility(data.model, data.data, data.poi, asked, backend.get());
    std::string const poi = document.model.parameters[static_cast<std::size_t>(data.poi)].name;
    if (talks(common)) print(result, poi);
    nlohmann::json json = compatibility_json(result, poi);
    json["blinded"] = !data.blinding.empty();
    std::vector<std::string> const warnings = failed_toys(result.failed, result.lost);
    json["warnings"] = warnings;
    print_warnings(warnings, common);
    finish(document, common, backend ? backend->name() : "host", json);
    return 0;
}

}  // namespace

Command compatibility_command()
{
    return {"compatibility", "Whether the channels agree on the parameter of interest",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<StatisticsOptions>();
                auto groups = std::make_shared<std::vector<std::string>>();
                auto toys = std::make_shared<std::int64_t>(0);
                add_model_options(app, *options);
                app.add_option("--group", *groups,
                               "NAME=CHANNEL,CHANNEL: these share one parameter (may be repeated); default: one per "
                               "channel");
                add_optional_toys(app, *toys, "the p-value");
                return [options, groups, toys, &common]
                {
                    ModelDocument const document = read_document(*options, common);
                    return answer_or_failure(document, common,
                                             [&] { return compatibility(document, *options, *groups, *toys, common); });
                };
            }};
}

}  // namespace quartet::app
