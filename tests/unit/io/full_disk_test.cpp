// Outputs that cannot be written: an EnvironmentError, and nothing is left behind.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "host/io/candidate_file.hpp"
#include "host/io/event_file.hpp"
#include "models/base/error.hpp"
#include "tests/harness/temporary_folder.hpp"

namespace quartet
{
namespace
{

using test::TemporaryFolder;

/// Runs `action` in a child process that may not make files of more than `bytes` (its writes fail with EFBIG, as on a
/// full disk with ENOSPC). Exit code 0 = done, 3 = EnvironmentError with the name of the file, 1 = anything else.
template <class Action>
int run_with_small_files(rlim_t bytes, std::string const& name, Action action)
{
    std::fflush(nullptr);
    pid_t const child = fork();
    if (child == 0)
    {
        rlimit const limit{bytes, bytes};
        setrlimit(RLIMIT_FSIZE, &limit);
        int code = 0;
        try
        {
            action();
        }
        catch (EnvironmentError const& error)
        {
            code = std::string(error.what()).find(name) != std::string::npos ? 3 : 1;
        }
        catch (...)
        {
            code = 1;
        }
        std::exit(code);  // with the library's own clean-up at exit, as in the program
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// SplitMix64 of the index: nothing that compression could shorten.
double incompressible(std::int64_t index)
{
    std::uint64_t z = static_cast<std::uint64_t>(index + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return static_cast<double>(z ^ (z >> 31));
}

void write_candidates(std::string const& path, std::int64_t total, int compression)
{
    CandidateFileWriter writer(path, make_provenance("quartet candidates"), {compression, 1000});
    for (std::int64_t first = 0; first < total; first += 500)
    {
        ColumnTable table;
        auto& mass = table.add<double>("mass", "GeV", "mass");
        for (std::int64_t i = 0; i < 500; ++i) mass.push_back(incompressible(first + i));
        table.add<float>("score", "1", "score").assign(500, 0.5F);
        writer.append(table);
    }
    writer.commit();
}

void write_events(std::string const& path, std::int64_t total)
{
    EventFileWriter writer(path, {.block_events = 1000}, make_provenance("quartet simulate"));
    EventBatch batch;
    batch.n_events = 500;
    batch.run.make(500), batch.luminosity_block.make(500), batch.event.make(500);
    batch.muon.offsets.make(501);
    for (std::size_t e = 0; e <= 500; ++e) batch.muon.offsets.values[e] = static_cast<std::int64_t>(4 * e);
    for (auto* column : {&batch.muon.pt, &batch.muon.eta, &batch.muon.phi}) column->make(2000);
    batch.muon.charge.make(2000);
    for (std::int64_t first = 0; first < total; first += 500) writer.append(batch.view());
    writer.commit();
}

TEST(FullDisk, CandidateFilesFailCleanlyWhereverTheLimitStrikes)
{
    TemporaryFolder folder;
    std::string const path = folder.file("out.h5");
    for (int const compression : {0, 4})
        for (rlim_t const limit : {0UL, 1000UL, 5000UL, 20000UL, 100000UL, 250000UL})
        {
            EXPECT_EQ(run_with_small_files(limit, "out.h5", [&] { write_candidates(path, 50000, compression); }), 3)
                << limit;
            EXPECT_EQ(folder.entries(), 0) << limit;
        }
    EXPECT_EQ(run_with_small_files(10000000, "out.h5", [&] { write_candidates(path, 50000, 0); }), 0);
    EXPECT_EQ(CandidateFileReader(path).rows(), 50000);
}

TEST(FullDisk, EventFilesFailCleanlyWhereverTheLimitStrikes)
{
    TemporaryFolder folder;
    std::string const path = folder.file("out.h5");
    for (rlim_t const limit : {0UL, 3000UL, 30000UL, 300000UL})
    {
        EXPECT_EQ(run_with_small_files(limit, "out.h5", [&] { write_events(path, 20000); }), 3) << limit;
        EXPECT_EQ(folder.entries(), 0) << limit;
    }
    EXPECT_EQ(run_with_small_files(30000000, "out.h5", [&] { write_events(path, 20000); }), 0);
    EXPECT_EQ(EventFileReader(path).n_events(), 20000);
}

TEST(FullDisk, AnOlderOutputSurvives)
{
    TemporaryFolder folder;
    std::string const path = folder.file("out.h5");
    write_candidates(path, 500, 0);
    EXPECT_EQ(run_with_small_files(20000, "out.h5", [&] { write_candidates(path, 50000, 0); }), 3);
    EXPECT_EQ(folder.entries(), 1);
    EXPECT_EQ(CandidateFileReader(path).rows(), 500);
}

}  // namespace
}  // namespace quartet
