// Candidates from real CMS events: the numbers were made outside this project (tables of CMS open data).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/io/event_file.hpp"
#include "host/io/hdf5.hpp"
#include "models/base/constants.hpp"
#include "models/kinematics/four_vector.hpp"
#include "tests/harness/decays.hpp"
#include "tests/harness/shared_data.hpp"

namespace quartet::test
{
namespace
{

ColumnTable build_all(std::string const& path, Decay const& decay = four_muons(), bool cuts = false)
{
    auto const backend = make_cpu_candidates(1);
    EventFileReader reader(path);
    DecayPlan const plan = plan_decay(decay, contents_of(reader), cuts);
    CandidateBuilder builder(*backend, plan);
    ColumnTable all = candidate_table(plan);
    EventBatch batch;
    while (reader.next(batch)) builder.build(batch.view(), [&](ColumnTable const& rows) { all.append(rows); });
    return all;
}

/// 95 four-muon events of 2012 (H to ZZ): M, mZ1 and mZ2 as published.
TEST(CandidatesRealData, FourMuonMassesArePublishedOnes)
{
    QUARTET_NEED_SHARED(path, "events/four_mu_2012.h5");
    ColumnTable const table = build_all(path);
    ASSERT_EQ(table.rows(), 95);
    hdf5::InputFile const file(path);
    auto const events = file.root().group("events");
    auto const m = events.dataset("M").read_all<double>();
    auto const z1 = events.dataset("mZ1").read_all<double>(), z2 = events.dataset("mZ2").read_all<double>();
    auto const& raw = table.values<double>("mass_raw");
    auto const& pairs = table.values<double>("pair_mass");
    auto const& status = table.values<std::uint8_t>("status");
    for (std::size_t i = 0; i < 95; ++i)
    {
        EXPECT_EQ(table.values<std::int64_t>("event_index")[i], static_cast<std::int64_t>(i));
        EXPECT_NEAR(raw[i], m[i], 3e-3) << "event " << i;
        EXPECT_EQ(status[i], 1) << "the table has no covariances";
        // One pairing holds both Z candidates. The energies of the table have 6 digits, hence the tolerance.
        bool found = false;
        for (std::size_t p = 0; p < 2; ++p)
        {
            double const a = pairs[4 * i + 2 * p], b = pairs[4 * i + 2 * p + 1];
            auto const close = [](double x, double y) { return std::abs(x - y) < 5e-3; };
            found = found || (close(a, z1[i]) && close(b, z2[i])) || (close(b, z1[i]) && close(a, z2[i]));
        }
        EXPECT_TRUE(found) << "event " << i << ": mZ1 " << z1[i] << " mZ2 " << z2[i] << ", pairs " << pairs[4 * i]
                           << " " << pairs[4 * i + 1] << " " << pairs[4 * i + 2] << " " << pairs[4 * i + 3];
    }
}

struct Counts
{
    std::int64_t all = 0, neutral = 0;
};

/// Four nested loops over the muons of each event.
Counts brute_force(std::vector<std::int64_t> const& offsets, std::vector<std::int8_t> const& charge)
{
    Counts counts;
    for (std::size_t e = 0; e + 1 < offsets.size(); ++e)
        for (std::int64_t a = offsets[e]; a < offsets[e + 1]; ++a)
            for (std::int64_t b = a + 1; b < offsets[e + 1]; ++b)
                for (std::int64_t c = b + 1; c < offsets[e + 1]; ++c)
                    for (std::int64_t d = c + 1; d < offsets[e + 1]; ++d)
                    {
                        auto const q = [&](std::int64_t i) { return int(charge[static_cast<std::size_t>(i)]); };
                        ++counts.all;
                        if (q(a) + q(b) + q(c) + q(d) == 0) ++counts.neutral;
                    }
    return counts;
}

/// 1000 events of DoubleMuParked 2012, of which one with 13 muons holds 715 of the 1559 quadruplets.
TEST(CandidatesRealData, QuadrupletsOfDoubleMuParked)
{
    QUARTET_NEED_SHARED(path, "events/double_mu_parked_1000.h5");
    ColumnTable const table = build_all(path);
    EXPECT_EQ(table.rows(), 1559);
    hdf5::InputFile const file(path);
    auto const muon = file.root().group("muon");
    Counts const expected =
        brute_force(muon.dataset("offsets").read_all<std::int64_t>(), muon.dataset("charge").read_all<std::int8_t>());
    EXPECT_EQ(expected.all, 1559);
    auto const& charge = table.values<std::int8_t>("charge");
    EXPECT_EQ(std::count(charge.begin(), charge.end(), 0), expected.neutral);
    EXPECT_GT(expected.neutral, 100);

    Decay const neutral = read_decay_yaml(  // the cut on the charge alone
        "decay: Neutral\nparticles: {mu: {collection: muon, mass: muon}}\n"
        "candidate: {of: [mu, mu, mu, mu], charge: 0, best: all}\n",
        "test");
    EXPECT_EQ(build_all(path, neutral, true).rows(), expected.neutral);
}

/// Order: events, then lexicographic order of the indices, without gaps.
TEST(CandidatesRealData, RowsAreInOrder)
{
    QUARTET_NEED_SHARED(path, "events/double_mu_parked_1000.h5");
    ColumnTable const table = build_all(path);
    auto const& event = table.values<std::int64_t>("event_index");
    auto const& idx = table.values<std::int32_t>("idx");
    for (std::size_t i = 1; i < event.size(); ++i)
    {
        std::vector<std::int64_t> const before = {event[i - 1], idx[4 * i - 4], idx[4 * i - 3], idx[4 * i - 2],
                                                  idx[4 * i - 1]};
        std::vector<std::int64_t> const here = {event[i], idx[4 * i], idx[4 * i + 1], idx[4 * i + 2], idx[4 * i + 3]};
        EXPECT_LT(before, here) << "row " << i;
    }
}

}  // namespace
}  // namespace quartet::test
