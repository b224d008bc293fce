// Combinations of entries, counted and unranked.
//
// The combinations of an event are numbered in lexicographic order of their entries (the last group runs fastest), so
// a flat loop over all combinations of all events needs no list of them: each index finds its event by a binary
// search in the scanned counts, and its entries by unranking. Nothing depends on a capacity or a typical multiplicity.
#pragma once

#include <cstdint>

#include "models/base/macros.hpp"
#include "models/base/span.hpp"

QUARTET_BEGIN

/// The largest n for which binomial(n, 4) and its intermediate products fit into 64 bits.
inline constexpr std::int64_t max_objects_for_combinations = 80000;

/// Counts of one event stop growing here: nobody can wait for so many, and the sum over a batch still fits.
inline constexpr std::int64_t too_many_combinations = std::int64_t(1) << 45;

/// C(n, k) for 0 <= k <= 4 and n <= max_objects_for_combinations; 0 for n < k. Each quotient is a whole number.
QUARTET_INLINE std::int64_t binomial(std::int64_t n, int k)
{
    if (n < k) return 0;
    std::int64_t c = 1;
    for (int j = 0; j < k; ++j) c = c * (n - j) / (j + 1);
    return c;
}

/// a b, at most too_many_combinations. For 0 <= a, b <= 2^62.
QUARTET_INLINE std::int64_t bounded_product(std::int64_t a, std::int64_t b)
{
    if (a == 0 || b == 0) return 0;
    return a > too_many_combinations / b ? too_many_combinations : a * b;
}

/// The k increasing indices of the combination with number `rank` (0 <= rank < C(n, k)) in lexicographic order.
///
/// With m objects left and j to choose, C(m, j) - C(m - i, j) combinations begin with one of the first i objects; the
/// next index is the largest i for which that number does not exceed the rank.
QUARTET_HD inline void unrank(std::int64_t rank, std::int64_t n, int k, std::int64_t* index)
{
    std::int64_t first = 0;
    for (int j = k; j > 0; --j)
    {
        std::int64_t const m = n - first;
        std::int64_t const left = binomial(m, j) - rank;  // combinations from this one to the last
        std::int64_t low = 0, high = m - j;
        while (low < high)
        {
            std::int64_t const middle = (low + high + 1) / 2;
            if (binomial(m - middle, j) >= left)
                low = middle;
            else
                high = middle - 1;
        }
        rank = binomial(m - low, j) - left;
        *index++ = first + low;
        first += low + 1;
    }
}

/// Moves k increasing indices below n to the next combination. False, and the first combination, after the last.
QUARTET_HD inline bool next_combination(std::int64_t n, int k, std::int64_t* index)
{
    int j = k - 1;
    while (j >= 0 && index[j] == n - k + j) --j;
    std::int64_t value = j >= 0 ? index[j] + 1 : 0;
    for (int i = j >= 0 ? j : 0; i < k; ++i) index[i] = value++;
    return j >= 0;
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
