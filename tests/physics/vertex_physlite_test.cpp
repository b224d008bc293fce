// The vertex fit on real full-simulation tracks: 50 ATLAS events (DAOD_PHYSLITE, MC 601229), B = 2 T. The tracks linked
// to primary vertex 0 are fitted, the worst dropped while its chi2 exceeds 9; the truth is the generator's vertex.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/io/event_file.hpp"
#include "host/io/hdf5.hpp"
#include "models/kinematics/track_weight.hpp"
#include "models/kinematics/vertex_fit_many.hpp"
#include "tests/harness/shared_data.hpp"

namespace quartet::test
{
namespace
{

struct FittedVertex
{
    double x, x_error, z, z_error, chi2_per_ndf;
    int tracks, dropped;
};

/// Root mean square of pulls, |pull| < 5, as the reference took it.
class CorePull
{
  public:
    void add(double pull)
    {
        if (std::abs(pull) >= 5) return;
        square_ += pull * pull;
        ++n_;
    }
    double rms() const { return std::sqrt(square_ / n_); }
    int n() const { return n_; }

  private:
    double square_ = 0;
    int n_ = 0;
};

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

/// Tracks of one event that belong to its first primary vertex, relative to `origin`.
std::vector<TrackMeasurement<double>> tracks_of(TrackView const& view, std::int64_t event, double const (&origin)[3])
{
    std::vector<TrackMeasurement<double>> tracks;
    PerigeeView const& p = view.track;
    std::int64_t const n = view.size();
    for (std::int64_t i = view.offsets[event]; i < view.offsets[event + 1]; ++i)
    {
        if (view.pv_index[i] != 0) continue;
        TrackMeasurement<double> t{{p.d0[i], p.z0[i], p.phi[i], p.theta[i], p.qoverp[i]},
                                   {p.ref_x[i] - origin[0], p.ref_y[i] - origin[1], p.ref_z[i] - origin[2]},
                                   {}};
        double cov[15];
        for (int k = 0; k < 15; ++k) cov[k] = p.cov[k * n + i];
        EXPECT_EQ(weigh_track(t.q, cov, t.weight), VertexStatus::fitted) << "track " << i;
        tracks.push_back(t);
    }
    return tracks;
}

FittedVertex fit_event(EventBatchView const& batch, std::int64_t event)
{
    BeamSpotView const& beam = batch.beamspot;
    double const origin[3] = {beam.x[event], beam.y[event], beam.z[event]};
    auto tracks = tracks_of(batch.track, event, origin);
    int const n = static_cast<int>(tracks.size());
    std::vector<TrackMomentum<double>> p(tracks.size());
    std::vector<TrackTerms<double>> terms(tracks.size());
    auto const fit = fit_vertex_dropping(tracks.data(), n, constants::curvature_constant * batch.bfield_tesla, 9.0,
                                         FitScratch<double>{p.data(), terms.data()});
    EXPECT_TRUE(fit.regular && fit.converged) << "event " << event;
    return {origin[0] + fit.x[0],  std::sqrt(fit.cov[0]), origin[2] + fit.x[2],
            std::sqrt(fit.cov[5]), fit.chi2 / fit.ndf,    fit.tracks,
            n - fit.tracks};
}

TEST(VertexPhyslite, ReproducesTheTruth)
{
    QUARTET_NEED_SHARED(path, "events/physlite_951.h5");
    EventFileReader reader(path);
    EventBatch batch;
    ASSERT_TRUE(reader.next(batch));
    EventBatchView const view = batch.view();
    ASSERT_EQ(view.n_events, 50);
    ASSERT_DOUBLE_EQ(view.bfield_tesla, 2.0);
    hdf5::InputFile const file(path);
    hdf5::Group const truth = file.root().group("truthpv");  // mm
    std::vector<double> const true_x = truth.dataset("x").read_all<double>(),
                              true_z = truth.dataset("z").read_all<double>();
    std::vector<double> distance, chi2;
    CorePull pull_x, pull_z;
    for (std::int64_t e = 0; e < view.n_events; ++e)
    {
        FittedVertex const v = fit_event(view, e);
        double const dz = 10 * v.z - true_z[static_cast<std::size_t>(e)];
        double const dx = 10 * v.x - true_x[static_cast<std::size_t>(e)];
        distance.push_back(std::abs(dz));
        chi2.push_back(v.chi2_per_ndf);
        pull_x.add(dx / (10 * v.x_error));
        pull_z.add(dz / (10 * v.z_error));
    }
    RecordProperty("median_distance_mm", std::to_string(median(distance)));
    RecordProperty("median_chi2_per_ndf", std::to_string(median(chi2)));
    RecordProperty("pull_z", std::to_string(pull_z.rms()));
    std::sort(distance.begin(), distance.end());
    double const p90 = distance[distance.size() * 9 / 10];
    std::printf("median %.4f mm, p90 %.4f mm, pulls z %.3f (%d), x %.3f (%d), chi2/ndf %.3f\n", median(distance), p90,
                pull_z.rms(), pull_z.n(), pull_x.rms(), pull_x.n(), median(chi2));
    EXPECT_LE(median(distance), 0.017);
    EXPECT_GE(median(chi2), 0.7);
    EXPECT_LE(median(chi2), 1.1);
    // An independent implementation of the same fit found on these events: median 0.0152 mm, 90 % below 0.039 mm, pulls
    // of 1.10 in z and 1.26 in x. The same tracks, so the tolerances are those of details (which track is dropped
    // first).
    EXPECT_GE(pull_z.n(), 45);
    EXPECT_GE(pull_x.n(), 45);
    EXPECT_NEAR(pull_z.rms(), 1.10, 0.05);
    EXPECT_NEAR(pull_x.rms(), 1.26, 0.05);
    EXPECT_NEAR(p90, 0.039, 0.003);
}

}  // namespace
}  // namespace quartet::test
