// The simulation against numbers that nobody in this project made.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "host/io/event_file.hpp"
#include "host/simulation/event_generator.hpp"
#include "models/simulation/detection.hpp"
#include "models/simulation/multiplicity.hpp"
#include "models/simulation/particles.hpp"
#include "tests/harness/shared_data.hpp"

namespace quartet::simulation
{
namespace
{

/// Events by number of muons.
std::array<double, max_table_muons + 1> multiplicities(std::string const& path)
{
    std::array<double, max_table_muons + 1> counts{};
    EventReadOptions options;
    options.tracks = false;
    EventFileReader reader(path, options);
    EventBatch batch;
    while (reader.next(batch))
        for (std::size_t i = 0; i + 1 < batch.muon.offsets.values.size(); ++i)
            ++counts.at(static_cast<std::size_t>(batch.muon.offsets.values[i + 1] - batch.muon.offsets.values[i]));
    return counts;
}

TEST(SimulationPhysics, MultiplicityTableIsThatOfRealEvents)
{
    QUARTET_NEED_SHARED(path, "events/double_mu_parked_1000.h5");
    auto const counts = multiplicities(path);
    for (std::size_t n = 0; n < counts.size(); ++n) EXPECT_EQ(counts[n], muon_multiplicity[n]) << n;
}

// CMS-PAS-BPH-24-007 divides its candidates at mass resolutions of 27 and 38 MeV; all three classes are populated.
// Four muons of equal momentum at one pseudorapidity have sigma_m / m about half of sigma_pT / pT.
TEST(SimulationPhysics, ResolutionSpansThePublishedClasses)
{
    auto const width = [](double eta) { return 0.5 * bs_mass * relative_pt_width(6.0, eta); };
    EXPECT_LT(width(0.2), 0.027);
    EXPECT_GT(width(1.4), 0.027);
    EXPECT_GT(width(2.2), 0.038);
    EXPECT_LT(width(2.4), 0.070);
}

// CMS, JINST 13 (2018) P06015: muons of 2 GeV hardly reach the barrel's chambers, in the endcap they are found.
TEST(SimulationPhysics, SoftMuonsAreFoundInTheEndcapOnly)
{
    EXPECT_LT(muon_efficiency(2.2, 0.3), 0.1);
    EXPECT_GT(muon_efficiency(2.5, 1.9), 0.8);
    EXPECT_GT(muon_efficiency(5.0, 0.3), 0.95);
    EXPECT_EQ(muon_efficiency(5.0, 2.45), 0);
}

// Mean transverse momentum of the b hadrons above 5 GeV, by quadrature of the stated density.
TEST(SimulationPhysics, MeanMomentumOfBHadrons)
{
    SimulationConfig config;
    config.counts[0] = 5000;
    config.filter = false;
    EventGenerator const generator(config, 3);
    SimulatedEvent event;
    double sum = 0;
    double squares = 0;
    for (std::int64_t i = 0; i < 5000; ++i)
    {
        generator.generate(i, event);
        double const pt = std::min(event.decays.at(0).p.pt(), 60.0);
        sum += pt;
        squares += pt * pt;
        ASSERT_LT(std::abs(event.decays[0].p.eta()), config.b.eta_max + 1e-9);
    }
    double weight = 0;
    double moment = 0;
    for (int k = 0; k < 400000; ++k)
    {
        double const pt = 5 + 0.01 * (k + 0.5);
        double const density = pt / std::pow(pt * pt + 36, 2.6);
        weight += density;
        moment += density * std::min(pt, 60.0);
    }
    double const mean = sum / 5000;
    double const error = std::sqrt((squares / 5000 - mean * mean) / 5000);
    EXPECT_NEAR(mean, moment / weight, 4 * error);
}

}  // namespace
}  // namespace quartet::simulation
