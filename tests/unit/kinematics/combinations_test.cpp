#include "models/kinematics/combinations.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace quartet::test
{
namespace
{

TEST(Combinations, BinomialFollowsPascal)
{
    for (std::int64_t n = 0; n <= 60; ++n)
    {
        EXPECT_EQ(binomial(n, 0), 1);
        for (int k = 1; k <= 4; ++k)
            EXPECT_EQ(binomial(n, k), n == 0 ? 0 : binomial(n - 1, k) + binomial(n - 1, k - 1)) << n << " " << k;
    }
    EXPECT_EQ(binomial(13, 4), 715);
    // Python: math.comb(3000, 4), math.comb(80000, 4)
    EXPECT_EQ(binomial(3000, 4), 3368254124250);
    EXPECT_EQ(binomial(max_objects_for_combinations, 4), 1706538669599980000);
}

std::vector<std::int64_t> unranked(std::int64_t rank, std::int64_t n, int k)
{
    std::vector<std::int64_t> index(static_cast<std::size_t>(k));
    unrank(rank, n, k, index.data());
    return index;
}

template <int K>
void check_all(std::int64_t n)
{
    std::vector<std::int64_t> expected(K);
    for (int k = 0; k < K; ++k) expected[static_cast<std::size_t>(k)] = k;
    for (std::int64_t rank = 0; rank < binomial(n, K); ++rank)
    {
        std::vector<std::int64_t> const c = unranked(rank, n, K);
        ASSERT_EQ(c, expected) << "n " << n << " rank " << rank;
        // The next tuple in lexicographic order.
        std::vector<std::int64_t> next = c;
        bool const is_last = rank + 1 == binomial(n, K);
        ASSERT_EQ(next_combination(n, K, next.data()), !is_last);
        int k = K - 1;
        while (k >= 0 && expected[static_cast<std::size_t>(k)] == n - K + k) --k;
        if (k < 0)
        {
            for (int j = 0; j < K; ++j) ASSERT_EQ(next[static_cast<std::size_t>(j)], j);
            continue;
        }
        std::int64_t value = ++expected[static_cast<std::size_t>(k)];
        for (int j = k + 1; j < K; ++j) expected[static_cast<std::size_t>(j)] = ++value;
        ASSERT_EQ(next, expected);
    }
}

TEST(Combinations, UnrankCountsInLexicographicOrder)
{
    for (std::int64_t n = 2; n <= 14; ++n)
    {
        check_all<2>(n);
        check_all<3>(n);
        check_all<4>(n);
    }
}

/// First and last tuples, and the number of a tuple counted from its definition, for thousands of objects.
TEST(Combinations, UnrankIsExactForLargeNumbers)
{
    for (std::int64_t n : {std::int64_t(3000), max_objects_for_combinations})
    {
        auto const last = unranked(binomial(n, 4) - 1, n, 4);
        for (int k = 0; k < 4; ++k) EXPECT_EQ(last[static_cast<std::size_t>(k)], n - 4 + k);
        auto const second = unranked(binomial(n - 1, 3), n, 4);  // all that begin with 0 come before
        for (int k = 0; k < 4; ++k) EXPECT_EQ(second[static_cast<std::size_t>(k)], k + 1);
        auto const middle = unranked(binomial(n, 4) / 3, n, 4);
        std::int64_t rank = 0, from = 0;
        for (int k = 0; k < 4; ++k)
        {
            rank += binomial(n - from, 4 - k) - binomial(n - middle[static_cast<std::size_t>(k)], 4 - k);
            from = middle[static_cast<std::size_t>(k)] + 1;
        }
        EXPECT_EQ(rank, binomial(n, 4) / 3);
    }
}

TEST(Combinations, OwnerSkipsEmptyEvents)
{
    std::int64_t const offsets[] = {0, 0, 1, 1, 1, 6, 6};
    Span<std::int64_t const> const view{offsets, 7};
    EXPECT_EQ(owner_of(view, 0), 1);
    for (std::int64_t value = 1; value < 6; ++value) EXPECT_EQ(owner_of(view, value), 4);
}

}  // namespace
}  // namespace quartet::test
