// The decays that come with the program.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "host/decay/decay_columns.hpp"
#include "models/base/constants.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/unit/decay/decay_texts.hpp"

namespace quartet::test
{
namespace
{

TEST(BuiltinDecays, AllAreThereAndRead)
{
    std::vector<std::string> names;
    for (BuiltinDecay const& builtin : builtin_decays())
    {
        names.push_back(builtin.name);
        Decay const decay = read_builtin_decay(builtin.name);
        EXPECT_EQ(decay.name, builtin.name) << "the file has the name of its decay";
        EXPECT_EQ(decay.source, builtin.yaml);
        EXPECT_FALSE(decay.description.empty()) << builtin.name;
        EXPECT_EQ(builtin.yaml.rfind("# ", 0), 0U) << builtin.name << " begins with the sources of its cuts";
    }
    EXPECT_EQ(names,
              (std::vector<std::string>{"B0To4Mu", "B0ToKstarMuMu", "BsTo4Mu", "BsToJpsiPhiTo2Mu2K", "BsToJpsiPhiTo4Mu",
                                        "EtaPrimeTo2Mu2Pi", "EtaPrimeTo4Mu", "EtaTo4Mu", "HToMuMuVBF", "HToMuMuWH"}));
}

TEST(BuiltinDecays, TheSourceReadsToTheSameDecay)
{
    for (BuiltinDecay const& builtin : builtin_decays())
    {
        Decay const again = read_decay_yaml(builtin.yaml, "copy.yaml");
        EXPECT_EQ(again.source, builtin.yaml);
    }
}

/// Cuts of CMS-PAS-BPH-24-007 as in its public code (Utilities.h, B4MuSkim_cff).
TEST(BuiltinDecays, FourMuons)
{
    for (char const* name : {"BsTo4Mu", "B0To4Mu", "BsToJpsiPhiTo4Mu"})
    {
        Decay const decay = read_builtin_decay(name);
        DecayNode const& candidate = decay.nodes.back();
        EXPECT_EQ(candidate.groups[0].count, 4);
        EXPECT_EQ(candidate.charge, 0);
        EXPECT_EQ(candidate.min_raw_mass, 4.0);
        EXPECT_EQ(candidate.max_raw_mass, 7.0);
        EXPECT_EQ(candidate.max_dz, 1.2);
        EXPECT_EQ(candidate.max_dca, 0.1);
        EXPECT_EQ(decay.best.kind, Arbitration::Kind::largest);
        EXPECT_EQ(decay.best.by, "cos_alpha_2d");
        EXPECT_EQ(decay.min_trigger_matched, 2);
        EXPECT_EQ(decay.max_trigger_dr, 0.1);
        EXPECT_TRUE(decay.opposite_sign_pairings);
        EXPECT_EQ(decay.best_cut, std::string(name) == "BsToJpsiPhiTo4Mu" ? "is_normalisation == 1" : "veto == 0");
    }
}

TEST(BuiltinDecays, MassConstraintsAndAssignment)
{
    Decay const jpsi_phi = read_builtin_decay("BsToJpsiPhiTo2Mu2K");
    ASSERT_EQ(jpsi_phi.nodes.back().constraints.size(), 2U);
    EXPECT_EQ(jpsi_phi.nodes.back().constraints[0].width_gev, 0);
    EXPECT_DOUBLE_EQ(jpsi_phi.nodes.back().constraints[1].width_gev, constants::phi_width);
    EXPECT_EQ(jpsi_phi.columns[0].name, "equation_mass");
    Decay const kstar = read_builtin_decay("B0ToKstarMuMu");
    EXPECT_EQ(kstar.nodes[1].closest_mass, constants::kstar_mass);
    EXPECT_EQ(kstar.nodes[0].max_raw_mass, 4.8);
}

TEST(BuiltinDecays, HiggsEvents)
{
    Decay const vbf = read_builtin_decay("HToMuMuVBF");
    EXPECT_FALSE(vbf.nodes.back().vertex);
    EXPECT_EQ(vbf.nodes.back().min_raw_mass, 110);
    EXPECT_EQ(vbf.nodes.back().max_raw_mass, 150);
    EXPECT_EQ(vbf.counts.size(), 5U);
    EXPECT_EQ(vbf.pairs.size(), 3U);
    EXPECT_EQ(vbf.pairs[1].cut, vbf.counts[0].cut);
    Decay const wh = read_builtin_decay("HToMuMuWH");
    // hmumu-coffea: jets not within 0.4 of a muon of the selection; working points of DeepCSV on DeepCSV only.
    for (Decay const* decay : {&vbf, &wh})
    {
        auto const check = [&](auto const& quantity)
        {
            if (quantity.collection != Collection::jet) return;
            ASSERT_EQ(quantity.away_from.size(), 1U) << quantity.name;
            EXPECT_EQ(quantity.away_from[0].cut, decay->counts[0].cut);
            EXPECT_EQ(quantity.away_from[0].min_dr, 0.4);
        };
        for (EventCount const& count : decay->counts) check(count);
        for (EventPair const& pair : decay->pairs) check(pair);
        std::vector<std::string> const jets = used_object_columns(*decay, Collection::jet);
        EXPECT_EQ(std::count(jets.begin(), jets.end(), "btagDeepB"), 1);
        EXPECT_EQ(std::count(jets.begin(), jets.end(), "btag"), 0);
    }
    EXPECT_EQ(wh.counts.size(), 4U);
    EXPECT_EQ(wh.pairs.size(), 2U);
}

/// Blocks of the guide that begin with "decay:".
TEST(BuiltinDecays, TheExamplesOfTheGuideAreDecays)
{
    std::ifstream file(QUARTET_SOURCE_DIR "/docs/guide/decays.md");
    std::string const guide{std::istreambuf_iterator<char>(file), {}};
    std::string const fence = "```yaml\n";
    int examples = 0;
    for (auto at = guide.find(fence); at != std::string::npos; at = guide.find(fence, at))
    {
        at += fence.size();
        std::string const block = guide.substr(at, guide.find("```", at) - at);
        if (block.rfind("decay:", 0) != 0) continue;
        EXPECT_NO_THROW(read(block)) << block;
        ++examples;
    }
    EXPECT_EQ(examples, 4);
}

TEST(BuiltinDecays, UnknownNames)
{
    expect_error<InputError>([] { read_builtin_decay("BsTo4Muu"); }, {"unknown decay 'BsTo4Muu'", "'BsTo4Mu'"});
    expect_error<InputError>([] { read_builtin_decay("Lambda"); }, {"Built-in decays: B0To4Mu", "HToMuMuWH"});
    expect_error<InputError>([] { read("decay: BsTo4Muu\ncandidate: {cut: mass > 5}\n"); },
                             {"'BsTo4Muu' is not a built-in decay", "my.yaml:1:8", "Did you mean 'BsTo4Mu'?"});
}

}  // namespace
}  // namespace quartet::test
