// Tracks of simulated events: efficiency, pulls, the muons among them, combinations.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "models/simulation/detection.hpp"
#include "models/simulation/particles.hpp"
#include "tests/physics/simulated_events.hpp"

namespace quartet::simulation
{
namespace
{

// CMS, JINST 9 (2014) P10009: 94 % within |eta| 0.9, 85 % outside, above 0.9 GeV.
TEST(SimulatedTracks, HadronsAreFoundAsOftenAsTheTrackerFindsThem)
{
    EXPECT_NEAR(hadron_efficiency(3.0, 0.3), 0.94, 0.005);
    EXPECT_NEAR(hadron_efficiency(3.0, 1.7), 0.85, 0.005);
    EXPECT_EQ(hadron_efficiency(3.0, 2.6), 0);
    double expected = 0;
    double variance = 0;
    int found = 0;
    for_each_event(only(Component::bsjpsiphikk, 2000), 16,
                   [&](SimulatedEvent const& event)
                   {
                       for (Particle const& hadron : event.hadrons)
                       {
                           double const p = hadron_efficiency(hadron.p.pt(), hadron.p.eta());
                           expected += p;
                           variance += p * (1 - p);
                       }
                       for (SoftTrack const& track : event.tracks)
                           found += track.truth.gen_index == 0 && track.muon_index < 0;
                   });
    EXPECT_NEAR(found, expected, 4 * std::sqrt(variance));
}

TEST(SimulatedTracks, PullsOfHadronsAreUnit)
{
    SimulationConfig const config = only(Component::b0kstarmumu, 3000);
    Vector3<double> const reference{config.beam.x, config.beam.y, config.beam.z};
    std::array<double, 5> sums{};
    std::array<double, 5> squares{};
    int n = 0;
    for_each_event(config, 17,
                   [&](SimulatedEvent const& event)
                   {
                       for (SoftTrack const& track : event.tracks)
                       {
                           if (track.truth.gen_index < 0 || track.muon_index >= 0) continue;
                           auto const truth = perigee(track.truth.origin, track.truth.p, double(track.charge),
                                                      config.beam.bfield_tesla, reference);
                           auto const& m = track.track.parameters;
                           double const shifts[] = {m.d0 - truth.d0, m.z0 - truth.z0, m.phi - truth.phi,
                                                    m.theta - truth.theta, m.qoverp - truth.qoverp};
                           for (std::size_t k = 0; k < 5; ++k)
                           {
                               double const pull = shifts[k] / std::sqrt(track.track.covariance[k * (k + 3) / 2]);
                               sums[k] += pull;
                               squares[k] += pull * pull;
                           }
                           ++n;
                       }
                   });
    ASSERT_GT(n, 4000);
    for (std::size_t k = 0; k < 5; ++k)
    {
        EXPECT_NEAR(sums[k] / n, 0, 4 / std::sqrt(double(n))) << k;
        EXPECT_NEAR(squares[k] / n, 1, 4 * std::sqrt(2.0 / n)) << k;
    }
}

TEST(SimulatedTracks, MuonsAreAmongTheTracksAndSaySo)
{
    double tracks = 0;
    double muon_rows = 0;
    double muons = 0;
    for_each_event(only(Component::bsjpsiphikk, 1000), 18,
                   [&](SimulatedEvent const& event)
                   {
                       std::vector<int> seen(event.muons.size());
                       double last = 1e9;
                       for (SoftTrack const& track : event.tracks)
                       {
                           EXPECT_LE(track.pt, last);
                           last = track.pt;
                           EXPECT_NE(track.truth.code(), 0);
                           if (track.muon_index < 0)
                           {
                               EXPECT_NE(std::abs(track.truth.code()), 13);
                               continue;
                           }
                           MeasuredMuon const& muon = event.muons.at(static_cast<std::size_t>(track.muon_index));
                           ++seen.at(static_cast<std::size_t>(track.muon_index));
                           EXPECT_TRUE(muon.is_pf);
                           EXPECT_EQ(track.pt, muon.pt);
                           EXPECT_EQ(track.dxy, muon.dxy);
                           EXPECT_EQ(track.charge, muon.truth.charge);
                           EXPECT_EQ(track.truth.code(), -13 * track.charge);
                           ++muon_rows;
                       }
                       for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], event.muons[i].is_pf);
                       tracks += static_cast<double>(event.tracks.size());
                       muons += static_cast<double>(event.muons.size());
                   });
    // 12 of the hard collision and 10 of pile-up, 2.5 around the B, two hadrons and two muons, less acceptance.
    EXPECT_NEAR(tracks / 1000, 28, 1.5);
    EXPECT_GT(muon_rows / muons, 0.98);
}

/// Of all events: shifts of the first vertex over their errors, and the decay's tracks that are linked to it.
struct FirstVertices
{
    std::array<double, 3> squares{};
    double n = 0, of_decay = 0, linked = 0, sigma_x = 0;
};

FirstVertices first_vertices(Component component)
{
    FirstVertices sum;
    for_each_event(
        only(component, 3000), 23,
        [&](SimulatedEvent const& event)
        {
            Vertex const& v = event.vertices.front();
            double const shifts[] = {v.measured.x - v.truth.x, v.measured.y - v.truth.y, v.measured.z - v.truth.z};
            double const variances[] = {v.cov[0], v.cov[2], v.cov[5]};
            for (std::size_t k = 0; k < 3; ++k) sum.squares[k] += shifts[k] * shifts[k] / variances[k];
            ++sum.n;
            sum.sigma_x += std::sqrt(v.cov[0]);
            for (SoftTrack const& track : event.tracks)
            {
                if (track.truth.gen_index != 0) continue;
                ++sum.of_decay;
                sum.linked += track.pv_index == 0;
            }
        });
    return sum;
}

// A linked track is in the fit of its vertex: a prompt decay makes the vertex better and leaves its pulls unit, a
// displaced one is mostly not linked. What of it is linked pulls the vertex a little after it.
TEST(SimulatedTracks, LinkedTracksAreInTheirVertex)
{
    FirstVertices const prompt = first_vertices(Component::etaprime2mu2pi);
    FirstVertices const displaced = first_vertices(Component::b0kstarmumu);
    std::printf("linked: %.3f prompt, %.3f displaced; sigma x %.2f, %.2f um; pulls %.3f %.3f %.3f, %.3f %.3f %.3f\n",
                prompt.linked / prompt.of_decay, displaced.linked / displaced.of_decay, 1e4 * prompt.sigma_x / prompt.n,
                1e4 * displaced.sigma_x / displaced.n, std::sqrt(prompt.squares[0] / prompt.n),
                std::sqrt(prompt.squares[1] / prompt.n), std::sqrt(prompt.squares[2] / prompt.n),
                std::sqrt(displaced.squares[0] / displaced.n), std::sqrt(displaced.squares[1] / displaced.n),
                std::sqrt(displaced.squares[2] / displaced.n));
    for (double const square : prompt.squares) EXPECT_NEAR(std::sqrt(square / prompt.n), 1, 0.05);
    for (double const square : displaced.squares) EXPECT_LT(std::sqrt(square / displaced.n), 1.2);
    EXPECT_GT(prompt.linked / prompt.of_decay, 0.95);
    EXPECT_LT(displaced.linked / displaced.of_decay, 0.4);
    EXPECT_LT(prompt.sigma_x / prompt.n, displaced.sigma_x / displaced.n);
}

// Signal events keep their background: kaons of the decay among many tracks of the same mass hypothesis.
TEST(SimulatedTracks, CombinationsAreReal)
{
    double pairs = 0;
    double true_pairs = 0;
    for_each_event(only(Component::bsjpsiphikk, 500), 19,
                   [&](SimulatedEvent const& event)
                   {
                       for (SoftTrack const& a : event.tracks)
                           for (SoftTrack const& b : event.tracks)
                           {
                               if (a.charge != 1 || b.charge != -1 || a.muon_index >= 0 || b.muon_index >= 0) continue;
                               if (a.pt < 0.7 || b.pt < 0.7) continue;
                               auto const p = from_pt_eta_phi(a.pt, a.eta, a.phi, kaon_mass)
                                              + from_pt_eta_phi(b.pt, b.eta, b.phi, kaon_mass);
                               if (std::abs(mass_of(p) - 1.01946) > 0.05) continue;
                               ++pairs;
                               true_pairs += a.truth.gen_index == 0 && b.truth.gen_index == 0;
                           }
                   });
    EXPECT_GT(true_pairs / 500, 0.6);
    EXPECT_GT((pairs - true_pairs) / 500, 0.2);
}

TEST(SimulatedTracks, LightMesonsAreProducedAtThePrimaryVertex)
{
    for (Component const component : {Component::eta4mu, Component::etaprime4mu, Component::etaprime2mu2pi})
        for_each_event(only(component, 200), 20,
                       [&](SimulatedEvent const& event)
                       {
                           EXPECT_EQ(event.decays.at(0).end.x, event.vertices.at(0).truth.x);
                           EXPECT_EQ(event.decays.at(0).end.z, event.vertices.at(0).truth.z);
                           EXPECT_GE(event.decays[0].p.pt(), 8);
                           EXPECT_LE(std::abs(event.decays[0].p.eta()), 2.4 + 1e-12);
                       });
}

}  // namespace
}  // namespace quartet::simulation
