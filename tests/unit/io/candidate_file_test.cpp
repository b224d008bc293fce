#include "host/io/candidate_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "host/io/hdf5.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/raw_hdf5.hpp"
#include "tests/harness/temporary_folder.hpp"

namespace quartet
{
namespace
{

using test::expect_error;
using test::RawHdf5;
using test::TemporaryFolder;

Provenance fixed_provenance(std::string const& command = "quartet candidates events.h5 --decay BsTo4Mu -o a.h5")
{
    Provenance provenance = make_provenance(command);
    provenance.time_utc = "2026-01-01T00:00:00Z";
    return provenance;
}

/// Columns of every type; value of row i follows from i.
ColumnTable rows(std::int64_t first, std::int64_t count)
{
    ColumnTable table;
    auto const fill = [&](auto& values, int width)
    {
        using T = typename std::decay_t<decltype(values)>::value_type;
        for (std::int64_t i = first * width; i < (first + count) * width; ++i)
            values.push_back(static_cast<T>(i % 120 + (std::is_floating_point_v<T> ? 0.25 : 0)));
    };
    fill(table.add<std::int64_t>("event_index", "1", "position of the event"), 1);
    fill(table.add<std::int32_t>("idx", "1", "muons", {4}), 4);
    fill(table.add<double>("mass", "GeV", "mass"), 1);
    fill(table.add<float>("pair_mass", "GeV", "pairings", {2, 2}), 4);
    fill(table.add<std::int8_t>("charge", "e", "charge"), 1);
    fill(table.add<std::uint8_t>("status", "1", "status"), 1);
    fill(table.add<std::uint32_t>("run", "1", "run"), 1);
    fill(table.add<std::uint64_t>("event", "1", "event"), 1);
    fill(table.add<std::int16_t>("short", "1", "short"), 1);
    fill(table.add<std::uint16_t>("ushort", "1", "ushort"), 1);
    return table;
}

void write(std::string const& path, std::int64_t total, std::int64_t batch, CandidateWriteOptions options = {})
{
    CandidateFileWriter writer(path, fixed_provenance(), options);
    writer.set_attribute("decay", std::string("BsTo4Mu"));
    writer.set_attribute("n_input", std::int64_t(17));
    if (total == 0) writer.append(rows(0, 0));
    for (std::int64_t first = 0; first < total; first += batch)
        writer.append(rows(first, std::min(batch, total - first)));
    writer.commit();
    EXPECT_EQ(writer.rows(), total);
}

std::string bytes_of(std::string const& path)
{
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

template <class T>
void expect_column(CandidateFileReader const& reader, ColumnTable const& expected, std::string const& name)
{
    EXPECT_EQ(reader.read<T>(name), expected.values<T>(name)) << name;
}

TEST(CandidateFile, RoundTripsEveryType)
{
    TemporaryFolder folder;
    for (int const compression : {0, 5})
    {
        write(folder.file("a.h5"), 100, 13, {compression, 32});
        CandidateFileReader const reader(folder.file("a.h5"));
        ColumnTable const expected = rows(0, 100);
        EXPECT_EQ(reader.rows(), 100);
        ASSERT_EQ(reader.columns().size(), 10U);
        EXPECT_EQ(reader.columns()[1].name, "idx");
        EXPECT_EQ(reader.columns()[3].trailing, (std::vector<std::int64_t>{2, 2}));
        EXPECT_EQ(reader.columns()[2].units, "GeV");
        EXPECT_EQ(reader.columns()[0].description, "position of the event");
        expect_column<std::int64_t>(reader, expected, "event_index");
        expect_column<std::int32_t>(reader, expected, "idx");
        expect_column<double>(reader, expected, "mass");
        expect_column<float>(reader, expected, "pair_mass");
        expect_column<std::int8_t>(reader, expected, "charge");
        expect_column<std::uint8_t>(reader, expected, "status");
        expect_column<std::uint32_t>(reader, expected, "run");
        expect_column<std::uint64_t>(reader, expected, "event");
        expect_column<std::int16_t>(reader, expected, "short");
        expect_column<std::uint16_t>(reader, expected, "ushort");
        EXPECT_EQ(reader.read<double>("pair_mass", 3, 1), (std::vector<double>{12.25, 13.25, 14.25, 15.25}));
        EXPECT_EQ(reader.attribute("decay", ""), "BsTo4Mu");
        EXPECT_EQ(reader.attribute("n_input", 0.0), 17.0);
        EXPECT_EQ(reader.attribute("n_candidates", 0.0), 100.0);
        EXPECT_EQ(reader.attribute("none", "otherwise"), "otherwise");
    }
}

TEST(CandidateFile, FilesAreEqualByteForByteForAnyBatches)
{
    TemporaryFolder folder;
    write(folder.file("all.h5"), 100, 100, {0, 32});
    std::string const reference = bytes_of(folder.file("all.h5"));
    for (std::int64_t const batch : {1, 7, 32, 64})
    {
        write(folder.file("some.h5"), 100, batch, {0, 32});
        EXPECT_TRUE(bytes_of(folder.file("some.h5")) == reference) << batch;
    }
}

TEST(CandidateFile, NoCandidatesIsAValidFile)
{
    TemporaryFolder folder;
    write(folder.file("a.h5"), 0, 1);
    CandidateFileReader const reader(folder.file("a.h5"));
    EXPECT_EQ(reader.rows(), 0);
    EXPECT_EQ(reader.columns().size(), 10U);
    EXPECT_TRUE(reader.read<double>("mass").empty());
    copy_candidates(reader, folder.file("b.h5"), fixed_provenance(),
                    [](ColumnTable& block) { block.add<float>("score", "1", "BDT"); });
    EXPECT_TRUE(CandidateFileReader(folder.file("b.h5")).has("score"));
}

TEST(CandidateFile, CopiesWithNewColumns)
{
    TemporaryFolder folder;
    write(folder.file("a.h5"), 100, 100);
    std::string const before = bytes_of(folder.file("a.h5"));
    CandidateFileReader const reader(folder.file("a.h5"));
    copy_candidates(reader, folder.file("b.h5"), fixed_provenance("quartet score a.h5 --model m.json -o b.h5"),
                    [](ColumnTable& block)
                    {
                        auto const mass = block.as<double>("mass");
                        auto& score = block.add<float>("score", "1", "BDT probability");
                        for (double const m : mass) score.push_back(static_cast<float>(2 * m));
                        auto& status = block.values<std::uint8_t>("status");
                        for (auto& value : status) value = 7;
                    },
                    {0, 16});
    EXPECT_TRUE(bytes_of(folder.file("a.h5")) == before);
    CandidateFileReader const copy(folder.file("b.h5"));
    EXPECT_EQ(copy.rows(), 100);
    EXPECT_EQ(copy.columns().back().name, "score");
    EXPECT_EQ(copy.read<double>("mass"), reader.read<double>("mass"));
    EXPECT_EQ(copy.read<std::int32_t>("idx"), reader.read<std::int32_t>("idx"));
    EXPECT_EQ(copy.read<float>("score").at(50), 100.5F);
    EXPECT_EQ(copy.read<int>("status").at(3), 7);
    EXPECT_EQ(copy.attribute("decay", ""), "BsTo4Mu");
    auto const provenance = nlohmann::json::parse(copy.provenance_json());
    EXPECT_EQ(provenance["command_line"], "quartet score a.h5 --model m.json -o b.h5");
    EXPECT_EQ(provenance["history"][0]["command_line"], "quartet candidates events.h5 --decay BsTo4Mu -o a.h5");
}

TEST(CandidateFile, OtherGroupsAreCopied)
{
    TemporaryFolder folder;
    {
        RawHdf5 file(folder.file("a.h5"));
        file.attribute("format", std::string("quartet-candidates"));
        file.attribute("version", 1);
        file.dataset("candidate/mass", std::vector<float>{5.3F});
        file.dataset("summary/counts", std::vector<std::int64_t>{3, 2, 1});
    }
    copy_candidates(CandidateFileReader(folder.file("a.h5")), folder.file("b.h5"), fixed_provenance(),
                    [](ColumnTable&) {});
    hdf5::InputFile const file(folder.file("b.h5"));
    EXPECT_EQ(file.root().group("summary").dataset("counts").read_all<std::int64_t>(),
              (std::vector<std::int64_t>{3, 2, 1}));
}

TEST(CandidateFile, TheInputIsNeverTheOutput)
{
    TemporaryFolder folder;
    write(folder.file("a.h5"), 10, 10);
    std::string const before = bytes_of(folder.file("a.h5"));
    std::filesystem::create_symlink(folder.file("a.h5"), folder.file("link.h5"));
    for (auto const* name : {"a.h5", "link.h5"})
        expect_error<InputError>(
            [&]
            {
                copy_candidates(CandidateFileReader(folder.file("a.h5")), folder.file(name), fixed_provenance(),
                                [](ColumnTable&) {});
            },
            {"the input itself", name});
    EXPECT_TRUE(bytes_of(folder.file("a.h5")) == before);
}

TEST(CandidateFile, BadFilesAreRefusedInWords)
{
    TemporaryFolder folder;
    std::string const path = folder.file("bad.h5");
    auto const refused = [&](auto make, std::initializer_list<std::string> parts)
    {
        {
            RawHdf5 file(path);
            make(file);
        }
        expect_error<InputError>([&] { CandidateFileReader(path).read<std::int32_t>("idx"); }, parts);
    };
    auto const head = [](RawHdf5& file)
    {
        file.attribute("format", std::string("quartet-candidates"));
        file.attribute("version", 1);
    };
    refused([](RawHdf5& file) { file.attribute("format", std::string("quartet-events")); },
            {"quartet-events", "bad.h5"});
    refused([](RawHdf5&) {}, {"not a candidate file"});
    refused(head, {"missing group", "/candidate"});
    refused(
        [&](RawHdf5& file)
        {
            head(file);
            file.dataset("candidate/mass", std::vector<float>(3));
            file.dataset("candidate/idx", std::vector<std::int32_t>(8), {{4}});
        },
        {"/candidate/", "2", "3 rows"});
    refused(
        [&](RawHdf5& file)
        {
            head(file);
            file.dataset("candidate/mass", std::vector<float>(3));
        },
        {"missing dataset", "/candidate/idx"});
    refused(
        [&](RawHdf5& file)
        {
            head(file);
            file.dataset("candidate/idx", std::vector<float>(8), {{4}});
        },
        {"/candidate/idx", "floating-point"});
}

TEST(CandidateFile, ChangedColumnsAreAMistakeOfTheProgram)
{
    TemporaryFolder folder;
    CandidateFileWriter writer(folder.file("a.h5"), fixed_provenance());
    writer.append(rows(0, 5));
    ColumnTable fewer;
    fewer.add<double>("mass", "GeV", "mass") = {1};
    EXPECT_THROW(writer.append(fewer), std::logic_error);
}

}  // namespace
}  // namespace quartet
