// What the keys of the language mean.
#include <gtest/gtest.h>

#include <cmath>

#include "models/base/constants.hpp"
#include "tests/unit/decay/decay_texts.hpp"

namespace quartet::test
{
namespace
{

TEST(DecayLanguage, ParticlesHaveCollectionMassAndCut)
{
    Decay const decay = read(kstar_text);
    EXPECT_EQ(decay.name, "MyKstar");
    EXPECT_EQ(decay.description, "B0 to K*0 mu mu");
    EXPECT_EQ(decay.source, kstar_text);
    ASSERT_EQ(decay.kinds.size(), 3U);
    EXPECT_EQ(decay.kinds[0].name, "mu");
    EXPECT_EQ(decay.kinds[0].collection, Collection::muon);
    EXPECT_EQ(decay.kinds[0].mass_gev, constants::muon_mass);
    EXPECT_EQ(decay.kinds[0].cut, "pt > 4 GeV and abs(eta) < 2.4");
    EXPECT_EQ(decay.kinds[0].cut_where, "my.yaml:4:43, particles.mu.cut");
    EXPECT_EQ(decay.kinds[1].collection, Collection::track);
    EXPECT_EQ(decay.kinds[1].mass_gev, constants::kaon_mass);
    EXPECT_EQ(decay.kinds[1].charge, 0);
}

TEST(DecayLanguage, NodesComeChildrenFirst)
{
    Decay const decay = read(kstar_text);
    ASSERT_EQ(decay.nodes.size(), 3U);
    DecayNode const &mumu = decay.nodes[0], &kstar = decay.nodes[1], &candidate = decay.nodes[2];
    EXPECT_EQ(mumu.name, "mumu");
    ASSERT_EQ(mumu.groups.size(), 1U);
    EXPECT_FALSE(mumu.groups[0].is_node);
    EXPECT_EQ(mumu.groups[0].count, 2);
    EXPECT_EQ(mumu.charge, 0);
    EXPECT_EQ(mumu.min_raw_mass, 1.0);
    EXPECT_EQ(mumu.max_raw_mass, 4.8);
    EXPECT_EQ(mumu.max_dca, 0.5);
    EXPECT_TRUE(std::isinf(mumu.max_dz));
    EXPECT_TRUE(mumu.vertex);
    EXPECT_FALSE(mumu.closest_mass);
    EXPECT_EQ(mumu.leaf_names, (std::vector<std::string>{"mu1", "mu2"}));

    EXPECT_EQ(kstar.groups.size(), 2U);
    EXPECT_EQ(kstar.closest_mass, 0.89556);
    EXPECT_FALSE(kstar.vertex);
    EXPECT_EQ(kstar.leaf_names, (std::vector<std::string>{"K", "pi"}));

    EXPECT_EQ(candidate.name, "candidate");
    EXPECT_TRUE(candidate.groups[0].is_node);
    EXPECT_EQ(candidate.groups[1].index, 1);
    EXPECT_EQ(candidate.max_dz, 1.2);
    EXPECT_EQ(candidate.prior, DecayNode::Prior::beamspot);
    ASSERT_EQ(candidate.constraints.size(), 1U);
    EXPECT_EQ(candidate.constraints[0].node, 0);
    EXPECT_EQ(candidate.constraints[0].mass_gev, 3.0969);
    EXPECT_EQ(candidate.leaf_names, (std::vector<std::string>{"mu1", "mu2", "K", "pi"}));
}

TEST(DecayLanguage, WhatFollowsTheCandidates)
{
    Decay const decay = read(kstar_text);
    EXPECT_EQ(decay.best.kind, Arbitration::Kind::largest);
    EXPECT_EQ(decay.best.by, "vtx_prob");
    EXPECT_EQ(decay.best_cut, "mass > 5");
    EXPECT_EQ(decay.min_trigger_matched, 2);
    EXPECT_EQ(decay.max_trigger_dr, 0.2);
    EXPECT_FALSE(decay.opposite_sign_pairings);
    ASSERT_EQ(decay.counts.size(), 1U);
    EXPECT_EQ(decay.counts[0].name, "n_jets");
    EXPECT_EQ(decay.counts[0].collection, Collection::jet);
    ASSERT_EQ(decay.pairs.size(), 2U);
    EXPECT_FALSE(decay.pairs[0].closest_mass);
    EXPECT_FALSE(decay.pairs[0].charge);
    EXPECT_EQ(decay.pairs[1].closest_mass, 91);
    EXPECT_EQ(decay.pairs[1].charge, 0);
    ASSERT_EQ(decay.columns.size(), 1U);
    EXPECT_EQ(decay.columns[0].name, "dm");
    EXPECT_EQ(decay.store.size(), 8U);
    EXPECT_EQ(decay.store[2], "mumu.mass");
}

TEST(DecayLanguage, DefaultsAskForNothing)
{
    Decay const decay = read("decay: Any\nparticles: {mu: {collection: muon}}\ncandidate: {of: [mu, mu]}\n");
    DecayNode const& candidate = decay.nodes.back();
    EXPECT_EQ(decay.kinds[0].mass_gev, constants::muon_mass);
    EXPECT_FALSE(candidate.charge);
    EXPECT_EQ(candidate.min_raw_mass, 0);
    EXPECT_TRUE(std::isinf(candidate.max_raw_mass));
    EXPECT_TRUE(std::isinf(candidate.max_dca));
    EXPECT_TRUE(candidate.vertex);
    EXPECT_EQ(candidate.prior, DecayNode::Prior::none);
    EXPECT_EQ(decay.best.kind, Arbitration::Kind::all);
    EXPECT_EQ(decay.min_trigger_matched, 0);
    EXPECT_TRUE(decay.store.empty());
    EXPECT_TRUE(candidate.cut.empty());
}

TEST(DecayLanguage, UnitsAndNamesOfMasses)
{
    EXPECT_EQ(read_with("[1.0, 4.8]", "[1000 MeV, 4.8 GeV]").nodes[0].min_raw_mass, 1.0);
    EXPECT_EQ(read_with("max_dca: 0.5 cm", "max_dca: 300 um").nodes[0].max_dca, 0.03);
    EXPECT_EQ(read_with("max_dca: 0.5 cm", "max_dca: 50 cm").nodes[0].max_dca, 50);
    EXPECT_DOUBLE_EQ(read_with("mass: kaon", "mass: 493.677 MeV").kinds[1].mass_gev, 0.493677);
    EXPECT_EQ(read_with("{mumu: 3.0969}", "{mumu: jpsi}").nodes[2].constraints[0].mass_gev, constants::jpsi_mass);
    EXPECT_EQ(read_with("closest 0.89556", "closest kstar").nodes[1].closest_mass, constants::kstar_mass);
}

TEST(DecayLanguage, ConstraintsWithAWidth)
{
    EXPECT_EQ(read_with("{mumu: 3.0969}", "{mumu: jpsi}").nodes[2].constraints[0].width_gev, 0);
    MassConstraint const wide =
        read_with("{mumu: 3.0969}", "{mumu: {mass: jpsi, width: 0.0926 MeV}}").nodes[2].constraints[0];
    EXPECT_EQ(wide.mass_gev, constants::jpsi_mass);
    EXPECT_DOUBLE_EQ(wide.width_gev, 9.26e-5);
    EXPECT_EQ(read_with("{mumu: 3.0969}", "{mumu: {mass: 3.0969}}").nodes[2].constraints[0].width_gev, 0);
}

TEST(DecayLanguage, TheChoiceOfThePrimaryVertex)
{
    auto const choice = [](std::string const& line) { return read_with("trigger:", line + "trigger:").primary; };
    EXPECT_EQ(choice(""), PrimaryChoice::longitudinal);
    EXPECT_EQ(choice("primary_vertex: longitudinal\n"), PrimaryChoice::longitudinal);
    EXPECT_EQ(choice("primary_vertex: 3d\n"), PrimaryChoice::distance);
    EXPECT_EQ(choice("primary_vertex: first\n"), PrimaryChoice::first);
}

TEST(DecayLanguage, Charges)
{
    EXPECT_EQ(read_with("charge: any", "charge: +1").kinds[1].charge, 1);
    EXPECT_EQ(read_with("charge: any", "charge: \"-\"").kinds[1].charge, -1);
    std::string const open = with(kstar_text, "\n  charge: 0", "\n  charge: any");
    EXPECT_EQ(read(with(open, "of: [mu, mu], charge: 0", "of: [mu, mu], charge: -2")).nodes[0].charge, -2);
    EXPECT_FALSE(read_with("of: [mu, mu], charge: 0", "of: [mu, mu], charge: any").nodes[0].charge);
}

TEST(DecayLanguage, LeavesAreNumberedThroughTheWholeTree)
{
    Decay const decay = read(R"(decay: Two
particles: {mu: {collection: muon}}
resonances: {jpsi: {of: [mu, mu], cut: "mu1.pt > 1"}, phi_mm: {of: [mu, mu], cut: "mu3.pt > mu4.pt"}}
candidate: {of: [jpsi, phi_mm], constrain: {jpsi: jpsi, phi_mm: phi}}
)");
    EXPECT_EQ(decay.nodes[1].leaf_names, (std::vector<std::string>{"mu3", "mu4"}));
    EXPECT_EQ(decay.nodes[2].leaf_names, (std::vector<std::string>{"mu1", "mu2", "mu3", "mu4"}));
}

TEST(DecayLanguage, EqualResonancesAreNumbered)
{
    Decay const decay = read(R"(decay: ZZ
particles: {mu: {collection: muon}, e: {collection: electron}}
resonances: {z: {of: [mu, e], charge: 0, vertex: false, cut: "mu1.pt > e1.pt"}}
candidate: {of: [z, z], vertex: false, cut: "z1.mass > z2.mass and e2.pt > mu2.pt"}
store: [mass, z1.mass, z2.pt, mu_pt, e1.eta]
)");
    EXPECT_EQ(decay.nodes[0].leaf_names, (std::vector<std::string>{"mu1", "e1"}));
    EXPECT_EQ(decay.nodes[1].leaf_names, (std::vector<std::string>{"mu1", "e1", "mu2", "e2"}));
    ASSERT_EQ(decay.nodes[1].groups.size(), 1U);
    EXPECT_EQ(decay.nodes[1].groups[0].count, 2);
}

TEST(DecayLanguage, ArraysCanBeStored)
{
    Decay const decay = read(R"(decay: BsTo4Mu
store: [mass, vtx_cov, cov, pair_mass, pair_vtx_z, mu_dxy]
)");
    EXPECT_EQ(decay.store.size(), 6U);
}

TEST(DecayLanguage, AwayFromTakesTheSelectionOfWhatItNames)
{
    Decay const decay = read_with("choose: largest mass", "choose: largest mass, away_from: {mu: 0.4, track: 0.2}");
    ASSERT_EQ(decay.pairs[0].away_from.size(), 2U);
    AwayFrom const &mu = decay.pairs[0].away_from[0], &track = decay.pairs[0].away_from[1];
    EXPECT_EQ(mu.collection, Collection::muon);
    EXPECT_EQ(mu.cut, "pt > 4 GeV and abs(eta) < 2.4");
    EXPECT_EQ(mu.min_dr, 0.4);
    EXPECT_EQ(track.collection, Collection::track);
    EXPECT_TRUE(track.cut.empty());
}

TEST(DecayLanguage, ResonancesOfResonances)
{
    Decay const decay = read(R"(decay: Chain
particles: {mu: {collection: muon}, pi: {collection: track, mass: pion}}
resonances: {jpsi: {of: [mu, mu]}, x: {of: [jpsi, pi], constrain: {jpsi: 3.0969}}}
candidate: {of: [x, pi], constrain: {jpsi: 3.0969, x: 3.872}, cut: "jpsi.mass < x.mass and x.mass_constrained < 4"}
)");
    EXPECT_EQ(decay.nodes[2].constraints.size(), 2U);
    EXPECT_EQ(decay.nodes[2].leaf_names, (std::vector<std::string>{"mu1", "mu2", "pi1", "pi2"}));
}

}  // namespace
}  // namespace quartet::test
