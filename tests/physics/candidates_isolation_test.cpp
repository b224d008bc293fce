// Isolation of simulated Bs -> J/psi phi(K K): signal against combinations, and every number against a loop over the
// tracks that is written out here.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "models/kinematics/dca.hpp"
#include "tests/harness/decays.hpp"
#include "tests/harness/simulated_batch.hpp"

namespace quartet::test
{
namespace
{

/// Wide windows, all candidates, and the columns that the loop below needs.
Decay wide_decay()
{
    Decay decay = read_decay_yaml(
        "decay: BsToJpsiPhiTo2Mu2K\n"
        "resonances: {phi_kk: {raw_mass: [0.99, 1.4]}}\n"
        "candidate: {cut: 'vtx_prob > 0.001 and 4.8 < mass < 6', best: all, columns: null}\n"
        "trigger: null\n",
        "test");
    decay.store = {"pt",      "eta",     "phi",      "vtx_x",          "vtx_y",          "vtx_z", "fd_chi2", "min_dca",
                   "max_dca", "avg_dca", "pv_index", "n_close_tracks", "min_track_doca", "iso",   "iso_pair"};
    for (char const* leaf : {"mu1", "mu2", "K1", "K2"})
        for (char const* name : {"pt", "eta", "phi", "pt_err", "iso_03", "iso_04", "iso_07", "iso_03_dca", "iso_04_dca",
                                 "iso_07_dca", "iso_bmm", "iso_pair"})
            decay.store.push_back(std::string(leaf) + "." + name);
    for (char const* name : {"n_close_tracks_s1", "n_close_tracks_s2", "n_close_tracks_s3"})
        decay.store.push_back(name);
    return decay;
}

char const* const leaf_names[4] = {"mu1", "mu2", "K1", "K2"};

class Isolation : public testing::Test
{
  protected:
    static void SetUpTestSuite()
    {
        batch_ = new EventBatch(simulated_batch("bsjpsiphikk", 1500, 71));
        auto const backend = make_reference_candidates();
        table_ = new ColumnTable(candidates_of(*backend, plan_for(wide_decay(), batch_->view()), batch_->view()));
    }
    static void TearDownTestSuite()
    {
        delete table_;
        delete batch_;
    }
    static std::vector<double> const& column(std::string const& name) { return table_->values<double>(name); }
    static std::size_t rows() { return static_cast<std::size_t>(table_->rows()); }
    static double leaf(int k, char const* name, std::size_t i)
    {
        return column(std::string(leaf_names[k]) + "_" + name)[i];
    }

    /// Rows of the tracks that count for candidate i.
    static std::vector<std::size_t> counting(std::size_t i)
    {
        auto const event = static_cast<std::size_t>(table_->values<std::int64_t>("event_index")[i]);
        std::int32_t const* const idx = table_->values<std::int32_t>("idx").data() + 4 * i;
        TrackColumns const& t = batch_->track;
        auto const first = t.offsets.values[event], last = t.offsets.values[event + 1];
        std::vector<std::size_t> found;
        for (std::int64_t j = first; j < last; ++j)
        {
            auto const at = static_cast<std::size_t>(j);
            bool const kaon = j - first == idx[2] || j - first == idx[3];
            std::int32_t const muon = t.muon_index.values[at];
            if (kaon || (muon >= 0 && (muon == idx[0] || muon == idx[1]))) continue;
            if (t.pv_index.values[at] == table_->values<std::int32_t>("pv_index")[i]) found.push_back(at);
        }
        return found;
    }

    static double delta_r(double eta, double phi, std::size_t j)
    {
        double const dphi = std::remainder(phi - batch_->track.phi.values[j], 2 * M_PI);
        return std::hypot(eta - batch_->track.eta.values[j], dphi);
    }

    static EventBatch* batch_;
    static ColumnTable* table_;
};
EventBatch* Isolation::batch_ = nullptr;
ColumnTable* Isolation::table_ = nullptr;

HelixLine<double> helix_at(PerigeeColumns const& p, std::size_t j, double field)
{
    double const phi = p.phi.values[j], theta = p.theta.values[j], d0 = p.d0.values[j];
    return {{p.ref_x.values[j] - d0 * std::sin(phi), p.ref_y.values[j] + d0 * std::cos(phi),
             p.ref_z.values[j] + p.z0.values[j]},
            angle_of(phi),
            -0.00299792458 * field * p.qoverp.values[j] / std::sin(theta),
            std::cos(theta) / std::sin(theta)};
}

/// Smallest distance of the helix from a point: a golden section in the path length.
double distance_from(HelixLine<double> const& h, double const (&v)[3])
{
    auto const at = [&](double s)
    {
        double const phi = std::atan2(h.phi.sin, h.phi.cos);
        double const x = h.point[0] + (std::sin(phi + h.kappa * s) - std::sin(phi)) / h.kappa;
        double const y = h.point[1] - (std::cos(phi + h.kappa * s) - std::cos(phi)) / h.kappa;
        return std::hypot(x - v[0], y - v[1], h.point[2] + s * h.cot_theta - v[2]);
    };
    double const middle =
        ((v[0] - h.point[0]) * h.phi.cos + (v[1] - h.point[1]) * h.phi.sin + (v[2] - h.point[2]) * h.cot_theta)
        / (1 + h.cot_theta * h.cot_theta);
    double const reach = 1 + 0.2 * std::abs(middle), share = 0.6180339887498949;
    double low = middle - reach, high = middle + reach;
    while (high - low > 1e-9)
    {
        double const a = high - share * (high - low), b = low + share * (high - low);
        (at(a) < at(b) ? high : low) = at(a) < at(b) ? b : a;
    }
    return at((low + high) / 2);
}

TEST_F(Isolation, OfSignalIsLarger)
{
    auto const& signal = table_->values<std::uint8_t>("is_signal");
    double sum[2] = {}, close[2] = {}, kaon[2] = {};
    int n[2] = {};
    for (std::size_t i = 0; i < rows(); ++i)
    {
        int const s = signal[i];
        sum[s] += column("iso")[i];
        close[s] += column("n_close_tracks_s2")[i];
        kaon[s] += leaf(2, "iso_04_dca", i) + leaf(3, "iso_04_dca", i);
        ++n[s];
    }
    ASSERT_GT(n[0], 100);
    ASSERT_GT(n[1], 300);
    std::printf("mean isolation %.3f signal, %.3f combinations; close tracks %.2f, %.2f; kaons %.2f, %.2f (%d, %d)\n",
                sum[1] / n[1], sum[0] / n[0], close[1] / n[1], close[0] / n[0], kaon[1] / n[1], kaon[0] / n[0], n[1],
                n[0]);
    EXPECT_GT(sum[1] / n[1], sum[0] / n[0] + 0.05);
    EXPECT_LT(close[1] / n[1], close[0] / n[0]);
    EXPECT_LT(kaon[1] / n[1], kaon[0] / n[0]);
}

TEST_F(Isolation, ConesAgreeWithALoop)
{
    double const radius[3] = {0.3, 0.4, 0.7};
    char const* const name[3] = {"iso_03", "iso_04", "iso_07"};
    int near = 0;
    for (std::size_t i = 0; i < rows(); ++i)
    {
        std::vector<std::size_t> const tracks = counting(i);
        double b = 0;
        for (std::size_t const j : tracks)
            if (batch_->track.pt.values[j] > 0.9 && delta_r(column("eta")[i], column("phi")[i], j) < 0.7)
                b += batch_->track.pt.values[j];
        EXPECT_NEAR(column("iso")[i], column("pt")[i] / (column("pt")[i] + b), 1e-12);
        for (int k = 0; k < 4; ++k)
        {
            double sum[3] = {}, muon = 0;
            for (std::size_t const j : tracks)
            {
                double const dr = delta_r(leaf(k, "eta", i), leaf(k, "phi", i), j), pt = batch_->track.pt.values[j];
                for (int r = 0; r < 3; ++r) sum[r] += dr < radius[r] ? pt : 0;
                muon += dr < 0.5 && pt > 0.5 ? pt : 0;
            }
            for (int r = 0; r < 3; ++r) EXPECT_NEAR(leaf(k, name[r], i), sum[r] / leaf(k, "pt", i), 1e-12) << name[r];
            EXPECT_NEAR(leaf(k, "iso_bmm", i), leaf(k, "pt", i) / (leaf(k, "pt", i) + muon), 1e-12);
            near += sum[0] > 0 ? 1 : 0;
        }
    }
    EXPECT_GT(near, 100) << "there is something to add";
}

TEST_F(Isolation, DistancesAgreeWithALoop)
{
    int differ = 0, close = 0, dropped = 0;
    for (std::size_t i = 0; i < rows(); ++i)
    {
        auto const event = static_cast<std::size_t>(table_->values<std::int64_t>("event_index")[i]);
        std::int32_t const* const idx = table_->values<std::int32_t>("idx").data() + 4 * i;
        double const vertex[3] = {column("vtx_x")[i], column("vtx_y")[i], column("vtx_z")[i]};
        HelixLine<double> leaves[4];
        for (int k = 0; k < 4; ++k)
        {
            auto const& offsets = k < 2 ? batch_->muon.offsets : batch_->track.offsets;
            leaves[k] = helix_at(k < 2 ? batch_->muon.track : batch_->track.track,
                                 static_cast<std::size_t>(offsets.values[event] + idx[k]), batch_->bfield_tesla);
        }
        double count = 0, nearest = std::numeric_limits<double>::infinity(), sum[4] = {};
        for (std::size_t const j : counting(i))
        {
            double const pt = batch_->track.pt.values[j];
            HelixLine<double> const helix = helix_at(batch_->track.track, j, batch_->bfield_tesla);
            double const doca = distance_from(helix, vertex);
            if (pt > 0.5) count += doca < 0.03 ? 1 : 0;
            if (pt > 0.5) nearest = std::min(nearest, doca);
            for (int k = 0; k < 4; ++k)
                if (delta_r(leaf(k, "eta", i), leaf(k, "phi", i), j) < 0.4)
                    sum[k] += helix_distance(leaves[k], helix) < 0.1 ? pt : 0;
        }
        differ += count != column("n_close_tracks")[i] ? 1 : 0;
        close += count > 0 ? 1 : 0;
        if (std::isfinite(nearest) && nearest < 0.2)
        {
            EXPECT_NEAR(column("min_track_doca")[i], nearest, 1e-5 + 1e-3 * nearest);
        }
        for (int k = 0; k < 4; ++k)
        {
            differ += std::abs(leaf(k, "iso_04_dca", i) - sum[k] / leaf(k, "pt", i)) > 1e-9 ? 1 : 0;
            dropped += leaf(k, "iso_04_dca", i) < leaf(k, "iso_04", i) ? 1 : 0;
        }
    }
    EXPECT_LE(differ, static_cast<int>(rows() / 200)) << "tracks on the edge of 0.03 or 0.1 cm";
    EXPECT_GT(close, 50);
    EXPECT_GT(dropped, 20) << "the condition on the distance does something";
}

TEST_F(Isolation, ColumnsAreConsistent)
{
    for (std::size_t i = 0; i < rows(); ++i)
    {
        EXPECT_LE(column("n_close_tracks_s1")[i], column("n_close_tracks_s2")[i]);
        EXPECT_LE(column("n_close_tracks_s2")[i], column("n_close_tracks_s3")[i]);
        EXPECT_LE(column("n_close_tracks_s3")[i], column("n_close_tracks")[i]);
        EXPECT_LE(column("min_dca")[i], column("avg_dca")[i]);
        EXPECT_LE(column("avg_dca")[i], column("max_dca")[i]);
        EXPECT_GE(column("fd_chi2")[i], 0);
        double smallest = 1;
        for (int k = 0; k < 4; ++k)
        {
            smallest = std::min(smallest, leaf(k, "iso_pair", i));
            double const share = leaf(k, "pt_err", i) / leaf(k, "pt", i);
            EXPECT_GT(share, 0.003);
            EXPECT_LT(share, 0.2);
        }
        EXPECT_EQ(column("iso_pair")[i], smallest);
        EXPECT_GT(smallest, 0);
    }
}

}  // namespace
}  // namespace quartet::test
