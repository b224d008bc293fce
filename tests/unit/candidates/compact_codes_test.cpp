// Compaction in words of eight codes, against one code at a time.
#include "host/cpu/compact_codes.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace quartet
{
namespace
{

void expect_compacted(std::vector<std::uint8_t> const& code)
{
    std::vector<std::int64_t> expected, position(code.size() + 1, -7);
    CodeCounts counts, expected_counts;
    for (CodeCounts* c : {&counts, &expected_counts}) c->count[3] = 5;  // counts are added to what is there
    for (std::size_t i = 0; i < code.size(); ++i)
    {
        if (code[i] == 0) expected.push_back(static_cast<std::int64_t>(i));
        ++expected_counts.count[code[i]];
    }
    auto const n = static_cast<std::int64_t>(code.size());
    std::int64_t const kept = compact_codes({code.data(), n}, {position.data(), n}, counts);
    ASSERT_EQ(kept, static_cast<std::int64_t>(expected.size()));
    EXPECT_EQ(position[static_cast<std::size_t>(kept)], -7);
    position.resize(expected.size());
    EXPECT_EQ(position, expected);
    for (int k = 0; k < 256; ++k) EXPECT_EQ(counts.count[k], expected_counts.count[k]) << k;
}

TEST(CompactCodes, AgreesWithOneAtATime)
{
    std::mt19937 engine(3);
    for (std::size_t const size : {0U, 1U, 7U, 8U, 2047U, 2048U, 2051U, 50001U})
        for (int const zero_of_a_hundred : {0, 1, 60, 100})
        {
            std::vector<std::uint8_t> code(size);
            for (auto& c : code)
                c = static_cast<int>(engine() % 100) < zero_of_a_hundred ? std::uint8_t(0)
                                                                         : static_cast<std::uint8_t>(engine() % 256);
            expect_compacted(code);
        }
}

/// The question for a zero byte must not take 1 above 0 for another 0, nor 128 for one.
TEST(CompactCodes, BytesThatLookLikeZero)
{
    std::vector<std::uint8_t> code(4096, 0x80);
    for (std::size_t i = 0; i < code.size(); i += 5) code[i] = 1;
    expect_compacted(code);
    for (std::size_t i = 0; i < code.size(); i += 11) code[i] = 0;
    expect_compacted(code);
}

}  // namespace
}  // namespace quartet
