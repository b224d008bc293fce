// quartet hypotest: test statistic and p-values at one value of the parameter of interest.
#include <algorithm>
#include <cmath>

#include "host/app/statistics_options.hpp"
#include "host/app/statistics_print.hpp"
#include "host/app/toy_answers.hpp"
#include "host/core/same_file.hpp"
#include "host/statistics/degenerate.hpp"
#include "host/statistics/result_json.hpp"
#include "host/toys/toy_data_file.hpp"
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

/// Which toys are written, and where.
struct SaveToys
{
    std::string file;
    std::string hypothesis = "s_plus_b";
};

void check(SaveToys const& save, StatisticsOptions const& options)
{
    if (save.file.empty())
    {
        if (options.given.count("save-hypothesis") > 0)
            throw InputError(message("no toys are saved", "--save-hypothesis", "name a file with --save-toys"));
        return;
    }
    if (!wants_toys(options) || !options.from.empty() || !options.shard.empty())
        throw InputError(message("toys are saved by the run that makes all of them", "--save-toys",
                                 "add --method toys, and leave --from and --shard out"));
    if (save.hypothesis == "injected" && options.inject.empty())
        throw InputError(
            message("there is no injected signal", "--save-hypothesis injected", "name it with --inject NAME=VALUE"));
}

/// The data sets of the toys of one hypothesis, number by number those of the test.
void save_toys(Question& question, SaveToys const& save, double mu, StatisticsOptions const& options,
               CommonOptions const& common)
{
    if (save.file.empty()) return;
    std::vector<std::string> others = question.document().files;
    others.insert(others.end(), {options.output, common.json});
    refuse_same_file("--save-toys", save.file, others);
    QuestionOptions const& asked = question.options();
    bool const discovery = asked.statistic == TestStatistic::q0;
    if (discovery && save.hypothesis == "s_plus_b")
        throw InputError(message("a discovery test has no toys of signal plus background", "--save-toys",
                                 "add --save-hypothesis b"));
    ToyHypothesis hypothesis{asked.statistic, mu, mu};
    if (save.hypothesis == "b") hypothesis.generated_mu = 0;
    if (save.hypothesis == "injected") hypothesis = {asked.statistic, *question.injected(), mu, true};
    ToyPlan plan = plan_of(hypothesis, question.data(), asked.toy_kind, asked.seed);
    plan.last = asked.toys;
    write_toy_data(save.file, question.model(), plan, {save.hypothesis, question.poi_name(), hypothesis.generated_mu},
                   model_provenance(question.document(), common, "host"));
}

int hypotest(StatisticsOptions const& options, double mu, SaveToys const& save, CommonOptions const& common)
{
    check(save, options);
    Question question = make_question(options, common);
    refuse_discrete(question.model().source(), question.poi(), "a test");
    if (wants_toys(options))
    {
        bool const discovery = question.options().statistic == TestStatistic::q0;
        save_toys(question, save, discovery ? 0 : mu, options, common);
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
                auto save = std::make_shared<SaveToys>();
                app.add_option("--save-toys", save->file, "toys: write their data sets to this file, for --toys-from");
                app.add_option("--save-hypothesis", save->hypothesis, "of --save-toys: s_plus_b, b or injected")
                    ->check(CLI::IsMember({"s_plus_b", "b", "injected"}))
                    ->capture_default_str();
                return [options, mu, save, &app, &common]
                {
                    check_toy_options(app, *options);
                    return hypotest(*options, *mu, *save, common);
                };
            }};
}

}  // namespace quartet::app
