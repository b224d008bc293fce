// The isolation stage by hand: two particles from one vertex, and tracks whose distances are known.
#include "models/kinematics/isolation_stage.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace quartet::test
{
namespace
{

using Q = IsolationQuantity;
using C = NodeColumn;

/// A straight line in the plane z through (1 cm, 0, z), as a track of the file.
struct LineTrack
{
    double pt, phi, z;
    std::int32_t pv = 0, muon = -1;
};

/// One event: a candidate of two muons at (1 cm, 0, 0), the primary vertex in the origin, and tracks. Momenta are
/// nearly straight; the pt of a track is what the file says.
class SmallEvent
{
  public:
    explicit SmallEvent(std::vector<LineTrack> const& tracks) : tracks_(tracks)
    {
        for (LineTrack const& t : tracks) add_track(t);
        covariances();
        leaf(0, 10.0, 0.3);
        leaf(1, 5.0, -0.3);
        set(C::status, 0);
        set(C::x, 1.0);
        set(C::pv_index, 0);
        set(C::eta, 0);
        set(C::phi, 0.1);
    }

    void set(C column, double value, int k = 0) { table_[static_cast<std::size_t>(column) + std::size_t(k)] = value; }
    void forget_links() { linked_ = false; }
    void forget_parameters() { parameters_ = false; }
    void forget_covariances() { covariances_ = false; }

    /// All quantities, or the one that is wanted.
    std::vector<double> run(int wanted = -1, std::uint8_t code = 0, bool has_tracks = true)
    {
        IsolationStage stage;
        stage.leaves = 2;
        stage.batch = batch();
        stage.list.size = stage.list.stride = 1;
        stage.list.event = {event_, 1};
        stage.list.row = {rows_, max_leaves};
        stage.objects.number = {objects_.data(), static_cast<std::int64_t>(objects_.size())};
        stage.objects.identity = {identity_, 2};
        stage.objects.first_row[static_cast<int>(Collection::track)] = -1;
        stage.has_tracks = has_tracks ? 1 : 0;
        stage.has_perigee = parameters_ ? 1 : 0;
        stage.has_covariance = parameters_ && covariances_ ? 1 : 0;
        stage.code = {&code, 1};
        for (int q = 0; q < isolation_quantities; ++q)
            stage.columns.column[q] = wanted < 0 || wanted == q ? node_columns + q : -1;
        std::vector<double> table = table_;
        stage.table.value = {table.data(), static_cast<std::int64_t>(table.size())};
        IsolateCandidate{stage}(0);
        return {table.begin() + node_columns, table.end()};
    }

  private:
    void add_track(LineTrack const& t)
    {
        pt_.push_back(t.pt);
        eta_.push_back(0.0);
        phi_.push_back(t.phi);
        d0_.push_back(-std::sin(t.phi));
        z_.push_back(t.z);
        theta_.push_back(M_PI / 2);
        qoverp_.push_back(1e-7);
        zero_.push_back(0.0);
        pv_.push_back(t.pv);
        muon_.push_back(t.muon);
    }

    /// 0.01 cm in d0 and z0, directions without error.
    void covariances()
    {
        cov_.assign(15 * tracks_.size(), 0.0);
        for (std::size_t i = 0; i < tracks_.size(); ++i)
            cov_[0 * tracks_.size() + i] = cov_[2 * tracks_.size() + i] = 1e-4;
    }

    void leaf(int k, double pt, double phi)
    {
        set(C::leaf_pt0, pt, k);
        set(C::leaf_eta0, 0, k);
        set(C::leaf_phi0, phi, k);
        auto const put = [&](ObjectColumn column, double value)
        { objects_[static_cast<std::size_t>(k * object_columns + static_cast<int>(column))] = value; };
        put(ObjectColumn::x, std::sin(phi) * std::sin(phi));
        put(ObjectColumn::y, -std::sin(phi) * std::cos(phi));
        put(ObjectColumn::z, 0);
        put(ObjectColumn::track_phi, phi);
        put(ObjectColumn::theta, M_PI / 2);
        put(ObjectColumn::qoverp, 1e-7);
    }

    EventBatchView batch() const
    {
        EventBatchView b;
        b.n_events = 1;
        b.bfield_tesla = 3.8;
        auto const span = [](std::vector<double> const& v) {
            return Span<double const>{v.data(), static_cast<std::int64_t>(v.size())};
        };
        b.track.offsets = {offsets_, 2};
        b.track.pt = span(pt_), b.track.eta = span(eta_), b.track.phi = span(phi_);
        b.track.charge = {pv_.data(), static_cast<std::int64_t>(pv_.size())};  // its size is that of the collection
        b.track.muon_index = {muon_.data(), static_cast<std::int64_t>(muon_.size())};
        if (linked_) b.track.pv_index = {pv_.data(), static_cast<std::int64_t>(pv_.size())};
        if (parameters_)
        {
            PerigeeView& p = b.track.track;
            p.d0 = span(d0_), p.z0 = span(z_), p.phi = span(phi_), p.theta = span(theta_), p.qoverp = span(qoverp_);
            p.ref_x = p.ref_y = p.ref_z = span(zero_);
            if (covariances_) p.cov = span(cov_);
        }
        b.muon.offsets = {muon_offsets_, 2};
        b.pv.offsets = {muon_offsets_, 2};
        b.pv.x = b.pv.y = b.pv.z = span(origin_);
        return b;
    }

    std::vector<LineTrack> tracks_;
    std::vector<double> pt_, eta_, phi_, d0_, z_, theta_, qoverp_, zero_, cov_, origin_ = {0.0, 0.0};
    std::vector<std::int32_t> pv_, muon_;
    std::int64_t event_[1] = {0}, rows_[max_leaves] = {0, 1, 0, 0}, identity_[2] = {0, 1}, muon_offsets_[2] = {0, 2};
    std::int64_t offsets_[2] = {0, static_cast<std::int64_t>(tracks_.size())};
    std::vector<double> objects_ = std::vector<double>(2 * object_columns, 0.0);
    std::vector<double> table_ = std::vector<double>(node_columns + isolation_quantities, 0.0);
    bool linked_ = true, parameters_ = true, covariances_ = true;
};

std::vector<LineTrack> const some_tracks = {
    {2.0, 0.5, 0.005},        // close to the vertex, 0.2 from leaf 0
    {1.0, 0.65, 0.015},       // less close, 0.35 from leaf 0
    {4.0, -0.9, 0.15},        // 0.6 from leaf 1, passes it at 0.15 cm
    {8.0, 0.31, 0.0, 1},      // of another vertex
    {10.0, 0.3, 0.0, 0, 0},   // leaf 0 itself
    {0.4, 0.35, 0.02},        // soft, 0.05 from leaf 0 and 0.65 from leaf 1
    {1.0, 2.8, -0.025},       // close to the vertex, far from everything else
    {1.0, -2.8, -0.2, 0, -1}  // neither
};

double of(std::vector<double> const& found, Q quantity, int leaf = 0)
{
    return found[static_cast<std::size_t>(quantity) + static_cast<std::size_t>(leaf)];
}

TEST(IsolationStage, CloseTracksByDistanceAndSignificance)
{
    SmallEvent event(some_tracks);
    auto const found = event.run();
    EXPECT_EQ(of(found, Q::close_tracks), 3);     // 0.005, 0.015, 0.025 cm; the one at 0.02 has 0.4 GeV
    EXPECT_EQ(of(found, Q::close_tracks_s1), 1);  // with 0.01 cm of error
    EXPECT_EQ(of(found, Q::close_tracks_s2), 2);
    EXPECT_EQ(of(found, Q::close_tracks_s3), 3);
    EXPECT_NEAR(of(found, Q::nearest_track), 0.005, 1e-9);
    // The error of the vertex joins: 0.025 cm is then one standard deviation.
    event.set(C::covariance, 9e-4, 5);
    EXPECT_EQ(of(event.run(), Q::close_tracks_s1), 3);
}

TEST(IsolationStage, ConesAboutTheLeaves)
{
    auto const found = SmallEvent(some_tracks).run();
    double const expected[2][7] = {{0.24, 0.34, 0.34, 0.24, 0.34, 0.34, 10.0 / 13.0},
                                   {0.0, 0.0, 4.4 / 5, 0.0, 0.0, 0.4 / 5, 1.0}};
    Q const quantity[7] = {Q::cone_03, Q::cone_04, Q::cone_07, Q::cone_03_dca, Q::cone_04_dca, Q::cone_07_dca, Q::muon};
    for (int leaf = 0; leaf < 2; ++leaf)
        for (int q = 0; q < 7; ++q) EXPECT_NEAR(of(found, quantity[q], leaf), expected[leaf][q], 1e-12) << leaf << q;
}

/// |p| alpha / (|p| alpha + pt1 + pt2) of each leaf with each track that passes it within 0.1 cm, written out.
TEST(IsolationStage, PairsWithTracks)
{
    auto const found = SmallEvent(some_tracks).run();
    double const leaf_pt[2] = {10.0, 5.0}, leaf_phi[2] = {0.3, -0.3};
    double smallest[2] = {1.0, 1.0};
    for (LineTrack const& t : some_tracks)
        for (int k = 0; k < 2; ++k)
        {
            if (t.pv != 0 || t.muon >= 0 || std::abs(t.z) >= 0.1) continue;
            double const px = leaf_pt[k] * std::cos(leaf_phi[k]) + t.pt * std::cos(t.phi);
            double const py = leaf_pt[k] * std::sin(leaf_phi[k]) + t.pt * std::sin(t.phi);
            double const p = std::hypot(px, py), alpha = std::acos(px / p / std::hypot(1.0, t.z / 2));
            smallest[k] = std::min(smallest[k], p * alpha / (p * alpha + leaf_pt[k] + t.pt));
        }
    for (int k = 0; k < 2; ++k) EXPECT_NEAR(of(found, Q::leaf_pair, k), smallest[k], 1e-6) << k;
    EXPECT_NEAR(of(found, Q::pair), std::min(smallest[0], smallest[1]), 1e-6);
    EXPECT_LT(smallest[1], 0.2);
}

/// What is wanted decides what is computed, not its value.
TEST(IsolationStage, EachQuantityAlone)
{
    SmallEvent event(some_tracks);
    auto const all = event.run();
    for (int q = 0; q < isolation_quantities; ++q)
    {
        auto const alone = event.run(q);
        for (int k = 0; k < isolation_quantities; ++k)
        {
            auto const at = static_cast<std::size_t>(k);
            if (k != q)
                EXPECT_EQ(alone[at], 0.0) << "not touched";
            else if (std::isnan(all[at]))
                EXPECT_TRUE(std::isnan(alone[at])) << q;
            else
                EXPECT_EQ(alone[at], all[at]) << q;
        }
    }
}

TEST(IsolationStage, WithoutLinksTracksCountByTheirHeight)
{
    SmallEvent event(some_tracks);
    event.forget_links();
    auto const found = event.run();
    EXPECT_NEAR(of(found, Q::cone_03), (2.0 + 8.0 + 0.4) / 10, 1e-12);  // the track at z = 0 counts now
    event.set(C::pv_index, -1);
    EXPECT_TRUE(std::isnan(of(event.run(), Q::pair)));
    EXPECT_EQ(of(event.run(), Q::close_tracks), 4);
}

TEST(IsolationStage, UnknownIsNaN)
{
    auto const is_known = [](double x) { return !std::isnan(x); };
    SmallEvent event(some_tracks);
    for (double x : event.run(-1, 2)) EXPECT_FALSE(is_known(x)) << "refused before";
    for (double x : event.run(-1, 0, false)) EXPECT_FALSE(is_known(x)) << "no tracks in the file";
    event.forget_covariances();
    EXPECT_EQ(of(event.run(), Q::close_tracks), 3);
    EXPECT_FALSE(is_known(of(event.run(), Q::close_tracks_s3)));
    event.set(C::status, 7);
    EXPECT_FALSE(is_known(of(event.run(), Q::close_tracks)));
    EXPECT_FALSE(is_known(of(event.run(), Q::nearest_track)));
    EXPECT_NEAR(of(event.run(), Q::cone_03), 0.24, 1e-12);
    event.forget_parameters();
    EXPECT_NEAR(of(event.run(), Q::cone_03), 0.24, 1e-12);
    EXPECT_FALSE(is_known(of(event.run(), Q::cone_03_dca)));
    EXPECT_FALSE(is_known(of(event.run(), Q::pair)));
}

TEST(IsolationStage, WithoutTracksNothingIsNear)
{
    auto const found = SmallEvent({}).run();
    EXPECT_EQ(of(found, Q::close_tracks), 0);
    EXPECT_EQ(of(found, Q::nearest_track), std::numeric_limits<double>::infinity());
    EXPECT_EQ(of(found, Q::cone_07, 1), 0);
    EXPECT_EQ(of(found, Q::muon, 1), 1);
}

}  // namespace
}  // namespace quartet::test
