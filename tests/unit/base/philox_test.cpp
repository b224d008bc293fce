// Philox against the known answers that its authors published, and the uniform numbers made from it.
#include "models/base/philox.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace quartet
{
namespace
{

void expect_words(PhiloxBlock const& block, std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    EXPECT_EQ(block.word[0], a);
    EXPECT_EQ(block.word[1], b);
    EXPECT_EQ(block.word[2], c);
    EXPECT_EQ(block.word[3], d);
}

TEST(Philox, KnownAnswers)
{
    // Random123 1.14, tests/kat_vectors, philox4x32 with 10 rounds.
    expect_words(philox4x32_10({{0, 0, 0, 0}}, 0, 0), 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    expect_words(philox4x32_10({{~0U, ~0U, ~0U, ~0U}}, ~0U, ~0U), 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    expect_words(philox4x32_10({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0xa4093822, 0x299f31d0), 0xd16cfe09,
                 0x94fdcceb, 0x5001e420, 0x24126ea1);
}

TEST(Philox, SeedIndexStreamAndDrawGoIntoKeyAndCounter)
{
    Philox const generator{0x299f31d0a4093822ULL};
    expect_words(generator(0x85a308d3243f6a88ULL, 0x13198a2eU, 0x03707344U), 0xd16cfe09, 0x94fdcceb, 0x5001e420,
                 0x24126ea1);
}

TEST(Philox, UniformNumbersAreInsideTheOpenInterval)
{
    EXPECT_EQ(uniform01(0, 0), 0x1p-53);
    EXPECT_EQ(uniform01(~0U, ~0U), 1.0 - 0x1p-53);
    EXPECT_EQ(uniform01(0U), 0x1p-24F);
    EXPECT_EQ(uniform01(~0U), 1.0F - 0x1p-24F);
    EXPECT_EQ(uniform01(0, 0x80000000U), 0.5 + 0x1p-53);
    // u and 1 - u are both made: the normal numbers are symmetric.
    EXPECT_EQ(uniform01(0x12345678U, 0x9abcdef0U), 1.0 - uniform01(~0x12345678U, ~0x9abcdef0U));
}

TEST(Philox, StreamsDoNotOverlap)
{
    std::set<double> seen;
    for (std::uint64_t seed = 0; seed < 4; ++seed)
        for (std::uint32_t stream = 0; stream < 4; ++stream)
            for (std::uint64_t index = 0; index < 100; ++index)
            {
                RandomStream random(seed, stream, index);
                for (int i = 0; i < 5; ++i) seen.insert(random.next_uniform());
            }
    EXPECT_EQ(seen.size(), 4U * 4U * 100U * 5U);
}

}  // namespace
}  // namespace quartet
