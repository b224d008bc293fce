// Every density of the native format as HS3, and back.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "host/io/hs3.hpp"
#include "host/io/model_yaml.hpp"
#include "host/io/model_yaml_shapes.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/native_shapes.hpp"
#include "tests/harness/same_likelihood.hpp"

namespace quartet::test
{
namespace
{

ModelDocument native_of(std::vector<ShapeExample> const& examples)
{
    return parse_model_yaml(model_of_examples(examples), "native.yaml");
}

/// The names that the reader of the native format gives in its complaint about an unknown shape.
std::set<std::string> known_shapes()
{
    std::set<std::string> names;
    try
    {
        native_of({{"", "{\"nonsense\": {}}"}});
    }
    catch (InputError const& error)
    {
        std::string text = error.what();
        text = text.substr(text.find("known: ") + 7) + ", ";
        for (std::size_t at = 0; text.find(", ", at) != std::string::npos; at = text.find(", ", at) + 2)
            names.insert(text.substr(at, text.find(", ", at) - at));
    }
    return names;
}

// A density that is added to the native format and not to the examples fails here, and then below.
TEST(Hs3Densities, TheExamplesAreAllShapes)
{
    std::set<std::string> names;
    std::set<std::pair<PdfKind, std::size_t>> lengths;
    std::vector<ShapeExample> const examples = shape_examples();
    ModelDocument const document = native_of(examples);
    for (std::size_t i = 0; i < examples.size(); ++i)
    {
        names.insert(examples[i].name);
        ModelShape const& shape = document.model.channels[i].samples[1].shape;
        if (shape.components.size() == 1)
            lengths.insert({shape.components[0].kind, shape.components[0].parameters.size()});
    }
    std::set<std::string> known = known_shapes();
    EXPECT_GE(known.size(), 18U);
    known.erase("product");  // of channels with several observables, which are not written as HS3 or as cards
    EXPECT_EQ(names, known);
    for (model_yaml::ShapeGrammar const& shape : model_yaml::named_shapes())
        EXPECT_EQ(lengths.count({shape.kind, shape.parameters.size()}), 1U) << shape.name;
}

TEST(Hs3Densities, EachGoesToHs3AndBack)
{
    for (ShapeExample const& example : shape_examples())
    {
        SCOPED_TRACE(example.shape);
        ModelDocument const first =
            native_of({example,
                       {"",
                        "{\"choose\": {\"by\": \"index\", \"from\": [{\"gauss\": {\"mean\": \"m\", "
                        "\"sigma\": \"s\"}}, {\"uniform\": {}}, {\"polynomial\": [1, \"t\", \"u\"]}]}}"},
                       {"", "{\"gauss\": {\"mean\": \"f\", \"sigma\": 2}}"}});
        ModelDocument const second = parse_hs3(write_hs3(first), "written.json");
        ModelDocument const third = parse_model_yaml(write_model_yaml(second), "again.yaml");
        EXPECT_EQ(third.model.channels[0].samples[1].name, "B");
        for (int choice : {0, 1, 2})
        {
            expect_same_likelihood(first, second, choice);
            expect_same_likelihood(first, third, choice);
        }
    }
}

TEST(Hs3Densities, DiscreteParametersAndTheirPenaltyAreKept)
{
    ModelDocument const first = native_of(shape_examples());
    ModelDocument const second = parse_hs3(write_hs3(first), "written.json");
    EXPECT_EQ(second.model.discrete_penalty, 0.5);
    ModelParameter const& index =
        second.model.parameters.at(static_cast<std::size_t>(second.model.find_parameter("index")));
    EXPECT_EQ(std::tuple(index.choices, index.lower, index.upper, index.constant), std::tuple(3, 0.0, 2.0, false));
    CompiledModel const one(first.model);
    CompiledModel const two(second.model);
    FitResult const fit_one = fit(one, first.data, {});
    FitResult const fit_two = fit(two, second.data, {});
    EXPECT_EQ(fit_one.status, FitStatus::converged);
    EXPECT_NEAR(fit_two.nll, fit_one.nll, 1e-9);
    EXPECT_EQ(fit_two.values[static_cast<std::size_t>(two.parameter("index"))],
              fit_one.values[static_cast<std::size_t>(one.parameter("index"))]);
}

TEST(Hs3Densities, TheStandardsNamesAreUsedWhereThereAreSome)
{
    std::string const text = write_hs3(native_of(shape_examples()));
    nlohmann::json const document = nlohmann::json::parse(text);
    std::set<std::string> standard;
    for (auto const& entry : document["distributions"]) standard.insert(entry["type"].get<std::string>());
    for (std::string const type : {"uniform_dist", "gaussian_dist", "exponential_dist", "chebychev_dist",
                                   "polynomial_dist", "argus_dist", "crystalball_dist", "mixture_dist"})
        EXPECT_EQ(standard.count(type), 1U) << type;
    for (std::string const& type : standard) EXPECT_FALSE(type.starts_with("quartet")) << type;
    for (auto const& entry : document["misc"]["quartet"]["distributions"])
        EXPECT_TRUE(entry["type"].get<std::string>().starts_with("quartet_"));
}

// ROOT makes its variables from the domains: an observable stands there unless two channels have it in other ranges.
TEST(Hs3Densities, ObservablesStandInTheDomain)
{
    auto const axes_of_x = [](ModelDocument const& document)
    {
        nlohmann::json const axes = nlohmann::json::parse(write_hs3(document))["domains"][0]["axes"];
        return std::ranges::count_if(axes, [](nlohmann::json const& axis) { return axis["name"] == "x"; });
    };
    ModelDocument document = native_of(shape_examples());
    EXPECT_EQ(axes_of_x(document), 1);
    document.model.channels[0].high = 4;
    EXPECT_EQ(axes_of_x(document), 0);
}

}  // namespace
}  // namespace quartet::test
