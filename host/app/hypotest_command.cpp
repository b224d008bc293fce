// quartet hypotest: test statistic and p-values at one value of the parameter of interest.
#include <fmt/format.h>

#include <cmath>

#include "host/app/statistics_options.hpp"
#include "host/statistics/result_json.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

bool has_formulae(TestStatistic statistic)
{
    return statistic == TestStatistic::qtilde || statistic == TestStatistic::q;
}

/// Values that the formulae do not give are left out of the result.
void remove_what_has_no_formula(TestStatistic statistic, ProfileLikelihood* data, nlohmann::json& json)
{
    for (char const* key : {"q_asimov", "CLsb", "CLb", "CLs", "CLs_expected", "p_value"}) json[key] = nullptr;
    if (data == nullptr) return;
    if (statistic == TestStatistic::q0) json["p_value"] = discovery_p_value(data->signed_root_q0());
    if (statistic == TestStatistic::profile)
        json["p_value"] =
            2 * discovery_p_value(std::sqrt(json["q"].get<double>()));  // chi-squared with one degree of freedom
}

nlohmann::json with_formulae(Question& question, double mu)
{
    TestStatistic const statistic = question.options().statistic;
    if (has_formulae(statistic)) return hypotest_json(question, question.asymptotic().at(mu), "asymptotic", {});
    ClsPoint point;
    point.mu = statistic == TestStatistic::q0 ? 0 : mu;
    if (!question.blinded()) point.q = question.observed()->value(statistic, mu);
    nlohmann::json json = hypotest_json(question, point, "asymptotic", {});
    remove_what_has_no_formula(statistic, question.observed(), json);
    return json;
}

nlohmann::json with_toys(Question& question, ToyBackend& backend, double mu)
{
    ToyCls cls(question.data(), !question.blinded(), backend, toy_options(question));
    ClsPoint point;
    if (question.options().statistic == TestStatistic::q0)
    {
        point.mu = 0;
        if (question.blinded())
            throw InputError(
                message("a discovery test needs the data", "--test-statistic q0", "open them with --unblind"));
        point.q = question.observed()->value(TestStatistic::q0, 0);
        point.observed.clsb = cls.discovery_p_value(point.q, point.error.clsb);
        nlohmann::json json = hypotest_json(question, point, "toys", cls.counts());
        for (char const* key : {"q_asimov", "CLb", "CLs", "CLs_expected", "CLs_expected_error", "CLsb"})
            json[key] = nullptr;
        json["errors"] = {{"p_value", point.error.clsb}};
        json["warnings"] = toy_warnings(cls.counts());
        return json;
    }
    point = cls.at(mu);
    if (has_formulae(question.options().statistic))
        point.q_asimov = question.asimov().value(question.options().statistic, mu);
    nlohmann::json json = hypotest_json(question, point, "toys", cls.counts());
    json["warnings"] = toy_warnings(cls.counts());
    return json;
}

void print(nlohmann::json const& json)
{
    for (char const* key : {"q", "q_asimov", "CLsb", "CLb", "CLs", "p_value", "CLs_expected"})
        if (!json[key].is_null()) fmt::print("  {:<13} {}\n", key, json[key].dump());
    if (json["blinded"]) fmt::print("  {}\n", json["blinding"].get<std::string>());
}

int hypotest(StatisticsOptions const& options, double mu, CommonOptions const& common)
{
    Question question = make_question(options, common);
    std::string device = "host";
    nlohmann::json json;
    if (wants_toys(options))
    {
        auto const backend = make_toy_backend(common);
        device = backend->name();
        json = with_toys(question, *backend, mu);
    }
    else
        json = with_formulae(question, mu);
    if (talks(common))
    {
        fmt::print("{} = {}, {} ({})\n", question.poi_name(), mu, options.statistic, options.method);
        print(json);
    }
    std::vector<std::string> const failures = question.warnings();
    std::vector<std::string> warnings = json.value("warnings", std::vector<std::string>{});
    warnings.insert(warnings.end(), failures.begin(), failures.end());
    json["warnings"] = warnings;
    print_warnings(warnings, common);
    finish(question.document(), common, device, json);
    return failures.empty() ? 0 : 1;
}

}  // namespace

Command hypotest_command()
{
    return {"hypotest", "Test statistic and p-values at one value of the parameter of interest",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<StatisticsOptions>();
                auto mu = std::make_shared<double>(1);
                add_model_options(app, *options);
                add_toy_options(app, *options);
                app.add_option("--mu", *mu, "tested value")->capture_default_str();
                return [options, mu, &common] { return hypotest(*options, *mu, common); };
            }};
}

}  // namespace quartet::app
