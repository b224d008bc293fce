// A short form of the fuzzer that runs everywhere: damaged copies of a card are read or refused, never a crash.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "host/io/datacard_reader.hpp"
#include "tests/robustness/mutations.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace quartet
{
namespace
{

std::string const card = R"(imax 2 number of channels
jmax *
kmax *
shapes * * FAKE
----------
bin         a   b
Observation 5   3
----------
bin         a    a    a    b    b    b
process     sig  ww   tt   sig  ww   tt
process     0    1    2    0    1    2
rate        1.5  0.64 2.0  0.5  1.0  1.2
----------
1     lnN   1.1  -    1.1  0.9/1.2  -    1.1   # luminosity
norm  gmN 4 -    0.16 -    -    -    -
wide  gmM   -    -    0.3  -    -    -
tail  trG   -    -    -    0.2  -    -
flat  unif -1 1 -   - -    -    0.1  -
uni   lnU   -    1.5  -    -    -    -
may   shape? -   -    -    -    1.1  -
scale param 1.0 -0.1/+0.2 [0,3]
free  rateParam b tt 1.0 [0,10]
both  rateParam a t* (@0*exp(@1)+pow(scale,2)/2) scale,free
more  rateParam a ww max(both,1.5e0) both
fixed extArg 3.0 [0,10]
free  flatParam
all   group = theta1 norm
all   group += wide
nuisance edit add ww b extra lnN 1.05
nuisance edit add w.* (a|b) theta1 lnN 0.9/1.1 addq
nuisance edit rename ww b extra other
nuisance edit split sig * theta1 left right 1.02 1.03 ifexists
nuisance edit merge tt [ab] theta1 tail ifexists
nuisance edit changepdf other trG
nuisance edit flip * * theta1 p2n
nuisance edit drop * a left
nuisance edit freeze sc.le
)";

/// A card with its JSON file.
std::string const densities = R"(shapes * * shapes.json $CHANNEL/$PROCESS $CHANNEL/$PROCESS_$SYSTEMATIC
bin         a   b
observation -1  -1
bin         a    a    b    b
process     sig  ww   sig  ww
process     0    1    0    1
rate        1.5  -1   -1   7
lumi  lnN   1.1  -    1.1  1.1
tilt  shape -    -    -    1
mean  param 1.5 0.1
n_ww  extArg 4 [0,10]
index discrete
slope flatParam
%%
{"parameters": {"slope": {"value": -0.5, "range": [-3, ".inf"]}, "held": {"value": 0.2, "fixed": true}},
 "a/data_obs": {"values": [1.1, 1.5, 1.9], "weights": [1, 2, 1]},
 "a/sig": {"pdf": {"sum": [{"fraction": 0.3, "gauss": {"mean": "mean", "sigma": "held"}}, {"uniform": {}}]},
           "observable": {"name": "x", "range": [1, 2], "unit": "GeV"}},
 "a/ww": {"pdf": {"choose": {"by": "index", "from": [{"exponential": {"slope": {"constant": 1, "plus": {"slope": 2}}}},
          {"histogram": {"contents": [1, 2], "edges": [1, 1.2, 2]}}, {"kernel_density": {"data": {"values": [1.2, 1.4]}}}]}},
          "observable": {"name": "x", "range": [1, 2]}, "norm": "n_ww"},
 "b/data_obs": {"contents": [3, 5]}, "b/sig": {"contents": [1, 2]},
 "b/ww": {"contents": [4, 3], "edges": [0, 1, 2]},
 "b/ww_tiltUp": {"contents": [5, 3]}, "b/ww_tiltDown": {"contents": [3, 2.5]}}
)";

/// Words that a reader may stumble over.
constexpr std::array<char const*, 16> words{"-1", "1e308", "nan", "[",  "]",   "(",  ")", "0/1",
                                            "@9", "*",     "-",   "\n", " 1 ", "+=", "/", "1e-308"};

TEST(DatacardMutations, TheWholeCardIsRead)
{
    ModelDocument const document = parse_datacard(card, "card.txt");
    EXPECT_EQ(document.model.channels.size(), 2U);
    EXPECT_EQ(document.model.formulas.size(), 2U);
    EXPECT_EQ(document.groups.size(), 1U);
}

TEST(DatacardMutations, TheDensitiesAreRead)
{
    std::size_t const end = densities.find("%%\n");
    DatacardOptions options;
    options.read_templates = false;
    options.texts["shapes.json"] = densities.substr(end + 3);
    ModelDocument const document = parse_datacard(densities.substr(0, end), "card.txt", options);
    EXPECT_EQ(document.model.channels[0].kind, ChannelKind::unbinned);
    EXPECT_EQ(document.model.channels[0].samples[1].shape.alternatives.size(), 3U);
    EXPECT_EQ(document.model.channels[1].samples[1].shape.morphs.size(), 1U);
    EXPECT_NE(write_datacard(document, "shapes.json").templates.find("\"slope\""), std::string::npos);
}

TEST(DatacardMutations, DamagedCopiesOfDensitiesAreReadOrRefused)
{
    std::mt19937 random(8);
    int tried = 0;
    for (; tried < 4000; ++tried)
    {
        std::string const text = test::damaged(densities, words, random, 4);
        ASSERT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size()), 0);
    }
    EXPECT_EQ(tried, 4000);
}

TEST(DatacardMutations, DamagedCopiesAreReadOrRefused)
{
    std::mt19937 random(7);
    int tried = 0;
    for (; tried < 4000; ++tried)
    {
        std::string const text = test::damaged(card, words, random, 4);
        ASSERT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size()), 0);
    }
    EXPECT_EQ(tried, 4000);
}

}  // namespace
}  // namespace quartet
