// Densities of datacards: unbinned channels whose shapes lie in a JSON file.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "fits/compiled_model.hpp"
#include "host/io/hdf5.hpp"
#include "host/io/model_yaml.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/native_shapes.hpp"
#include "tests/harness/same_likelihood.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/unit/io/datacard_texts.hpp"

namespace quartet::test
{
namespace
{

std::string const objects = R"({
	"parameters": {"slope": {"value": -0.5, "range": [-3, 3]}, "power": {"value": -2, "range": [-9, ".inf"]}, "held": {"value": 0.05, "fixed": true}},
 "a/data_obs": {"values": [4.62, 5.31, 6.02, 5.2, 5.4, 4.9, 7.5]},
 "a/sig": {"pdf": {"gauss": {"mean": "mean", "sigma": "held"}}, "observable": {"name": "mass", "range": [4.5, 6.5], "unit": "GeV"}},
 "a/bkg": {"pdf": {"choose": {"by": "index", "from": [{"exponential": {"slope": "slope"}}, {"power_law": {"exponent": "power"}}]}},
           "observable": {"name": "mass", "range": [4.5, 6.5]}, "norm": "n_bkg"}
})";

std::string const lines =
    "lumi lnN 1.025 1.1\nmean param 5.3 0.01\nn_bkg extArg 1.5 [0,100]\nindex discrete\nslope flatParam\n";

std::string density_card(std::string const& below, std::string const& rates = "0.9 2")
{
    return "shapes * * shapes.json $CHANNEL/$PROCESS\nbin a\nobservation -1\nbin a a\nprocess sig bkg\nprocess 0 "
           "1\nrate "
           + rates + "\n" + below;
}

/// The same model in the native format.
std::string const native = R"yaml(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
  mean: {constraint: {gauss: {mean: 5.3, sigma: 0.01}}, range: [5.23, 5.37]}
  lumi: normal
  n_bkg: {value: 1.5, range: [0, 100]}
  slope: {value: -0.5, range: [-3, 3]}
  power: {value: -2, range: [-9, .inf]}
  index: {choices: 2}
channels:
  a:
    type: unbinned
    observable: {name: mass, range: [4.5, 6.5]}
    data: {values: [4.62, 5.31, 6.02, 5.2, 5.4, 4.9]}
    samples:
      sig: {yield: 0.9, factors: [r, {lnN: lumi, kappa: 1.025}], shape: {gauss: {mean: mean, sigma: 0.05}}}
      bkg: {yield: 2, factors: [n_bkg, {lnN: lumi, kappa: 1.1}], shape: {choose: {by: index, from: [{exponential: {slope: slope}}, {power_law: {exponent: power}}]}}}
)yaml";

class DatacardDensities : public ::testing::Test
{
  protected:
    DatacardDensities() { write(objects); }

    void write(std::string const& text) const { std::ofstream(folder_ / "shapes.json") << text; }
    ModelDocument read(std::string const& card, DatacardOptions const& options = {}) const
    {
        return parse_datacard(card, (folder_ / "card.txt").string(), options);
    }
    /// The good card and objects with one text replaced.
    void refuse(std::string const& old, std::string const& replacement, std::initializer_list<std::string> words) const
    {
        std::string text = objects;
        ASSERT_NE(text.find(old), std::string::npos) << old;
        write(text.replace(text.find(old), old.size(), replacement));
        expect_error<InputError>([&] { read(density_card(lines)); }, words);
        write(objects);
    }

    TemporaryFolder temporary_;
    std::filesystem::path folder_ = temporary_.path();
};

double nll_at(ModelDocument const& document, std::vector<std::pair<std::string, double>> const& point)
{
    CompiledModel const model(document.model);
    std::vector<double> values = model.nominal_values();
    for (auto const& [name, value] : point) values[static_cast<std::size_t>(model.parameter(name))] = value;
    return evaluate_nll(model, document.data, values);
}

TEST_F(DatacardDensities, AreTheSameModelAsTheNativeOne)
{
    ModelDocument const card = read(density_card(lines));
    ModelDocument const yaml = parse_model_yaml(native, "native.yaml");
    EXPECT_EQ(card.data.channels[0].values, yaml.data.channels[0].values);
    EXPECT_EQ(card.observable[0], "mass");
    for (int index : {0, 1}) expect_same_likelihood(yaml, card, index);
    CompiledModel const one(card.model);
    CompiledModel const two(yaml.model);
    FitResult const fit_one = fit(one, card.data, {});
    FitResult const fit_two = fit(two, yaml.data, {});
    EXPECT_EQ(fit_two.status, FitStatus::converged);
    EXPECT_NEAR(fit_one.nll, fit_two.nll, 1e-9);
    for (ModelParameter const& p : yaml.model.parameters)
        EXPECT_NEAR(fit_one.values[static_cast<std::size_t>(one.parameter(p.name))],
                    fit_two.values[static_cast<std::size_t>(two.parameter(p.name))], 1e-6)
            << p.name;
}

// SciPy 1.17.1: Gaussian, exponential and power law normalised over [4.5, 6.5], log-normal effects and constraints
// written out; -ln L at two points minus that at the starts.
TEST_F(DatacardDensities, LikelihoodAsWithScipy)
{
    ModelDocument const card = read(density_card(lines));
    double const start = nll_at(card, {});
    EXPECT_NEAR(nll_at(card, {{"r", 2.2}, {"mean", 5.31}, {"slope", 0.3}, {"n_bkg", 2.5}, {"lumi", 0.7}}) - start,
                1.1854636291245, 1e-9);
    EXPECT_NEAR(
        nll_at(card, {{"r", 0.4}, {"mean", 5.295}, {"power", 1.5}, {"n_bkg", 3.1}, {"lumi", -1.2}, {"index", 1}})
            - start,
        1.8413960712455, 1e-9);
}

TEST_F(DatacardDensities, TheRateTimesTheNorm)
{
    EXPECT_EQ(sample(read(density_card(lines)), 1).yield, 2);
    EXPECT_EQ(sample(read(density_card(lines, "0.9 -1")), 1).yield, 1);
    expect_error<InputError>([&] { read(density_card(lines, "-1 2")); },
                             {"card.txt:7:6", "'norm'", "shapes.json:4:", "a/sig.pdf"});
    write(std::string(objects).replace(objects.find("\"n_bkg\""), 7, "0.5"));
    ModelDocument const number = read(density_card("mean param 5.3 0.01\nindex discrete\ncount gmN 4 - 0.5\n"));
    EXPECT_EQ(sample(number, 1).yield, 0.25);
    write(objects);
    // A formula may be the norm.
    ModelDocument const formula =
        read(density_card("mean param 5.3 0.01\nindex discrete\nk extArg 3 [0,9]\nn_bkg rateParam a sig (@0/3) k\n"));
    EXPECT_EQ(sample(formula, 1).factors.front().kind, FactorKind::formula);
}

TEST_F(DatacardDensities, JsonWithoutBlanksIsRead)
{
    ModelDocument const good = read(density_card(lines));
    write(nlohmann::json::parse(objects).dump());
    for (int index : {0, 1}) expect_same_likelihood(good, read(density_card(lines)), index);
}

TEST_F(DatacardDensities, TwoFilesMayDeclareOneParameter)
{
    std::string card = density_card(lines);
    card.replace(0, card.find('\n'),
                 "shapes * * shapes.json $CHANNEL/$PROCESS\nshapes sig * other.json $CHANNEL/$PROCESS");
    auto const other = [&](std::string const& slope)
    {
        std::ofstream(folder_ / "other.json")
            << R"({"parameters": {"slope": {"value": )" + slope + R"(, "range": [-3, 3]}},
            "a/sig": {"pdf": {"uniform": {}}, "observable": {"name": "mass", "range": [4.5, 6.5]}}})";
    };
    other("-0.5");
    EXPECT_EQ(read(card).files.size(), 3U);
    other("-0.4");
    expect_error<InputError>([&] { read(card); }, {"shapes.json:2:", "'slope' is declared twice"});
}

TEST_F(DatacardDensities, DataFromAnHdf5File)
{
    {
        hdf5::OutputFile file((folder_ / "events.h5").string());
        hdf5::Group root = file.root();
        std::vector<double> const masses{4.62, 5.31, 6.02, 5.2, 5.4, 4.9, 7.5};
        hdf5::Dataset dataset = root.create_dataset("mass", NumberType::f8, {});
        dataset.append(masses.data(), NumberType::f8, static_cast<std::int64_t>(masses.size()));
        file.commit();
    }
    ModelDocument const good = read(density_card(lines));
    std::string text = objects;
    std::size_t const at = text.find("{\"values\"");
    write(text.replace(at, text.find('}', at) + 1 - at, R"({"file": "events.h5", "dataset": "mass"})"));
    ModelDocument const card = read(density_card(lines));
    EXPECT_EQ(card.data.channels[0].values, good.data.channels[0].values);
    ASSERT_EQ(card.files.size(), 3U);
    EXPECT_NE(card.files[2].find("events.h5"), std::string::npos);
    // Points of a kernel density, which is then the only use of the file.
    text = objects;
    std::string const power = R"({"power_law": {"exponent": "power"}})";
    write(text.replace(text.find(power), power.size(),
                       R"({"kernel_density": {"data": {"file": "events.h5", "dataset": "mass"}}})"));
    ModelDocument const kernels = read(density_card(lines));
    EXPECT_EQ(sample(kernels, 1).shape.alternatives[1][0].data.points.size(), 6U);
    EXPECT_EQ(kernels.files, card.files);
}

TEST_F(DatacardDensities, AsimovDataNeedNoObservation)
{
    std::string card = density_card(lines);
    card.erase(card.find("bin a\n"), 6 + 15);
    EXPECT_FALSE(read(card).has_data);
}

TEST_F(DatacardDensities, WithoutSystematicUncertaintiesConstrainedParametersRest)
{
    DatacardOptions options;
    options.no_systematics = true;
    ModelDocument const card = read(density_card(lines), options);
    EXPECT_TRUE(parameter(card, "mean").constant);
    EXPECT_FALSE(parameter(card, "slope").constant);
    EXPECT_EQ(card.model.find_parameter("lumi"), -1);
}

TEST_F(DatacardDensities, FrozenParametersAndIndicesRest)
{
    ModelDocument const card = read(density_card(lines + "nuisance edit freeze index\nnuisance edit freeze slope\n"));
    EXPECT_TRUE(parameter(card, "index").constant);
    EXPECT_TRUE(parameter(card, "slope").constant);
    EXPECT_FALSE(parameter(card, "power").constant);
}

TEST_F(DatacardDensities, BadObjectsAreRefused)
{
    refuse("\"mean\": \"mean\"", "\"mean\": \"man\"", {"shapes.json:4:", "unknown parameter 'man'", "mean", "slope"});
    refuse("\"gauss\"", "\"gaus\"", {"shapes.json:4:", "a/sig.pdf", "known: gauss"});
    refuse("\"range\": [4.5, 6.5], \"unit\"", "\"range\": [6.5, 4.5], \"unit\"", {"shapes.json:4:", "inverted"});
    refuse("\"range\": [4.5, 6.5], \"unit\"", "\"range\": [4.5, 6.4], \"unit\"",
           {"different observables", "channel 'a'"});
    refuse("\"norm\": \"n_bkg\"", "\"norm\": \"n_bgk\"", {"shapes.json:6:", "a/bkg.norm", "'n_bgk'"});
    refuse("\"norm\": \"n_bkg\"", "\"norm\": -1", {"shapes.json:6:", "must not be negative"});
    refuse("\"norm\"", "\"nrom\"", {"shapes.json:6:", "unknown key 'nrom'"});
    refuse("\"by\": \"index\"", "\"by\": \"inedx\"", {"shapes.json:5:", "'inedx'", "no line 'inedx discrete'"});
    refuse("{\"values\"", "{\"contents\"", {"card.txt:3:", "must be events"});
    refuse("{\"values\": [4.62", "{\"observable\": {\"name\": \"m\", \"range\": [4.5, 6.5]}, \"values\": [4.62",
           {"shapes.json:3:", "another observable"});
    refuse("\"a/data_obs\"", "\"b/data_obs\"", {"card.txt:3:", "events"});
    refuse("4.62", "\"x\"", {"shapes.json:3:", "a/data_obs.values[0]", "not a number"});
    refuse("{\"value\": -0.5", "{\"constraint\": \"normal\"",
           {"shapes.json:2:", "parameters.slope", "param mean sigma"});
    refuse("{\"value\": -0.5, \"range\": [-3, 3]}", "{\"choices\": 2}", {"shapes.json:2:", "slope discrete"});
    refuse("\"slope\": {", "\"lumi\": {\"value\": 1}, \"slope\": {",
           {"shapes.json:2:", "'lumi' is declared twice", "lnN"});
    refuse("\"sigma\": \"held\"", "\"sigma\": 0", {"shapes.json:4:", "not positive"});
    refuse("{\"pdf\": {\"gauss\"", "{\"pdff\": {\"gauss\"", {"contents", "a/sig"});
    refuse("\"a/sig\"", "\"a/sgi\"", {"no template 'a/sig'"});
    refuse("\"a/bkg\": {\"pdf\"", "\"a/bkg\": {\"contents\": [2]}, \"x\": {\"pdf\"",
           {"card.txt:5:", "'bkg' is a template"});
}

TEST_F(DatacardDensities, BadLinesAreRefused)
{
    auto const bad =
        [&](std::string const& below, std::initializer_list<std::string> words, std::string const& rates = "0.9 2")
    { expect_error<InputError>([&] { read(density_card(below, rates)); }, words); };
    bad(lines + "other discrete\n", {"card.txt:13:1", "'other'", "no density is chosen"});
    bad(lines + "index discrete\n", {"card.txt:13:1", "two discrete lines"});
    bad(lines + "index discrete 3\n", {"card.txt:13:16", "two words"});
    bad(lines + "index param 1 1\n", {"'index' is declared twice"});
    bad(lines + "tilt shape - 1\n", {"card.txt:13:1", "'bkg' in bin 'a'", "density"});
    bad(lines + "a autoMCStats 10\n", {"card.txt:13:1", "channels with templates"});
    bad(lines + "power param 1 1\n", {"shapes.json:2:", "'power' is declared twice", "param"});
    bad(lines + "nobody flatParam\n", {"card.txt:13:1", "'nobody'"});
    std::string card = density_card(lines);
    card.replace(card.find("observation -1"), 14, "observation 7");
    expect_error<InputError>([&] { read(card); }, {"card.txt:3:13", "6.0"});
    card = density_card(lines);
    card.replace(card.find("$CHANNEL"), 8, "w:$CHANNEL");
    expect_error<InputError>([&] { read(card); }, {"card.txt:1:", "RooWorkspace"});
}

class WrittenDensities : public DatacardDensities
{
  protected:
    /// The model, written as a card and read again; the card written of that is the same.
    ModelDocument again(ModelDocument const& document) const
    {
        WrittenDatacard const written = write_datacard(document, "shapes.json");
        write(written.templates);
        ModelDocument read_again = read(written.card);
        EXPECT_EQ(write_datacard(read_again, "shapes.json").card, written.card);
        EXPECT_EQ(read_again.model.parameters.size(), document.model.parameters.size());
        return read_again;
    }
};

TEST_F(WrittenDensities, EveryShapeIsReadBack)
{
    for (ShapeExample const& example : shape_examples())
    {
        SCOPED_TRACE(example.shape);
        std::vector<ShapeExample> const used{
            example,
            {"", R"({"choose": {"by": "index", "from": [{"gauss": {"mean": "m", "sigma": "s"}},
                                                  {"uniform": {}}, {"polynomial": [1, "t", "u"]}]}})"},
            {"", R"({"gauss": {"mean": "f", "sigma": 2}})"}};
        ModelDocument document = parse_model_yaml(model_of_examples(used), "native.yaml");
        document.model.discrete_penalty = 1;
        ModelDocument const second = again(document);
        for (int choice : {0, 1, 2}) expect_same_likelihood(document, second, choice);
    }
}

TEST_F(WrittenDensities, BinnedAndUnbinnedChannelsTogether)
{
    std::string text = native;
    text.insert(text.find("channels:"), "  shared: {value: 1, range: [0.1, 5]}\n");
    text += R"yaml(  b:
    type: binned
    observed: [5, 6]
    samples:
      sig: {yield: [1, 2], factors: [r]}
      bkg: {yield: [3, 4], factors: [{lnN: lumi, kappa: 1.1}, shared]}
  c:
    type: unbinned
    observable: {name: time, range: [0, 2]}
    data: {values: [0.2, 1.5], weights: [0.5, 2]}
    samples:
      sig: {yield: 0.2, factors: [r], shape: {gauss: {mean: 1, sigma: {constant: 0.5, relative: {lumi: 0.1}}}}}
      bkg: {yield: 1.5, shape: {exponential: {slope: shared}}}
)yaml";
    ModelDocument const document = parse_model_yaml(text, "native.yaml");
    ModelDocument const second = again(document);
    for (int choice : {0, 1}) expect_same_likelihood(document, second, choice);
    EXPECT_EQ(second.data.channels[2].weights, document.data.channels[2].weights);
    EXPECT_EQ(second.observable[2], "time");
}

TEST_F(WrittenDensities, WhatACardCannotHoldIsRefused)
{
    auto const bad =
        [&](std::string const& old, std::string const& replacement, std::initializer_list<std::string> words)
    {
        std::string text = native;
        ASSERT_NE(text.find(old), std::string::npos) << old;
        text.replace(text.find(old), old.size(), replacement);
        ModelDocument const document = parse_model_yaml(text, "native.yaml");
        expect_error<InputError>([&] { write_datacard(document, "shapes.json"); }, words);
    };
    bad("mean: mean, sigma", "mean: {constant: 5.3, plus: {r: 0.01}}, sigma", {"parameter of interest", "'sig'"});
    bad("{choices: 2}", "{choices: 2, value: 1}", {"'index' starts at 1"});
    bad("poi: r", "discrete_penalty: 2\npoi: r", {"penalty"});
    bad("gauss: {mean: 5.3, sigma: 0.01}", "log_normal: {median: 5.3, sigma: 0.01}", {"'mean'", "constraint"});
    bad("    samples:", "    blind: [5, 5.5]\n    samples:", {"blind windows"});
}

}  // namespace
}  // namespace quartet::test
