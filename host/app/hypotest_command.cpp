// quartet hypotest: test statistic and p-values at one value of the parameter of interest.
#include <algorithm>
#include <cmath>

#include "host/app/statistics_options.hpp"
#include "host/app/statistics_print.hpp"
#include "host/app/toy_answers.hpp"
#include "host/statistics/degenerate.hpp"
#include "host/statistics/result_json.hpp"

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

/// sqrt(q0) is Gaussian around that of the Asimov data with the injected signal.
void add_discovery_band(Question& question, nlohmann::json& json)
{
    double const root = question.observed()->signed_root_q0();
    json["p_value_injected"] = nlohmann::json::array();
    for (double sigma : band_sigmas(question.options().bands))
        json["p_value_injected"].push_back(discovery_p_value(std::max(0.0, root + sigma)));
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
    json.erase("CLs_injected");
    if (statistic == TestStatistic::q0 && question.injected()) add_discovery_band(question, json);
    return json;
}

int hypotest(StatisticsOptions const& options, double mu, CommonOptions const& common)
{
    Question question = make_question(options, common);
    refuse_discrete(question.model().source(), question.poi(), "a test");
    if (wants_toys(options))
    {
        bool const discovery = question.options().statistic == TestStatistic::q0;
        return answer_with_toys(question,
                                {discovery ? ToyQuestion::discovery : ToyQuestion::hypotest, {discovery ? 0 : mu}, {}},
                                options, common);
    }
    nlohmann::json json = with_formulae(question, mu);
    if (talks(common)) print_hypotest(json);
    std::vector<std::string> failures = question.warnings();
    if (std::isinf(json["q"].is_null() ? 0 : json["q"].get<double>())) failures.emplace_back(infinite_q);
    json["warnings"] = failures;
    print_warnings(failures, common);
    finish(question.document(), common, "host", json);
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
                return [options, mu, &app, &common]
                {
                    check_toy_options(app, *options);
                    return hypotest(*options, *mu, common);
                };
            }};
}

}  // namespace quartet::app
