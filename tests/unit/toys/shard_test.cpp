// Shares of a plan.
#include "host/toys/shard.hpp"

#include <gtest/gtest.h>

#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"

namespace quartet
{
namespace
{

TEST(Shard, SharesFollowEachOtherAndAreEven)
{
    for (std::int64_t toys :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{5}, std::int64_t{1000003}, std::int64_t{1} << 40})
        for (std::int64_t count : {std::int64_t{1}, std::int64_t{2}, std::int64_t{7}, most_shards})
        {
            std::int64_t next = 0;
            std::int64_t const step = std::max<std::int64_t>(1, count / 100);
            for (std::int64_t i = 0; i < count; i += step)
            {
                Shard const shard{i, count};
                std::int64_t const size = shard.last(toys) - shard.first(toys);
                EXPECT_LE(std::abs(size - toys / count), 1);
                EXPECT_TRUE(step > 1 || shard.first(toys) == next);
                next = shard.last(toys);
                EXPECT_EQ(shard.last(toys), (Shard{i + 1, count}.first(toys)));
            }
            EXPECT_EQ((Shard{count - 1, count}.last(toys)), toys);
        }
}

TEST(Shard, IsWrittenAsItIsRead)
{
    EXPECT_EQ(to_string(parse_shard("3/17")), "3/17");
    for (char const* bad : {"", "1", "1/", "/2", "2/2", "-1/2", "0/0", "a/2", "1/2/3", "0/1000001", "1 /2"})
        test::expect_error<InputError>([&] { parse_shard(bad); }, {"--shard", bad});
}

}  // namespace
}  // namespace quartet
