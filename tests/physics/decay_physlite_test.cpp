// The decay fit on real full-simulation tracks (50 ATLAS events, DAOD_PHYSLITE, MC 601229): every pair of tracks is
// fitted as a candidate, nothing that is called fitted holds a NaN; the primary vertex without two of its tracks is the
// one that is fitted without them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "host/io/event_file.hpp"
#include "models/base/math.hpp"
#include "models/kinematics/impact_parameter.hpp"
#include "models/kinematics/leaf_distances.hpp"
#include "models/kinematics/track_weight.hpp"
#include "models/kinematics/vertex_fit_many.hpp"
#include "models/kinematics/vertex_prior.hpp"
#include "models/kinematics/vertex_removal.hpp"
#include "tests/harness/shared_data.hpp"

namespace quartet::test
{
namespace
{

using Track = TrackMeasurement<double>;

struct EventTracks
{
    std::vector<Track> all;
    std::vector<bool> primary;  ///< belongs to primary vertex 0
};

EventTracks tracks_of(EventBatchView const& batch, std::int64_t event)
{
    TrackView const& view = batch.track;
    PerigeeView const& p = view.track;
    EventTracks tracks;
    double const origin[3] = {batch.beamspot.x[event], batch.beamspot.y[event], batch.beamspot.z[event]};
    for (std::int64_t i = view.offsets[event]; i < view.offsets[event + 1]; ++i)
    {
        Track t{{p.d0[i], p.z0[i], p.phi[i], p.theta[i], p.qoverp[i]},
                {p.ref_x[i] - origin[0], p.ref_y[i] - origin[1], p.ref_z[i] - origin[2]},
                {}};
        double cov[15];
        for (int k = 0; k < 15; ++k) cov[k] = p.cov[k * view.size() + i];
        EXPECT_EQ(weigh_track(t.q, cov, t.weight), VertexStatus::fitted) << "track " << i;
        tracks.all.push_back(t);
        tracks.primary.push_back(view.pv_index[i] == 0);
    }
    return tracks;
}

EventBatch read_events(std::string const& path)
{
    EventFileReader reader(path);
    EventBatch batch;
    EXPECT_TRUE(reader.next(batch));
    EXPECT_EQ(batch.view().n_events, 50);
    return batch;
}

MeasuredPoint<double> fit_of(std::vector<Track> const& tracks, double scale)
{
    std::vector<TrackMomentum<double>> p(tracks.size());
    std::vector<TrackTerms<double>> terms(tracks.size());
    auto const fit = fit_vertex_many(tracks.data(), static_cast<int>(tracks.size()), scale,
                                     FitScratch<double>{p.data(), terms.data()});
    EXPECT_TRUE(fit.regular && fit.converged);
    MeasuredPoint<double> v{{fit.x[0], fit.x[1], fit.x[2]}, {}};
    for (int k = 0; k < 6; ++k) v.cov[k] = fit.cov[k];
    return v;
}

bool finite(Measured<double> const& m) { return std::isfinite(m.value) && std::isfinite(m.error); }

/// Every quantity of the candidate is a number.
void expect_numbers(CandidateParameters<double> const& c, MeasuredPoint<double> const& pv)
{
    for (double value : c.v) EXPECT_TRUE(std::isfinite(value));
    for (double value : c.cov) EXPECT_TRUE(std::isfinite(value));
    EXPECT_TRUE(finite(transverse_momentum(c)) && finite(candidate_mass(c)));
    for (bool transverse : {false, true})
    {
        EXPECT_TRUE(finite(decay_length(c, pv, transverse)) && finite(proper_decay_length(c, pv, transverse)));
        EXPECT_TRUE(finite(pointing(c, pv, transverse).cosine) && finite(pointing(c, pv, transverse).angle));
    }
    EXPECT_TRUE(finite(impact_3d(c, pv)) && finite(impact_transverse(c, pv)) && finite(impact_longitudinal(c, pv)));
    EXPECT_TRUE(std::isfinite(flight_chi2(c, pv)));
}

TEST(DecayPhyslite, EveryPairIsAFitOrSaysWhyNot)
{
    QUARTET_NEED_SHARED(path, "events/physlite_951.h5");
    EventBatch const batch = read_events(path);
    EventBatchView const view = batch.view();
    double const scale = constants::curvature_constant * view.bfield_tesla;
    double const mass[2] = {constants::pion_mass, constants::kaon_mass};
    std::int64_t pairs = 0, fitted = 0, constrained = 0;
    for (std::int64_t e = 0; e < view.n_events; ++e)
    {
        auto const tracks = tracks_of(view, e);
        std::vector<Track> primary;
        for (std::size_t i = 0; i < tracks.all.size(); ++i)
            if (tracks.primary[i]) primary.push_back(tracks.all[i]);
        auto const pv = fit_of(primary, scale);
        for (std::size_t i = 0; i < tracks.all.size(); ++i)
            for (std::size_t j = i + 1; j < tracks.all.size(); ++j)
            {
                Track const pair[2] = {tracks.all[i], tracks.all[j]};
                auto const fit = fit_vertex(pair, scale);
                ++pairs;
                if (!(fit.regular && fit.converged)) continue;
                ++fitted;
                auto const c = candidate_parameters(fit, mass);
                expect_numbers(c, pv);
                // Where the mass can be moved by a few errors at all: a constraint at one and a half of them.
                auto const m = candidate_mass(c);
                MassTarget<double> const target{3U, m.value + 1.5 * m.error};
                auto const moved = constrain_masses(fit, mass, {target});
                if (!(moved.regular && moved.converged)) continue;
                ++constrained;
                auto const there = candidate_parameters(fit, moved, mass);
                EXPECT_NEAR(there.v[6], target.mass, 1e-4 * m.error);
                EXPECT_LT(candidate_mass(there).error, 1e-3 * m.error);
                for (double value : there.cov) EXPECT_TRUE(std::isfinite(value));
            }
    }
    std::printf("%ld pairs, %ld fitted, %ld of them constrained\n", long(pairs), long(fitted), long(constrained));
    EXPECT_GT(pairs, 10000);
    EXPECT_GT(fitted, pairs * 99 / 100);
    EXPECT_GT(constrained, fitted * 95 / 100);
}

TEST(DecayPhyslite, PrimaryVertexWithoutTwoOfItsTracks)
{
    QUARTET_NEED_SHARED(path, "events/physlite_951.h5");
    EventBatch const batch = read_events(path);
    EventBatchView const view = batch.view();
    double const scale = constants::curvature_constant * view.bfield_tesla;
    std::vector<double> distance, shift;
    for (std::int64_t e = 0; e < view.n_events; ++e)
    {
        auto const tracks = tracks_of(view, e);
        std::vector<Track> primary;
        for (std::size_t i = 0; i < tracks.all.size(); ++i)
            if (tracks.primary[i]) primary.push_back(tracks.all[i]);
        if (primary.size() < 6) continue;
        auto const all = fit_of(primary, scale), rest = fit_of({primary.begin() + 2, primary.end()}, scale);
        bool const belongs[2] = {true, true};
        MeasuredPoint<double> without;
        ASSERT_TRUE(remove_tracks(all, primary.data(), belongs, 2, scale, without));
        for (int k = 0; k < 3; ++k)
        {
            double const sigma = std::sqrt(rest.cov[lower(k, k)]);
            distance.push_back(std::abs(without.x[k] - rest.x[k]) / sigma);
            shift.push_back(std::abs(all.x[k] - rest.x[k]) / sigma);
            EXPECT_NEAR(std::sqrt(without.cov[lower(k, k)]) / sigma, 1, 0.05);
        }
    }
    std::sort(distance.begin(), distance.end());
    std::sort(shift.begin(), shift.end());
    std::printf(
        "%zu vertices: median %.1e, largest %.1e sigma from the fit from scratch; moved by %.2f (median), %.2f\n",
        distance.size() / 3, distance[distance.size() / 2], distance.back(), shift[shift.size() / 2], shift.back());
    ASSERT_GT(distance.size(), 60U);
    EXPECT_LT(distance[distance.size() / 2], 0.01);
    EXPECT_LT(distance.back(), 0.02);
}

}  // namespace
}  // namespace quartet::test
