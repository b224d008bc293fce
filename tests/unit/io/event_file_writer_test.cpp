#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "host/io/event_file.hpp"
#include "host/io/hdf5.hpp"
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
using test::write_small_events;

std::string bytes_of(std::string const& path)
{
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

Provenance fixed_provenance()
{
    Provenance provenance = make_provenance("quartet simulate bs4mu -o a.h5");
    provenance.time_utc = "2026-01-01T00:00:00Z";
    provenance.seed = 7;
    return provenance;
}

/// Writes `source` again, in batches of `max_events`.
void rewrite(std::string const& source, std::string const& target, std::int64_t max_events,
             EventWriteOptions options = {})
{
    EventFileReader reader(source);
    options.bfield_tesla = reader.bfield_tesla();
    EventFileWriter writer(target, options, fixed_provenance());
    EventBatch batch;
    while (reader.next(batch, max_events, 1 << 30)) writer.append(batch.view());
    EXPECT_EQ(writer.n_events(), reader.n_events());
    writer.commit();
}

std::vector<std::string> test_files(TemporaryFolder const& folder)
{
    write_small_events<double>(
        folder.file("small.h5"),
        {.instead = [](RawHdf5& file)
         {
             file.dataset("pv/cov", std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {{6}});
             file.dataset("pv/score", std::vector<float>{1, 2, 3});
             file.dataset("muon/dxy", std::vector<float>{1, 2, 3, 4, 5});
             file.dataset("muon/isGlobal", std::vector<std::uint8_t>{1, 0, 1, 0, 1});
             file.dataset("muon/gen_parent", std::vector<std::int32_t>{531, 0, -511, 0, 1});
             file.dataset("trigobj/offsets", std::vector<std::int64_t>{0, 0, 1, 1});
             for (auto const* name : {"trigobj/pt", "trigobj/eta", "trigobj/phi"})
                 file.dataset(name, std::vector<float>{2});
             file.dataset("gen/offsets", std::vector<std::int64_t>{0, 1, 1, 1});
             for (auto const* name : {"gen/pdgId", "gen/channel"}) file.dataset(name, std::vector<std::int32_t>{531});
             file.dataset("gen/ct", std::vector<float>{0.05F});
             file.dataset("events/weight", std::vector<float>{0.5F, 1, 2});
         }});
    std::vector<std::string> files = {folder.file("small.h5")};
    for (auto const* name : {"events/physlite_951.h5", "events/four_mu_2012.h5", "events/nano_dimuon.h5"})
        if (std::filesystem::exists(test::shared_data(name))) files.push_back(test::shared_data(name));
    return files;
}

TEST(EventFileWriter, RoundTripsToTheLastBitInFloat64)
{
    TemporaryFolder folder;
    for (auto const& source : test_files(folder))
    {
        SCOPED_TRACE(source);
        rewrite(source, folder.file("a.h5"), 1000, {.float64 = true});
        rewrite(folder.file("a.h5"), folder.file("b.h5"), 1000, {.float64 = true});
        auto const original = read_all(source, 1000, 1 << 30);
        auto const once = read_all(folder.file("a.h5"), 1000, 1 << 30);
        EXPECT_EQ(original.present, once.present);
        EventBatch a;
        EventBatch b;
        ASSERT_TRUE(EventFileReader(source).next(a));
        ASSERT_TRUE(EventFileReader(folder.file("b.h5")).next(b));
        EXPECT_EQ(a.muon.pt.values, b.muon.pt.values);
        EXPECT_EQ(a.muon.charge.values, b.muon.charge.values);
        EXPECT_EQ(a.muon.gen_parent.values, b.muon.gen_parent.values);
        EXPECT_EQ(a.pv.cov.values, b.pv.cov.values);
        EXPECT_EQ(a.weight.values, b.weight.values);
        EXPECT_EQ(a.event.values, b.event.values);
        EXPECT_EQ(a.gen.ct.values, b.gen.ct.values);
        EXPECT_EQ(a.track.track.d0.values, b.track.track.d0.values);
        // The way through (lambda, dsz) costs the last digits, relative to the size of the terms that are added.
        for (std::size_t i = 0; i < a.track.track.cov.values.size(); ++i)
            EXPECT_NEAR(a.track.track.cov.values[i], b.track.track.cov.values[i],
                        1e-11 + 1e-9 * std::fabs(a.track.track.cov.values[i]));
        for (std::size_t i = 0; i < a.muon.track.z0.values.size(); ++i)
            EXPECT_NEAR(a.muon.track.z0.values[i], b.muon.track.z0.values[i],
                        1e-12 * std::fabs(a.muon.track.z0.values[i]));
    }
}

TEST(EventFileWriter, FilesAreEqualByteForByteForAnyBatches)
{
    TemporaryFolder folder;
    for (auto const& source : test_files(folder))
        for (int const compression : {0, 4})
        {
            SCOPED_TRACE(source);
            EventWriteOptions const options{.compression = compression, .block_events = 16};
            rewrite(source, folder.file("all.h5"), 1000, options);
            std::string const reference = bytes_of(folder.file("all.h5"));
            EXPECT_GT(reference.size(), 1000U);
            for (std::int64_t const events : {1, 7, 16, 33})
            {
                rewrite(source, folder.file("some.h5"), events, options);
                EXPECT_TRUE(bytes_of(folder.file("some.h5")) == reference) << events;
            }
        }
}

TEST(EventFileWriter, SinglePrecisionKeepsSevenDigits)
{
    TemporaryFolder folder;
    write_small_events<double>(folder.file("small.h5"));
    rewrite(folder.file("small.h5"), folder.file("a.h5"), 2);
    EventBatch a;
    EventBatch b;
    ASSERT_TRUE(EventFileReader(folder.file("small.h5")).next(a));
    ASSERT_TRUE(EventFileReader(folder.file("a.h5")).next(b));
    for (std::size_t i = 0; i < 5; ++i)
    {
        EXPECT_NEAR(b.muon.track.z0.values[i], a.muon.track.z0.values[i], 2e-6 * std::fabs(a.muon.track.z0.values[i]));
        EXPECT_NEAR(b.muon.track.theta.values[i], a.muon.track.theta.values[i], 2e-7);
    }
    hdf5::InputFile const file(folder.file("a.h5"));
    EXPECT_EQ(file.root().group("muon").dataset("pt").type(), NumberType::f4);
    EXPECT_EQ(file.root().group("muon").dataset("charge").type(), NumberType::i1);
    EXPECT_EQ(file.root().group("muon").dataset("pt").string_attribute("units"), "GeV");
    EXPECT_EQ(file.root().integer_attribute("n_events"), 3);
    EXPECT_EQ(file.root().string_attribute("command_line"), "quartet simulate bs4mu -o a.h5");
    EXPECT_NE(file.root().string_attribute("provenance").find("\"seed\":7"), std::string::npos);
}

TEST(EventFileWriter, FilesWithoutEventsAreValid)
{
    TemporaryFolder folder;
    {
        EventFileWriter writer(folder.file("a.h5"), {}, fixed_provenance());
        writer.commit();
    }
    EventFileReader reader(folder.file("a.h5"));
    EXPECT_EQ(reader.n_events(), 0);
    EXPECT_TRUE(reader.has_column("muon/charge"));
    EventBatch batch;
    EXPECT_FALSE(reader.next(batch));
}

TEST(EventFileWriter, ColumnsMayNotChangeOnTheWay)
{
    TemporaryFolder folder;
    write_small_events(folder.file("with.h5"));
    write_small_events(folder.file("without.h5"), {.without = {"muon/cov"}});
    for (bool const swapped : {false, true})
    {
        EventBatch a;
        EventBatch b;
        ASSERT_TRUE(EventFileReader(folder.file(swapped ? "without.h5" : "with.h5")).next(a));
        ASSERT_TRUE(EventFileReader(folder.file(swapped ? "with.h5" : "without.h5")).next(b));
        EventFileWriter writer(folder.file("out.h5"), {}, fixed_provenance());
        EXPECT_THROW(
            {
                writer.append(a.view());
                writer.append(b.view());
                writer.commit();
            },
            std::logic_error);
    }
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.h5")));
}

}  // namespace
}  // namespace quartet
