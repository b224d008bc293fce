// Ordered sums: the definition, and that scalars and packs of every width give its bits.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "models/base/ordered_sum.hpp"
#include "tests/unit/base/lanes.hpp"

namespace quartet
{
namespace
{

/// Terms of very different sizes, so that another order would give other bits.
template <class S>
std::vector<S> terms(std::int64_t n)
{
    std::mt19937_64 engine(static_cast<std::uint64_t>(n) + 1);
    std::uniform_real_distribution<double> exponent(-10.0, 10.0);
    std::vector<S> x(static_cast<std::size_t>(n));
    for (auto& value : x) value = static_cast<S>(std::exp(exponent(engine)) * (engine() % 2 == 0 ? 1.0 : -1.0));
    return x;
}

/// The definition in the header, word by word.
template <class S>
S by_definition(std::vector<S> const& x)
{
    S sum(0);
    for (std::size_t first = 0; first < x.size(); first += kSumChunk)
    {
        S s[8] = {};
        for (std::size_t i = first; i < x.size() && i < first + kSumChunk; ++i) s[(i - first) % 8] += x[i];
        sum += ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }
    return sum;
}

template <class S, class Sum>
void check_widths(Sum sum, std::initializer_list<int> widths, std::string const& name)
{
    for (std::int64_t const n : {0, 1, 7, 8, 9, 15, 16, 1000, 1023, 1024, 1025, 1031, 5000, 100003})
    {
        auto const x = terms<S>(n);
        S const expected = by_definition(x);
        EXPECT_EQ(to_bits(ordered_sum<S>(n, [&](std::int64_t i) { return x[static_cast<std::size_t>(i)]; })),
                  to_bits(expected));
        for (int const width : widths)
            EXPECT_EQ(to_bits(sum(x.data(), n, width)), to_bits(expected)) << name << ' ' << width << " lanes, n " << n;
    }
}

TEST(OrderedSum, EveryWidthGivesTheBitsOfTheDefinition)
{
    for (auto const& kernels : test::lane_kernels())
    {
        check_widths<double>(kernels.sum_double, {2, 4, 8}, kernels.name);
        check_widths<float>(kernels.sum_float, {4, 8}, kernels.name);
    }
}

TEST(OrderedSum, AnotherOrderGivesOtherBits)
{
    // Guards the test above: with these terms the order matters.
    auto const x = terms<double>(100003);
    double plain = 0.0;
    for (double const value : x) plain += value;
    EXPECT_NE(plain, by_definition(x));
    EXPECT_NEAR(plain, by_definition(x), 1e-6 * std::fabs(plain));
}

TEST(OrderedSum, ChunksMayBeDoneInAnyOrder)
{
    auto const x = terms<double>(10000);
    auto const term = [&](std::int64_t i) { return x[static_cast<std::size_t>(i)]; };
    std::vector<double> parts(static_cast<std::size_t>(sum_chunks(10000)));
    for (std::int64_t c = std::ssize(parts) - 1; c >= 0; --c)
        parts[static_cast<std::size_t>(c)] = chunk_sum<double>(c, 10000, term);
    double sum = 0.0;
    for (double const part : parts) sum += part;
    EXPECT_EQ(to_bits(sum), to_bits(by_definition(x)));
}

TEST(OrderedSum, ScalarAccumulatorAddsToTheEightLanesInTurn)
{
    auto const x = terms<double>(777);
    OrderedSum<double> sum;
    for (double const value : x) sum.add(value);
    EXPECT_EQ(to_bits(sum.total()), to_bits(by_definition(x)));
}

}  // namespace
}  // namespace quartet
