// Candidates of simulated decays against the generated truth, and derived quantities against their definitions.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "host/io/event_file.hpp"
#include "host/simulation/simulate.hpp"
#include "tests/harness/decays.hpp"
#include "tests/physics/vertex_toy.hpp"

namespace quartet::test
{
namespace
{

EventBatch simulated(char const* preset, std::int64_t events)
{
    std::string const path = testing::TempDir() + "candidates_simulation_test_" + std::to_string(::getpid()) + ".h5";
    ThreadPool pool(1);
    simulation::simulate_to_file(simulation::simulation_preset(preset, events), 31, pool, path, {});
    EventReadOptions options;
    options.max_rows = std::int64_t(1) << 40;
    EventBatch all;
    EXPECT_TRUE(EventFileReader(path, options).next(all));
    EXPECT_EQ(all.n_events, events);
    std::filesystem::remove(path);
    return all;
}

ColumnTable build(EventBatch const& batch, Decay const& decay)
{
    auto const backend = make_cpu_candidates(1);
    return candidates_of(*backend, plan_for(decay, batch.view()), batch.view());
}

Decay without_vetoes() { return four_muons("candidate: {best_cut: null}\n"); }

struct Moments
{
    double sum = 0, sum2 = 0;
    int n = 0;
    void add(double x)
    {
        sum += x;
        sum2 += x * x;
        ++n;
    }
    double mean() const { return sum / n; }
    double width() const { return std::sqrt(sum2 / n - mean() * mean()); }
};

class SignalCandidates : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        batch_ = new EventBatch(simulated("bs4mu", 12000));
        table_ = new ColumnTable(build(*batch_, without_vetoes()));
    }
    static void TearDownTestSuite()
    {
        delete table_;
        delete batch_;
    }
    static std::vector<double> const& column(char const* name) { return table_->values<double>(name); }
    static std::size_t rows() { return static_cast<std::size_t>(table_->rows()); }
    static std::size_t event(std::size_t i)
    {
        return static_cast<std::size_t>(table_->values<std::int64_t>("event_index")[i]);
    }

    static EventBatch* batch_;
    static ColumnTable* table_;
};
EventBatch* SignalCandidates::batch_ = nullptr;
ColumnTable* SignalCandidates::table_ = nullptr;

TEST_F(SignalCandidates, VertexAndMassDescribeTheTruth)
{
    ASSERT_GT(rows(), 2000u);
    Moments pull[4], chi2;
    std::vector<double> probabilities;
    GenColumns const& gen = batch_->gen;
    auto const& cov = column("vtx_cov");
    for (std::size_t i = 0; i < rows(); ++i)
    {
        ASSERT_EQ(table_->values<std::uint8_t>("is_signal")[i], 1);
        ASSERT_EQ(table_->values<std::int32_t>("gen_parent")[i] * table_->values<std::int32_t>("gen_parent")[i],
                  531 * 531);
        auto const decay = static_cast<std::size_t>(gen.offsets.values[event(i)]);
        double const truth[3] = {gen.vx.values[decay], gen.vy.values[decay], gen.vz.values[decay]};
        char const* const names[] = {"vtx_x", "vtx_y", "vtx_z"};
        char const* const truth_names[] = {"gen_vx", "gen_vy", "gen_vz"};
        int const diagonal[] = {0, 2, 5};
        for (std::size_t k = 0; k < 3; ++k)
        {
            ASSERT_EQ(column(truth_names[k])[i], truth[k]);
            pull[k].add((column(names[k])[i] - truth[k])
                        / std::sqrt(cov[6 * i + static_cast<std::size_t>(diagonal[k])]));
        }
        ASSERT_EQ(column("gen_pt")[i], gen.pt.values[decay]);
        ASSERT_EQ(column("gen_eta")[i], gen.eta.values[decay]);
        ASSERT_EQ(column("gen_phi")[i], gen.phi.values[decay]);
        pull[3].add((column("mass")[i] - column("gen_mass")[i]) / column("mass_err")[i]);
        chi2.add(column("vtx_chi2")[i]);
        probabilities.push_back(column("vtx_prob")[i]);
    }
    for (Moments const& p : pull)
    {
        EXPECT_NEAR(p.width(), 1.0, 0.06);
        EXPECT_NEAR(p.mean(), 0.0, 0.1);
    }
    EXPECT_NEAR(chi2.mean(), 5.0, 0.2);
    EXPECT_GT(uniformity(probabilities), 1e-3);
}

/// Two muons of the decay meet where all four do; pairs of one pairing share no muon.
TEST_F(SignalCandidates, PairVerticesAreAtTheDecay)
{
    char const* const names[3][3] = {
        {"pair_vtx_x", "vtx_x", "gen_vx"}, {"pair_vtx_y", "vtx_y", "gen_vy"}, {"pair_vtx_z", "vtx_z", "gen_vz"}};
    for (auto const& name : names)
    {
        std::vector<double> distance, between;
        for (std::size_t i = 0; i < rows(); ++i)
            for (std::size_t k = 0; k < 4; ++k)
            {
                double const x = column(name[0])[4 * i + k];
                ASSERT_EQ(std::isnan(x), std::isnan(column("pair_vtx_prob")[4 * i + k]));
                if (std::isnan(x)) continue;
                distance.push_back(std::abs(x - column(name[2])[i]));
                between.push_back(std::abs(column(name[1])[i] - column(name[2])[i]));
            }
        ASSERT_GT(distance.size(), 3 * rows());
        auto const median = [](std::vector<double>& v)
        {
            std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
            return v[v.size() / 2];
        };
        double const pair = median(distance), four = median(between);
        EXPECT_LT(pair, 0.05) << name[0];      // cm
        EXPECT_LT(pair, 6 * four) << name[0];  // two tracks measure less well than four, not differently
        EXPECT_GT(pair, four) << name[0];
    }
}

TEST_F(SignalCandidates, FlightFollowsItsDefinition)
{
    Moments ct;
    auto const& pv = table_->values<std::int32_t>("pv_index");
    BeamSpotColumns const& beam = batch_->beamspot;
    for (std::size_t i = 0; i < rows(); ++i)
    {
        ASSERT_GE(pv[i], 0);
        auto const row = static_cast<std::size_t>(batch_->pv.offsets.values[event(i)] + pv[i]);
        double const pz = column("pt")[i] * std::sinh(column("eta")[i]), pt = column("pt")[i];
        double const px = pt * std::cos(column("phi")[i]), py = pt * std::sin(column("phi")[i]);
        double const x = column("vtx_x")[i] - batch_->pv.x.values[row],
                     y = column("vtx_y")[i] - batch_->pv.y.values[row],
                     z = column("vtx_z")[i] - batch_->pv.z.values[row];
        double const length = std::sqrt(x * x + y * y + z * z), p = std::hypot(pt, pz);
        EXPECT_NEAR(column("l3d")[i], length, 1e-9);
        EXPECT_NEAR(column("cos_alpha_3d")[i], (x * px + y * py + z * pz) / length / p, 1e-9);
        EXPECT_NEAR(column("cos_alpha_2d")[i], (x * px + y * py) / std::hypot(x, y) / pt, 1e-9);
        EXPECT_NEAR(column("ct")[i], (x * px + y * py + z * pz) * column("mass")[i] / p / p, 1e-9);
        double const dz = batch_->pv.z.values[row] - beam.z.values[event(i)];
        double const bx = beam.x.values[event(i)] + beam.dxdz.values[event(i)] * dz;
        double const by = beam.y.values[event(i)] + beam.dydz.values[event(i)] * dz;
        double const lx = column("vtx_x")[i] - bx, ly = column("vtx_y")[i] - by;
        EXPECT_NEAR(column("lxy")[i], std::hypot(lx, ly), 1e-9);
        EXPECT_NEAR(column("cos_alpha_bs_2d")[i], (lx * px + ly * py) / std::hypot(lx, ly) / pt, 1e-9);
        EXPECT_NEAR(column("lxy_sig")[i], column("lxy")[i] / column("lxy_err")[i], 1e-9 * column("lxy_sig")[i]);
        double const truth = batch_->gen.ct.values[static_cast<std::size_t>(batch_->gen.offsets.values[event(i)])];
        if (pv[i] == 0) ct.add(column("ct")[i] - truth);
    }
    EXPECT_NEAR(ct.mean(), 0.0, 0.001);  // cm; the mean decay length is 0.045 cm
    EXPECT_LT(ct.width(), 0.01);
}

/// Without gen_index the hadron's code is kept where all four muons have it, and nothing is called signal.
TEST(Truth, ParentsAloneAreNoSignal)
{
    EventBatch const batch = simulated("bs4mu", 2000);
    EventBatchView view = batch.view();
    view.muon.gen_index = {};
    auto const backend = make_cpu_candidates(1);
    ColumnTable const table = candidates_of(*backend, plan_for(four_muons(), view), view);
    ASSERT_GT(table.rows(), 100);
    for (TableColumn const* column : table.columns()) EXPECT_NE(column->about.name, "is_signal");
    auto const& parent = table.values<std::int32_t>("gen_parent");
    EXPECT_GT(std::count_if(parent.begin(), parent.end(), [](std::int32_t p) { return std::abs(p) == 531; }), 100);
    for (double const mass : table.values<double>("gen_mass")) EXPECT_TRUE(std::isnan(mass));
}

/// In each event the chosen candidate has the largest cos_alpha_2d of all that pass.
TEST(CandidateChoice, BestHasTheLargestCosine)
{
    EventBatch const batch = simulated("combinatorial", 30000);
    std::string const wide =
        "trigger: null\ncandidate: {best_cut: null, raw_mass: [1, 60], cut: 1 < mass < 60, max_dz: 50 cm, max_dca: 50 "
        "cm";
    ColumnTable const best = build(batch, four_muons(wide + "}\n"));
    ColumnTable const all = build(batch, four_muons(wide + ", best: all}\n"));
    std::map<std::int64_t, double> largest;
    auto const& event = all.values<std::int64_t>("event_index");
    for (std::size_t i = 0; i < event.size(); ++i)
    {
        double const c = all.values<double>("cos_alpha_2d")[i];
        auto const [at, fresh] = largest.try_emplace(event[i], c);
        if (!fresh) at->second = std::max(at->second, c);
    }
    EXPECT_GT(all.rows(), best.rows() + 5) << "some events have more than one";
    ASSERT_EQ(static_cast<std::size_t>(best.rows()), largest.size());
    for (std::size_t i = 0; i < largest.size(); ++i)
        EXPECT_EQ(best.values<double>("cos_alpha_2d")[i], largest.at(best.values<std::int64_t>("event_index")[i]));
}

/// J/psi phi decays fill the normalisation and are kept out of the search.
TEST(Normalisation, WindowsSelectJpsiPhi)
{
    EventBatch const batch = simulated("jpsiphi4mu", 6000);
    double const all = static_cast<double>(build(batch, without_vetoes()).rows());
    ASSERT_GT(all, 500);
    ColumnTable const chosen = build(batch, read_builtin_decay("BsToJpsiPhiTo4Mu"));
    EXPECT_GT(static_cast<double>(chosen.rows()), 0.8 * all);
    for (std::uint8_t const bit : chosen.values<std::uint8_t>("is_normalisation")) EXPECT_EQ(bit, 1);
    EXPECT_LT(static_cast<double>(build(batch, read_builtin_decay("BsTo4Mu")).rows()), 0.02 * all);
}

}  // namespace
}  // namespace quartet::test
