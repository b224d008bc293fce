// Files that change a built-in decay.
#include <gtest/gtest.h>

#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/unit/decay/decay_texts.hpp"

namespace quartet::test
{
namespace
{

TEST(DecayChanges, KeysAreMergedAndListsReplaced)
{
    Decay const decay = read("decay: BsTo4Mu\ncandidate:\n  max_dca: 0.5 mm\n  raw_mass: [4.5, 6]\nstore: [mass]\n");
    DecayNode const& candidate = decay.nodes.back();
    EXPECT_EQ(candidate.max_dca, 0.05);
    EXPECT_EQ(candidate.min_raw_mass, 4.5);
    EXPECT_EQ(candidate.max_raw_mass, 6);
    EXPECT_EQ(candidate.max_dz, 1.2);
    EXPECT_EQ(decay.best_cut, "veto == 0");
    EXPECT_EQ(decay.store, (std::vector<std::string>{"mass"}));
    EXPECT_EQ(decay.name, "BsTo4Mu");
}

TEST(DecayChanges, NullRemoves)
{
    Decay const decay = read("decay: BsTo4Mu\ntrigger: null\npairings: ~\ncandidate: {best_cut: null, best: null}\n");
    EXPECT_EQ(decay.min_trigger_matched, 0);
    EXPECT_FALSE(decay.opposite_sign_pairings);
    EXPECT_TRUE(decay.best_cut.empty());
    EXPECT_EQ(decay.best.kind, Arbitration::Kind::all);
}

TEST(DecayChanges, TheChoiceIsReplaced)
{
    Decay const decay = read("decay: BsTo4Mu\ncandidate: {best: {smallest: vtx_chi2}}\n");
    EXPECT_EQ(decay.best.kind, Arbitration::Kind::smallest);
    EXPECT_EQ(decay.best.by, "vtx_chi2");
}

TEST(DecayChanges, TheSourceIsCompleteAndReadsBack)
{
    for (BuiltinDecay const& builtin : builtin_decays())
    {
        Decay const decay = read("decay: " + builtin.name + "\ndescription: \"quotes \\\" and \\\\ stay\"\n"
                                 + "candidate: {best_cut: null, cut: \"pt >\\n 1\"}\n");
        EXPECT_EQ(decay.description, "quotes \" and \\ stay");
        Decay const again = read_decay_yaml(decay.source, "provenance");
        EXPECT_EQ(again.source, decay.source) << builtin.name;
        EXPECT_EQ(again.nodes.back().cut, "pt >\n 1");
        EXPECT_TRUE(again.best_cut.empty());
        EXPECT_EQ(again.kinds.size(), decay.kinds.size());
        EXPECT_EQ(again.counts.size(), decay.counts.size());
        EXPECT_EQ(again.columns.size(), decay.columns.size());
    }
}

TEST(DecayChanges, TheNameAloneIsTheBuiltinDecay)
{
    EXPECT_EQ(read("decay: EtaTo4Mu").source, find_builtin_decay("EtaTo4Mu")->yaml);
}

TEST(DecayChanges, ErrorsNameTheFileThatIsWrong)
{
    expect_error<InputError>([] { read("decay: BsTo4Mu\ncandidate:\n  cut: mas > 5\n"); },
                             {"unknown name 'mas'", "my.yaml:3:8, candidate.cut", "line 1 column 1"});
    expect_error<InputError>([] { read("decay: BsTo4Mu\nparticles: {mu: {mass: 3.1}}\n"); },
                             {"the window ends below 12.4 GeV", "built-in decay BsTo4Mu:", "candidate.raw_mass"});
}

TEST(DecayChanges, KeysOfEarlierFilesAreExplained)
{
    struct Case
    {
        char const* line;
        char const* mend;
    };
    for (Case const& c :
         {Case{"muon_min_pt: 3", "particles: {mu: {cut:"}, Case{"max_dca: 0.05", "candidate: {max_dca:"},
          Case{"min_vertex_probability: 0.01", "candidate: {cut:"},
          Case{"require_medium: false", "particles: {mu: {cut:"}, Case{"best_only: false", "best: all"},
          Case{"apply_vetoes: false", "best_cut"}, Case{"cut: mass > 5", "the candidate"}})
        expect_error<InputError>([&] { read(std::string("decay: BsTo4Mu\n") + c.line + "\n"); },
                                 {"unknown key", "my.yaml:2:", c.mend});
}

}  // namespace
}  // namespace quartet::test
