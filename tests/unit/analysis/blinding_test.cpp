// While an analysis is blinded, no result may depend on the data inside the blind windows.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "fits/toy_backend.hpp"
#include "host/analysis/candidate_data.hpp"
#include "host/analysis/cut_flow.hpp"
#include "host/analysis/measurement_steps.hpp"
#include "host/analysis/pipeline.hpp"
#include "host/analysis/sample_steps.hpp"
#include "host/analysis/statistics_steps.hpp"
#include "host/cpu/toys.hpp"
#include "host/io/candidate_file.hpp"
#include "host/io/text_file.hpp"
#include "tests/unit/analysis/candidate_backends.hpp"
#include "tests/unit/analysis/temporary_folder.hpp"

namespace quartet::analysis
{
namespace
{

namespace fs = std::filesystem;

class Blinding : public ::testing::Test
{
  protected:
    RunOptions options(std::string const& folder, bool unblind) const
    {
        RunOptions result;
        result.output = folder_.path(folder);
        result.threads = 2;
        result.unblind = unblind;
        result.quiet = true;
        result.device.kind = BackendKind::cpu;
        result.default_weights = std::string(QUARTET_SOURCE_DIR) + "/models/weights/bs4mu/manifest.json";
        result.make_candidates = test::cpu_candidates();
        result.make_toys = [] { return make_cpu_toys(2); };
        return result;
    }

    /// The short example with few toys.
    AnalysisConfig config() const
    {
        AnalysisConfig result = read_analysis(std::string(QUARTET_SOURCE_DIR) + "/examples/bs4mu/quick.yaml");
        result.limits.toys = 20;
        return result;
    }

    /// Writes a file of scored candidates without those that `gone` marks; its cut flow counts `removed` less, but for
    /// the `last` steps.
    void rewrite(std::string const& file, std::vector<bool> const& gone, std::int64_t removed, std::size_t last) const
    {
        CandidateFileReader const reader(file);
        ColumnTable const all = reader.read_table();
        ColumnTable left = reader.read_table({}, 0, 0);
        for (std::int64_t i = 0; i < all.rows(); ++i)
            if (gone.empty() || !gone[static_cast<std::size_t>(i)]) left.append(all, i, 1);
        nlohmann::json steps = nlohmann::json::parse(reader.attribute(cut_flow_attribute, ""));
        for (std::size_t k = 2; k + last < steps.size(); ++k)
            steps[k]["count"] = steps[k].at("count").get<std::int64_t>() - removed;
        CandidateFileWriter writer(file, Provenance{});
        writer.append(left);
        writer.set_attribute(cut_flow_attribute, steps.dump());
        writer.commit();
    }

    /// Leaves only data outside of the windows in a folder that a run filled; says how many candidates went. Each of
    /// them had passed all cuts, of both selections up to the resonances.
    std::int64_t remove_data_in_windows(std::string const& folder) const
    {
        Bs4MuInputs const inputs = read_bs4mu_inputs(config().inputs_file);
        std::string const file = folder_.path(folder + "/data.h5");
        CandidateFileReader const reader(file);
        auto const mass = reader.read<double>("mass");
        auto const resolution = reader.read<std::uint8_t>("resolution");
        std::vector<bool> gone(mass.size());
        for (std::size_t i = 0; i < mass.size(); ++i) gone[i] = in_blind_window(mass[i], resolution[i], inputs);
        std::int64_t const removed = std::count(gone.begin(), gone.end(), true);
        rewrite(file, gone, removed, 0);
        rewrite(folder_.path(folder + "/data_normalisation.h5"), {}, removed, 1);
        return removed;
    }

    /// Does every step that follows the scored candidates.
    void repeat_measurement(std::string const& folder, bool unblind) const
    {
        RunContext context(config(), options(folder, unblind));
        auto const chains = sample_chains(context.config);
        for (Step const& step :
             {samples_step(context, chains), shapes_step(context, chains), normalisation_step(context, chains),
              efficiencies_step(context, chains), sidebands_step(context, chains), models_step(context, chains),
              categories_step(context), nuisances_step(context), limit_step(context, Bs4MuDecay::bs),
              limit_step(context, Bs4MuDecay::b0), background_scan_step(context)})
            step.work();
    }

    /// A result without its provenance, which has the hashes of the files of data.
    std::string text(std::string const& folder, std::string const& name) const
    {
        nlohmann::json result = nlohmann::json::parse(read_text_file(folder_.path(folder + "/results/" + name)));
        EXPECT_EQ(result.erase("provenance"), 1U) << name;
        return result.dump();
    }

    /// A model likewise.
    std::string model(std::string const& folder, Bs4MuDecay decay) const
    {
        std::string const all = read_text_file(folder_.path(folder + "/" + model_file(decay)));
        std::size_t const line = all.find("# provenance: ");
        return all.substr(all.find('\n', line));
    }

    test::TemporaryFolder folder_;
};

TEST_F(Blinding, ResultsDoNotDependOnDataInTheWindows)
{
    run_analysis(config(), options("all", false));
    fs::copy(folder_.path("all"), folder_.path("less"), fs::copy_options::recursive);
    ASSERT_GT(remove_data_in_windows("less"), 5);
    repeat_measurement("less", false);
    int compared = 0;
    for (auto const& entry : fs::directory_iterator(folder_.path("all/results")))
    {
        std::string const name = entry.path().filename().string();
        if (name == "provenance.json") continue;  // hashes of the files of data, and times
        EXPECT_EQ(text("all", name), text("less", name)) << name;
        ++compared;
    }
    EXPECT_EQ(compared, 12);
    for (Bs4MuDecay decay : {Bs4MuDecay::bs, Bs4MuDecay::b0}) EXPECT_EQ(model("all", decay), model("less", decay));
    // Nothing else lies in the folder but files of events and candidates, and the record of the run.
    std::set<std::string> others;
    for (auto const& entry : fs::recursive_directory_iterator(folder_.path("all")))
        if (entry.is_regular_file() && entry.path().extension() != ".h5"
            && entry.path().parent_path().filename() != "results")
            others.insert(entry.path().filename().string());
    EXPECT_EQ(others, (std::set<std::string>{".lock", "steps.json", "model_bs.yaml", "model_b0.yaml", "signal_bs.json",
                                             "signal_b0.json", "normalisation.json", "data.json"}));
    EXPECT_FALSE(fs::exists(folder_.path("all/candidates/data.json")));
    // Opened, the difference shows: the test can fail.
    std::string const blind = text("less", "cutflow.json");
    repeat_measurement("all", true);
    repeat_measurement("less", true);
    for (char const* name : {"cutflow.json", "categories.json"})
        EXPECT_NE(text("all", name), text("less", name)) << name;
    EXPECT_NE(model("all", Bs4MuDecay::bs), model("less", Bs4MuDecay::bs));
    EXPECT_NE(blind.find("outside the blind windows"), std::string::npos);
    EXPECT_EQ(text("less", "cutflow.json").find("outside the blind windows"), std::string::npos);
}

TEST(InBlindWindow, UnknownClassesAndMassesStayHidden)
{
    Bs4MuInputs inputs;
    inputs.classes.resize(2);
    inputs.classes[0].blind = {5.2, 5.4};
    inputs.classes[1].blind = {5.1, 5.5};
    EXPECT_TRUE(in_blind_window(5.3, 0, inputs));
    EXPECT_TRUE(in_blind_window(5.2, 0, inputs));
    EXPECT_FALSE(in_blind_window(5.15, 0, inputs));
    EXPECT_TRUE(in_blind_window(5.15, 1, inputs));
    EXPECT_TRUE(in_blind_window(5.15, 7, inputs));
    EXPECT_FALSE(in_blind_window(5.05, 7, inputs));
    EXPECT_TRUE(in_blind_window(std::numeric_limits<double>::quiet_NaN(), 0, inputs));
}

}  // namespace
}  // namespace quartet::analysis
