// Electrons with track parameters.
#include <gtest/gtest.h>

#include "host/io/event_file.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/unit/io/batches.hpp"
#include "tests/unit/io/small_events.hpp"

namespace quartet
{
namespace
{

using test::expect_same;
using test::RawHdf5;
using test::RawLayout;
using test::read_all;
using test::TemporaryFolder;
using test::write_small_events;

using Floats = std::vector<double>;

/// The electrons are the first three muons, in the same convention.
void add_electron_tracks(RawHdf5& file)
{
    file.dataset("electron/offsets", std::vector<std::int64_t>{0, 1, 1, 3});
    file.dataset("electron/pt", Floats{20, 30, 40});
    file.dataset("electron/eta", Floats{0.5, -1.5, 2});
    file.dataset("electron/phi", Floats{1, 2, 3});
    file.dataset("electron/charge", std::vector<std::int8_t>{1, -1, 1});
    file.dataset("electron/trk_qoverp", Floats{0.125, -0.25, 0.0625});
    file.dataset("electron/trk_lambda", Floats{0.5, -1, 1.25});
    file.dataset("electron/trk_phi", Floats{0.25, -3, 1.5});
    file.dataset("electron/trk_dxy", Floats{0.01, -0.02, 0.03});
    file.dataset("electron/trk_dsz", Floats{1, -2, 0.5});
    file.dataset("electron/vx", Floats{0.1, 0.2, 0.3});
    file.dataset("electron/vy", Floats{-0.1, -0.2, -0.3});
    file.dataset("electron/vz", Floats{1, 2, 3});
    Floats cov;
    for (int track = 1; track <= 3; ++track)
        for (int k = 0; k < 15; ++k) cov.push_back(track + 0.0625 * k);
    RawLayout layout;
    layout.trailing = {15};
    file.dataset("electron/cov", cov, layout);
    file.attribute("electron", "covariance", "block3");
}

EventBatch read_whole(std::string const& path)
{
    EventFileReader reader(path);
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

TEST(EventElectrons, HaveTracksLikeMuons)
{
    TemporaryFolder folder;
    write_small_events<double>(folder.file("a.h5"), {.instead = add_electron_tracks});
    rewrite(folder.file("a.h5"), folder.file("b.h5"), 2);
    for (char const* const file : {"a.h5", "b.h5"})
    {
        EventBatch const batch = read_whole(folder.file(file));
        PerigeeView const e = batch.view().electron.track, m = batch.view().muon.track;
        ASSERT_TRUE(e.present() && e.has_covariance());
        for (std::int64_t i = 0; i < 3; ++i)
        {
            EXPECT_DOUBLE_EQ(e.d0[i], m.d0[i]);
            EXPECT_DOUBLE_EQ(e.z0[i], m.z0[i]);
            EXPECT_DOUBLE_EQ(e.theta[i], m.theta[i]);
            EXPECT_DOUBLE_EQ(e.qoverp[i], m.qoverp[i]);
            EXPECT_DOUBLE_EQ(e.ref_z[i], m.ref_z[i]);
            for (int k = 0; k < 15; ++k) EXPECT_NEAR(e.cov[3 * k + i], m.cov[5 * k + i], 1e-9) << k;
        }
    }
    EXPECT_EQ(EventFileReader(folder.file("b.h5")).covariance("electron"), CovarianceKind::block3);
    for (std::int64_t const events : {1, 2})
        expect_same(read_all(folder.file("a.h5"), events, 1000), read_all(folder.file("a.h5"), 100, 1000));
}

}  // namespace
}  // namespace quartet
