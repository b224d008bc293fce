// The same seed gives the same event file, byte for byte, for any number of threads and any batch.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/io/event_file.hpp"
#include "host/simulation/simulate.hpp"

namespace quartet::simulation
{
namespace
{

std::string bytes_of(std::string const& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string simulated(std::uint64_t seed, int threads, std::int64_t batch)
{
    SimulationConfig config = simulation_preset("mix", 600);
    config.combinatorial.min_muons = 4;
    auto const folder = std::filesystem::temp_directory_path();
    std::string const path = (folder / ("quartet_simulation_" + std::to_string(::getpid()) + ".h5")).string();
    Provenance const none;
    ThreadPool pool(threads);
    {
        EventFileWriter writer(path, {}, none);
        simulate(config, seed, pool, batch, [&](EventBatch const& events) { writer.append(events.view()); });
        writer.commit();
    }
    std::string const bytes = bytes_of(path);
    std::filesystem::remove(path);
    return bytes;
}

TEST(SimulationDeterminism, ThreadsAndBatchesDoNotMatter)
{
    std::string const first = simulated(17, 1, 600);
    ASSERT_GT(first.size(), 100000u);
    EXPECT_TRUE(first == simulated(17, 1, 600)) << "repeated";
    EXPECT_TRUE(first == simulated(17, 2, 600)) << "two threads";
    EXPECT_TRUE(first == simulated(17, 3, 7)) << "three threads, batches of 7";
    EXPECT_TRUE(first == simulated(17, 2, 599)) << "batches of 599";
    EXPECT_FALSE(first == simulated(18, 2, 600)) << "another seed";
}

}  // namespace
}  // namespace quartet::simulation
