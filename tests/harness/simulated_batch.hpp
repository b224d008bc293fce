// Events of a preset as one batch, written to a file and read back.
#pragma once

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "host/core/thread_pool.hpp"
#include "host/io/event_file.hpp"
#include "host/simulation/simulate.hpp"

namespace quartet::test
{

inline EventBatch simulated_batch(char const* preset, std::int64_t events, std::uint64_t seed)
{
    std::string const path =
        testing::TempDir() + "simulated_batch_" + preset + "_" + std::to_string(::getpid()) + ".h5";
    ThreadPool pool(1);
    simulation::simulate_to_file(simulation::simulation_preset(preset, events), seed, pool, path, {});
    EventReadOptions options;
    options.max_rows = std::int64_t(1) << 40;
    EventBatch all;
    EXPECT_TRUE(EventFileReader(path, options).next(all));
    EXPECT_EQ(all.n_events, events);
    std::filesystem::remove(path);
    return all;
}

}  // namespace quartet::test
