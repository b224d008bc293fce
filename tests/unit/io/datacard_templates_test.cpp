// Templates of datacards, and the parameters that come with them.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "fits/compiled_model.hpp"
#include "host/io/hdf5.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/unit/io/datacard_texts.hpp"

namespace quartet::test
{
namespace
{

constexpr char const* templates = R"({
 "a/data_obs": {"contents": [3, 5, 2], "edges": [0, 1, 2, 4]},
 "a/sig": {"contents": [1, 2, 1], "edges": [0, 1, 2, 4], "sumw2": [0.01, 0.02, 0.01]},
 "a/bkg": {"contents": [4, 3, 1], "sumw2": [0.4, 0.9, 0.5]},
 "a/bkg_tiltUp": {"contents": [5, 3, 2]},
 "a/bkg_tiltDown": {"contents": [3, 3, 0.4]},
 "m125/x": {"contents": [1]}
})";

std::string shape_card(std::string const& lines, std::string const& file = "shapes.json")
{
    return "shapes * * " + file + " $CHANNEL/$PROCESS $CHANNEL/$PROCESS_$SYSTEMATIC\nbin a\nobservation -1\nbin a a\n"
           "process sig bkg\nprocess 0 1\nrate -1 8\n" + lines;
}

class DatacardTemplates : public ::testing::Test
{
  protected:
    DatacardTemplates() { std::ofstream(folder_ / "shapes.json") << templates; }

    ModelDocument read(std::string const& card, DatacardOptions const& options = {}) const
    {
        return parse_datacard(card, (folder_ / "card.txt").string(), options);
    }

    std::vector<double> bins(ModelDocument const& document, int which, std::string const& name, double value) const
    {
        CompiledModel const model(document.model);
        std::vector<double> values = model.nominal_values();
        if (!name.empty()) values[static_cast<std::size_t>(model.parameter(name))] = value;
        return expected_bins(model, values, 0, which);
    }

    TemporaryFolder temporary_;
    std::filesystem::path folder_ = temporary_.path();
};

TEST_F(DatacardTemplates, GiveRatesDataAndEdges)
{
    ModelDocument const document = read(shape_card(""));
    EXPECT_EQ(document.data.channels[0].counts, (std::vector<double>{3, 5, 2}));
    EXPECT_EQ(document.edges[0], (std::vector<double>{0, 1, 2, 4}));
    EXPECT_EQ(sample(document, 0).yield, 4);
    EXPECT_EQ(bins(document, 1, "", 0), (std::vector<double>{4, 3, 1}));
    ASSERT_EQ(document.files.size(), 2U);
    EXPECT_NE(document.files[1].find("shapes.json"), std::string::npos);
}

// The vertical morph gives the varied templates at +1 and -1: fractions times a log-normal of the integrals.
TEST_F(DatacardTemplates, ChangeWithAParameter)
{
    for (std::string const type : {"shape", "shapeN"})
    {
        ModelDocument const document = read(shape_card("tilt " + type + " - 1\n"));
        std::vector<double> const up = bins(document, 1, "tilt", 1);
        std::vector<double> const down = bins(document, 1, "tilt", -1);
        std::vector<double> const at_up{5, 3, 2};
        std::vector<double> const at_down{3, 3, 0.4};
        for (std::size_t b = 0; b < 3; ++b)
        {
            EXPECT_NEAR(up[b], at_up[b], 1e-9) << type;
            EXPECT_NEAR(down[b], at_down[b], 1e-9) << type;
        }
    }
}

// An effect of 0.5: the templates are those of two standard deviations.
TEST_F(DatacardTemplates, ScaleOfAParameter)
{
    ModelDocument const document = read(shape_card("tilt shape - 0.5\n"));
    std::vector<double> const two = bins(document, 1, "tilt", 2);
    EXPECT_NEAR(two[0], 5, 1e-9);
    EXPECT_NEAR(two[2], 2, 1e-9);
}

TEST_F(DatacardTemplates, ALogNormalWhereThereAreNone)
{
    ModelDocument const document = read(shape_card("tilt shape? 1.2 1\n"));
    EXPECT_NEAR(bins(document, 0, "tilt", 1)[1], 2 * 1.2, 1e-9);
    EXPECT_NEAR(bins(document, 1, "tilt", 1)[2], 2, 1e-9);
    expect_error<InputError>([&] { read(shape_card("tilt shape 1 1\n")); }, {"tiltDown", "missing", ":8:"});
}

TEST_F(DatacardTemplates, TheMassIsPutIn)
{
    DatacardOptions options;
    options.mass = "125";
    std::string const card = "shapes * * shapes.json m$MASS/x\nbin a a\nprocess s b\nprocess 0 1\nrate -1 1\n";
    EXPECT_EQ(sample(read(card, options), 0).yield, 1);
    expect_error<InputError>([&] { read(card); }, {"m120/x"});
}

// Effective numbers: 40, 10 and 2 background events.
TEST_F(DatacardTemplates, StatisticsOfTemplates)
{
    ModelDocument const document = read(shape_card("* autoMCStats 9\n"));
    ModelParameter const& first = parameter(document, "prop_bina_bin0");
    EXPECT_EQ(first.constraint.kind, ConstraintKind::gaussian);
    EXPECT_NEAR(first.constraint.width, std::sqrt(0.4) / 4, 1e-12);
    EXPECT_EQ(parameter(document, "prop_bina_bin1").constraint.kind, ConstraintKind::gaussian);
    EXPECT_NEAR(parameter(document, "prop_bina_bin0_signal").constraint.width, 0.1, 1e-12);
    ModelParameter const& last = parameter(document, "prop_bina_bin2_bkg");
    EXPECT_EQ(last.constraint.kind, ConstraintKind::poisson);
    EXPECT_EQ(last.constraint.centre, 2);
    EXPECT_EQ(last.constraint.scale, 2);
    EXPECT_EQ(parameter(document, "prop_bina_bin2_sig").constraint.kind, ConstraintKind::gaussian);
    EXPECT_NEAR(bins(document, 1, "prop_bina_bin2_bkg", 1.5)[2], 1.5, 1e-12);
    EXPECT_EQ(read(shape_card("* autoMCStats -1\n")).model.parameters.size(), 1U);
}

// The error of the total follows the yields: with r = 3 the profiled penalty of a shift s is s^2 / (e_b^2 + 9 e_s^2)
// / 2.
TEST_F(DatacardTemplates, StatisticsOfSignalAndBackgroundAddInSquares)
{
    ModelDocument document = read(shape_card("a autoMCStats 0\n"));
    CompiledModel const model(document.model);
    FitOptions options;
    options.fixed = {{model.parameter("r"), 3}};
    FitResult const result = fit(model, document.data, options);
    double expected = 0;
    double const signal[] = {1, 2, 1}, background[] = {4, 3, 1}, es2[] = {.01, .02, .01}, eb2[] = {.4, .9, .5};
    for (std::size_t b = 0; b < 3; ++b)
    {
        double const n = document.data.channels[0].counts[b];
        double const v = eb2[b] + 9 * es2[b];
        double const nu0 = background[b] + 3 * signal[b];
        // Stationary point of nu - n ln nu + (nu - nu0)^2 / 2v.
        double const p = nu0 - v;
        double const nu = 0.5 * (p + std::sqrt(p * p + 4 * v * n));
        expected += nu - n - n * std::log(nu / n) + (nu - nu0) * (nu - nu0) / (2 * v);
    }
    EXPECT_NEAR(result.nll, expected, 1e-7);
}

TEST_F(DatacardTemplates, FromHdf5)
{
    {
        hdf5::OutputFile file((folder_ / "shapes.h5").string());
        auto const put = [](hdf5::Group& group, std::string const& name, std::vector<double> const& values)
        {
            hdf5::Dataset dataset = group.create_dataset(name, NumberType::f8, {});
            dataset.append(values.data(), NumberType::f8, static_cast<std::int64_t>(values.size()));
        };
        hdf5::Group root = file.root();
        hdf5::Group folder = root.create_group("a");
        put(folder, "edges", {0, 1, 2, 4});
        put(folder, "data_obs", {3, 5, 2});
        put(folder, "bkg", {4, 3, 1});
        put(folder, "bkg_sumw2", {0.4, 0.9, 0.5});
        hdf5::Group signal = folder.create_group("sig");
        put(signal, "contents", {1, 2, 1});
        put(signal, "sumw2", {0.01, 0.02, 0.01});
        file.commit();
    }
    ModelDocument const json = read(shape_card("a autoMCStats 9\n"));
    ModelDocument const document = read(shape_card("a autoMCStats 9\n", "shapes.h5"));
    EXPECT_EQ(document.edges[0], json.edges[0]);
    ASSERT_EQ(document.model.parameters.size(), json.model.parameters.size());
    for (std::size_t i = 0; i < json.model.parameters.size(); ++i)
        EXPECT_EQ(document.model.parameters[i].constraint.width, json.model.parameters[i].constraint.width);
    EXPECT_EQ(bins(document, 1, "", 0), bins(json, 1, "", 0));
}

TEST_F(DatacardTemplates, BadOnesAreRefused)
{
    auto const refuse = [&](std::string const& content, std::initializer_list<std::string> words)
    {
        std::ofstream(folder_ / "bad.json") << content;
        expect_error<InputError>([&] { read(shape_card("", "bad.json")); }, words);
    };
    refuse("[1, 2", {"JSON", "bad.json:1:"});
    refuse("[]", {"one object"});
    refuse("{}", {"no template 'a/sig'", ":1:"});
    refuse(R"({"a/sig": {"contents": [1, "x"]}})", {"a/sig", "contents", "not a number"});
    refuse(R"({"a/sig": {"contents": [1], "bins": []}})", {"bins", "not known"});
    refuse(R"({"a/sig": {"contents": [1, -2]}})", {"negative"});
    refuse(R"({"a/sig": {"contents": [1, 2], "edges": [0, 1]}})", {"2 edges for 2 bins"});
    refuse(R"({"a/sig": {"contents": [1, 2], "edges": [0, 2, 1]}})", {"do not increase"});
    refuse(R"({"a/sig": {"contents": [1, 2]}, "a/bkg": {"contents": [8]}})", {"1 bins", "2"});
    refuse(R"({"a/sig": {"contents": [1]}, "a/bkg": {"contents": [9]}})", {"integral", "-1"});
    expect_error<InputError>([&] { read(shape_card("", "absent.json")); }, {"absent.json"});
    expect_error<InputError>([&] { read(shape_card("", "shapes.root")); }, {"python -m quartet.templates"});
}

}  // namespace
}  // namespace quartet::test
