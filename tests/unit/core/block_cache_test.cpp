#include "host/memory/block_cache.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace quartet
{
namespace
{

constexpr std::size_t mib = std::size_t(1) << 20;

TEST(BlockCache, RoundsUpByAnEighthAtMost)
{
    EXPECT_EQ(BlockCache::rounded(100), 100U);
    for (std::size_t bytes = BlockCache::smallest; bytes < 40 * mib; bytes += bytes / 13 + 1)
    {
        std::size_t const size = BlockCache::rounded(bytes);
        EXPECT_GE(size, bytes);
        EXPECT_LE(size, bytes + bytes / 8);
        EXPECT_EQ(BlockCache::rounded(size), size);
    }
}

TEST(BlockCache, KeepsBlocksForTheNextRequestOfTheirSize)
{
    BlockCache cache(4 * mib);
    void* const a = cache.allocate(mib);
    std::memset(a, 1, mib);
    cache.deallocate(a, mib);
    EXPECT_EQ(cache.kept(), mib);
    void* const b = cache.allocate(mib - 1000);  // of the same rounded size
    EXPECT_EQ(b, a);
    EXPECT_EQ(cache.kept(), 0U);
    void* const c = cache.allocate(2 * mib);
    EXPECT_NE(c, a);
    cache.deallocate(b, mib - 1000);
    cache.deallocate(c, 2 * mib);
    EXPECT_EQ(cache.kept(), 3 * mib);
}

TEST(BlockCache, HoldsNoMoreThanItsCapacity)
{
    BlockCache cache(mib);
    void* const a = cache.allocate(mib);
    void* const b = cache.allocate(mib);
    cache.deallocate(a, mib);
    cache.deallocate(b, mib);
    EXPECT_EQ(cache.kept(), mib);
    void* const small = cache.allocate(1000);
    cache.deallocate(small, 1000);
    EXPECT_EQ(cache.kept(), mib);
    cache.deallocate(cache.allocate(0), 0);
    cache.deallocate(nullptr, mib);
    EXPECT_EQ(cache.kept(), mib);
}

}  // namespace
}  // namespace quartet
