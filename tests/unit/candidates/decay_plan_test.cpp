// Decays compiled for files that have, or lack, what their cuts need.
#include "host/candidates/decay_plan.hpp"

#include <gtest/gtest.h>

#include <set>

#include "host/candidates/isolation_column_names.hpp"
#include "host/candidates/node_runner.hpp"
#include "host/decay/decay_columns.hpp"
#include "host/decay/decay_reader.hpp"
#include "models/base/error.hpp"

namespace quartet::test
{
namespace
{

EventContents everything()
{
    return {[](std::string const&) { return true; }};
}

EventContents only(std::set<std::string> columns)
{
    return {[columns = std::move(columns)](std::string const& name) { return columns.count(name) != 0; }};
}

EventContents bare_muons() { return only({"muon/offsets", "muon/pt", "muon/charge"}); }

bool mentions(std::vector<std::string> const& warnings, std::string const& what)
{
    for (std::string const& warning : warnings)
        if (warning.find(what) != std::string::npos) return true;
    return false;
}

std::string refusal(std::string const& yaml, EventContents const& contents)
{
    try
    {
        plan_decay(read_decay_yaml(yaml, "test"), contents);
    }
    catch (InputError const& error)
    {
        return error.what();
    }
    return "";
}

TEST(DecayPlan, BuiltinDecaysCompile)
{
    for (BuiltinDecay const& decay : builtin_decays())
    {
        DecayPlan const plan = plan_decay(read_builtin_decay(decay.name), everything());
        EXPECT_TRUE(plan.warnings.empty()) << decay.name << ": " << plan.warnings.front();
        EXPECT_EQ(plan.root().spec.leaves, static_cast<int>(plan.root().leaf_name.size()));
        std::set<std::string> names;
        for (OutputColumn const& column : plan.output) EXPECT_TRUE(names.insert(column.name).second) << column.name;
    }
}

/// What the language lets an expression name is what candidates have.
TEST(DecayPlan, LanguageAndCandidatesNameTheSameColumns)
{
    Decay decay = read_builtin_decay("BsToJpsiPhiTo2Mu2K");
    decay.opposite_sign_pairings = true;
    int const root = static_cast<int>(decay.nodes.size()) - 1;
    std::set<std::string> candidates, language;
    for (NodeColumnName const& column : node_column_names())
        if (column.width == 1) candidates.insert(column.name);
    for (IsolationColumnName const& column : isolation_column_names())
        if (!column.is_of_leaf) candidates.insert(column.name);
    for (NodeColumnRule const& rule : node_column_rules()) language.insert(rule.name);
    EXPECT_EQ(candidates, language);
    for (NodeColumnName const& column : node_column_names())
    {
        if (column.width != 1) continue;
        auto const found = find_column(decay, root, column.name);
        ASSERT_TRUE(found) << column.name;
        EXPECT_EQ(found->dimension, column.dimension) << column.name;
    }
    for (IsolationColumnName const& column : isolation_column_names())
    {
        auto const found = find_column(decay, root, (column.is_of_leaf ? "mu1." : "") + column.name);
        ASSERT_TRUE(found) << column.name;
        EXPECT_EQ(found->dimension, column.dimension) << column.name;
        EXPECT_FALSE(found->any_dimension) << column.name;
    }
}

TEST(DecayPlan, LanguageAndCandidatesNameTheSameArrays)
{
    std::set<std::string> candidates, language;
    for (NodeColumnName const& column : node_column_names())
        if (column.width > 1) candidates.insert(column.name);
    for (NodeColumnRule const& rule : array_column_rules()) language.insert(rule.name);
    EXPECT_EQ(candidates, language);
}

TEST(DecayPlan, ArraysAreStoredWhereTheyAreNamed)
{
    DecayPlan const plan =
        plan_decay(read_decay_yaml("decay: BsTo4Mu\nstore: [mass, cov, pair_mass, mu_pt]\n", "test"), everything());
    ASSERT_GE(plan.output.size(), 4U);
    EXPECT_EQ(plan.output[1].columns.size(), 28U);
    EXPECT_EQ(plan.output[1].columns.front(), static_cast<int>(NodeColumn::covariance));
    EXPECT_EQ(plan.output[1].trailing, (std::vector<std::int64_t>{28}));
    EXPECT_EQ(plan.output[2].trailing, (std::vector<std::int64_t>{2, 2}));
    EXPECT_EQ(plan.output[3].trailing, (std::vector<std::int64_t>{4}));
    for (OutputColumn const& column : plan_decay(read_builtin_decay("BsTo4Mu"), everything()).output)
        EXPECT_NE(column.name, "cov") << "large, and stored on demand only";
}

std::string const four_muons = "decay: ZZ\nparticles: {mu: {collection: muon}}\nresonances:\n";

TEST(DecayPlan, EqualResonancesHaveColumnsOfTheirOwn)
{
    DecayPlan const plan = plan_decay(
        read_decay_yaml(four_muons
                            + "  z: {of: [mu, mu], charge: 0}\ncandidate: {of: [z, z], constrain: {z: z}, best: all, "
                              "cut: z2.mass > 5 and z1.pt > 1 and mu4.mediumId}\n",
                        "test"),
        everything());
    NodePlan const& root = plan.root();
    EXPECT_TRUE(plan.warnings.empty());
    EXPECT_EQ(root.spec.groups, 1);
    EXPECT_EQ(root.spec.group[0].count, 2);
    EXPECT_EQ(root.spec.group[0].leaves, 2);
    ASSERT_EQ(root.spec.constraints, 2);
    EXPECT_EQ(root.spec.constraint[0].leaves, 0b0011U);
    EXPECT_EQ(root.spec.constraint[1].leaves, 0b1100U);
    ASSERT_FALSE(root.inherited.empty());
    EXPECT_EQ(root.inherited[0].name, "z2.mass");
    EXPECT_EQ(root.inherited[0].number, 1);
    std::set<std::string> names;
    for (OutputColumn const& column : plan.output) names.insert(column.name);
    EXPECT_EQ(names.count("z1_mass") + names.count("z2_mass"), 2U);
    EXPECT_EQ(names.count("z_mass"), 0U);
}

TEST(DecayPlan, ResonancesThatAreDescribedAlikeAreToldOf)
{
    auto const warnings = [](std::string const& second)
    {
        return plan_decay(read_decay_yaml(four_muons + "  za: {of: [mu, mu], charge: 0}\n  zb: {of: [mu, mu], " + second
                                              + "}\ncandidate: {of: [za, zb], best: all}\n",
                                          "test"),
                          everything())
            .warnings;
    };
    EXPECT_TRUE(mentions(warnings("charge: 0"), "of: [za, za] gives it once"));
    EXPECT_TRUE(warnings("charge: 0, raw_mass: [1, 5]").empty());
}

TEST(DecayPlan, JetsAreCutOnATaggerWithWorkingPoints)
{
    // A file of Run 3 has another tagger, whose working points nobody states here.
    auto const run3 = [](std::string const& name)
    { return name != "jet/btagDeepB" && name.find("mvaFall17") == std::string::npos; };
    for (std::string const name : {"HToMuMuVBF", "HToMuMuWH"})
    {
        std::string const message = refusal("decay: " + name + "\n", {run3});
        EXPECT_NE(message.find("jet/btagDeepB"), std::string::npos);
        EXPECT_NE(message.find("It has btag, btagDeepFlavB, btagPNetB"), std::string::npos) << message;
        std::string const own = "decay: " + name
                                + "\nevents: {count: {n_medium_b: {cut: btagPNetB > 0.2}, n_loose_b: {cut: btagPNetB > "
                                  "0.1}}}\n";
        DecayPlan const plan = plan_decay(read_decay_yaml(own, "test"), {run3});
        EXPECT_TRUE(plan.warnings.empty()) << "the electrons are cut on the other identification: " << plan.warnings[0];
        auto const neither = [&](std::string const& column)
        { return run3(column) && column.find("mvaIso") == std::string::npos; };
        EXPECT_TRUE(mentions(plan_decay(read_decay_yaml(own, "test"), {neither}).warnings, "electron/mvaIso_WP90"));
    }
}

TEST(DecayPlan, KstarMuMuTakesFilesWithoutCovariances)
{
    auto const no_fit = [](std::string const& name) { return name.find("cov") == std::string::npos; };
    DecayPlan const plan = plan_decay(read_builtin_decay("B0ToKstarMuMu"), {no_fit});
    EXPECT_TRUE(mentions(plan.warnings, "no track covariances"));
    EXPECT_FALSE(plan.root().need_vertex);
}

TEST(DecayPlan, LanguageAndCandidatesNameTheSameColumnsOfLeaves)
{
    Decay const decay = read_builtin_decay("BsToJpsiPhiTo2Mu2K");
    std::set<std::string> candidates, language;
    for (LeafColumnName const& column : leaf_column_names())
        if (column.name == "pt_err") candidates.insert(column.name);  // the others replace those of the objects
    for (IsolationColumnName const& column : isolation_column_names())
        if (column.is_of_leaf) candidates.insert(column.name);
    for (LeafColumnRule const& rule : leaf_column_rules()) language.insert(rule.name);
    EXPECT_EQ(candidates, language);
    for (LeafColumnName const& column : leaf_column_names())
        EXPECT_EQ(find_column(decay, 0, "mu1." + column.name)->dimension, column.dimension) << column.name;
}

/// Isolation is a part of a candidate only where something names it, and cuts that do not need it come first.
TEST(DecayPlan, IsolationWhereItIsNamed)
{
    EXPECT_FALSE(has_isolation(plan_decay(read_builtin_decay("BsToJpsiPhiTo2Mu2K"), everything()).root()));
    std::string const change = "decay: BsToJpsiPhiTo2Mu2K\ncandidate: {cut: '";
    DecayPlan const plan = plan_decay(
        read_decay_yaml(change
                            + "vtx_prob > 0 and mass > 1 and mu1.iso_04 < 2 and mass < 9 and jpsi.n_close_tracks < 3', "
                              "columns: {twice: 2 * iso_pair}}\nstore: [mass, twice, K2.iso_03_dca, min_track_doca]",
                        "test"),
        everything());
    EXPECT_TRUE(plan.warnings.empty());
    EXPECT_EQ(terms_before_isolation(plan.root()), 2);
    IsolationColumns const root = isolation_columns(plan.root());
    std::set<int> wanted;
    for (int q = 0; q < isolation_quantities; ++q)
        if (root[q] >= 0) wanted.insert(q);
    using Q = IsolationQuantity;
    EXPECT_EQ(wanted, (std::set<int>{static_cast<int>(Q::nearest_track), static_cast<int>(Q::pair),
                                     static_cast<int>(Q::cone_04), static_cast<int>(Q::cone_03_dca) + 3}));
    EXPECT_GE(isolation_columns(plan.nodes[0])[static_cast<int>(Q::close_tracks)], node_columns);
    EXPECT_EQ(terms_before_isolation(plan.nodes[0]), static_cast<int>(plan.nodes[0].terms.size()));
    std::set<std::string> stored;
    for (OutputColumn const& column : plan.output) stored.insert(column.name);
    for (char const* name : {"mass", "twice", "K2_iso_03_dca", "min_track_doca"}) EXPECT_EQ(stored.count(name), 1U);
}

TEST(DecayPlan, IsolationThatTheFileCannotGiveIsRefused)
{
    std::string const text =
        "decay: X\nparticles: {mu: {collection: muon, mass: muon}}\n"
        "candidate: {of: [mu, mu], charge: 0, best: all, cut: '";
    std::set<std::string> file = {"muon/offsets", "muon/pt", "muon/charge", "muon/d0", "muon/cov"};
    EXPECT_NE(refusal(text + "mu1.iso_04 < 1'}", only(file)).find("/track"), std::string::npos);
    file.insert({"track/offsets", "track/pt"});
    EXPECT_EQ(refusal(text + "mu1.iso_04 < 1'}", only(file)), "");
    EXPECT_NE(refusal(text + "n_close_tracks < 1'}", only(file)).find("track parameters in /track"), std::string::npos);
    EXPECT_NE(refusal(text + "mu2.iso_04_dca < 1'}", only(file)).find("track parameters"), std::string::npos);
    EXPECT_NE(refusal(text + "mu2.pt_err < 1 cm'}", only(file)), "");
}

TEST(DecayPlan, MassConstraintsKnowTheirLeaves)
{
    DecayPlan const plan = plan_decay(read_builtin_decay("BsToJpsiPhiTo2Mu2K"), everything());
    NodeSpec const& spec = plan.root().spec;
    ASSERT_EQ(spec.constraints, 2);
    EXPECT_EQ(spec.constraint[0].leaves, 0b0011U);
    EXPECT_EQ(spec.constraint[1].leaves, 0b1100U);
    EXPECT_NEAR(spec.constraint[0].mass, 3.0969, 1e-9);
    EXPECT_EQ(spec.constraint[0].width, 0);
    EXPECT_NEAR(spec.constraint[1].width, 0.004249, 1e-12);
    EXPECT_NEAR(spec.mass[0], 0.1056583755, 1e-12);
    EXPECT_NEAR(spec.mass[3], 0.493677, 1e-12);
}

std::string const two_muons = "decay: X\nparticles: {mu: {collection: muon}}\ncandidate: {of: [mu, mu], best: all, ";

/// A fit that is free where a constraint was asked for would not tell.
TEST(DecayPlan, AVertexConstraintNeedsItsPoint)
{
    std::string const pv = two_muons + "vertex_constraint: pv}", beam = two_muons + "vertex_constraint: beamspot}";
    std::set<std::string> file = {"muon/offsets", "muon/pt", "muon/charge"};
    EXPECT_EQ(refusal(pv, only(file)), "") << "there is no fit at all";
    file.insert({"muon/trk_qoverp", "muon/cov"});
    std::string const no_vertices = refusal(pv, only(file));
    EXPECT_NE(no_vertices.find("the file has no pv/x, which the vertex constraint of 'candidate' needs"),
              std::string::npos);
    EXPECT_NE(no_vertices.find("test:3:"), std::string::npos) << no_vertices;
    EXPECT_NE(no_vertices.find("candidate.vertex_constraint"), std::string::npos);
    file.insert("pv/x");
    EXPECT_NE(refusal(pv, only(file)).find("no pv/cov"), std::string::npos);
    file.insert("pv/cov");
    EXPECT_EQ(refusal(pv, only(file)), "");
    file.insert({"beamspot/x", "beamspot/sigmaX", "beamspot/sigmaZ"});
    EXPECT_NE(refusal(beam, only(file)).find("no beamspot/sigmaY"), std::string::npos);
    file.insert("beamspot/sigmaY");
    EXPECT_EQ(refusal(beam, only(file)), "");
}

/// Errors of distances from a point without a covariance, or to which the vertex is constrained.
TEST(DecayPlan, ErrorsNeedCovariancesAndIndependence)
{
    std::set<std::string> file = {"muon/offsets", "muon/pt",    "muon/charge", "muon/trk_qoverp",
                                  "muon/cov",     "beamspot/x", "pv/x"};
    auto const cut = [](std::string const& term, std::string const& more = "")
    { return two_muons + more + "cut: '" + term + "'}"; };
    EXPECT_TRUE(mentions(plan_decay(read_decay_yaml(cut("mass > 1"), "test"), only(file)).warnings, "no pv/cov"));
    for (char const* term : {"l3d > 1", "ct > 0.01", "cos_alpha_3d > 0.9", "lxy_sig > 3", "pv_ip < 1"})
        EXPECT_EQ(refusal(cut(term), only(file)), "") << term;
    for (char const* term : {"l3d_sig > 3", "fd_chi2 > 9", "ct_err < 1", "pv_ip_sig < 3", "cos_alpha_2d_err < 1"})
    {
        EXPECT_NE(refusal(cut(term), only(file)).find("no pv/cov"), std::string::npos) << term;
        EXPECT_EQ(refusal(cut(term), everything()), "") << term;
        EXPECT_NE(refusal(cut(term, "vertex_constraint: pv, "), everything()).find("without its constraint to the pri"),
                  std::string::npos)
            << term;
        EXPECT_EQ(refusal(cut(term, "vertex_constraint: beamspot, "), everything()), "") << term;
    }
    EXPECT_NE(refusal(cut("lxy_sig > 3", "vertex_constraint: beamspot, "), everything()).find("without its constraint"),
              std::string::npos);
    EXPECT_TRUE(plan_decay(read_decay_yaml(cut("mass > 1"), "test"), everything()).warnings.empty());
}

TEST(DecayPlan, FilesWithoutCovariancesGiveCandidatesAndWarnings)
{
    DecayPlan const plan = plan_decay(read_builtin_decay("BsTo4Mu"), bare_muons());
    EXPECT_FALSE(plan.root().covariances);
    EXPECT_FALSE(plan.root().need_vertex);
    EXPECT_TRUE(mentions(plan.warnings, "no track covariances"));
    EXPECT_TRUE(mentions(plan.warnings, "muon/isGlobal"));
    EXPECT_TRUE(mentions(plan.warnings, "/trigobj"));
}

TEST(DecayPlan, ACutOnWhatTheFileLacksIsRefused)
{
    std::string const muons = "decay: X\nparticles: {mu: {collection: muon, mass: muon, cut: 'pt > 1";
    std::string const candidate = "'}}\ncandidate: {of: [mu, mu], charge: 0, cut: 'mass > 1";
    std::string const end = "', best: all}\n";
    EXPECT_EQ(refusal(muons + candidate + end, bare_muons()), "");
    EXPECT_NE(refusal(muons + " and mediumId" + candidate + end, bare_muons()).find("muon/mediumId"),
              std::string::npos);
    EXPECT_EQ(refusal(muons + " and (mediumId or not known(mediumId))" + candidate + end, bare_muons()), "");
    EXPECT_NE(refusal(muons + candidate + " and vtx_prob > 0.1" + end, bare_muons()).find("track covariances"),
              std::string::npos);
    EXPECT_NE(refusal(muons + " and some_column > 1" + candidate + end, bare_muons()).find("muon/some_column"),
              std::string::npos);
}

}  // namespace
}  // namespace quartet::test
