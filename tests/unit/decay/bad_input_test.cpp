// Files that are not decays: one message each, with place and remedy.
#include <gtest/gtest.h>

#include "tests/unit/decay/refusals.hpp"

namespace quartet::test
{
namespace
{

TEST(BadDecay, NotADecay)
{
    expect_error<InputError>([] { read(""); }, {"the decay file is empty", "my.yaml", "docs/guide/decays.md"});
    expect_error<InputError>([] { read("- a\n"); }, {"no 'key: value' lines", "my.yaml:1:1"});
    expect_error<InputError>([] { read("decay: [\n"); }, {"bad YAML", "my.yaml:"});
    expect_error<InputError>([] { read("decay: A\n---\ndecay: B\n"); }, {"a second YAML document", "my.yaml:2:"});
    expect_error<InputError>([] { read("decay: BsTo4Mu\n}\n, 0.6\n"); }, {"my.yaml:2:1"});
    expect_error<InputError>([] { read(", 0.6\ndecay: BsTo4Mu\n"); }, {"a second YAML document", "my.yaml:1:1"});
    expect_error<InputError>([] { read("particles: {}\n"); }, {"the key 'decay' is missing", "B0To4Mu"});
    expect_error<InputError>([] { read("decay: A\ndecay: B\n"); }, {"'decay' appears twice", "my.yaml:2:1"});
    expect_error<InputError>([] { read("decay: A\n? [1]\n: 2\n"); }, {"a key must be a word"});
    expect_error<InputError>([] { read("decay: A/B\nparticles: {}\ncandidate: {}\n"); }, {"'A/B' cannot be a name"});
    expect_error<InputError>([] { read(std::string(2U << 20, ' ')); }, {"larger than 1 MiB"});
    expect_error<InputError>([] { read("a: &a [*a]\n"); }, {"larger or deeper than any decay"});
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i)
    {
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int k = 0; k < 8; ++k) bomb += (k == 0 ? "*a" : ", *a") + std::to_string(i - 1);
        bomb += "]\n";
    }
    expect_error<InputError>([&] { read(bomb); }, {"larger or deeper than any decay"});
}

TEST(BadDecay, MissingParts)
{
    std::string const start = "decay: A\nparticles: {mu: {collection: muon}}\n";
    expect_error<InputError>([&] { read(start); }, {"not a built-in decay", "'particles' and 'candidate'"});
    expect_error<InputError>([&] { read(start + "candidate: {charge: 0}\n"); },
                             {"the key 'of' is missing", "my.yaml:3"});
    expect_error<InputError>([] { read("decay: A\nparticles: {}\ncandidate: {of: [mu, mu]}\n"); }, {"no particles"});
    expect_error<InputError>([] { read("decay: A\nparticles: {mu: ~}\ncandidate: {of: [mu]}\n"); }, {"no particles"});
    expect_error<InputError>([] { read("decay: A\nparticles: {mu: {mass: muon}}\ncandidate: {of: [mu]}\n"); },
                             {"the key 'collection' is missing", "my.yaml:2"});
    expect_error<InputError>([&] { read(start + "candidate: 7\n"); }, {"entries are expected here", "candidate"});
    expect_error<InputError>([] { read("decay: BsTo4Mu\ncandidate: null\n"); }, {"the key 'candidate' is missing"});
}

TEST(BadDecay, UnknownKeys)
{
    expect_refused(
        {{"trigger:", "triggers:", "unknown key 'triggers'", "my.yaml:21:", "Did you mean 'trigger'?"},
         {"charge: any, cut", "charges: any, cut", "unknown key 'charges'", "particles.K.charges", "'charge'"},
         {"max_dca: 0.5 cm", "maxdca: 0.5 cm", "unknown key 'maxdca'", "resonances.mumu", "'max_dca'"},
         {"vertex: false", "best: all", "unknown key 'best'", "resonances.kstar.best", "Known keys here"},
         {"max_dr: 0.2", "dr: 0.2", "unknown key 'dr'", "trigger.dr", "max_dr"},
         {"choose: largest mass", "chose: largest mass", "unknown key 'chose'", "events.pair.jj", "'choose'"},
         {"  count:", "  counts:", "unknown key 'counts'", "events.counts", "'count'"}});
}

TEST(BadDecay, Particles)
{
    expect_refused(
        {{"collection: muon", "collection: muons", "unknown collection 'muons'", "my.yaml:4:", "Did you mean 'muon'?"},
         {"collection: muon", "collection: photon", "unknown collection 'photon'", "particles.mu", "Collections: muon"},
         {"collection: muon", "collection: jet", "'mumu' contains jets", "resonances.mumu", "vertex: false"},
         {"collection: muon, mass: muon", "collection: jet", "one mass for all", "particles.mu", "mass: 0"},
         {"collection: muon, mass", "collection: jet, charge: +1, mass", "no charge", "particles.mu.charge", "out"},
         {"mass: kaon", "mass: kaom", "unknown mass 'kaom'", "my.yaml:5:", "Did you mean 'kaon'?"},
         {"mass: kaon", "mass: 493.677", "not plausible", "particles.K.mass", "'493.677 MeV'"},
         {"mass: kaon, ", "", "a track has no mass of its own", "my.yaml:5:", "mass: kaon"},
         {"mass: kaon", "mass: 0.5 cm", "'0.5 cm' is a length (cm)", "particles.K.mass", "GeV"},
         {"mass: kaon", "mass: -1", "'-1' is negative", "particles.K.mass", ""},
         {"mass: kaon", "mass: []", "a text is expected", "particles.K.mass", ""},
         {"charge: any", "charge: 2", "'2' is not the charge of a track", "particles.K.charge", "'+1', '-1' or 'any'"},
         {"charge: any", "charge: plus", "'plus' does not fit", "particles.K.charge", "whole number"},
         {"  K:  {", "  and: {", "'and' is a word of the expressions", "particles.and", "another name"},
         {"  K:  {", "  K*: {", "'K*' cannot be a name", "my.yaml:5", "begin with a letter"},
         {"  K:  {", "  pi: {", "'pi' appears twice", "my.yaml:6:", "Remove one"}});
}

TEST(BadDecay, UnitSlips)
{
    expect_refused(
        {{"max_dz: 12 mm", "max_dz: 12", "12 without a unit means 12 cm", "candidate.max_dz", "'12 mm'"},
         {"max_dz: 12 mm", "max_dz: 12 GeV", "'12 GeV' is a mass", "candidate.max_dz", "'1.2 cm'"},
         {"max_dz: 12 mm", "max_dz: 1200 mm", "too large", "candidate.max_dz", "100 cm"},
         {"max_dz: 12 mm", "max_dz: 12 inch", "'inch' is not a unit", "candidate.max_dz", "Known units: cm"},
         {"max_dz: 12 mm", "max_dz: twelve", "'twelve' is not a number", "candidate.max_dz", ""},
         {"max_dca: 0.5 cm", "max_dca: 5", "5 without a unit means 5 cm", "mumu.max_dca", "'5 mm'"},
         {"[4.5, 6.5]", "[4500, 6500]", "4500 without a unit means 4500 GeV", "candidate.raw_mass", "'4500 MeV'"},
         {"[4.5, 6.5]", "[4.5 cm, 6.5 cm]", "is a length", "candidate.raw_mass[0]", ""},
         {"{mumu: 3.0969}", "{mumu: 3096.9}", "3096.9 without a unit", "constrain.mumu", "'3096.9 MeV'"},
         {"closest 0.89556", "closest 8955.6", "8955.6 without a unit", "kstar.assignment", "MeV"},
         {"lxy_sig > 3", "lxy > 3 GeV", "'lxy' is a length (cm) and '3 GeV'", "resonances.mumu.cut", ""},
         {"lxy_sig > 3", "lxy > 300", "'300' beside 'lxy'", "resonances.mumu.cut", "'300 mm'"},
         {"lxy_sig > 3", "lxy > 20", "'20' beside 'lxy'", "more than 10 cm", "'20 mm'"},
         {"lxy_sig > 3", "max_dca < 30", "'30' beside 'max_dca'", "more than 2 cm", "'30 mm'"},
         {"lxy_sig > 3", "max_dz < 12", "'12' beside 'max_dz'", "more than 5 cm", "'12 mm'"},
         {"lxy_sig > 3", "l3d < 40", "'40' beside 'l3d'", "more than 30 cm", "'40 mm'"},
         {"4.5 < mass < 6.5", "K.dxy < 50", "'50' beside 'K.dxy'", "more than 2 cm", "'50 mm'"},
         {"4.5 < mass < 6.5", "abs(mumu.ct_xy) < 11", "'11' beside 'abs(mumu.ct_xy)'", "candidate.cut", "'11 mm'"},
         {"pt > 4 GeV", "pt > 4 GeV and abs(dxy) < 3", "'3' beside 'abs(dxy)'", "particles.mu.cut", "'3 cm' if that"},
         {"4.5 < mass < 6.5", "4500 < mass < 6500", "'4500'", "candidate.cut", "'4500 MeV'"},
         {"pt > 4 GeV", "pt > 4000", "'4000' beside 'pt'", "particles.mu.cut", "'4000 MeV'"}});
}

TEST(BadDecay, Columns)
{
    expect_refused(
        {{"lxy_sig > 3", "lxysig > 3", "unknown name 'lxysig'", "my.yaml:8:", "Did you mean 'lxy_sig'?"},
         {"pt > 4 GeV", "vtx_prob > 4", "'vtx_prob' cannot be used here", "particles.mu.cut",
          "resonances and candidates"},
         {"pt > 4 GeV", "mu1.pt > 4", "'mu1.pt' cannot be used here", "particles.mu.cut", "one particle only"},
         {"vtx_prob > 0.1", "n_jets > 0.1", "'n_jets' cannot be used here", "mumu.cut", "candidate only"},
         {"vtx_prob > 0.1", "jj.mass > 0.1", "'jj.mass' cannot be used here", "mumu.cut", "candidate only"},
         {"vtx_prob > 0.1", "K.pt > 0.1", "There is no 'K'", "mumu.cut", "known here: mu1, mu2"},
         {"abs(mumu.mass", "abs(kstar.vtx_prob", "'kstar.vtx_prob' cannot", "candidate.cut", "'vertex: false'"},
         {"abs(mumu.mass", "abs(mumu.mass_constrained", "'mumu.mass_constrained' cannot", "candidate.cut",
          "'constrain'"},
         {"n_jets < 9", "veto == 0", "'veto' cannot be used here", "candidate.cut", "'pairings: opposite_sign'"},
         {"jj.mass > 1", "jj.phi > 1", "'jj.phi' cannot be used here", "candidate.cut", "delta_eta"},
         {"abs(mumu.mass", "abs(mumu.masss", "unknown name 'mumu.masss'", "candidate.cut", "'mumu.mass'"},
         {"largest: vtx_prob", "largest: vtx_pro", "unknown name 'vtx_pro'", "candidate.best.largest", "'vtx_prob'"},
         {"best_cut: \"mass > 5\"", "best_cut: \"mas > 5\"", "unknown name 'mas'", "candidate.best_cut", "'mass'"},
         {"dm: mass -", "dm: mas -", "unknown name 'mas'", "candidate.columns.dm", "'mass'"},
         {"pt > 25 and btag", "pt > 25 and btag and lxy", "'lxy' cannot be used", "events.count.n_jets.cut", ""},
         {"store: [mass,", "store: [mas,", "'mas' is not a column", "store[0]", "Did you mean 'mass'?"},
         {"store: [mass,", "store: [kstar.lxy,", "'kstar.lxy' is not a column", "store[0]", "'vertex: false'"},
         {"store: [mass,", "store: [dm,", "'dm' is stored twice", "store[7]", "Remove one"},
         {"store: [mass,", "store: [K_dxyErr,", "'K.dxyErr' is stored twice", "store[4]", "Remove one"},
         {"store: [mass,", "store: [pair_mass,", "'pair_mass' is not a column", "store[0]", "pairings"},
         {"store: [mass,", "store: [mu_lxy,", "'mu_lxy' is not a column", "store[0]", ""},
         {"n_jets < 9", "vtx_cov < 9", "'vtx_cov' cannot be used here", "candidate.cut", "only be stored"},
         {"store: [mass", "stored: [mass", "unknown key 'stored'", "my.yaml:25:", "'store'"},
         {"K.dxyErr", "K.lxy", "'K.lxy' is not a column", "store[4]", "not of particles"}});
}

TEST(BadDecay, LengthsWithAUnitAreTaken)
{
    for (char const* cut : {"lxy > 20 cm", "lxy > 200 mm", "max_dca < 30 mm", "lxy > 10", "abs(vtx_z) < 30", "l3d < 30",
                            "2 * lxy < 50", "lxy / max_dca > 30"})
        EXPECT_NO_THROW(read_with("lxy_sig > 3", cut)) << cut;
    for (char const* cut : {"pt > 4 and dz < 25", "dxy < 2", "dxy < 5 cm", "further < 500"})
        EXPECT_NO_THROW(read_with("pt > 4 GeV", cut)) << cut;
}

TEST(BadDecay, AwayFrom)
{
    expect_refused(
        {{"choose: largest mass", "choose: largest mass, away_from: {muons: 0.4}",
          "'muons' is no particle, count or collection", "events.pair.jj.away_from.muons", "'muon'"},
         {"choose: largest mass", "choose: largest mass, away_from: {jet: 0.4}", "kept away from each other",
          "away_from.jet", "distance 0"},
         {"choose: largest mass", "choose: largest mass, away_from: {n_jets: 0.4}", "kept away from each other",
          "away_from.n_jets", ""},
         {"choose: largest mass", "choose: largest mass, away_from: {mu: 0}", "nothing is closer than 0",
          "away_from.mu", "0.4"},
         {"choose: largest mass", "choose: largest mass, away_from: {mu: 40}", "so far away", "away_from.mu", ""},
         {"choose: largest mass", "choose: largest mass, away_from: mu", "one to four distances", "jj.away_from",
          "{muon: 0.4}"},
         {"choose: largest mass", "choose: largest mass, away_from: {}", "one to four distances", "jj.away_from", ""},
         {"btag > 0.4184\"", "btag > 0.4184\", away_from: {n_later: 0.4}", "'n_later' is no particle",
          "n_jets.away_from", "stand above"}});
}

}  // namespace
}  // namespace quartet::test
