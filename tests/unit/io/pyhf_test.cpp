// Reader and writer of pyhf workspaces.
#include "host/io/pyhf.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "fits/compiled_model.hpp"
#include "host/io/json_digest.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/pyhf_workspaces.hpp"
#include "tests/harness/temporary_folder.hpp"

namespace quartet::test
{
namespace
{

ModelParameter const& parameter(ModelDocument const& document, std::string const& name)
{
    int const index = document.model.find_parameter(name);
    EXPECT_GE(index, 0) << name;
    return document.model.parameters.at(static_cast<std::size_t>(index));
}

ModelOptions measurement(std::string const& name)
{
    ModelOptions options;
    options.measurement = name;
    return options;
}

TEST(PyhfReader, ParametersHaveTheDefaultsOfPyhf)
{
    ModelDocument const document = parse_pyhf(every_modifier(), "w.json");
    EXPECT_EQ(document.model.parameters.size(), 13U);  // two bins of unc do not float
    ModelParameter const& mu = parameter(document, "mu");
    EXPECT_EQ(std::tuple(mu.value, mu.lower, mu.upper), std::tuple(1.0, 0.0, 10.0));
    ModelParameter const& acc = parameter(document, "acc");
    EXPECT_EQ(std::tuple(acc.value, acc.lower, acc.upper), std::tuple(0.0, -5.0, 5.0));
    EXPECT_EQ(acc.constraint.kind, ConstraintKind::gaussian);
    ModelParameter const& unc = parameter(document, "unc[0]");
    EXPECT_EQ(unc.constraint.kind, ConstraintKind::poisson);
    EXPECT_DOUBLE_EQ(unc.constraint.scale, 100);
    EXPECT_DOUBLE_EQ(unc.constraint.centre, 100);
    EXPECT_EQ(std::tuple(unc.lower, unc.upper), std::tuple(1e-10, 10.0));
    EXPECT_EQ(document.model.find_parameter("unc[1]"), -1);
    // sqrt(1.5^2 + 0.5^2) / (20 + 2)
    EXPECT_DOUBLE_EQ(parameter(document, "stat_b[1]").constraint.width, std::sqrt(2.5) / 22);
    ModelParameter const& lumi = parameter(document, "lumi");
    EXPECT_EQ(std::tuple(lumi.lower, lumi.upper, lumi.constraint.width), std::tuple(0.9, 1.1, 0.02));
    EXPECT_EQ(parameter(document, "free[1]").constraint.kind, ConstraintKind::none);
    EXPECT_EQ(document.model.poi, std::vector<int>{document.model.find_parameter("mu")});
    EXPECT_TRUE(document.model.channels[0].samples[0].is_signal);
    EXPECT_EQ(document.data.channels[1].counts, (std::vector<double>{118, 90}));
}

TEST(PyhfReader, AMeasurementChangesParameters)
{
    ModelDocument const document = parse_pyhf(every_modifier(), "w.json", measurement("held"));
    EXPECT_TRUE(parameter(document, "lumi").constant);
    EXPECT_EQ(parameter(document, "lumi").constraint.centre, 1.01);
    EXPECT_TRUE(parameter(document, "mu").constant);
    EXPECT_EQ(parameter(document, "acc").value, 0.3);
    EXPECT_EQ(parameter(document, "acc").constraint.centre, 0.2);
    EXPECT_EQ(parameter(document, "stat_a[1]").constraint.width, 0.3);
    EXPECT_EQ(parameter(document, "stat_a[1]").constraint.centre, 0.98);
    EXPECT_EQ(parameter(document, "unc[0]").constraint.scale, 90);
    EXPECT_EQ(parameter(document, "unc[0]").constraint.centre, 95);
    EXPECT_EQ(document.model.poi, std::vector<int>{document.model.find_parameter("k_fake")});
}

TEST(PyhfReader, BinsOfASharedStaterrorAreNumberedInTheOrderOfTheChannels)
{
    std::string const two = R"({"channels": [
 {"name": "z", "samples": [{"name": "b", "data": [10.0], "modifiers": [{"name": "st", "type": "staterror", "data": [1.0]}]}]},
 {"name": "a", "samples": [{"name": "b", "data": [20.0, 30.0], "modifiers": [{"name": "st", "type": "staterror", "data": [4.0, 3.0]}]}]}],
 "observations": [{"name": "z", "data": [9]}, {"name": "a", "data": [21, 28]}],
 "measurements": [{"name": "m", "config": {"poi": "", "parameters": []}}], "version": "1.0.0"})";
    ModelDocument const document = parse_pyhf(two, "w.json");
    EXPECT_TRUE(document.model.poi.empty());
    EXPECT_DOUBLE_EQ(parameter(document, "st[0]").constraint.width, 0.2);
    EXPECT_DOUBLE_EQ(parameter(document, "st[1]").constraint.width, 0.1);
    EXPECT_DOUBLE_EQ(parameter(document, "st[2]").constraint.width, 0.1);
    std::vector<int> const z = document.model.channels[0].samples[0].factors[0].bin_parameters;
    EXPECT_EQ(z, std::vector<int>{document.model.find_parameter("st[2]")});
}

TEST(PyhfReader, ABackgroundOnlyWorkspaceKeepsTheNameOfItsPoi)
{
    std::string text = one_channel("[1.0]", "[5.0]", "", "[6]");
    text.replace(text.find("\"poi\": \"mu\""), 11, "\"poi\": \"mu_S\"");
    ModelDocument const document = parse_pyhf(text, "w.json");
    EXPECT_TRUE(document.model.poi.empty());
    EXPECT_EQ(document.missing_poi, "mu_S");
}

// json.dumps(x, sort_keys=True, ensure_ascii=False) of Python 3.11.
TEST(JsonDigest, TextIsThatOfPython)
{
    nlohmann::json const value = nlohmann::json::parse(
        R"({"b": [1, 1.0, -0.5, 1e-5, 0.0001, 1.5e22, 1e16, 123456789012345680.0, 0.1, 5e-324, 1e15], "a": "é\"\n\u0001", "c": {}, "d": [], "e": null, "f": true})");
    EXPECT_EQ(
        canonical_json(value),
        "{\"a\": \"é\\\"\\n\\u0001\", \"b\": [1, 1.0, -0.5, 1e-05, 0.0001, 1.5e+22, 1e+16, 1.2345678901234568e+17, "
        "0.1, 5e-324, 1000000000000000.0], \"c\": {}, \"d\": [], \"e\": null, \"f\": true}");
}

double nll(ModelDocument const& document, std::vector<std::pair<std::string, double>> const& point)
{
    CompiledModel const model(document.model);
    std::vector<double> values = model.nominal_values();
    for (auto const& [name, value] : point) values[static_cast<std::size_t>(model.parameter(name))] = value;
    return evaluate_nll(model, document.data, values);
}

TEST(PyhfWriter, WrittenAndReadAgainTheLikelihoodIsTheSame)
{
    for (std::string const name : {"nominal", "held"})
        for (std::string const codes : {"", "normsys=1,histosys=0", "normsys=1", "histosys=2"})
        {
            ModelOptions options = measurement(name);
            options.interpolation = codes;
            ModelDocument const first = parse_pyhf(every_modifier(), "w.json", options);
            PyhfText const written = write_pyhf(first);
            EXPECT_EQ(written.interpolation, codes);
            ModelOptions again;
            again.interpolation = written.interpolation;
            ModelDocument const second = parse_pyhf(written.text, "again.json", again);
            ASSERT_EQ(second.model.parameters.size(), first.model.parameters.size());
            for (ModelParameter const& p : first.model.parameters)
            {
                ModelParameter const& q = parameter(second, p.name);
                EXPECT_EQ(std::tuple(q.value, q.lower, q.upper, q.constant, q.constraint.kind, q.constraint.centre),
                          std::tuple(p.value, p.lower, p.upper, p.constant, p.constraint.kind, p.constraint.centre));
            }
            std::vector<std::pair<std::string, double>> const point{
                {"mu", 2.1},      {"acc", -0.45},      {"jes", -1.6},      {"k_fake", 0.7}, {"lumi", 0.97},
                {"free[0]", 1.1}, {"stat_a[1]", 1.15}, {"stat_b[2]", 0.7}, {"unc[0]", 0.9}};
            EXPECT_NEAR(nll(second, point), nll(first, point), 1e-9);
            EXPECT_NEAR(nll(second, {}), nll(first, {}), 1e-9);
        }
}

TEST(PyhfWriter, RefusesWhatHistFactoryHasNot)
{
    ModelDocument document = parse_pyhf(every_modifier(), "w.json");
    document.model.channels[0].samples[0].factors[2] =
        YieldFactor::log_normal(document.model.find_parameter("acc"), 0.8, 1.1);
    expect_error<InputError>([&] { write_pyhf(document); }, {"'acc' is asymmetric", "sample 'sig'"});
    document.model.channels[0].samples[0].factors[2] = YieldFactor::linear(document.model.find_parameter("acc"));
    expect_error<InputError>([&] { write_pyhf(document); }, {"'acc' multiplies the yield", "lumi"});
    document = parse_pyhf(every_modifier(), "w.json");
    document.blind[0] = {{0, 1}};
    expect_error<InputError>([&] { write_pyhf(document); }, {"blind windows"});
    document = parse_pyhf(every_modifier(), "w.json");
    document.model.channels[0].samples[0].factors[2].kind = FactorKind::piecewise_exponential;
    expect_error<InputError>([&] { write_pyhf(document); }, {"mixes the interpolation codes 1 and 4"});
}

struct PatchTest : testing::Test
{
    TemporaryFolder folder;

    ModelOptions with(std::string const& text, std::string const& name = "")
    {
        std::ofstream(folder.file("p.json")) << text;
        ModelOptions options;
        options.patchset = folder.file("p.json");
        options.patch = name;
        return options;
    }

    static std::string set(std::string const& digest)
    {
        return R"({"metadata": {"references": {}, "description": "d", "digests": {"sha256": ")" + digest
               + R"("}, "labels": ["m"]}, "version": "1.0.0", "patches": [{"metadata": {"name": "one", "values": [1]}, "patch":
[{"op": "replace", "path": "/channels/0/samples/0/data/0", "value": 7.5}]}]})";
    }

    std::string const workspace = one_channel("[1.0]", "[5.0]", "", "[6]");
    // hashlib.sha256(json.dumps(workspace, sort_keys=True, ensure_ascii=False).encode()) of Python 3.11
    std::string const digest = "22bf3d6197162d2effde2c63526a196c9052d8da6f4054dee114849eae3a732b";
};

TEST_F(PatchTest, APatchOfASetWithTheRightDigestIsApplied)
{
    ModelDocument const document = parse_pyhf(workspace, "w.json", with(set(digest), "one"));
    EXPECT_EQ(document.model.channels[0].samples[0].shape.contents, std::vector<double>{7.5});
    EXPECT_EQ(document.files.size(), 2U);
}

TEST_F(PatchTest, WrongSetsAndNamesAreRefused)
{
    auto const read = [&](ModelOptions const& options)
    { return [=, this] { parse_pyhf(workspace, "w.json", options); }; };
    expect_error<InputError>(read(with(set(std::string(64, 'a')), "one")),
                             {"made for another workspace", "aaaa", "p.json:1"});
    expect_error<InputError>(read(with(set(digest))), {"1 patches, and none was chosen", "--patch", "one"});
    expect_error<InputError>(read(with(set(digest), "onee")), {"no patch 'onee'", "one"});
    expect_error<InputError>(read(with("[]", "one")), {"not a set", "leave out --patch"});
    expect_error<InputError>(read(with(R"([{"op": "remove", "path": "/channels/7"}])")),
                             {"does not fit", "[0]", "p.json"});
    expect_error<InputError>(read(with(R"([{"op": "add", "path": "/version/x", "value": 1}])")), {"/version"});
    expect_error<InputError>(read(with(R"([{"op": "add", "path": "version", "value": 1}])")), {"does not fit"});
    expect_error<InputError>(read(with(R"([{"op": "replace", "path": "/version", "value": "9"}])")),
                             {"version 9", "w.json with the patch of"});
    ModelOptions only_name;
    only_name.patch = "one";
    expect_error<InputError>(read(only_name), {"--patch one", "--patchset"});
}

}  // namespace
}  // namespace quartet::test
