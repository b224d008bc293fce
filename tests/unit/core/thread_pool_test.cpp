#include "host/core/thread_pool.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <string>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

TEST(ThreadPool, VisitsEveryIndexOnceForAllSizes)
{
    for (int const threads : {1, 2, 3, 8})
    {
        ThreadPool pool(threads);
        EXPECT_EQ(pool.size(), threads);
        for (std::int64_t const n : {0, 1, 2, 7, 1000})
            for (std::int64_t const grain : {0, 1, 3, 1000, 5000})
            {
                std::vector<std::atomic<int>> visits(static_cast<std::size_t>(n));
                std::atomic<int> bad_blocks = 0;
                pool.for_blocks(
                    n, grain,
                    [&](std::int64_t first, std::int64_t last, int worker)
                    {
                        if (last - first > std::max<std::int64_t>(grain, 1) || worker < 0 || worker >= threads)
                            ++bad_blocks;
                        for (std::int64_t i = first; i < last; ++i) ++visits[static_cast<std::size_t>(i)];
                    });
                EXPECT_EQ(bad_blocks, 0);
                for (auto const& count : visits) EXPECT_EQ(count, 1);
            }
    }
}

TEST(ThreadPool, NoIndicesNoCalls)
{
    ThreadPool pool(2);
    int calls = 0;
    pool.for_blocks(0, 1, [&](std::int64_t, std::int64_t, int) { ++calls; });
    pool.for_blocks(-5, 1, [&](std::int64_t, std::int64_t, int) { ++calls; });
    EXPECT_EQ(calls, 0);
}

TEST(ThreadPool, AnExceptionOfABodyArrivesAndThePoolGoesOn)
{
    for (int const threads : {1, 2, 4})
    {
        ThreadPool pool(threads);
        for (int repeat = 0; repeat < 50; ++repeat)
        {
            std::atomic<std::int64_t> visited = 0;
            EXPECT_THROW(pool.for_blocks(1000, 1,
                                         [&](std::int64_t first, std::int64_t, int)
                                         {
                                             ++visited;
                                             if (first == 17) throw std::runtime_error("body");
                                         }),
                         std::runtime_error);
            // Others may have gone on while the exception was on its way.
            EXPECT_GE(visited, 18);
            EXPECT_TRUE(threads > 1 || visited == 18);
            std::atomic<std::int64_t> sum = 0;
            pool.for_blocks(100, 7,
                            [&](std::int64_t first, std::int64_t last, int)
                            {
                                for (std::int64_t i = first; i < last; ++i) sum += i;
                            });
            EXPECT_EQ(sum, 4950);
        }
    }
}

TEST(ThreadPool, ManyShortLoopsInARow)
{
    ThreadPool pool(4);
    std::vector<double> values(64, 0.0);
    for (int repeat = 0; repeat < 2000; ++repeat)
        pool.for_blocks(64, 1,
                        [&](std::int64_t first, std::int64_t, int) { values[static_cast<std::size_t>(first)] += 1; });
    for (double const value : values) EXPECT_EQ(value, 2000.0);
}

TEST(ThreadPool, WorkersHaveScratchOfTheirOwn)
{
    ThreadPool pool(3);
    std::vector<std::vector<std::int64_t>> scratch(static_cast<std::size_t>(pool.size()));
    pool.for_blocks(10000, 10,
                    [&](std::int64_t first, std::int64_t last, int worker)
                    {
                        for (std::int64_t i = first; i < last; ++i)
                            scratch[static_cast<std::size_t>(worker)].push_back(i);
                    });
    std::int64_t sum = 0;
    for (auto const& part : scratch) sum = std::accumulate(part.begin(), part.end(), sum);
    EXPECT_EQ(sum, 10000LL * 9999 / 2);
}

TEST(ThreadPool, PoolsInsidePools)
{
    ThreadPool outer(2);
    std::atomic<std::int64_t> sum = 0;
    outer.for_blocks(8, 1,
                     [&](std::int64_t, std::int64_t, int)
                     {
                         ThreadPool inner(2);
                         inner.for_blocks(100, 9,
                                          [&](std::int64_t first, std::int64_t last, int) { sum += last - first; });
                     });
    EXPECT_EQ(sum, 800);
}

/// In a process of its own: little address space is left, so the stacks of 4096 threads do not fit.
void start_more_threads_than_fit()
{
    rlimit limit{};
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = rlim_t{1} << 30;
    setrlimit(RLIMIT_AS, &limit);
    try
    {
        ThreadPool const pool(4096);
    }
    catch (EnvironmentError const& error)
    {
        std::string const text = error.what();
        std::_Exit(text.find("of 4096 threads") != std::string::npos ? 3 : 4);
    }
    std::_Exit(0);
}

TEST(ThreadPoolDeathTest, ThreadsThatCannotBeStartedAreAnEnvironmentError)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers need more address space than the test leaves";
#endif
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(start_more_threads_than_fit(), testing::ExitedWithCode(3), "");
}

TEST(ThreadPool, AtLeastOneProcessor) { EXPECT_GE(available_processors(), 1); }

}  // namespace
}  // namespace quartet
