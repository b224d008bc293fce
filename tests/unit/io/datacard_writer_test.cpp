// Models as datacards, and back.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "fits/compiled_model.hpp"
#include "host/io/model_yaml.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/shared_data.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/unit/io/datacard_texts.hpp"

namespace quartet::test
{
namespace
{

/// Points inside the bounds of all parameters, by name: nominal values and three pseudo-random ones.
std::vector<std::map<std::string, double>> points(StatisticalModel const& model)
{
    std::vector<std::map<std::string, double>> out;
    for (int which = 0; which < 4; ++which)
    {
        std::map<std::string, double> point;
        for (std::size_t i = 0; i < model.parameters.size(); ++i)
        {
            ModelParameter const& p = model.parameters[i];
            double const u = std::fmod(0.37 * static_cast<double>(which + 1) * static_cast<double>(i + 3), 1.0);
            double const width = p.constraint.kind == ConstraintKind::gaussian ? p.constraint.width
                                                                               : 0.3 * std::max(1.0, std::abs(p.value));
            double const value = which == 0 || p.constant ? p.value : p.value + 2 * width * (u - 0.4);
            point[p.name] = std::min(std::max(value, std::max(p.lower, p.value - 1e6)), p.upper);
        }
        out.push_back(std::move(point));
    }
    return out;
}

double nll_at(ModelDocument const& document, std::map<std::string, double> const& point)
{
    CompiledModel const model(document.model);
    std::vector<double> values = model.nominal_values();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = point.at(document.model.parameters[i].name);
    return evaluate_nll(model, document.data, values);
}

void expect_same_likelihood(ModelDocument const& one, ModelDocument const& two, std::string const& what)
{
    ASSERT_EQ(one.model.parameters.size(), two.model.parameters.size()) << what;
    for (auto const& point : points(one.model))
    {
        double const expected = nll_at(one, point);
        EXPECT_NEAR(nll_at(two, point), expected, 1e-9 * std::max(1.0, std::abs(expected))) << what;
    }
}

void expect_round_trips(ModelDocument const& document, std::string const& what)
{
    TemporaryFolder const temporary;
    std::filesystem::path const folder = temporary.path();
    WrittenDatacard const written = write_datacard(document, "shapes.json");
    if (!written.templates.empty()) std::ofstream(folder / "shapes.json") << written.templates;
    ModelDocument const again = parse_datacard(written.card, (folder / "card.txt").string());
    expect_same_likelihood(document, again, what + " as a card:\n" + written.card);
    ModelDocument const yaml = parse_model_yaml(write_model_yaml(document), "model.yaml");
    expect_same_likelihood(document, yaml, what + " as native YAML");
    EXPECT_EQ(write_datacard(again, "shapes.json").card, written.card) << what;
}

TEST(DatacardWriter, TheCardsOfCombine)
{
    QUARTET_NEED_SHARED(folder, "stats/combine");
    int cards = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder))
    {
        if (entry.path().extension() != ".txt") continue;
        expect_round_trips(read_model(entry.path().string()), entry.path().filename().string());
        ++cards;
    }
    EXPECT_GE(cards, 15);
}

TEST(DatacardWriter, EveryKindOfLine)
{
    expect_round_trips(read_card(small_card(
                           "lumi lnN 1.1 - 0.9/1.3\nfree lnU - 1.5 -\nside gmN 6 - 0.5 -\nwide gmM - - 0.5\n"
                           "gauss trG - 0.2 -\nflat unif 0 3 - - 0.4\nx rateParam a tt 2 [0,10]\ny rateParam a sig 3\n"
                           "p param 1 -0.1/+0.2 [0.2,3]\np rateParam a tt 1\nq param 2 0.3\n"
                           "f rateParam a ww 2*@0+pow(@1,2) q,x\nk extArg 3 [0,9]\ng rateParam a tt (@0/3) k\n"
                           "all group = lumi side\nnuisance edit freeze gauss\n")),
                       "every kind of line");
}

TEST(DatacardWriter, Templates)
{
    TemporaryFolder const temporary;
    std::ofstream(std::filesystem::path(temporary.path()) / "in.json")
        << R"({"data_obs": {"contents": [3, 5], "edges": [0, 1, 2]}, "s": {"contents": [1, 2]}, "b": {"contents": [4, 3]},
               "b_tiltUp": {"contents": [5, 3]}, "b_tiltDown": {"contents": [3, 2]}})";
    std::string const card =
        "shapes * * in.json $PROCESS $PROCESS_$SYSTEMATIC\nshapes * c FAKE\nbin a c\n"
        "observation -1 4\nbin a a c c\nprocess s b s b\nprocess 0 1 0 1\nrate -1 7 1 2\n"
        "tilt shape - 0.5 - -\nnorm lnN - 1.1 - 1.2\nside gmN 7 - 1 - -\n";
    ModelDocument const document =
        parse_datacard(card, (std::filesystem::path(temporary.path()) / "card.txt").string());
    expect_round_trips(document, "templates");
    WrittenDatacard const written = write_datacard(document, "shapes.json");
    EXPECT_NE(written.templates.find("edges"), std::string::npos);
}

/// A native model with these parameters and factors of its background.
ModelDocument native(std::string const& parameters, std::string const& factors, std::string const& more = "")
{
    return parse_model_yaml("quartet_model: 1\npoi: mu\nparameters:\n  mu: {value: 1, range: [0, 10]}\n" + parameters
                                + "channels:\n  a:\n    type: binned\n    observed: [5, 6]\n" + more
                                + "    samples:\n      S: {yield: [1, 2], signal: true, factors: [mu]}\n"
                                  "      B: {yield: [3, 4], factors: ["
                                + factors + "]}\n",
                            "model.yaml");
}

TEST(DatacardWriter, BinsWithParametersBecomeChannels)
{
    ModelDocument const document = native("  g0: {constraint: {gauss: {mean: 1, sigma: 0.1}}, range: [0, 2]}\n",
                                          "{per_bin: [g0, null]}, {staterror: h, relative: [0.1, 0.2]}");
    ModelDocument const again = read_card(write_datacard(document, "").card);
    ASSERT_EQ(again.model.channels.size(), 2U);
    EXPECT_EQ(again.model.channels[1].name, "a_bin1");
    for (auto const& point : points(document.model))
    {
        std::map<std::string, double> renamed = point;
        renamed["r"] = point.at("mu");
        EXPECT_NEAR(nll_at(again, renamed), nll_at(document, point), 1e-9);
    }
}

TEST(DatacardWriter, SaysWhatACardCannotHold)
{
    auto const refuse = [](ModelDocument const& document, std::initializer_list<std::string> words)
    { expect_error<InputError>([&] { write_datacard(document, ""); }, words); };
    refuse(native("", "mu, mu"), {"more", "B"});
    refuse(native("  r: {value: 1}\n", "r"), {"'r'"});
    refuse(native("", "{shapesys: g, uncertainty: [0.7, 0.9]}"), {"scale"});
    ModelDocument blank = native("  t: normal\n", "{lnN: t, kappa: 1.2}");
    blank.model.parameters[static_cast<std::size_t>(blank.model.find_parameter("t"))].name = "a b";
    refuse(blank, {"blank"});
    refuse(native("", "", "    edges: [0, 1, 2]\n    blind: [0.5, 0.7]\n"), {"blind"});
    ModelDocument two = native("  nu: {value: 1}\n", "nu");
    two.model.poi.push_back(two.model.find_parameter("nu"));
    refuse(two, {"2 parameters of interest"});
    ModelDocument code4 = native("  t: normal\n", "{lnN: t, kappa: 1.2}");
    code4.model.channels[0].samples[1].factors[0].kind = FactorKind::polynomial_exponential;
    refuse(code4, {"HistFactory"});
}

}  // namespace
}  // namespace quartet::test
