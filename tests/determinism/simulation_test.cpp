// The same seed gives the same event file, byte for byte, for any number of threads and any batch.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/core/sha256.hpp"
#include "host/io/event_file.hpp"
#include "host/io/hdf5.hpp"
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

std::string temporary_file()
{
    auto const folder = std::filesystem::temp_directory_path();
    return (folder / ("quartet_simulation_" + std::to_string(::getpid()) + ".h5")).string();
}

SimulationConfig four_muons()
{
    SimulationConfig config = simulation_preset("mix", 600);
    config.combinatorial.min_muons = 4;
    return config;
}

/// Every component, with tracks of hadrons, electrons and jets.
SimulationConfig everything()
{
    SimulationConfig config;
    config.counts.fill(40);
    return config;
}

std::string simulated(SimulationConfig const& config, std::uint64_t seed, int threads, std::int64_t batch)
{
    std::string const path = temporary_file();
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

/// SHA-256 of the names and values (as float64) of all columns of a preset's file, in alphabetical order.
std::string content(std::string const& preset)
{
    std::string const path = temporary_file();
    ThreadPool pool(2);
    simulate_to_file(simulation_preset(preset, 400), 5, pool, path, {});
    Sha256 hash;
    {
        hdf5::InputFile const file(path);
        auto const sorted = [](std::vector<std::string> names)
        {
            std::sort(names.begin(), names.end());
            return names;
        };
        for (auto const& group : sorted(file.root().names()))
            for (auto const& column : sorted(file.root().group(group).names()))
            {
                std::string const name = group + "/" + column;
                std::vector<double> const values = file.root().group(group).dataset(column).read_all<double>();
                hash.update(name.data(), name.size());
                if (!values.empty()) hash.update(values.data(), values.size() * sizeof(double));
            }
    }
    std::filesystem::remove(path);
    return hash.hex_digest();
}

TEST(SimulationDeterminism, ThreadsAndBatchesDoNotMatter)
{
    for (SimulationConfig const& config : {four_muons(), everything()})
    {
        std::string const first = simulated(config, 17, 1, 600);
        ASSERT_GT(first.size(), 100000u);
        EXPECT_TRUE(first == simulated(config, 17, 1, 600)) << "repeated";
        EXPECT_TRUE(first == simulated(config, 17, 2, 600)) << "two threads";
        EXPECT_TRUE(first == simulated(config, 17, 3, 7)) << "three threads, batches of 7";
        EXPECT_TRUE(first == simulated(config, 17, 2, 479)) << "batches of 479";
        EXPECT_FALSE(first == simulated(config, 18, 2, 600)) << "another seed";
    }
}

// The presets of the first four components have the events that they had before there were others: SHA-256 of files
// that the program of commit 8a48629 wrote (400 events, seed 5).
TEST(SimulationDeterminism, TheFirstPresetsKeepTheirEvents)
{
    EXPECT_EQ(content("bs4mu"), "043d073980e19c8afc944022e23466f91db27c04b71a889feee2e7e6a1e08b25");
    EXPECT_EQ(content("b04mu"), "91c183c5c743e8f096373cab7525279cd6826d868ffa89cc2dced7d0444097a8");
    EXPECT_EQ(content("jpsiphi4mu"), "8f85f62ccbd34aa3e045fe532f470e86b4cc92b6c3a63ff943aeacfe02a54840");
    EXPECT_EQ(content("combinatorial"), "b440840622169dd7274271d065bc250ca52be0b47279c9344b2ddb81535b8359");
    EXPECT_EQ(content("mix"), "1a5e276c4ebd7ebcddd06823f427088fdc08b4508cc7eb539fd783b9d0816b9a");
}

}  // namespace
}  // namespace quartet::simulation
