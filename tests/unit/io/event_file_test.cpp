#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/io/event_file.hpp"
#include "host/io/perigee_conversion.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/shared_data.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/unit/io/batches.hpp"
#include "tests/unit/io/small_events.hpp"

namespace quartet
{
namespace
{

using test::expect_same;
using test::RawHdf5;
using test::read_all;
using test::TemporaryFolder;
using test::Variation;
using test::write_small_events;

EventBatch read_whole(std::string const& path, EventReadOptions options = {})
{
    EventFileReader reader(path, std::move(options));
    EventBatch batch;
    EXPECT_TRUE(reader.next(batch));
    EventBatch nothing;
    EXPECT_FALSE(reader.next(nothing));
    return batch;
}

TEST(EventFile, ReadsEveryCollection)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"));
    EventBatch const batch = read_whole(folder.file("a.h5"), {.extra_columns = {{"muon", {"softMva", "nothing"}}}});
    EventBatchView const v = batch.view();
    EXPECT_EQ(v.n_events, 3);
    EXPECT_EQ(v.bfield_tesla, 3.8);
    EXPECT_EQ(v.run[2], 4000000000U);
    EXPECT_EQ(v.event[2], 12345678901234567890ULL);
    EXPECT_EQ(v.weight[1], 1.0);
    EXPECT_EQ(v.muon.size(), 5);
    EXPECT_EQ(v.muon.offsets[2], 2);
    EXPECT_EQ(v.muon.pt[1], 4.25);
    EXPECT_DOUBLE_EQ(v.muon.px[1], 4.25 * std::cos(-3.0));
    EXPECT_DOUBLE_EQ(v.muon.pz[1], 4.25 * std::sinh(-1.25));
    EXPECT_EQ(v.muon.charge[3], -1);
    EXPECT_EQ(v.muon.dxy.data, nullptr);
    EXPECT_EQ(v.muon.gen_parent.data, nullptr);
    EXPECT_EQ(v.trigobj.present, 0);
    EXPECT_EQ(v.trigobj.offsets[3], 0);
    EXPECT_EQ(v.gen.size(), 0);
    EXPECT_EQ(v.pv.z[2], 5.0);
    EXPECT_EQ(v.pv.cov.data, nullptr);
    EXPECT_TRUE(v.beamspot.present());
    EXPECT_EQ(v.beamspot.sigma_x.data, nullptr);
    EXPECT_EQ(batch.muon.extra["softMva"].values.at(2), 0.75);
    EXPECT_FALSE(batch.muon.extra["nothing"].present);
    EXPECT_THROW(batch.muon.extra["neverAsked"], std::logic_error);
}

TEST(EventFile, CmsTracksBecomePerigees)
{
    TemporaryFolder folder;
    write_small_events<double>(folder.file("a.h5"));
    EventBatch const batch = read_whole(folder.file("a.h5"));
    PerigeeView const track = batch.view().muon.track;
    ASSERT_TRUE(track.present());
    EXPECT_EQ(track.d0[4], -0.05);
    EXPECT_DOUBLE_EQ(track.z0[1], -2 / std::cos(-1.0));
    EXPECT_DOUBLE_EQ(track.theta[0], std::acos(-1.0) / 2 - 0.5);
    EXPECT_EQ(track.ref_y[3], -0.4);
    double cms[15];
    double perigee[15];
    for (int k = 0; k < 15; ++k) cms[k] = 2 + 0.0625 * k;  // second track of the file
    perigee_covariance_from_cms({-0.25, -1, -3, -0.02, -2}, cms, perigee);
    for (int k = 0; k < 15; ++k)
        EXPECT_NEAR(track.cov[k * 5 + 1], perigee[k], 1e-12 * (1 + std::fabs(perigee[k]))) << k;
}

TEST(EventFile, AtlasTracksGiveMomentaAndCharge)
{
    TemporaryFolder folder;
    write_small_events<double>(folder.file("a.h5"));
    EventBatch const batch = read_whole(folder.file("a.h5"));
    TrackView const track = batch.view().track;
    EXPECT_EQ(track.size(), 4);
    EXPECT_EQ(track.charge[1], -1);
    EXPECT_DOUBLE_EQ(track.pt[1], std::sin(1.0) * 4);
    EXPECT_NEAR(track.eta[1], -std::log(std::tan(0.5)), 1e-14);
    EXPECT_DOUBLE_EQ(track.px[1], track.pt[1] * std::cos(1.0));
    EXPECT_NEAR(track.pz[1], std::cos(1.0) * 4, 1e-14);
    EXPECT_EQ(track.track.ref_x[2], 0.0);
    EXPECT_FALSE(track.track.has_covariance());
    EXPECT_EQ(track.pv_index[1], -1);
}

TEST(EventFile, ChargeOfMuonsFollowsFromTheTrackWhenItIsNotStored)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"), {.without = {"muon/charge"}});
    EXPECT_EQ(read_whole(folder.file("a.h5")).muon.charge.values, (std::vector<std::int32_t>{1, -1, 1, -1, 1}));
}

TEST(EventFile, ContentDoesNotDependOnBatchesLayoutOrPrecision)
{
    TemporaryFolder folder;
    write_small_events(folder.file("plain.h5"));
    write_small_events(folder.file("packed.h5"), {.layout = {{}, 2, 6, false}});
    write_small_events<double>(folder.file("double.h5"), {.without = {"muon/cov", "muon/trk_dxy"}});
    auto const whole = read_all(folder.file("plain.h5"), 1000, 1000000);
    EXPECT_EQ(whole.batches, 1);
    for (auto const* name : {"plain.h5", "packed.h5"})
        for (std::int64_t const events : {1, 2, 3})
            for (std::int64_t const rows : {1, 6, 1000}) expect_same(read_all(folder.file(name), events, rows), whole);
}

TEST(EventFile, BatchesObeyTheRowLimitAndAlwaysHoldAnEvent)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"));
    EventFileReader reader(folder.file("a.h5"));
    EventBatch batch;
    // Rows per event, all collections: 2 + 1 + 1, 0 + 1 + 1, 3 + 2 + 1.
    ASSERT_TRUE(reader.next(batch, 10, 6));
    EXPECT_EQ(batch.n_events, 2);
    ASSERT_TRUE(reader.next(batch, 10, 1));
    EXPECT_EQ(batch.n_events, 1);
    EXPECT_EQ(batch.first_event, 2);
    EXPECT_EQ(batch.view().muon.size(), 3);
    EXPECT_FALSE(reader.next(batch, 10, 1));
}

TEST(EventFile, ReadsARangeOfEvents)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"));
    EventBatch const batch = read_whole(folder.file("a.h5"), {.first_event = 1, .last_event = 3});
    EXPECT_EQ(batch.n_events, 2);
    EXPECT_EQ(batch.first_event, 1);
    EXPECT_EQ(batch.view().muon.offsets[0], 0);
    EXPECT_EQ(batch.view().muon.pt[0], 7.0);
}

TEST(EventFile, MillimetresAndMevAreConverted)
{
    TemporaryFolder folder;
    write_small_events<double>(folder.file("cm.h5"));
    write_small_events<double>(folder.file("mm.h5"), {.instead = [](RawHdf5& file)
                                                      {
                                                          file.attribute("length_unit", std::string("mm"));
                                                          file.attribute("momentum_unit", std::string("MeV"));
                                                      }});
    EventBatch const a = read_whole(folder.file("cm.h5"));
    EventBatch const b = read_whole(folder.file("mm.h5"));
    double const l = 0.1;
    double const p = 1000;
    EXPECT_DOUBLE_EQ(b.muon.pt.values[0], a.muon.pt.values[0] / 1000);
    EXPECT_DOUBLE_EQ(b.muon.eta.values[0], a.muon.eta.values[0]);
    EXPECT_DOUBLE_EQ(b.pv.z.values[2], a.pv.z.values[2] * l);
    EXPECT_DOUBLE_EQ(b.track.track.qoverp.values[0], a.track.track.qoverp.values[0] * p);
    EXPECT_DOUBLE_EQ(b.muon.track.d0.values[3], a.muon.track.d0.values[3] * l);
    EXPECT_DOUBLE_EQ(b.muon.track.ref_z.values[3], a.muon.track.ref_z.values[3] * l);
    double const scale[] = {l, l, 1, 1, p};
    for (int i = 0; i < 5; ++i)
        for (int j = 0; j <= i; ++j)
        {
            auto const element = static_cast<std::size_t>(triangle_index(i, j) * 5 + 3);
            EXPECT_NEAR(b.muon.track.cov.values[element] / (scale[i] * scale[j]), a.muon.track.cov.values[element],
                        1e-9);
        }
}

TEST(EventFile, CartesianMomentaOfTheFileArePreferred)
{
    TemporaryFolder folder;
    auto const cartesian = [](RawHdf5& file)
    {
        file.dataset("muon/px", std::vector<double>{3, 1, 1, 1, 1});
        file.dataset("muon/py", std::vector<double>{4, 1, 1, 1, 1});
        file.dataset("muon/pz", std::vector<double>{12, 1, 1, 1, 0});
    };
    write_small_events(folder.file("both.h5"), {.instead = cartesian});
    write_small_events(folder.file("only.h5"), {.without = {"muon/pt", "muon/eta", "muon/phi"}, .instead = cartesian});
    EventBatch const both = read_whole(folder.file("both.h5"));
    EXPECT_EQ(both.muon.px.values[0], 3.0);
    EXPECT_EQ(both.muon.pt.values[0], 5.5);
    EventBatch const only = read_whole(folder.file("only.h5"));
    EXPECT_EQ(only.muon.pt.values[0], 5.0);
    EXPECT_DOUBLE_EQ(only.muon.phi.values[0], std::atan2(4.0, 3.0));
    EXPECT_DOUBLE_EQ(only.muon.eta.values[0], std::asinh(12.0 / 5));
    EXPECT_EQ(only.muon.eta.values[4], 0.0);
}

TEST(EventFile, NanValuesArePassedOn)
{
    TemporaryFolder folder;
    double const nan = std::nan("");
    write_small_events(folder.file("a.h5"), {.without = {"muon/pt"}, .instead = [&](RawHdf5& file) {
                                                 file.dataset("muon/pt", std::vector<double>{nan, 1, 2, 3, 4});
                                             }});
    EventBatch const batch = read_whole(folder.file("a.h5"));
    EXPECT_TRUE(std::isnan(batch.muon.pt.values[0]));
    EXPECT_TRUE(std::isnan(batch.muon.px.values[0]));
    EXPECT_EQ(batch.muon.pt.values[1], 1.0);
}

TEST(EventFile, NoEventsNoMuonsNoGroups)
{
    TemporaryFolder folder;
    for (bool const groups : {false, true})
    {
        {
            RawHdf5 file(folder.file("empty.h5"));
            file.attribute("format", std::string("quartet-events"));
            file.attribute("version", 1);
            file.attribute("bfield_tesla", 3.8);
            file.dataset("events/run", std::vector<std::uint32_t>{});
            file.dataset("events/luminosityBlock", std::vector<std::uint32_t>{});
            file.dataset("events/event", std::vector<std::uint64_t>{});
            if (groups)
            {
                file.dataset("muon/offsets", std::vector<std::int64_t>{0});
                for (auto const* name : {"muon/pt", "muon/eta", "muon/phi"}) file.dataset(name, std::vector<float>{});
                file.dataset("muon/charge", std::vector<std::int8_t>{});
            }
        }
        EventFileReader reader(folder.file("empty.h5"));
        EventBatch batch;
        EXPECT_EQ(reader.n_events(), 0);
        EXPECT_EQ(reader.has_collection("muon"), groups);
        EXPECT_FALSE(reader.next(batch));
    }
    write_small_events(folder.file("a.h5"), {.without = {"muon", "muon/cov", "track", "pv", "beamspot"}});
    EventBatch const batch = read_whole(folder.file("a.h5"));
    EXPECT_EQ(batch.view().muon.size(), 0);
    EXPECT_EQ(batch.view().muon.offsets.size, 4);
    EXPECT_EQ(batch.view().pv.offsets[3], 0);
    EXPECT_FALSE(batch.view().beamspot.present());
}

TEST(EventFile, MemoryOfABatchIsBounded)
{
    TemporaryFolder folder;
    std::int64_t const n = 200000;
    {
        RawHdf5 file(folder.file("long.h5"));
        file.attribute("format", std::string("quartet-events"));
        file.attribute("version", 1);
        file.attribute("bfield_tesla", 3.8);
        file.dataset("events/run", std::vector<std::uint32_t>(n, 1), {{}, 8192, 1});
        file.dataset("events/luminosityBlock", std::vector<std::uint32_t>(n, 1), {{}, 8192, 1});
        file.dataset("events/event", std::vector<std::uint64_t>(n, 1), {{}, 8192, 1});
        std::vector<std::int64_t> offsets(n + 1);
        for (std::int64_t e = 0; e <= n; ++e) offsets[static_cast<std::size_t>(e)] = 2 * e;
        file.dataset("muon/offsets", offsets, {{}, 8192, 1});
        for (auto const* name : {"muon/pt", "muon/eta", "muon/phi"})
            file.dataset(name, std::vector<float>(2 * n, 1), {{}, 8192, 1});
        file.dataset("muon/charge", std::vector<std::int8_t>(2 * n, 1), {{}, 8192, 1});
    }
    auto const whole = read_all(folder.file("long.h5"), 1 << 30, 1 << 30);
    auto const streamed = read_all(folder.file("long.h5"), 1000, 1000);
    expect_same(whole, streamed);
    EXPECT_GE(streamed.batches, n / 500);
    // 7 muon columns of 8 bytes or less, 6 offsets and identification per event.
    EXPECT_LE(streamed.largest_batch_bytes, 1000 * 7 * 8 + 500 * 10 * 8);
}

TEST(EventFile, ReadsAllRealFiles)
{
    QUARTET_NEED_SHARED(folder, "events");
    struct Known
    {
        char const* name;
        std::int64_t events;
        std::int64_t muons;
        std::int64_t tracks;
    };
    // Events and rows as listed in the README of the shared data.
    Known const files[] = {{"double_mu_parked_1000.h5", 1000, 2372, 0},
                           {"hzz.h5", 2421, 3825, 0},
                           {"nano_dimuon.h5", 40, 84, 0},
                           {"nanoaod_ttbar_2015.h5", 200, 41, 0},
                           {"physlite_951.h5", 50, 19, 1323},
                           {"four_mu_2012.h5", 95, 380, 0},
                           {"dimuon_phi.h5", 7915, 15830, 0},
                           {"dimuon_omega.h5", 8270, 16540, 0},
                           {"dimuon_psi2s.h5", 4106, 8212, 0},
                           {"ymumu.h5", 20000, 40000, 0}};
    for (auto const& known : files)
    {
        std::string const path = folder + "/" + known.name;
        SCOPED_TRACE(path);
        EventBatch const batch = read_whole(path);
        EXPECT_EQ(batch.n_events, known.events);
        EXPECT_EQ(batch.view().muon.size(), known.muons);
        EXPECT_EQ(batch.view().track.size(), known.tracks);
        auto const whole = read_all(path, 1 << 20, 1 << 20);
        expect_same(read_all(path, 7, 1 << 20), whole);
        expect_same(read_all(path, 1 << 20, 100), whole);
        if (known.events <= 2421) expect_same(read_all(path, 1, 1), whole);
    }
}

TEST(EventFile, RealAtlasTracksAreInCentimetresAndGev)
{
    QUARTET_NEED_SHARED(path, "events/physlite_951.h5");
    EventBatch const batch = read_whole(path);
    EventBatchView const v = batch.view();
    ASSERT_TRUE(v.track.track.has_covariance());
    EXPECT_EQ(v.bfield_tesla, 2.0);
    double pv_z = 0;
    for (double const z : v.pv.z) pv_z = std::max(pv_z, std::fabs(z));
    EXPECT_GT(pv_z, 5.0);  // the luminous region is some centimetres long
    EXPECT_LT(pv_z, 30.0);
    // Tracks of LHC detectors: transverse impact parameters resolved to 10 um ... 1 mm for most, 0.4 GeV and more.
    std::vector<double> sigma_d0;
    for (std::int64_t i = 0; i < v.track.size(); ++i)
    {
        sigma_d0.push_back(std::sqrt(v.track.track.cov[i]));
        EXPECT_GT(sigma_d0.back(), 5e-4);
        EXPECT_GT(v.track.pt[i], 0.3);
        EXPECT_LT(v.track.pt[i], 7000);
    }
    std::nth_element(sigma_d0.begin(), sigma_d0.begin() + 661, sigma_d0.end());
    EXPECT_GT(sigma_d0[661], 1e-3);
    EXPECT_LT(sigma_d0[661], 2e-2);
    EXPECT_NEAR(v.beamspot.sigma_x[0], 0.00085, 1e-5);  // 8.5 um
}

}  // namespace
}  // namespace quartet
