#include "models/base/byte_transpose.hpp"

#include <gtest/gtest.h>

namespace quartet
{
namespace
{

TEST(ByteTranspose, RowsBecomeColumns)
{
    std::uint64_t word[8] = {};
    for (unsigned r = 0; r < 8; ++r)
        for (unsigned c = 0; c < 8; ++c) word[r] |= std::uint64_t(16 * r + c + 1) << (8 * c);
    transpose_bytes(word);
    for (unsigned r = 0; r < 8; ++r)
        for (unsigned c = 0; c < 8; ++c) EXPECT_EQ(word[c] >> (8 * r) & 0xffU, 16 * r + c + 1) << r << ' ' << c;
}

}  // namespace
}  // namespace quartet
