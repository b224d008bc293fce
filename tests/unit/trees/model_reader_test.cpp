// What the reader of XGBoost models takes and what it refuses.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "host/io/xgboost_document.hpp"
#include "host/io/xgboost_model.hpp"
#include "models/base/error.hpp"
#include "tests/unit/trees/hand_made_model.hpp"

namespace quartet
{
namespace
{

using test::replaced;
using test::small_model;

Forest parse(std::string const& text) { return parse_xgboost_model(text, "model.json"); }

TEST(ModelReader, Fields)
{
    Forest const forest = parse(small_model());
    EXPECT_EQ(forest.features, 3);
    EXPECT_EQ(forest.feature_names, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(forest.objective, "binary:logistic");
    EXPECT_EQ(forest.transform, TreeTransform::sigmoid);
    EXPECT_EQ(forest.trees(), 2);
    EXPECT_EQ(forest.rounds(), 2);
    EXPECT_EQ(forest.depths, (std::vector<std::int32_t>{2, 1}));
    EXPECT_EQ(forest.base, std::vector<float>{0.0f});
    EXPECT_EQ(forest.category_words.size(), 2u);
}

TEST(ModelReader, BaseScoreIsAProbability)
{
    // logit(0.25) = -log 3; both the form of XGBoost < 3.1 and the list of later ones.
    for (std::string const score : {"\"2.5E-1\"", "\"[2.5E-1]\"", "2.5E-1", "[0.25]"})
        EXPECT_FLOAT_EQ(parse(replaced(small_model(), "\"5E-1\"", score)).base.at(0), -std::log(3.0f)) << score;
    EXPECT_THROW(parse(replaced(small_model(), "\"5E-1\"", "\"1\"")), InputError);
    EXPECT_THROW(parse(replaced(small_model(), "\"5E-1\"", "\"0\"")), InputError);
    EXPECT_THROW(parse(replaced(small_model(), "\"5E-1\"", "\"[5E-1,5E-1]\"")), InputError);
    EXPECT_THROW(parse(replaced(small_model(), "\"5E-1\"", "\"NaN\"")), InputError);
}

TEST(ModelReader, BaseScoreOfOtherObjectives)
{
    std::string const model = replaced(small_model(), "\"5E-1\"", "\"1E2\"");
    EXPECT_EQ(parse(replaced(model, "binary:logistic", "reg:squarederror")).base.at(0), 100.0f);
    EXPECT_FLOAT_EQ(parse(replaced(model, "binary:logistic", "count:poisson")).base.at(0), std::log(100.0f));
}

struct Malformed
{
    char const* name;
    std::string from, to;  ///< what is changed in small_model()
    char const* says;      ///< must be part of the message
};

void PrintTo(Malformed const& one, std::ostream* out) { *out << one.name; }

class MalformedModel : public testing::TestWithParam<Malformed>
{
};

TEST_P(MalformedModel, IsRefusedWithFileAndKey)
{
    Malformed const& one = GetParam();
    try
    {
        parse(replaced(small_model(), one.from, one.to));
        FAIL() << "the model was taken";
    }
    catch (InputError const& error)
    {
        std::string const text = error.what();
        EXPECT_NE(text.find(one.says), std::string::npos) << text;
        EXPECT_NE(text.find("model.json"), std::string::npos) << text;
        EXPECT_NE(text.find("byte"), std::string::npos) << text;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Table, MalformedModel,
    testing::Values(
        Malformed{"ChildOutOfRange", "\"left_children\":[1,3", "\"left_children\":[1,9", "child 9"},
        Malformed{"NegativeChild", "\"right_children\":[2,4", "\"right_children\":[2,-7", "child -7"},
        Malformed{"Cycle", "\"left_children\":[1,3", "\"left_children\":[1,0", "two nodes"},
        Malformed{"SharedChild", "\"right_children\":[2,4", "\"right_children\":[2,3", "two nodes"},
        Malformed{"OneChildMissing", "\"right_children\":[2,4,-1", "\"right_children\":[2,4,3", "one child is missing"},
        Malformed{"ShortArray", "\"split_conditions\":[1.5E0,", "\"split_conditions\":[", "4 entries, 5 are needed"},
        Malformed{"MissingArray", "\"split_indices\":[0,1", "\"other\":[0,1", "\"split_indices\" is missing"},
        Malformed{"FeatureOutOfRange", "\"split_indices\":[0,1", "\"split_indices\":[0,3", "feature 3"},
        Malformed{"NegativeFeature", "\"split_indices\":[0,1", "\"split_indices\":[0,-1", "feature -1"},
        Malformed{"ThresholdNaN", "[1.5E0,-2E0", "[1.5E0,NaN", "threshold is not finite"},
        Malformed{"ThresholdInfinite", "[1.5E0,-2E0", "[1.5E0,-Infinity", "threshold is not finite"},
        Malformed{"LeafInfinite", "[1.5E0,-2E0,1E0", "[1.5E0,-2E0,Infinity", "leaf is not finite"},
        Malformed{"ThresholdOverflow", "[1.5E0,-2E0", "[1.5E0,1E99", "threshold is not finite"},
        Malformed{"ThresholdText", "[1.5E0,-2E0", "[1.5E0,\"x\"", "mixes numbers"},
        Malformed{"NodeCount", "\"num_nodes\":\"5\"", "\"num_nodes\":\"6\"", "5 nodes"},
        Malformed{"TreeCount", "\"num_trees\":\"2\"", "\"num_trees\":\"3\"", "2 trees"},
        Malformed{"TreeInfoLength", "\"tree_info\":[0,0]", "\"tree_info\":[0]", "1 entries, 2 are needed"},
        Malformed{"TreeInfoRange", "\"tree_info\":[0,0]", "\"tree_info\":[0,1]", "output 1"},
        Malformed{"CategoryNode", "\"categories_nodes\":[0]", "\"categories_nodes\":[3]", "node 3 does not exist"},
        Malformed{"CategorySegment", "\"categories_sizes\":[3]", "\"categories_sizes\":[4]",
                  "outside of \"categories\""},
        Malformed{"CategoryRange", "\"categories\":[1,3,33]", "\"categories\":[1,3,-1]", "category -1"},
        Malformed{"CategoryHuge", "\"categories\":[1,3,33]", "\"categories\":[1,3,16777216]", "category 16777216"},
        Malformed{"NoCategories", "\"split_type\":[0,0,0,0,0]", "\"split_type\":[1,0,0,0,0]", "no categories"},
        Malformed{"SplitType", "\"split_type\":[0,0,0,0,0]", "\"split_type\":[2,0,0,0,0]", "unknown split type"},
        Malformed{"FeatureNames", "[\"a\",\"b\",\"c\"]", "[\"a\",\"b\"]", "2 names for 3 features"},
        Malformed{"FeatureCount", "\"num_feature\":\"3\",\"num_target\"", "\"num_feature\":\"x\",\"num_target\"",
                  "whole number"},
        Malformed{"Objective", "binary:logistic", "binary:hinge2", "objective"},
        Malformed{"Booster", "\"name\":\"gbtree\"", "\"name\":\"gblinear\"", "gblinear"},
        Malformed{"VectorLeaves", "\"num_nodes\":\"5\",\"size_leaf_vector\":\"0\"",
                  "\"num_nodes\":\"5\",\"size_leaf_vector\":\"3\"", "vector leaves"},
        Malformed{"WrongKind", "\"tree_info\":[0,0]", "\"tree_info\":{}", "expected an array"},
        Malformed{"TwoKeys", "\"id\":0", "\"id\":0,\"id\":0", "appears twice"},
        Malformed{"Truncated", "\"version\":[1,7,4]}", "\"version\":[1,7", "ends in the middle"},
        Malformed{"Trailing", "\"version\":[1,7,4]}", "\"version\":[1,7,4]} {", "after the end"},
        Malformed{"BadNumber", "\"version\":[1,7,4]}", "\"version\":[1,7-4]}", "not a JSON value"}),
    [](auto const& one) { return std::string(one.param.name); });

TEST(ModelReader, FilesThatAreNoModel)
{
    EXPECT_THROW(parse(""), InputError);
    EXPECT_THROW(parse("   "), InputError);
    EXPECT_THROW(parse("{}"), InputError);
    EXPECT_THROW(parse("binf\x01\x02"), InputError);
    EXPECT_THROW(parse(std::string(100000, '[')), InputError);
    EXPECT_THROW(parse("{\"a\":" + std::string(100000, '[')), InputError);
    EXPECT_THROW(parse("{\"a\":\"\\u12\"}"), InputError);
    EXPECT_THROW(read_xgboost_model("/no/such/model.json"), InputError);
}

TEST(ModelReader, DeepNestingNamesTheLimit)
{
    try
    {
        xgboost::parse_json(std::string(65, '[') + std::string(65, ']'), "deep.json");
        FAIL() << "65 levels were taken";
    }
    catch (InputError const& error)
    {
        EXPECT_NE(std::string(error.what()).find("64 levels"), std::string::npos);
    }
    EXPECT_NO_THROW(xgboost::parse_json(std::string(64, '[') + std::string(64, ']'), "deep.json"));
}

}  // namespace
}  // namespace quartet
