// The manifest of a classifier and the scores of candidates.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "host/core/sha256.hpp"
#include "host/trees/candidate_scorer.hpp"
#include "models/base/error.hpp"
#include "tests/unit/trees/hand_made_model.hpp"

namespace quartet
{
namespace
{

using test::replaced;

/// Two folds of small_model() on the features lxy, second muon's dxy, and the third number of `pair`.
class ScoreModelFiles : public testing::Test
{
  protected:
    void SetUp() override
    {
        folder_ = std::filesystem::path(QUARTET_BINARY_DIR) / "score_model_test";
        std::filesystem::create_directories(folder_);
        write("even.json", test::small_model());
        write("odd.json", replaced(test::small_model(), "\"5E-1\"", "\"7.5E-1\""));
        write("manifest.json", manifest());
    }

    std::string manifest() const
    {
        return R"({"format":"quartet-score-manifest","version":1,
"features":[{"name":"a","column":"lxy"},{"name":"b","column":"mu2_dxy"},{"name":"c","column":"pair[2]"}],
"folds":{"column":"event","modulus":2,"models":[{"file":"even.json","sha256":")"
               + sha256_of_text(test::small_model()) + R"("},{"file":"odd.json"}]},
"categories":{"A":[0.9,0.6],"B":[0.9995,0.9],"C":[0.9,0.2]}})";
    }

    void write(std::string const& name, std::string const& text) const { std::ofstream(folder_ / name) << text; }
    std::string path(std::string const& name) const { return (folder_ / name).string(); }

    void expect_refused(std::string const& from, std::string const& to, std::string const& says) const
    {
        write("bad.json", replaced(manifest(), from, to));
        try
        {
            read_score_model(path("bad.json"));
            ADD_FAILURE() << "taken with " << to;
        }
        catch (InputError const& error)
        {
            EXPECT_NE(std::string(error.what()).find(says), std::string::npos) << error.what();
        }
    }

    std::filesystem::path folder_;
};

TEST(ScoreFeatures, Names)
{
    EXPECT_EQ(parse_score_feature("f", "vtx_prob").column, "vtx_prob");
    ScoreFeature const muon = parse_score_feature("mu3_dxy_sig", "mu3_dxy_sig");
    EXPECT_EQ(muon.column, "mu_dxy_sig");
    EXPECT_EQ(muon.muon, 2);
    ScoreFeature const place = parse_score_feature("f", "pair_mass[3]");
    EXPECT_EQ(place.column, "pair_mass");
    EXPECT_EQ(place.component, 3);
    for (std::string const bad : {"mu5_iso", "mu0_iso", "pair[x]", "pair[]", "pair]", "", "[1]"})
        EXPECT_THROW(parse_score_feature("f", bad), InputError) << bad;
}

TEST_F(ScoreModelFiles, ManifestIsRead)
{
    ScoreModel const model = read_score_model(path("manifest.json"));
    ASSERT_EQ(model.folds.size(), 2u);
    EXPECT_EQ(model.files.size(), 3u);
    EXPECT_EQ(model.features.at(1).muon, 1);
    EXPECT_EQ(model.categories->at(2).second, 0.2);
}

TEST_F(ScoreModelFiles, BadManifestsAreRefused)
{
    expect_refused("\"name\":\"b\"", "\"name\":\"x\"", "feature 1 is \"b\" in the model and \"x\" in the manifest");
    expect_refused(",{\"name\":\"c\",\"column\":\"pair[2]\"}", "", "3 features, the manifest 2");
    expect_refused("\"modulus\":2", "\"modulus\":3", "modulus");
    expect_refused("\"file\":\"odd.json\"", "\"file\":\"none.json\"", "none.json");
    expect_refused("\"sha256\":\"", "\"sha256\":\"0", "SHA-256");
    expect_refused("[0.9,0.6]", "[0.6,0.9]", "must not exceed");
    expect_refused("[0.9,0.6]", "[0.6]", "two thresholds");
    expect_refused("\"version\":1", "\"version\":2", "version");
    expect_refused("\"features\":[{", "\"inputs\":[{", "key features");
    EXPECT_THROW(read_score_model(path("no_such.json")), InputError);
}

ColumnTable candidates()
{
    ColumnTable table;
    table.add<std::uint64_t>("event", "1", "") = {0, 1, 2, 3, 4};
    table.add<std::uint8_t>("status", "1", "") = {0, 0, 0, 2, 0};
    table.add<std::uint8_t>("resolution", "1", "") = {0, 1, 2, 0, 1};
    table.add<float>("lxy", "cm", "") = {0, 0, 2, 0, 0};
    // The muon with the second largest pt is number 1, 3, 0, 0, 2.
    table.add<float>("mu_pt", "GeV", "", {4}) = {9, 8, 7, 6, 3, 1, 2, 2.5F, 5, 5, 5.5F, 1, 1, 1, 1, 1, 9, 4, 5, 1};
    table.add<float>("mu_dxy", "1", "", {4}) = {0, -3, 0, 0, 0, 0, 0, 7, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, -9, 0};
    table.add<float>("pair", "GeV", "", {2, 2}) = {0, 0, 5, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0};
    return table;
}

TEST_F(ScoreModelFiles, ScoresAndCategories)
{
    CandidateScorer scorer(read_score_model(path("manifest.json")), choose_backend("reference"), 1);
    ColumnTable table = candidates();
    std::vector<ColumnDescription> columns;
    for (TableColumn const* column : std::as_const(table).columns()) columns.push_back(column->about);
    EXPECT_NO_THROW(scorer.check_columns(columns, "c.h5"));
    scorer.score(table);
    // Margins by hand from small_model(): 8.25, then 0.5 - 4 + logit(0.75), 1 - 4, no vertex, 0.25 - 4.
    auto const sigmoid = [](double m) { return 1 / (1 + std::exp(-m)); };
    auto const& score = table.values<float>("score");
    EXPECT_FLOAT_EQ(score[0], static_cast<float>(sigmoid(8.25)));
    EXPECT_FLOAT_EQ(score[1], static_cast<float>(sigmoid(-3.5 + std::log(3.0))));
    EXPECT_FLOAT_EQ(score[2], static_cast<float>(sigmoid(-3)));
    EXPECT_TRUE(std::isnan(score[3]));
    EXPECT_FLOAT_EQ(score[4], static_cast<float>(sigmoid(-3.75)));
    EXPECT_EQ(table.values<std::uint8_t>("category"), (std::vector<std::uint8_t>{0, 255, 255, 255, 255}));
    EXPECT_EQ(scorer.counts().candidates, 5);
    EXPECT_EQ(scorer.counts().without_vertex, 1);
    EXPECT_EQ(scorer.counts().categories[0], 1);
}

TEST_F(ScoreModelFiles, MissingOrMisshapenColumnsAreNamed)
{
    CandidateScorer scorer(read_score_model(path("manifest.json")), choose_backend("reference"), 1);
    auto const check = [&](auto const& change, std::string const& says)
    {
        ColumnTable table = candidates();
        std::vector<ColumnDescription> columns;
        for (TableColumn const* column : std::as_const(table).columns()) columns.push_back(column->about);
        for (ColumnDescription& column : columns) change(column);
        try
        {
            scorer.check_columns(columns, "c.h5");
            ADD_FAILURE() << "taken: " << says;
        }
        catch (InputError const& error)
        {
            EXPECT_NE(std::string(error.what()).find(says), std::string::npos) << error.what();
        }
    };
    check(
        [](auto& c)
        {
            if (c.name == "lxy") c.name = "other";
        },
        "/candidate/lxy");
    check(
        [](auto& c)
        {
            if (c.name == "lxy") c.trailing = {4};
        },
        "/candidate/lxy");
    check(
        [](auto& c)
        {
            if (c.name == "mu_dxy") c.trailing = {};
        },
        "/candidate/mu_dxy");
    check(
        [](auto& c)
        {
            if (c.name == "pair") c.trailing = {2};
        },
        "/candidate/pair");
    check(
        [](auto& c)
        {
            if (c.name == "event") c.type = NumberType::f8;
        },
        "/candidate/event");
}

TEST_F(ScoreModelFiles, OneModelWithoutManifest)
{
    std::string model = replaced(test::small_model(), "\"a\",\"b\",\"c\"", "\"lxy\",\"mu2_dxy\",\"pair[2]\"");
    write("single.json", model);
    CandidateScorer scorer(read_score_model(path("single.json")), choose_backend("cpu"), 1);
    ColumnTable table = candidates();
    scorer.score(table);
    EXPECT_EQ(table.values<std::uint8_t>("category"), std::vector<std::uint8_t>(5, 255));
    EXPECT_GT(table.values<float>("score")[0], 0.99f);
}

}  // namespace
}  // namespace quartet
