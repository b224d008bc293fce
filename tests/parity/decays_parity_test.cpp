// Decays of tracks, electrons and muons, with constraints and quantities of the event: every backend gives the bits of
// the reference. There is no guard band at cut edges: a candidate that lies exactly on one is treated alike by all.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>

#include "host/core/instruction_set.hpp"
#include "models/base/error.hpp"
#include "tests/harness/require_gpu.hpp"
#include "tests/parity/decay_batch.hpp"

namespace quartet::test
{
namespace
{

class DecaysParity : public testing::Test
{
  protected:
    static void SetUpTestSuite() { batch_ = new EventBatch(full_batch(60)); }
    static void TearDownTestSuite() { delete batch_; }
    static EventBatchView view() { return batch_->view(); }

    static void same_counts(CandidateSummary const& a, CandidateSummary const& b, std::string const& what)
    {
        EXPECT_EQ(a.selected, b.selected) << what;
        EXPECT_EQ(a.not_best, b.not_best) << what;
        EXPECT_EQ(a.written, b.written) << what;
        ASSERT_EQ(a.nodes.size(), b.nodes.size());
        for (std::size_t n = 0; n < a.nodes.size(); ++n)
        {
            EXPECT_EQ(a.nodes[n].combinations, b.nodes[n].combinations) << what;
            for (auto const counts : {&NodeCounts::cascade, &NodeCounts::status, &NodeCounts::selection})
                EXPECT_TRUE(std::equal(std::begin((a.nodes[n].*counts).count), std::end((a.nodes[n].*counts).count),
                                       std::begin((b.nodes[n].*counts).count)))
                    << what << ", node " << n;
        }
    }

    static void compare(CandidateBackend& other)
    {
        auto const reference = make_reference_candidates();
        for (NamedDecay const& d : mixed_decays)
            for (bool const cuts : {false, true})
            {
                std::string const what = fmt::format("{}, cuts {}", d.name, cuts);
                DecayPlan const plan = plan_for(read_decay_yaml(d.yaml, d.name), view(), cuts);
                CandidateSummary a, b;
                ColumnTable const expected = candidates_of(*reference, plan, view(), 0, &a);
                EXPECT_GT(expected.rows(), 8) << what;
                EXPECT_EQ(first_difference(expected, candidates_of(other, plan, view(), 0, &b)), "") << what;
                same_counts(a, b, what);
                EXPECT_EQ(first_difference(expected, candidates_of(other, plan, view(), 61)), "") << what;
            }
    }

    static void edges(CandidateBackend& other);

    static EventBatch* batch_;
};
EventBatch* DecaysParity::batch_ = nullptr;

Decay three_leaves(std::string const& candidate)
{
    return read_decay_yaml(
        "decay: Edges\n"
        "particles: {mu: {collection: muon}, K: {collection: track, mass: kaon}}\n"
        "candidate: {of: [mu, mu, K], best: all, "
            + candidate + "}\n",
        "test");
}

/// Cuts at the value of a candidate itself, to the last bit: it passes >= and the windows before the fit, and fails >.
/// Returns the number of candidates on an edge.
void DecaysParity::edges(CandidateBackend& other)
{
    auto const reference = make_reference_candidates();
    ColumnTable const all = candidates_of(*reference, plan_for(three_leaves("cut: mass > 0"), view()), view());
    ASSERT_GT(all.rows(), 200);
    auto const rows = [&](CandidateBackend& backend, std::string const& candidate)
    { return candidates_of(backend, plan_for(three_leaves(candidate), view()), view()); };
    std::int64_t on_edge = 0;
    for (char const* const name : {"mass", "vtx_prob", "lxy_sig", "cos_alpha_2d", "pt", "mass_err"})
        for (std::size_t const pick : {std::size_t(3), static_cast<std::size_t>(all.rows()) / 2})
        {
            std::vector<double> const& values = all.values<double>(name);
            double const edge = values[pick];
            if (std::isnan(edge)) continue;
            auto const above = [&](double x) { return x > edge; };
            auto const passing = std::count_if(values.begin(), values.end(), above);
            auto const equal = std::count(values.begin(), values.end(), edge);
            std::string const text = fmt::format("{} {{}} {:.17g}", name, edge);
            std::string const strict = "cut: '" + fmt::format(fmt::runtime(text), ">") + "'";
            std::string const inclusive = "cut: '" + fmt::format(fmt::runtime(text), ">=") + "'";
            ColumnTable const without = rows(*reference, strict), with = rows(*reference, inclusive);
            EXPECT_EQ(without.rows(), passing) << strict;
            EXPECT_EQ(with.rows(), passing + equal) << inclusive;
            EXPECT_EQ(first_difference(without, rows(other, strict)), "") << strict;
            EXPECT_EQ(first_difference(with, rows(other, inclusive)), "") << inclusive;
            on_edge += equal;
        }
    for (char const* const window : {"raw_mass", "max_dz", "max_dca"})
    {
        std::string const column = std::string(window) == "raw_mass" ? "mass_raw" : window;
        std::vector<double> values = all.values<double>(column.c_str());
        std::erase_if(values, [](double x) { return std::isnan(x); });
        std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 3), values.end());
        double const edge = values[values.size() / 3];
        std::string const value = fmt::format("{:.17g}", edge);
        std::string const limits = column == window ? value + " cm" : "[" + value + ", 900]";
        std::string const cut = std::string(window) + ": " + limits + ", cut: mass > 0";
        ColumnTable const found = rows(*reference, cut);
        EXPECT_EQ(first_difference(found, rows(other, cut)), "") << cut;
        std::vector<double> const& left = found.values<double>(column.c_str());
        std::vector<double> const& before = all.values<double>(column.c_str());
        auto const kept = std::count(left.begin(), left.end(), edge),
                   equal = std::count(before.begin(), before.end(), edge);
        // The mass before the fit is summed in another order than its column: there the edge is an ulp or two away.
        if (column == window)
        {
            EXPECT_EQ(kept, equal) << cut;
        }
        on_edge += kept;
    }
    RecordProperty("candidates_on_edges", std::to_string(on_edge));
    EXPECT_GE(on_edge, 12);
}

/// The batch holds what the decays ask for: fits that worked, tracks that are muons, swapped hypotheses, NaN.
TEST_F(DecaysParity, TheBatchExercisesTheDecays)
{
    auto const reference = make_reference_candidates();
    Decay const four = read_decay_yaml(mixed_decays[3].yaml, "test");
    CandidateSummary summary;
    ColumnTable const table = candidates_of(*reference, plan_for(four, view()), view(), 0, &summary);
    NodeCounts const& root = summary.root();
    EXPECT_GT(root.status.count[0], 100);
    EXPECT_GT(root.cascade.count[static_cast<int>(CascadeCode::overlap)], 10);
    EXPECT_GT(summary.nodes[1].cascade.count[static_cast<int>(CascadeCode::assignment)], 10);
    auto const& mistag = table.values<std::uint8_t>("is_mistag");
    EXPECT_GT(std::count(mistag.begin(), mistag.end(), 1), 0);
    Decay const two = read_decay_yaml(mixed_decays[0].yaml, "test");
    ColumnTable const pairs = candidates_of(*reference, plan_for(two, view(), false), view());
    auto const& constrained = pairs.values<double>("mass_constrained");
    EXPECT_GT(std::count_if(constrained.begin(), constrained.end(), [](double x) { return !std::isnan(x); }), 5);
}

/// An unordered pair of pairs comes once, and the columns of each are those of its own leaves.
TEST_F(DecaysParity, EqualPairsComeOnce)
{
    auto const reference = make_reference_candidates();
    Decay const decay = read_decay_yaml(
        "decay: ZZ\nparticles: {mu: {collection: muon}}\nresonances: {z: {of: [mu, mu], charge: 0, vertex: false}}\n"
        "candidate: {of: [z, z], vertex: false, best: all}\n",
        "test");
    ColumnTable const table = candidates_of(*reference, plan_for(decay, view()), view());
    std::int64_t expected = 0;
    for (std::int64_t e = 0; e < view().n_events; ++e)
    {
        std::int64_t plus = 0, minus = 0;
        for (std::int64_t i = view().muon.offsets[e]; i < view().muon.offsets[e + 1]; ++i)
            if (std::isfinite(view().muon.px[i] + view().muon.py[i] + view().muon.pz[i]))
                ++(view().muon.charge[i] > 0 ? plus : minus);
        expected += plus * (plus - 1) * minus * (minus - 1) / 2;  // two of each, paired in two ways
    }
    ASSERT_GT(expected, 100);
    EXPECT_EQ(table.rows(), expected);
    auto const& idx = table.values<std::int32_t>("idx");
    auto const& event = table.values<std::int64_t>("event_index");
    for (std::int64_t i = 0; i < table.rows(); ++i)
        for (int pair = 0; pair < 2; ++pair)
        {
            std::int64_t const first = view().muon.offsets[event[static_cast<std::size_t>(i)]];
            double p[4] = {};
            for (int k = 0; k < 2; ++k)
            {
                std::int64_t const m = first + idx[static_cast<std::size_t>(4 * i + 2 * pair + k)];
                double const q[3] = {view().muon.px[m], view().muon.py[m], view().muon.pz[m]};
                for (int j = 0; j < 3; ++j) p[j] += q[j];
                p[3] += std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + 0.1056583755 * 0.1056583755);
            }
            double const m2 = p[3] * p[3] - p[0] * p[0] - p[1] * p[1] - p[2] * p[2];
            double const found = table.values<double>(pair == 0 ? "z1_mass" : "z2_mass")[static_cast<std::size_t>(i)];
            if (std::isnan(found)) continue;
            EXPECT_NEAR(found * found, m2, 1e-9 * p[3] * p[3]) << i;
        }
}

/// The mass of two jets that are taken for massless: m^2 = 2 pt1 pt2 (cosh d eta - cos d phi).
TEST_F(DecaysParity, JetsAreLeaves)
{
    Decay const decay = read_decay_yaml(
        "decay: JJ\nparticles: {j: {collection: jet, mass: 0}}\n"
        "candidate: {of: [j, j], vertex: false, best: all}\nstore: [mass, j_mass, j_pt]\n",
        "test");
    auto const reference = make_reference_candidates();
    ColumnTable const table = candidates_of(*reference, plan_for(decay, view()), view());
    ASSERT_EQ(table.rows(), 6 * view().n_events) << "four jets in every event";
    JetView const& jet = view().jet;
    auto const& idx = table.values<std::int32_t>("idx");
    for (std::size_t i = 0; i < static_cast<std::size_t>(table.rows()); ++i)
    {
        std::int64_t const first = jet.offsets[table.values<std::int64_t>("event_index")[i]];
        std::int64_t const a = first + idx[2 * i], b = first + idx[2 * i + 1];
        double const angle = std::cosh(jet.eta[a] - jet.eta[b]) - std::cos(jet.phi[a] - jet.phi[b]);
        double const mass = std::sqrt(2 * jet.pt[a] * jet.pt[b] * angle);
        EXPECT_NEAR(table.values<double>("mass")[i], mass, 1e-6 * mass);
        EXPECT_EQ(table.values<double>("j_mass")[2 * i + 1], jet.mass[b]);
    }
}

/// Jets on muons of the selection, those across the cut of the azimuth included, are neither counted nor paired.
TEST_F(DecaysParity, JetsOnMuonsAreLeftOut)
{
    EventBatch batch = full_batch(40);
    auto& jet = batch.jet;
    std::size_t laid = 0;
    for (std::size_t e = 0; e < 40; ++e)
    {
        auto const muon = static_cast<std::size_t>(batch.muon.offsets.values[e]);
        auto const first = static_cast<std::size_t>(jet.offsets.values[e]);
        if (batch.muon.offsets.values[e + 1] == batch.muon.offsets.values[e]) continue;
        double const phi = batch.muon.phi.values[muon];
        jet.eta.values[first] = batch.muon.eta.values[muon] + 0.2;
        jet.phi.values[first] = phi > 0 ? phi + 0.3 - 6.283185307179586 : phi - 0.3 + 6.283185307179586;
        jet.pt.values[first] = 500;
        ++laid;
    }
    ASSERT_GT(laid, 20U);
    Decay const decay = read_decay_yaml(
        "decay: Away\nparticles: {mu: {collection: muon, cut: pt > 3}}\n"
        "candidate: {of: [mu, mu], vertex: false, best: all}\n"
        "events:\n"
        "  count: {n: {collection: jet, cut: pt > 20}, n_away: {collection: jet, cut: pt > 20, away_from: {mu: 0.4}}}\n"
        "  pair: {jj: {collection: jet, cut: pt > 20, away_from: {mu: 0.4}}}\n",
        "test");
    EventBatchView const v = batch.view();
    auto const reference = make_reference_candidates();
    ColumnTable const table = candidates_of(*reference, plan_for(decay, v), v);
    auto const& event = table.values<std::int64_t>("event_index");
    std::int64_t fewer = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(table.rows()); ++i)
    {
        std::int64_t const e = event[i];
        int expected = 0, all = 0;
        double first_pt = 0;
        for (std::int64_t j = v.jet.offsets[e]; j < v.jet.offsets[e + 1]; ++j)
        {
            if (!(v.jet.pt[j] > 20)) continue;
            ++all;
            bool near = false;
            for (std::int64_t m = v.muon.offsets[e]; m < v.muon.offsets[e + 1]; ++m)
            {
                double const dphi = std::remainder(v.jet.phi[j] - v.muon.phi[m], 6.283185307179586);
                near = near || (v.muon.pt[m] > 3 && std::hypot(v.jet.eta[j] - v.muon.eta[m], dphi) < 0.4);
            }
            expected += near ? 0 : 1;
            if (!near) first_pt = std::max(first_pt, v.jet.pt[j]);
        }
        EXPECT_EQ(table.values<std::int32_t>("n_away")[i], expected) << e;
        EXPECT_EQ(table.values<std::int32_t>("n")[i], all) << e;
        fewer += expected < all ? 1 : 0;
        double const pt1 = table.values<double>("jj_pt1")[i];
        EXPECT_EQ(std::isnan(pt1), expected < 2) << e;
        if (expected != 2) continue;
        EXPECT_EQ(pt1, first_pt) << e;
    }
    EXPECT_GT(fewer, 20);
}

TEST_F(DecaysParity, Cpu)
{
    try
    {
        instruction_set();
    }
    catch (InputError const& error)
    {
        GTEST_SKIP() << error.what();
    }
    auto const cpu = make_cpu_candidates(2);
    RecordProperty("backend", cpu->description());
    compare(*cpu);
    edges(*cpu);
}

TEST_F(DecaysParity, Cuda)
{
    QUARTET_NEED_GPU();
    auto const cuda = make_cuda_candidates(0);
    compare(*cuda);
    edges(*cuda);
}

}  // namespace
}  // namespace quartet::test
