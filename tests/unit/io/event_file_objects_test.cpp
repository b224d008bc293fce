// Electrons, jets, missing momentum, truth of tracks, further columns and kinds of covariance.
#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>

#include "host/candidates/batch_slice.hpp"
#include "host/io/event_file.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
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
using test::write_small_events;

// Views go to every device as they are.
static_assert(std::is_trivially_copyable_v<EventBatchView> && std::is_standard_layout_v<EventBatchView>);

using Floats = std::vector<double>;
using Offsets = std::vector<std::int64_t>;
using Integers = std::vector<std::int32_t>;

std::map<std::string, std::vector<std::string>> const further = {
    {"events", {"HLT_DoubleMu"}}, {"muon", {"softMva", "absent"}}, {"track", {"nHits"}},
    {"electron", {"mvaId"}},      {"jet", {"puId", "area"}},       {"pv", {"nTracks"}}};

/// 1, 0 and 2 electrons, 0, 2 and 1 jets in the three events of write_small_events.
void add_objects(RawHdf5& file)
{
    file.dataset("electron/offsets", Offsets{0, 1, 1, 3});
    file.dataset("electron/pt", Floats{20, 30, 40});
    file.dataset("electron/eta", Floats{0.5, -1.5, 2});
    file.dataset("electron/phi", Floats{1, 2, 3});
    file.dataset("electron/charge", std::vector<std::int8_t>{1, -1, 1});
    file.dataset("electron/dxy", Floats{0.01, 0.02, 0.03});
    file.dataset("electron/gen_pdgid", Integers{-11, 11, 0});
    file.dataset("electron/mvaId", std::vector<float>{0.5F, 0.25F, 0.75F});
    file.dataset("jet/offsets", Offsets{0, 0, 2, 3});
    file.dataset("jet/pt", Floats{50, 60, 70});
    file.dataset("jet/eta", Floats{2.5, -2.5, 0});
    file.dataset("jet/phi", Floats{-1, 0, 1});
    file.dataset("jet/mass", Floats{5, 6, 7});
    file.dataset("jet/btag", Floats{0.1, 0.9, 0.5});
    file.dataset("jet/puId", std::vector<std::uint8_t>{7, 4, 0});
    file.dataset("met/pt", Floats{10, 20, 30});
    file.dataset("met/phi", Floats{-3, 0, 3});
    file.dataset("track/dxy", Floats{0.1, 0.2, 0.3, 0.4});
    file.dataset("track/ptErr", Floats{1, 2, 3, 4});
    file.dataset("track/muon_idx", Integers{-1, 0, -1, 2});
    file.dataset("track/gen_pt", Floats{1, 2, 3, 4});
    file.dataset("track/gen_vz", Floats{5, 6, 7, 8});
    file.dataset("track/gen_index", Integers{-1, 0, -1, 0});
    file.dataset("track/gen_parent", Integers{0, 511, 0, -511});
    file.dataset("track/gen_pdgid", Integers{211, 321, -13, -321});
    file.dataset("track/nHits", std::vector<std::uint8_t>{10, 11, 12, 13});
    file.dataset("muon/gen_pdgid", Integers{-13, 13, 0, 13, 211});
    file.dataset("pv/nTracks", Integers{30, 40, 50});
    file.booleans("events/HLT_DoubleMu", {1, 0, 1});
}

EventBatch read_whole(std::string const& path, EventReadOptions options = {})
{
    EventFileReader reader(path, std::move(options));
    EventBatch batch;
    EXPECT_TRUE(reader.next(batch));
    return batch;
}

void rewrite(std::string const& source, std::string const& target, std::int64_t max_events)
{
    EventFileReader reader(source);
    EventFileWriter writer(target, {.bfield_tesla = reader.bfield_tesla(), .float64 = true}, Provenance{});
    EventBatch batch;
    while (reader.next(batch, max_events, 1 << 20)) writer.append(batch.view());
    writer.commit();
}

TEST(EventObjects, ElectronsJetsAndMissingMomentumAreRead)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"), {.instead = add_objects});
    EventBatch const batch = read_whole(folder.file("a.h5"));
    EventBatchView const v = batch.view();
    ASSERT_EQ(v.electron.size(), 3);
    EXPECT_EQ(v.electron.offsets[2], 1);
    EXPECT_EQ(v.electron.charge[1], -1);
    EXPECT_DOUBLE_EQ(v.electron.py[2], 40 * std::sin(3.0));
    EXPECT_DOUBLE_EQ(v.electron.pz[1], 30 * std::sinh(-1.5));
    EXPECT_EQ(v.electron.mass.data, nullptr);
    EXPECT_EQ(v.electron.dxy[2], 0.03);
    EXPECT_EQ(v.electron.gen_pdg_id[0], -11);
    ASSERT_EQ(v.jet.size(), 3);
    EXPECT_EQ(v.jet.offsets[1], 0);
    EXPECT_EQ(v.jet.mass[2], 7);
    EXPECT_EQ(v.jet.btag[1], 0.9);
    EXPECT_DOUBLE_EQ(v.jet.px[0], 50 * std::cos(-1.0));
    ASSERT_TRUE(v.met.present());
    EXPECT_EQ(v.met.pt[1], 20);
    EXPECT_EQ(v.met.phi[2], 3);
}

TEST(EventObjects, TracksHaveImpactParametersAndTruth)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"), {.instead = add_objects});
    EventBatch const batch = read_whole(folder.file("a.h5"));
    EventBatchView const v = batch.view();
    EXPECT_EQ(v.track.dxy[3], 0.4);
    EXPECT_EQ(v.track.dz.data, nullptr);
    EXPECT_EQ(v.track.pt_err[0], 1);
    EXPECT_EQ(v.track.muon_index[3], 2);
    EXPECT_EQ(v.track.gen_pt[2], 3);
    EXPECT_EQ(v.track.gen_vz[1], 6);
    EXPECT_EQ(v.track.gen_index[1], 0);
    EXPECT_EQ(v.track.gen_parent[3], -511);
    EXPECT_EQ(v.track.gen_pdg_id[2], -13);
    EXPECT_EQ(v.muon.gen_pdg_id[4], 211);
    EventBatch const blind = read_whole(folder.file("a.h5"), {.truth = false});
    EXPECT_EQ(blind.view().track.gen_index.data, nullptr);
    EXPECT_EQ(blind.view().muon.gen_pdg_id.data, nullptr);
    EXPECT_EQ(blind.view().electron.gen_pdg_id.data, nullptr);
    EXPECT_EQ(blind.view().track.muon_index[3], 2);
}

TEST(EventObjects, FurtherColumnsOfEveryCollection)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"), {.instead = add_objects});
    EventBatch const batch = read_whole(folder.file("a.h5"), {.extra_columns = further});
    EventBatchView const v = batch.view();
    EXPECT_EQ(v.extra.size, 1);
    EXPECT_EQ(v.extra[0][1], 0);
    EXPECT_EQ(v.extra[0][2], 1);
    EXPECT_EQ(v.muon.extra.size, 2);
    EXPECT_EQ(v.muon.extra[0][2], 0.75);
    EXPECT_EQ(v.muon.extra[1].data, nullptr);
    EXPECT_EQ(v.track.extra[0][3], 13);
    EXPECT_EQ(v.electron.extra[0][1], 0.25);
    EXPECT_EQ(v.jet.extra[0][1], 4);
    EXPECT_EQ(v.jet.extra[1].data, nullptr);
    EXPECT_EQ(v.pv.extra[0][2], 50);
    EXPECT_EQ(read_whole(folder.file("a.h5")).view().muon.extra.size, 0);
}

TEST(EventObjects, FurtherColumnsOfAbsentCollectionsAreAbsent)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"), {.without = {"muon", "muon/cov", "track"}});
    EventReadOptions const options{.electrons = false, .extra_columns = further};
    EventBatchView const v = read_whole(folder.file("a.h5"), options).view();
    for (auto const* extra : {&v.muon.extra, &v.track.extra, &v.electron.extra, &v.jet.extra})
    {
        EXPECT_GE(extra->size, 1);
        EXPECT_EQ((*extra)[0].data, nullptr);
    }
}

TEST(EventObjects, FurtherColumnsThatCannotBeAreRefused)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"));
    auto const read = [&](std::map<std::string, std::vector<std::string>> const& columns)
    { read_whole(folder.file("a.h5"), {.extra_columns = columns}); };
    test::expect_error<InputError>([&] { read({{"photon", {"pt"}}}); }, {"photon", "electron"});
    test::expect_error<InputError>([&] { read({{"muon", {"cov"}}}); }, {"/muon/cov"});
    test::expect_error<InputError>([&] { read({{"muon", std::vector<std::string>(17, "softMva")}}); }, {"17", "16"});
    EXPECT_NO_THROW(read({{"muon", std::vector<std::string>(16, "softMva")}}));
}

TEST(EventObjects, BatchesAndFilesKeepTheColumns)
{
    TemporaryFolder folder;
    write_small_events<double>(folder.file("a.h5"), {.instead = add_objects});
    auto const whole = read_all(folder.file("a.h5"), 100, 1000, {.extra_columns = further});
    for (std::int64_t const events : {1, 2})
        expect_same(read_all(folder.file("a.h5"), events, 1000, {.extra_columns = further}), whole);
    auto const source = read_all(folder.file("a.h5"), 100, 1000);
    for (std::int64_t const events : {1, 3})
    {
        rewrite(folder.file("a.h5"), folder.file("b.h5"), events);
        auto const again = read_all(folder.file("b.h5"), 100, 1000);
        EXPECT_EQ(again.present, source.present);
        EventBatch const a = read_whole(folder.file("a.h5"));
        EventBatch const b = read_whole(folder.file("b.h5"));
        EXPECT_EQ(b.electron.pt.values, a.electron.pt.values);
        EXPECT_EQ(b.electron.charge.values, a.electron.charge.values);
        EXPECT_EQ(b.electron.offsets.values, a.electron.offsets.values);
        EXPECT_EQ(b.jet.btag.values, a.jet.btag.values);
        EXPECT_EQ(b.jet.pz.values, a.jet.pz.values);
        EXPECT_EQ(b.met.phi.values, a.met.phi.values);
        EXPECT_EQ(b.track.gen_vz.values, a.track.gen_vz.values);
        EXPECT_EQ(b.track.muon_index.values, a.track.muon_index.values);
        EXPECT_EQ(b.track.gen_pdg_id.values, a.track.gen_pdg_id.values);
    }
}

TEST(EventObjects, SlicesHoldTheirEvents)
{
    TemporaryFolder folder;
    write_small_events<double>(folder.file("a.h5"), {.instead = add_objects});
    EventBatch const batch = read_whole(folder.file("a.h5"), {.extra_columns = further});
    BatchSlice const slice(batch.view(), 1, 3);
    EventFileReader reader(folder.file("a.h5"), {.first_event = 1, .extra_columns = further});
    EventBatch expected;
    ASSERT_TRUE(reader.next(expected));
    EventBatchView sliced = slice.view();
    EventBatchView wanted = expected.view();
    std::vector<std::string> contents[2];
    auto const collect = [](std::vector<std::string>& to)
    {
        return [&to](auto const& span) {
            to.emplace_back(reinterpret_cast<char const*>(span.data),
                            static_cast<std::size_t>(span.size) * sizeof(span[0]));
        };
    };
    for_each_span(sliced, collect(contents[0]));
    for_each_span(wanted, collect(contents[1]));
    ASSERT_EQ(contents[0].size(), contents[1].size());
    for (std::size_t i = 0; i < contents[0].size(); ++i) EXPECT_EQ(contents[0][i], contents[1][i]) << "column " << i;
    EXPECT_EQ(sliced.electron.offsets[0], 0);
    EXPECT_EQ(sliced.electron.pt[1], 40);
    EXPECT_EQ(sliced.met.pt[0], 20);
    EXPECT_EQ(sliced.extra[0][1], 1);
}

TEST(EventObjects, KindsOfCovarianceAreReadAndWritten)
{
    TemporaryFolder folder;
    auto const marked = [](std::string const& muon, std::string const& track)
    {
        return [=](RawHdf5& file)
        {
            file.attribute("muon", "covariance", muon);
            file.attribute("track", "covariance", track);
            file.dataset("track/cov", std::vector<double>(60, 1.0), {{15}});
        };
    };
    write_small_events<double>(folder.file("plain.h5"));
    EXPECT_EQ(read_whole(folder.file("plain.h5")).view().muon.track.covariance, CovarianceKind::full);
    write_small_events<double>(folder.file("a.h5"), {.instead = marked("block3", "diagonal")});
    rewrite(folder.file("a.h5"), folder.file("b.h5"), 1);
    for (auto const* name : {"a.h5", "b.h5"})
    {
        EventFileReader reader(folder.file(name));
        EXPECT_EQ(reader.covariance("muon"), CovarianceKind::block3);
        EXPECT_EQ(reader.covariance("track"), CovarianceKind::diagonal);
        EventBatch batch;
        ASSERT_TRUE(reader.next(batch));
        EXPECT_EQ(batch.view().muon.track.covariance, CovarianceKind::block3);
        EXPECT_EQ(batch.view().track.track.covariance, CovarianceKind::diagonal);
    }
    write_small_events<double>(folder.file("bad.h5"), {.instead = marked("some", "full")});
    test::expect_error<InputError>([&] { EventFileReader const reader(folder.file("bad.h5")); },
                                   {"/muon", "covariance", "some", "diagonal"});
}

TEST(EventObjects, UnitsOfObjectsAreConverted)
{
    TemporaryFolder folder;
    write_small_events<double>(folder.file("a.h5"), {.instead = [](RawHdf5& file)
                                                     {
                                                         add_objects(file);
                                                         file.attribute("length_unit", std::string("mm"));
                                                         file.attribute("momentum_unit", std::string("MeV"));
                                                         file.attribute("muon/softMva", "units", std::string("MeV"));
                                                     }});
    EventFileReader reader(folder.file("a.h5"), {.extra_columns = {{"muon", {"softMva"}}, {"jet", {"puId"}}}});
    EXPECT_EQ(reader.column_units("muon/softMva"), "MeV");
    EXPECT_EQ(reader.column_units("jet/puId"), "");
    EventBatch batch;
    ASSERT_TRUE(reader.next(batch));
    EXPECT_DOUBLE_EQ(batch.electron.pt.values[0], 0.020);
    EXPECT_DOUBLE_EQ(batch.electron.dxy.values[2], 0.003);
    EXPECT_DOUBLE_EQ(batch.jet.mass.values[1], 0.006);
    EXPECT_DOUBLE_EQ(batch.jet.btag.values[1], 0.9);
    EXPECT_DOUBLE_EQ(batch.met.pt.values[2], 0.030);
    EXPECT_DOUBLE_EQ(batch.track.dxy.values[3], 0.04);
    EXPECT_DOUBLE_EQ(batch.track.pt_err.values[3], 0.004);
    EXPECT_DOUBLE_EQ(batch.view().muon.extra[0][0], 0.0005);
    EXPECT_EQ(batch.view().jet.extra[0][0], 7);
}

TEST(EventObjects, MissingColumnsOfObjectsAreNamed)
{
    TemporaryFolder folder;
    write_small_events<double>(folder.file("a.h5"), {.instead = [](RawHdf5& file)
                                                     {
                                                         file.dataset("electron/offsets", Offsets{0, 0, 0, 1});
                                                         for (auto const* name : {"electron/pt", "electron/eta"})
                                                             file.dataset(name, Floats{1});
                                                         file.dataset("electron/charge", std::vector<std::int8_t>{1});
                                                     }});
    test::expect_error<InputError>([&] { EventFileReader const reader(folder.file("a.h5")); }, {"phi", "/electron"});
    write_small_events<double>(folder.file("b.h5"), {.instead = [](RawHdf5& file) {
                                   file.dataset("met/pt", Floats{1, 2});
                               }});
    test::expect_error<InputError>([&] { EventFileReader const reader(folder.file("b.h5")); }, {"/met/pt", "2 rows"});
}

}  // namespace
}  // namespace quartet
