#include "host/core/provenance.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "host/core/version.hpp"
#include "models/base/error.hpp"
#include "tests/harness/temporary_folder.hpp"

namespace quartet
{
namespace
{

TEST(Provenance, CarriesVersionCommandTimeAndInputs)
{
    test::TemporaryFolder folder;
    std::ofstream(folder.file("in.txt")) << "abc";
    Provenance provenance = make_provenance("quartet run a.yaml");
    provenance.configuration = "seed: 1\n";
    provenance.seed = 18446744073709551615ULL;
    provenance.device = "cpu";
    provenance.add_input(folder.file("in.txt"));
    auto const json = to_json(provenance);
    EXPECT_EQ(json["program"], "quartet");
    EXPECT_EQ(json["version"], version);
    EXPECT_EQ(json["command_line"], "quartet run a.yaml");
    EXPECT_EQ(json["seed"], 18446744073709551615ULL);
    EXPECT_EQ(json["device"], "cpu");
    EXPECT_EQ(json["inputs"][0]["bytes"], 3);
    // SHA-256 of "abc": NIST example.
    EXPECT_EQ(json["inputs"][0]["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_FALSE(json.contains("history"));
    EXPECT_THROW(provenance.add_input(folder.file("none")), InputError);
    EXPECT_EQ(provenance.inputs.size(), 1U);
}

TEST(Provenance, AbsentPartsAreLeftOut)
{
    auto const json = to_json(make_provenance("quartet info"));
    for (auto const* name : {"seed", "device", "configuration", "history"}) EXPECT_FALSE(json.contains(name)) << name;
    EXPECT_TRUE(json["inputs"].empty());
}

TEST(Provenance, TimeIsUtcAndCanBeFixed)
{
    ASSERT_EQ(setenv("SOURCE_DATE_EPOCH", "1700000000", 1), 0);
    EXPECT_EQ(make_provenance("").time_utc, "2023-11-14T22:13:20Z");  // date -u -d @1700000000
    ASSERT_EQ(unsetenv("SOURCE_DATE_EPOCH"), 0);
    std::string const now = make_provenance("").time_utc;
    EXPECT_EQ(now.size(), 20U);
    EXPECT_GT(now, "2026-01-01T00:00:00Z");
}

TEST(Provenance, CommandLinesAreQuotedForAShell)
{
    char const* const words[] = {"quartet", "fit", "my model.yaml", "--set", "it's", "", "a=b,c:d/e"};
    EXPECT_EQ(join_command_line(7, words), "quartet fit 'my model.yaml' --set 'it'\\''s' '' a=b,c:d/e");
}

}  // namespace
}  // namespace quartet
