// What candidates of the reference contain, counted and computed again here: equal resonances, covariances, jets.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/parity/decay_batch.hpp"

namespace quartet::test
{
namespace
{

class DecaysContent : public testing::Test
{
  protected:
    static void SetUpTestSuite() { batch_ = new EventBatch(full_batch(60)); }
    static void TearDownTestSuite() { delete batch_; }
    static EventBatchView view() { return batch_->view(); }

    static EventBatch* batch_;
};
EventBatch* DecaysContent::batch_ = nullptr;

/// An unordered pair of pairs comes once, and the columns of each are those of its own leaves.
TEST_F(DecaysContent, EqualPairsComeOnce)
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

/// The covariance of x, y, z, px, py, pz, m holds that of the vertex and gives the errors of mass and pt.
TEST_F(DecaysContent, TheWholeCovarianceFitsItsParts)
{
    Decay const decay = read_decay_yaml(
        "decay: MM\nparticles: {mu: {collection: muon}}\n"
        "candidate: {of: [mu, mu], best: all}\nstore: [cov, vtx_cov, mass_err, pt, pt_err, phi]\n",
        "test");
    auto const reference = make_reference_candidates();
    ColumnTable const table = candidates_of(*reference, plan_for(decay, view()), view());
    auto const& cov = table.values<double>("cov");
    auto const& vertex = table.values<double>("vtx_cov");
    int compared = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(table.rows()); ++i)
    {
        double const* const c = cov.data() + 28 * i;
        double const mass_error = table.values<double>("mass_err")[i];
        if (std::isnan(mass_error)) continue;
        for (std::size_t k = 0; k < 6; ++k) EXPECT_EQ(c[k], vertex[6 * i + k]);
        EXPECT_NEAR(c[27], mass_error * mass_error, 1e-9 * c[27]);
        double const phi = table.values<double>("phi")[i], x = std::cos(phi), y = std::sin(phi);
        double const variance = x * x * c[9] + 2 * x * y * c[13] + y * y * c[14];
        EXPECT_NEAR(table.values<double>("pt_err")[i], std::sqrt(variance), 1e-6 * std::sqrt(variance));
        ++compared;
    }
    EXPECT_GT(compared, 100);
}

/// The mass of two jets that are taken for massless: m^2 = 2 pt1 pt2 (cosh d eta - cos d phi).
TEST_F(DecaysContent, JetsAreLeaves)
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
TEST_F(DecaysContent, JetsOnMuonsAreLeftOut)
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

}  // namespace
}  // namespace quartet::test
