// Whole events: composition, lifetimes, multiplicity, truth.
#include <gtest/gtest.h>

#include <cmath>

#include "host/simulation/event_generator.hpp"
#include "host/simulation/simulate.hpp"
#include "models/base/error.hpp"
#include "models/simulation/multiplicity.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::simulation
{
namespace
{

TEST(Events, MixHasExactlyItsCounts)
{
    SimulationConfig config;
    config.counts = {17, 0, 120, 863};
    EventGenerator const generator(config, 99);
    std::array<std::int64_t, n_components> seen{};
    int changes = 0;
    for (std::int64_t i = 0; i < 1000; ++i)
    {
        ++seen[static_cast<std::size_t>(generator.component(i))];
        if (i > 0 && generator.component(i) != generator.component(i - 1)) ++changes;
    }
    EXPECT_EQ(seen, config.counts);
    EXPECT_GT(changes, 150);  // in random order: 2 * 1000 * 0.137 * 0.863 = 236 expected
    EXPECT_LT(changes, 330);
}

TEST(Events, ASpectrumThatNeverPassesTheFilterIsRefused)
{
    SimulationConfig config = parse_simulation(
        "components: {bs4mu: 1}\nb_hadrons: {pt_min: 0, pt_scale: 0.1, pt_power: 20, eta_max: 0.1}\n", "test.yaml", -1);
    SimulatedEvent event;
    try
    {
        EventGenerator(config, 1).generate(0, event);
        FAIL() << "an event passed";
    }
    catch (InputError const& error)
    {
        std::string const text = error.what();
        EXPECT_NE(text.find("b_hadrons"), std::string::npos) << text;
        EXPECT_NE(text.find("filter: false"), std::string::npos) << text;
    }
    config.filter = false;
    EventGenerator(config, 1).generate(0, event);
    EXPECT_EQ(event.tries, 1);
}

TEST(Events, MoreThanAThousandMillionAreRefused)
{
    EXPECT_THROW(parse_simulation("components: {bs4mu: 800000000, b04mu: 800000000}\n", "t", -1), InputError);
    EXPECT_THROW(parse_simulation("components: {bs4mu: 1}\n", "t", 1000000001), InputError);
    EXPECT_EQ(parse_simulation("components: {bs4mu: 1000000000}\n", "t", -1).events(), 1000000000);
}

TEST(Events, LifetimesAndMassesAreThoseOfTheDecay)
{
    int constexpr n = 4000;
    double const ctau[] = {bs_ctau, b0_ctau, bs_ctau};
    double const mass[] = {bs_mass, b0_mass, bs_mass};
    for (std::size_t kind = 0; kind < 3; ++kind)
    {
        SimulationConfig config;
        config.counts[kind] = n;
        EventGenerator const generator(config, 5);
        SimulatedEvent event;
        double sum = 0;
        for (std::int64_t i = 0; i < n; ++i)
        {
            generator.generate(i, event);
            Decay const& decay = event.decays.at(0);
            sum += decay.ct;
            FourVector<double> total{};
            for (Particle const& muon : event.particles) total = total + muon.p;
            ASSERT_EQ(event.particles.size(), 4u);
            EXPECT_NEAR(std::sqrt(total.mass2()), mass[kind], 1e-9);
            double const flight = std::hypot(decay.end.x - decay.origin.x, decay.end.y - decay.origin.y);
            EXPECT_NEAR(flight, decay.ct * decay.p.pt() / decay.mass, 1e-10);
        }
        EXPECT_NEAR(sum / n, ctau[kind], 4 * ctau[kind] / std::sqrt(double(n))) << kind;
    }
}

TEST(Events, JpsiPhiHasItsResonances)
{
    SimulationConfig config;
    config.counts[2] = 500;
    EventGenerator const generator(config, 5);
    SimulatedEvent event;
    for (std::int64_t i = 0; i < 500; ++i)
    {
        generator.generate(i, event);
        auto const& p = event.particles;
        EXPECT_NEAR(std::sqrt((p[0].p + p[1].p).mass2()), jpsi_mass, 0.0201);
        EXPECT_NEAR(std::sqrt((p[2].p + p[3].p).mass2()), phi_mass, 0.1001);
        EXPECT_EQ(event.decays[0].channel, channel_jpsi_phi);
    }
}

TEST(Events, CombinatorialMultiplicityFollowsTheTable)
{
    int constexpr n = 6000;
    SimulationConfig config;
    config.counts[3] = n;
    EventGenerator const generator(config, 21);
    SimulatedEvent event;
    std::array<double, max_table_muons + 1> counts{};
    for (std::int64_t i = 0; i < n; ++i)
    {
        generator.generate(i, event);
        ASSERT_LE(event.muons.size(), counts.size());
        ++counts[event.muons.size()];
    }
    double chi2 = 0;
    int used = 0;
    for (std::size_t k = 0; k < counts.size(); ++k)
    {
        double const mean = n * muon_multiplicity[k] / 1000;
        if (mean == 0)
        {
            EXPECT_EQ(counts[k], 0) << k;
        }
        if (mean < 5) continue;
        chi2 += (counts[k] - mean) * (counts[k] - mean) / mean;
        ++used;
    }
    EXPECT_LT(chi2, used + 4 * std::sqrt(2.0 * used));
}

TEST(Events, MassFilterKeepsWhatHasAQuadruplet)
{
    SimulationConfig config;
    config.counts[3] = 200;
    config.combinatorial.mass_filter = true;
    EventGenerator const generator(config, 2);
    SimulatedEvent event;
    std::int64_t tries = 0;
    for (std::int64_t i = 0; i < 200; ++i)
    {
        generator.generate(i, event);
        EXPECT_GE(event.muons.size(), 4u);
        tries += event.tries;
    }
    EXPECT_GT(tries, 400);
}

TEST(Events, MuonsAreSortedAndPullsAreUnit)
{
    SimulationConfig config;
    config.counts[0] = 3000;
    EventGenerator const generator(config, 8);
    SimulatedEvent event;
    double squares = 0;
    int n = 0;
    Vector3<double> const reference{config.beam.x, config.beam.y, config.beam.z};
    for (std::int64_t i = 0; i < 3000; ++i)
    {
        generator.generate(i, event);
        for (std::size_t k = 0; k < event.muons.size(); ++k)
        {
            MeasuredMuon const& muon = event.muons[k];
            EXPECT_LE(muon.pt, event.muons[k == 0 ? 0 : k - 1].pt);
            Perigee<double> const truth =
                perigee<double>(muon.truth.origin, muon.truth.p, muon.truth.charge, 3.8, reference);
            double const pull = (muon.track.parameters.d0 - truth.d0) / std::sqrt(muon.track.covariance[0]);
            squares += pull * pull;
            ++n;
        }
    }
    ASSERT_GT(n, 5000);
    EXPECT_NEAR(std::sqrt(squares / n), 1, 4 / std::sqrt(2.0 * n));
}

TEST(Events, NoEventsGiveOneEmptyBatch)
{
    ThreadPool pool(1);
    int batches = 0;
    auto const summary = simulate(simulation_preset("bs4mu", 0), 1, pool, 100,
                                  [&](EventBatch const& batch)
                                  {
                                      ++batches;
                                      EXPECT_EQ(batch.n_events, 0);
                                      EXPECT_EQ(batch.muon.offsets.values, std::vector<std::int64_t>{0});
                                  });
    EXPECT_EQ(batches, 1);
    EXPECT_EQ(summary.muons, 0);
}

TEST(Config, ReadsComponentsAndRefusesUnknownKeys)
{
    auto const counts = parse_simulation("components: {bs4mu: 3, combinatorial: 7}", "x.yaml", -1);
    EXPECT_EQ(counts.counts, (std::array<std::int64_t, n_components>{3, 0, 0, 7}));
    auto const shares = parse_simulation("events: 10\ncomponents: {b04mu: 0.25, jpsiphi4mu: 0.75}", "x.yaml", 1000);
    EXPECT_EQ(shares.counts, (std::array<std::int64_t, n_components>{0, 250, 750, 0}));
    EXPECT_THROW(parse_simulation("components: {bs4mu: 1}\nbeams: {}", "x.yaml", -1), InputError);
    EXPECT_THROW(parse_simulation("components: {bs5mu: 1}", "x.yaml", -1), InputError);
    EXPECT_THROW(parse_simulation("components: {bs4mu: -1}", "x.yaml", -1), InputError);
    EXPECT_THROW(parse_simulation("components: {bs4mu: 0.5}", "x.yaml", -1), InputError);
    EXPECT_THROW(simulation_preset("b4mu", 10), InputError);
}

TEST(Config, SharesAddUp)
{
    auto const counts = share_out({1, 1, 1, 0}, 100);
    EXPECT_EQ(counts, (std::array<std::int64_t, n_components>{34, 33, 33, 0}));
}

}  // namespace
}  // namespace quartet::simulation
