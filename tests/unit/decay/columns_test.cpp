// Which names an expression may use, and what they stand for.
#include <gtest/gtest.h>

#include <algorithm>

#include "host/decay/decay_columns.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/unit/decay/decay_texts.hpp"

namespace quartet::test
{
namespace
{

using Owner = ColumnReference::Owner;

TEST(DecayColumns, NamesOfTheCandidate)
{
    Decay const decay = read(kstar_text);
    auto const find = [&](char const* name) { return find_column(decay, 2, name); };
    ASSERT_TRUE(find("mass"));
    EXPECT_EQ(find("mass")->owner, Owner::node);
    EXPECT_EQ(find("mass")->index, 2);
    EXPECT_EQ(find("mass")->dimension, (Dimension{0, 1}));
    EXPECT_EQ(find("kstar.mass")->index, 1);
    EXPECT_EQ(find("mumu.lxy")->dimension, (Dimension{1, 0}));
    EXPECT_EQ(find("pi.pt")->owner, Owner::leaf);
    EXPECT_EQ(find("pi.pt")->index, 3);
    EXPECT_EQ(find("K.dxyErr")->dimension, (Dimension{1, 0}));
    EXPECT_FALSE(find("K.dxyErr")->any_dimension);
    EXPECT_TRUE(find("K.nValidHits")->any_dimension);
    EXPECT_EQ(find("n_jets")->owner, Owner::count);
    EXPECT_EQ(find("jj.delta_eta")->owner, Owner::pair);
    EXPECT_EQ(find("zz.pt2")->index, 1);
    for (char const* name : {"kstar.vtx_prob", "mu1.vtx_prob", "mu3.pt", "jj.phi", "veto", "candidate.mass", "mas",
                             "mu1.pt.x", "mumu.mass_constrained"})
        EXPECT_FALSE(find(name)) << name;
}

TEST(DecayColumns, ResonancesSeeThemselvesAndBelow)
{
    Decay const decay = read(kstar_text);
    EXPECT_TRUE(find_column(decay, 0, "mu2.pt"));
    EXPECT_EQ(find_column(decay, 1, "pi.pt")->index, 1);
    EXPECT_FALSE(find_column(decay, 0, "K.pt"));
    EXPECT_FALSE(find_column(decay, 0, "n_jets"));
    EXPECT_FALSE(find_column(decay, 0, "kstar.mass"));
}

TEST(DecayColumns, EveryListedNameIsFound)
{
    for (BuiltinDecay const& builtin : builtin_decays())
    {
        Decay const decay = read_builtin_decay(builtin.name);
        for (int node = 0; node < static_cast<int>(decay.nodes.size()); ++node)
            for (std::string const& name : column_names(decay, node))
                EXPECT_TRUE(find_column(decay, node, name)) << builtin.name << " " << name;
    }
    Decay const decay = read_builtin_decay("BsTo4Mu");
    std::vector<std::string> const names = column_names(decay, 0);
    for (char const* name : {"veto", "is_normalisation", "resolution", "mu4.isGlobal"})
        EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
}

TEST(DecayColumns, ColumnsThatADecayNeeds)
{
    Decay const decay = read(with(kstar_text, "n_jets < 9", "pi.nValidHits > 3 and mu2.isGlobal"));
    using Names = std::vector<std::string>;
    EXPECT_EQ(used_object_columns(decay, Collection::muon), (Names{"pt", "eta", "isGlobal"}));
    EXPECT_EQ(used_object_columns(decay, Collection::track), (Names{"pt", "nValidHits", "dxyErr"}));
    EXPECT_EQ(used_object_columns(decay, Collection::jet), (Names{"pt", "btag"}));
    EXPECT_EQ(used_object_columns(decay, Collection::electron), Names{});
    EXPECT_EQ(kind_of_leaf(decay, 2, 0), 0);
    EXPECT_EQ(kind_of_leaf(decay, 2, 3), 2);
    EXPECT_EQ(kind_of_leaf(decay, 1, 0), 1);
}

TEST(DecayColumns, SymbolsOfAFile)
{
    Decay const decay = read(kstar_text);
    auto const number = [](ColumnReference const& reference) -> std::optional<std::int32_t>
    {
        if (reference.any_dimension) return std::nullopt;  // the file has no columns of its own
        return reference.index;
    };
    SymbolSource const source = node_symbols(decay, 2, number);
    EXPECT_EQ(source.find("pi.pt")->column, 3);
    expect_error<InputError>([&] { compile_expression("K.ptt > 1", source, "x"); }, {"'K.ptt'", "'K.pt'"});
    SymbolSource const objects = object_symbols(
        Collection::track,
        [](std::string const& name) { return name == "pt" ? std::optional<std::int32_t>(7) : std::nullopt; }, {"pt"});
    EXPECT_EQ(objects.find("pt")->column, 7);
    expect_error<InputError>([&] { compile_expression("ptt > 1", objects, "x"); }, {"'ptt'", "'pt'"});
    expect_error<InputError>([&] { compile_expression("lxy > 1", objects, "x"); }, {"resonances and candidates"});
}

}  // namespace
}  // namespace quartet::test
