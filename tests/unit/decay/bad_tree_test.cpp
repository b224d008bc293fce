// Trees that cannot be: one message each, with place and remedy.
#include <gtest/gtest.h>

#include "tests/unit/decay/refusals.hpp"

namespace quartet::test
{
namespace
{

TEST(BadTree, References)
{
    expect_refused(
        {{"of: [K, pi]", "of: [K, po]", "unknown particle 'po'", "my.yaml:9:", "'pi'"},
         {"of: [K, pi]", "of: [K, proton]", "unknown particle 'proton'", "resonances.kstar.of[1]",
          "Known here: mu, K, pi"},
         {"of: [mu, mu]", "of: [kstar, mu]", "'kstar' is used before it is described",
          "my.yaml:8:", "Move 'kstar' above"},
         {"of: [mu, mu]", "of: [mumu, mu]", "'mumu' contains itself", "my.yaml:8:", ""},
         {"of: [mu, mu]", "of: [candidate, mu]", "the candidate cannot be part", "mumu.of[0]", ""},
         {"of: [mumu, kstar]", "of: [mumu, K, pi]", "'kstar' is not part of the candidate",
          "my.yaml:9:", "kstar: null"},
         {"of: [mumu, kstar]", "of: [mumu, mumu]", "'kstar' is not part of the candidate", "my.yaml:9:", ""},
         {"of: [mumu, kstar]", "of: [mu, K, mu]", "equal particles stand apart", "candidate.of[2]", "[mu, mu, K]"},
         {"of: [mumu, kstar]", "of: [mumu, kstar, mu]", "has 5 particles", "candidate.of", "Four are the most"},
         {"of: [mumu, kstar]", "of: [kstar]", "a vertex needs two particles", "candidate.of", ""},
         {"of: [mumu, kstar]", "of: mumu", "a list is expected here", "candidate.of", "of: [mu, mu]"},
         {"of: [mumu, kstar]", "of: [[mumu], kstar]", "the name of a particle", "candidate.of[0]", ""},
         {"  pi: {", "  e: {collection: electron}\n  pi: {", "'e' is not part of the candidate",
          "my.yaml:6:", "e: null"}});
}

TEST(BadTree, Cycles)
{
    std::string const start = "decay: A\nparticles: {mu: {collection: muon}}\ncandidate: {of: [a, mu]}\nresonances:\n";
    expect_error<InputError>([&] { read(start + "  a: {of: [b, mu]}\n  b: {of: [a, mu]}\n"); },
                             {"cyclic reference: 'a' and 'b' contain each other", "my.yaml:5:12"});
    expect_error<InputError>([&] { read(start + "  a: {of: [b, mu]}\n  b: {of: [c, mu]}\n  c: {of: [mu, a]}\n"); },
                             {"cyclic reference: 'a' and 'b' contain each other"});
    expect_error<InputError>([&] { read(start + "  b: {of: [mu, mu]}\n  a: {of: [b, mu]}\n  c: {of: [b, mu]}\n"); },
                             {"'c' is not part of the candidate"});
    expect_error<InputError>(
        [&]
        {
            read(
                "decay: A\nparticles: {mu: {collection: muon}}\nresonances: {a: {of: [mu, mu]}, b: {of: [a, mu]}}\n"
                "candidate: {of: [a, b]}\n");
        },
        {"has 5 particles"});
    expect_error<InputError>(
        [&]
        {
            read(
                "decay: A\nparticles: {mu: {collection: muon}}\nresonances: {a: {of: [mu, mu]}, b: {of: [a, a]}}\n"
                "candidate: {of: [b, mu]}\n");
        },
        {"has 5 particles"});
}

TEST(BadTree, JetsHaveNeitherVertexNorCharge)
{
    auto const jets = [](std::string const& candidate)
    { read("decay: A\nparticles: {j: {collection: jet, mass: 0}}\ncandidate: {of: [j, j]" + candidate + "}\n"); };
    EXPECT_NO_THROW(jets(", vertex: false, raw_mass: [60, 100], cut: j1.mass > 5 and j2.btagDeepB > 0.4"));
    expect_error<InputError>([&] { jets(""); }, {"'candidate' contains jets, which have no vertex", "vertex: false"});
    expect_error<InputError>([&] { jets(", vertex: false, charge: 0"); },
                             {"contains jets, which have no charge", "candidate.charge", "charge: any"});
}

TEST(BadTree, EqualResonances)
{
    auto const zz = [](std::string const& more, std::string const& z = "of: [mu, mu], charge: 0")
    {
        read("decay: A\nparticles: {mu: {collection: muon}}\nresonances: {z: {" + z + "}}\ncandidate: {of: [z, z], "
             + more + "}\n");
    };
    EXPECT_NO_THROW(zz("cut: z1.mass > z2.mass and mu4.pt > 3 and z2.lxy < 1, constrain: {z: 91.1876}"));
    EXPECT_NO_THROW(zz("charge: 0", "of: [mu, mu], charge: 0, cut: mu1.pt > mu2.pt"));
    expect_error<InputError>([&] { zz("cut: z.mass > 1"); }, {"There is no 'z'", "z1, z2, mu1"});
    expect_error<InputError>([&] { zz("cut: mass > 1", "of: [mu, mu], cut: mu3.pt > 1"); }, {"There is no 'mu3'"});
    expect_error<InputError>([&] { zz("charge: 2"); }, {"cannot have the charge +2", "add up to +0"});
    expect_error<InputError>([&] { zz("raw_mass: [0.1, 0.4]"); }, {"the window ends below 0.422634 GeV"});
    expect_error<InputError>([&] { zz("constrain: {z: 91.1876, candidate: higgs}"); }, {"3 masses are fixed at once"});
    expect_error<InputError>(
        []
        {
            read(
                "decay: A\nparticles: {mu: {collection: muon}, z2: {collection: muon}}\n"
                "resonances: {z: {of: [mu, z2]}}\ncandidate: {of: [z, z]}\n");
        },
        {"the name 'z2' is used twice", "one of equal resonances"});
}

TEST(BadTree, Charges)
{
    expect_refused(
        {{"of: [mu, mu], charge: 0", "of: [mu, mu], charge: 1", "'mumu' cannot have the charge +1",
          "my.yaml:8:", "-2, +0, +2"},
         {"of: [mu, mu], charge: 0", "of: [mu, mu], charge: 5", "'5' does not fit", "mumu.charge", "-4 to 4"},
         {"\n  charge: 0", "\n  charge: 2", "'candidate' cannot have the charge +2", "candidate.charge", "+0"}});
}

TEST(BadTree, ChargesOfParticlesCount)
{
    std::string const text =
        with(with(kstar_text, "charge: any", "charge: +1"), "mass: pion,", "mass: pion, charge: +1,");
    expect_error<InputError>([&] { read(text); }, {"'kstar' cannot have the charge +0", "add up to +2"});
}

TEST(BadTree, Masses)
{
    expect_refused(
        {{"[1.0, 4.8]", "[0.1, 0.2]", "the window ends below 0.211317 GeV", "resonances.mumu.raw_mass", "GeV"},
         {"[4.5, 6.5]", "[6.5, 4.5]", "empty or reversed", "candidate.raw_mass", "low < high"},
         {"[4.5, 6.5]", "[4.5]", "[low, high] is expected", "candidate.raw_mass", ""},
         {"[4.5, 6.5]", "4.5", "[low, high] is expected", "candidate.raw_mass", ""},
         {"[4.5, 6.5]", "[-1, 6.5]", "'-1' is negative", "candidate.raw_mass[0]", ""},
         {"{mumu: 3.0969}", "{mumu: 0.2}", "0.2 GeV is less than the masses", "constrain.mumu", ""},
         {"{mumu: 3.0969}", "{mumu: 9.46}", "9.46 GeV lies outside of the raw_mass", "constrain.mumu", ""},
         {"{mumu: 3.0969}", "{phi: 1.0195}", "'phi' is not a resonance of 'candidate'", "constrain.phi", "mumu, kstar"},
         {"{mumu: 3.0969}", "{mumuu: 3.0969}", "'mumuu' is not a resonance", "constrain.mumuu", "Did you mean 'mumu'?"},
         {"{mumu: 3.0969}", "{mumu: {mass: jpsi, width: 4.249}}", "the width 4.249 GeV is not smaller than the mass",
          "constrain.mumu.width", "'4.249 MeV'"},
         {"{mumu: 3.0969}", "{mumu: {mass: jpsi, width: 92.6}}", "92.6", "constrain.mumu.width", "MeV"},
         {"{mumu: 3.0969}", "{mumu: {mass: jpsi, width: -1 MeV}}", "negative", "constrain.mumu.width", ""},
         {"{mumu: 3.0969}", "{mumu: {width: 1 MeV}}", "'mass' is missing", "constrain.mumu", "{mass: phi, width"},
         {"{mumu: 3.0969}", "{mumu: {mass: jpsi, sigma: 1 MeV}}", "'sigma'", "constrain.mumu", ""},
         {"{mumu: 3.0969}", "{mumu: {mass: 9.46}}", "9.46 GeV lies outside of the raw_mass", "constrain.mumu", ""},
         {"{mumu: 3.0969}", "3.0969", "a mass for each resonance", "candidate.constrain", "{mumu: 3.0969}"},
         {"vertex: false}", "vertex: false, constrain: {kstar: 0.89}}", "needs a vertex", "kstar.constrain", ""}});
}

TEST(BadTree, AssignmentsAndVertices)
{
    expect_refused({{"of: [mu, mu], charge: 0", "of: [mu, mu], assignment: closest jpsi",
                     "'mumu' has no two assignments", "my.yaml:8:", "different masses, as [K, pi]"},
                    {"of: [K, pi]", "of: [mu, pi]", "'kstar' has no two assignments", "kstar.assignment", ""},
                    {"mass: pion", "mass: kaon", "'kstar' has no two assignments", "kstar.assignment", ""},
                    {"closest 0.89556", "nearest 0.89556", "'nearest 0.89556' is not an assignment", "kstar.assignment",
                     "closest"},
                    {"closest 0.89556", "closest", "'closest' is not an assignment", "kstar.assignment", ""},
                    {"closest 0.89556", "closest 1.2", "1.2 GeV lies outside of raw_mass", "kstar.assignment", ""},
                    {"constraint: beamspot", "constraint: origin", "'origin' is not a vertex constraint",
                     "vertex_constraint", "beamspot"},
                    {"vertex: false", "vertex: maybe", "true or false", "kstar.vertex", ""},
                    {"vertex: false", "vertex: false, vertex_constraint: pv", "no vertex to constrain",
                     "kstar.vertex_constraint", ""}});
}

TEST(BadTree, ChoiceOfThePrimaryVertex)
{
    expect_refused({{"trigger:", "primary_vertex: nearest\ntrigger:", "'nearest' is not a choice of the primary vertex",
                     "primary_vertex", "longitudinal, 3d or first"}});
}

TEST(BadTree, WhatFollows)
{
    expect_refused(
        {{"{largest: vtx_prob}", "largest", "choice of the best candidate", "candidate.best", "{largest: vtx_prob}"},
         {"{largest: vtx_prob}", "{highest: vtx_prob}", "choice of the best candidate", "candidate.best", ""},
         {"min_matched: 2", "min_matched: 5", "'5' does not fit", "trigger.min_matched", "0 to 4"},
         {"min_matched: 2, ", "", "'min_matched' is missing", "trigger", ""},
         {"max_dr: 0.2", "max_dr: 0", "nothing is closer than 0", "trigger.max_dr", ""},
         {"choose: largest mass", "choose: smallest mass", "not a choice of a pair", "jj.choose", "'largest mass'"},
         {"charge: 0, choose: closest 91 GeV", "charge: 1", "cannot have the charge 1", "zz.charge", "0, +2"},
         {"choose: largest mass", "charge: 0", "cannot have the charge 0", "jj.charge", "Jets have no charge"},
         {"trigger:", "pairings: opposite_sign\ntrigger:", "pairings need a candidate of four equal", "pairings", ""},
         {"trigger:", "pairings: same_sign\ntrigger:", "the pairings are not understood", "pairings", "opposite_sign"},
         {"store: [mass, mass_constrained, mumu.mass, mu1.pt, K.dxyErr, n_jets, jj.mass, dm]", "store: []",
          "a list of columns", "store", ""}});
}

TEST(BadTree, Names)
{
    expect_refused(
        {{"n_jets: {", "mass: {", "the name 'mass' is used twice", "events.count.mass", "a column of the candidate"},
         {"jj: {", "mumu: {", "the name 'mumu' is used twice: a resonance and a pair", "events.pair.mumu", "Rename"},
         {"{dm:", "{K:", "the name 'K' is used twice: a particle and a column", "columns.K", "Rename"},
         {"jj: {", "mu2: {", "'mu2' has the name of a pair", "my.yaml:4:", "Rename"}});
    expect_error<InputError>(
        []
        {
            read(
                "decay: A\nparticles: {mu: {collection: muon}}\nresonances: {mu: {of: [mu, mu]}}\ncandidate: {of: [mu, "
                "mu]}\n");
        },
        {"'mu'"});
}

}  // namespace
}  // namespace quartet::test
