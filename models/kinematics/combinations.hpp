// Combinations of k out of n objects, counted and unranked.
//
// The combinations of an event are numbered in lexicographic order of their indices, so a flat loop over all
// combinations of all events needs no list of them: each index finds its event by a binary search in the scanned
// counts, and its tuple by unranking. Nothing depends on a capacity or on a typical multiplicity.
#pragma once

#include <cstdint>

#include "models/base/macros.hpp"
#include "models/base/span.hpp"

QUARTET_BEGIN

/// The largest n for which binomial(n, 4) and its intermediate products fit into 64 bits.
inline constexpr std::int64_t max_objects_for_combinations = 80000;

/// C(n, k) for 0 <= k <= 4 and n <= max_objects_for_combinations; 0 for n < k. Each quotient is a whole number.
QUARTET_INLINE std::int64_t binomial(std::int64_t n, int k)
{
    if (n < k) return 0;
    std::int64_t c = 1;
    for (int j = 0; j < k; ++j) c = c * (n - j) / (j + 1);
    return c;
}

/// Increasing indices of K objects.
template <int K>
struct Combination
{
    std::int64_t index[K];
};

/// The combination with number `rank` (0 <= rank < C(n, K)) in lexicographic order.
///
/// With m objects left and k to choose, C(m, k) - C(m - i, k) combinations begin with one of the first i objects;
/// the first index is the largest i for which that number does not exceed the rank.
template <int K>
QUARTET_HD Combination<K> unrank(std::int64_t rank, std::int64_t n)
{
    static_assert(K >= 1 && K <= 4);
    Combination<K> result;
    std::int64_t first = 0;
    for (int j = 0; j < K; ++j)
    {
        int const k = K - j;
        std::int64_t const m = n - first;
        std::int64_t const left = binomial(m, k) - rank;  // combinations from this one to the last
        std::int64_t low = 0, high = m - k;
        while (low < high)
        {
            std::int64_t const middle = (low + high + 1) / 2;
            if (binomial(m - middle, k) >= left)
                low = middle;
            else
                high = middle - 1;
        }
        rank = binomial(m - low, k) - left;
        result.index[j] = first + low;
        first += low + 1;
    }
    return result;
}

/// The largest i with offsets[i] <= value, for increasing offsets (with repetitions) and
/// offsets[0] <= value < offsets[size - 1]: the owner of a row.
QUARTET_INLINE std::int64_t owner_of(Span<std::int64_t const> offsets, std::int64_t value)
{
    std::int64_t low = 0, high = offsets.size - 1;
    while (high - low > 1)
    {
        std::int64_t const middle = (low + high) / 2;
        if (offsets[middle] <= value)
            low = middle;
        else
            high = middle;
    }
    return low;
}

QUARTET_END
