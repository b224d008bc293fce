// The whole chain on a small analysis: results, resume, blinding.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "fits/toy_backend.hpp"
#include "host/analysis/pipeline.hpp"
#include "host/core/build_identity.hpp"
#include "host/cpu/toys.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"
#include "tests/unit/analysis/candidate_backends.hpp"
#include "tests/unit/analysis/temporary_folder.hpp"

namespace quartet::analysis
{
namespace
{

namespace fs = std::filesystem;

std::string replaced(std::string text, std::string const& from, std::string const& to)
{
    std::size_t const at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("the example has no " + from);
    return text.replace(at, from.size(), to);
}

/// examples/bs4mu/quick.yaml with absolute names and few toys.
std::string quick_analysis()
{
    std::string const source = QUARTET_SOURCE_DIR;
    std::string text = read_text_file(source + "/examples/bs4mu/quick.yaml");
    text = replaced(text, "inputs: inputs.yaml", "inputs: " + source + "/examples/bs4mu/inputs.yaml");
    return replaced(text, "toys: 100", "toys: 20");
}

class Run : public ::testing::Test
{
  protected:
    RunSummary run(std::string const& text, bool unblind = false, bool break_toys = false)
    {
        std::string const file = folder_.path("analysis.yaml");
        std::ofstream(file) << text;
        RunOptions options;
        options.output = folder_.path("out");
        options.threads = 2;
        options.unblind = unblind;
        options.quiet = true;
        options.device.kind = BackendKind::cpu;
        options.default_weights = std::string(QUARTET_SOURCE_DIR) + "/models/weights/bs4mu/manifest.json";
        options.make_candidates = test::cpu_candidates();
        options.make_toys = [break_toys]() -> std::unique_ptr<ToyBackend>
        {
            if (break_toys) throw EnvironmentError("the device was lost");
            return make_cpu_toys(2);
        };
        return run_analysis(read_analysis(file), options);
    }

    nlohmann::json result(std::string const& name) const
    {
        return nlohmann::json::parse(read_text_file(folder_.path("out/results/" + name + ".json")));
    }

    static std::vector<std::string> done(RunSummary const& summary)
    {
        std::vector<std::string> names;
        for (StepRecord const& step : summary.steps)
            if (!step.reused) names.push_back(step.name);
        return names;
    }

    static bool contains(std::vector<std::string> const& names, std::string const& name)
    {
        return std::find(names.begin(), names.end(), name) != names.end();
    }

    test::TemporaryFolder folder_;
};

TEST_F(Run, GivesBlindResultsAndResumes)
{
    std::string const text = quick_analysis();
    RunSummary const first = run(text);
    EXPECT_EQ(done(first).size(), first.steps.size());

    // Numbers that the published analysis has, too (CMS-PAS-BPH-24-007 and its public code): efficiency ratios about
    // 0.63, single-event sensitivities 1.1e-10 and 2.4e-11. The simulation is crude: within a factor 1.5.
    nlohmann::json const efficiencies = result("efficiencies");
    EXPECT_NEAR(std::log(efficiencies.at("efficiency_ratio").at("bs").get<double>() / 0.63), 0, std::log(1.5));
    EXPECT_NEAR(std::log(efficiencies.at("efficiency_ratio").at("b0").get<double>() / 0.636), 0, std::log(1.5));
    double const yield = result("normalisation").at("yield").at("value");
    EXPECT_GT(yield, 100);
    EXPECT_LT(yield, 400);

    nlohmann::json const limit = result("limit_bs");
    EXPECT_TRUE(limit.at("asymptotic").at("observed").is_null());
    EXPECT_TRUE(limit.at("toys").at("observed").is_null());
    EXPECT_GT(limit.at("asymptotic").at("expected").at("0").get<double>(), 0);
    EXPECT_EQ(limit.at("asymptotic").at("cls_scan").at(0).at("branching_fraction").get<double>(),
              limit.at("asymptotic").at("cls_scan").at(0).at("poi").get<double>() * 1e-10);

    nlohmann::json const categories = result("categories");
    ASSERT_EQ(categories.at("categories").size(), 6U);
    for (nlohmann::json const& category : categories.at("categories"))
    {
        auto const edges = category.at("histogram").at("edges").get<std::vector<double>>();
        double const low = category.at("blind_window").at(0);
        double const high = category.at("blind_window").at(1);
        for (std::size_t i = 0; i + 1 < edges.size(); ++i)
            EXPECT_EQ(category.at("histogram").at("counts").at(i).is_null(), edges[i] < high && edges[i + 1] > low);
    }

    for (char const* name : {"samples", "cutflow", "selection", "shapes", "normalisation", "efficiencies", "sidebands",
                             "categories", "nuisances", "limit_bs", "limit_b0", "background_scan"})
        EXPECT_EQ(result(name).at("provenance").at("build"), build_identity()) << name;
    std::set<std::string> hashed;
    nlohmann::json const provenance = result("provenance");
    for (nlohmann::json const& input : provenance.at("inputs"))
        hashed.insert(fs::path(input.at("file").get<std::string>()).filename().string());
    for (char const* name : {"analysis.yaml", "inputs.yaml", "manifest.json", "signal_bs.h5", "signal_b0.h5",
                             "normalisation.h5", "data.h5"})
        EXPECT_EQ(hashed.count(name), 1U) << name;
    EXPECT_GE(hashed.size(), 8U);  // and the folds of the classifier

    EXPECT_TRUE(done(run(text)).empty());

    // Another selection of the normalisation channel: nothing before its fit is done again.
    auto const redone = done(run(text + "selection: {normalisation_score: 0.7}\n"));
    EXPECT_TRUE(contains(redone, "normalisation fit"));
    EXPECT_TRUE(contains(redone, "models"));
    EXPECT_TRUE(contains(redone, "limit bs"));
    for (std::string const& name : redone)
        EXPECT_TRUE(name.rfind("events", 0) != 0 && name.rfind("candidates", 0) != 0 && name.rfind("score", 0) != 0
                    && name != "signal shapes")
            << name;

    // The windows are opened: only what looks into them is done again.
    auto const opened = done(run(text, true));
    EXPECT_TRUE(contains(opened, "limit b0"));
    EXPECT_TRUE(contains(opened, "fit of the categories"));
    EXPECT_FALSE(contains(opened, "score data"));
    EXPECT_FALSE(contains(opened, "signal shapes"));
    EXPECT_TRUE(result("limit_bs").at("asymptotic").at("observed").is_number());
    EXPECT_TRUE(result("categories").at("unblinded").get<bool>());
}

TEST_F(Run, FailureKeepsFinishedSteps)
{
    std::string const text = quick_analysis();
    EXPECT_THROW(run(text, false, true), EnvironmentError);
    EXPECT_FALSE(fs::exists(folder_.path("out/results/limit_bs.json")));
    auto const rest = done(run(text));
    EXPECT_EQ(rest, (std::vector<std::string>{"limit bs", "limit b0", "background levels"}));
}

TEST_F(Run, ComplainsAboutTheAnalysisFile)
{
    std::string const text = quick_analysis();
    EXPECT_THROW(run(replaced(text, "quartet_analysis: 1", "quartet_analysis: 2")), InputError);
    EXPECT_THROW(run(replaced(text, "samples:", "sample:")), InputError);
    EXPECT_THROW(run(replaced(text, "components: {bs4mu: 4000}", "components: {bs5mu: 4000}")), InputError);
    EXPECT_THROW(run(replaced(text, "toys: 20", "toys: many")), InputError);
    EXPECT_THROW(run(text + "selection: {bdt_model: absent.json}\n"), InputError);
    EXPECT_THROW(run(""), InputError);
}

TEST_F(Run, TooFewEventsAreAFailedCheck)
{
    std::string const text = replaced(quick_analysis(), "{bs4mu: 4000}", "{bs4mu: 10}");
    EXPECT_THROW(run(text), CheckError);
}

}  // namespace
}  // namespace quartet::analysis
