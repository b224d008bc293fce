// Damaged and wrong event files: one message each, with file, dataset and row.
#include <gtest/gtest.h>

#include "host/io/event_file.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/unit/io/small_events.hpp"

namespace quartet
{
namespace
{

using test::expect_error;
using test::RawHdf5;
using test::RawLayout;
using test::TemporaryFolder;
using test::Variation;
using test::write_small_events;

void expect_refused(Variation const& variation, std::initializer_list<std::string> parts)
{
    TemporaryFolder folder;
    std::string const path = folder.file("bad.h5");
    write_small_events(path, variation);
    expect_error<InputError>(
        [&]
        {
            EventFileReader reader(path);
            EventBatch batch;
            while (reader.next(batch, 2, 1000))
            {
            }
        },
        parts);
    expect_error<InputError>(
        [&]
        {
            EventFileReader reader(path);
            EventBatch batch;
            while (reader.next(batch, 2, 1000))
            {
            }
        },
        {"bad.h5"});
}

/// The dataset is replaced by one with these values.
template <class T>
Variation replaced(std::string const& name, std::vector<T> const& values, RawLayout const& layout = {})
{
    return {.without = {name}, .instead = [=](RawHdf5& file) { file.dataset(name, values, layout); }};
}

TEST(BadEventFile, FormatAndVersion)
{
    expect_refused({.without = {"format"}}, {"format", "missing"});
    expect_refused({.without = {"format"}, .instead = [](RawHdf5& f) { f.attribute("format", std::string("other")); }},
                   {"'other'", "quartet-events"});
    expect_refused({.without = {"version"}}, {"version", "missing attribute"});
    expect_refused({.without = {"version"}, .instead = [](RawHdf5& f) { f.attribute("version", 9); }}, {"version 9"});
    expect_refused({.without = {"bfield_tesla"}}, {"bfield_tesla"});
    expect_refused({.without = {"bfield_tesla"}, .instead = [](RawHdf5& f) { f.attribute("bfield_tesla", 0.0); }},
                   {"bfield_tesla", "covariances"});
    expect_refused({.without = {"bfield_tesla"}, .instead = [](RawHdf5& f) { f.attribute("bfield_tesla", 0.0 / 0.0); }},
                   {"bfield_tesla", "finite"});
    expect_refused({.instead = [](RawHdf5& f) { f.attribute("length_unit", std::string("furlong")); }},
                   {"furlong", "length_unit", "cm or mm"});
}

TEST(BadEventFile, MissingDatasets)
{
    for (std::string const& name :
         std::vector<std::string>{"events/event", "events/run", "muon/offsets", "muon/pt", "muon/eta", "muon/trk_dsz",
                                  "muon/vy", "track/theta", "track/offsets", "pv/y", "beamspot/z"})
        expect_refused({.without = {name}}, {"missing dataset", "/" + name});
    expect_refused({.without = {"muon/trk_qoverp", "muon/trk_lambda", "muon/trk_phi", "muon/trk_dxy", "muon/trk_dsz"}},
                   {"missing dataset", "/muon/trk_"});
    // Without track parameters nothing says what the charge is.
    expect_refused({.without = {"muon/trk_qoverp", "muon/trk_lambda", "muon/trk_phi", "muon/trk_dxy", "muon/trk_dsz",
                                "muon/cov", "muon/charge"}},
                   {"missing dataset", "/muon/charge"});
}

TEST(BadEventFile, Offsets)
{
    using Offsets = std::vector<std::int64_t>;
    expect_refused(replaced("muon/offsets", Offsets{0, 2, 5}), {"/muon/offsets", "3 entries", "3 events"});
    expect_refused(replaced("muon/offsets", Offsets{1, 2, 2, 5}), {"/muon/offsets", "row 0", "first offset is 1"});
    expect_refused(replaced("muon/offsets", Offsets{0, 4, 2, 5}), {"/muon/offsets", "row 2", "from 4 to 2"});
    expect_refused(replaced("muon/offsets", Offsets{0, -2, 2, 5}), {"/muon/offsets", "row 1", "from 0 to -2"});
    expect_refused(replaced("muon/offsets", Offsets{0, 9, 9, 5}), {"/muon/offsets", "9"});
    expect_refused(replaced("muon/offsets", Offsets{0, 2, 2, -5}), {"/muon/offsets", "row 3", "negative"});
    expect_refused(replaced("muon/offsets", std::vector<double>{0, 2, 2, 5}), {"/muon/offsets", "floating-point"});
    expect_refused(replaced("muon/offsets", Offsets(8), RawLayout{{2}}), {"/muon/offsets", "(n, 2)"});
    expect_refused({.instead =
                        [](RawHdf5& f) {
                            f.dataset("beamspot/offsets", Offsets{0, 2, 2, 3});
                        }},
                   {"/beamspot/offsets", "row 1", "2 rows instead of 1"});
}

TEST(BadEventFile, RaggedColumns)
{
    expect_refused(replaced("muon/eta", std::vector<float>(4)), {"/muon/eta", "4 rows", "5"});
    expect_refused(replaced("muon/eta", std::vector<float>(6)), {"/muon/eta", "6 rows", "5"});
    expect_refused(replaced("muon/offsets", std::vector<std::int64_t>{0, 2, 2, 4}), {"/muon/", "5 rows", "4"});
    expect_refused(replaced("muon/cov", std::vector<float>(4 * 15), RawLayout{{15}}), {"/muon/cov", "4 rows"});
    expect_refused(replaced("events/run", std::vector<std::uint32_t>(2)), {"/events/run", "2 rows", "3"});
    expect_refused(replaced("beamspot/x", std::vector<float>(1)), {"/beamspot/x", "1 rows", "3"});
}

TEST(BadEventFile, TypesAndShapes)
{
    expect_refused(replaced("muon/charge", std::vector<float>{1, -1, 1, -1, 1}), {"/muon/charge", "floating-point"});
    expect_refused(replaced("events/event", std::vector<double>(3)), {"/events/event", "floating-point"});
    expect_refused(replaced("events/run", std::vector<std::int64_t>{1, -1, 1}), {"/events/run", "row 1", "-1"});
    expect_refused(replaced("muon/pt", std::vector<float>(10), RawLayout{{2}}), {"/muon/pt", "(n, 2)"});
    expect_refused(replaced("muon/cov", std::vector<float>(5 * 9), RawLayout{{9}}), {"/muon/cov", "(n, 9)", "(n, 15)"});
    expect_refused(replaced("muon/cov", std::vector<float>(5 * 15)), {"/muon/cov", "(n)", "(n, 15)"});
    expect_refused({.without = {"muon/pt"}, .instead = [](RawHdf5& f) { f.scalar("muon/pt", 1.0); }},
                   {"/muon/pt", "single value"});
    expect_refused({.without = {"muon/pt"}, .instead = [](RawHdf5& f) { f.texts("muon/pt", "abcde"); }},
                   {"/muon/pt", "does not hold numbers"});
    expect_refused({.without = {"muon/pt"}, .instead = [](RawHdf5& f) { f.group("muon/pt"); }},
                   {"/muon/pt", "not a dataset"});
}

TEST(BadEventFile, SizesOfBatches)
{
    TemporaryFolder folder;
    write_small_events(folder.file("a.h5"));
    expect_error<InputError>([&] { EventFileReader(folder.file("a.h5"), {.max_events = 0}); }, {"at least 1"});
}

}  // namespace
}  // namespace quartet
