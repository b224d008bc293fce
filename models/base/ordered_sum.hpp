// Sums whose bits depend on nothing but their terms and their order.
//
// Definition. The terms x_0, x_1, ... are cut into chunks of kSumChunk. Within a chunk, logical lane l of
// kLogicalLanes = 8 adds the terms whose number is l modulo 8, in order, starting from 0. The chunk's sum is the
// tree ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)). The sums of the chunks are added in order, from 0.
//
// A thread, a pack of lanes or a warp may do any chunk; the result is the same. A scalar loop keeps eight lanes, a
// Pack<S, 8> is the eight lanes, a Pack<S, 4> half of them.
#pragma once

#include <cstdint>

#include "models/base/number.hpp"
#include "models/base/unroll.hpp"

QUARTET_BEGIN

inline constexpr int kLogicalLanes = 8;
inline constexpr std::int64_t kSumChunk = 1024;

/// Eight lane sums to one, always by the same tree.
template <class S>
QUARTET_INLINE S add_lanes(S const (&s)[kLogicalLanes])
{
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/// The sum of one chunk: give it the terms in order, then take total(). T is a scalar or a pack of at most 8 lanes.
template <class T>
struct OrderedSum
{
    using S = ScalarOf<T>;
    static_assert(kLogicalLanes % lanes_of<T> == 0, "a pack wider than the logical lanes is added in parts");
    static constexpr int parts = kLogicalLanes / lanes_of<T>;

    T lanes[parts];
    int next = 0;

    QUARTET_HD OrderedSum()
    {
        QUARTET_UNROLL
        for (int i = 0; i < parts; ++i) lanes[i] = T(S(0));
    }

    /// The next term, or the next lanes_of<T> terms. In the last pack, terms beyond the end must be 0.
    QUARTET_HD void add(T x)
    {
        lanes[next] = lanes[next] + x;
        next = next + 1 == parts ? 0 : next + 1;
    }

    QUARTET_HD S total() const
    {
        S s[kLogicalLanes];
        QUARTET_UNROLL
        for (int i = 0; i < kLogicalLanes; ++i) s[i] = lane(lanes[i / lanes_of<T>], i % lanes_of<T>);
        return add_lanes(s);
    }
};

/// Number of chunks of n terms.
QUARTET_INLINE std::int64_t sum_chunks(std::int64_t n) { return (n + kSumChunk - 1) / kSumChunk; }

/// The sum of chunk number `chunk` of the n terms term(0) ... term(n - 1), for scalar terms.
template <class S, class Term>
QUARTET_HD inline S chunk_sum(std::int64_t chunk, std::int64_t n, Term term)
{
    std::int64_t const first = chunk * kSumChunk;
    std::int64_t const last = first + kSumChunk < n ? first + kSumChunk : n;
    S s[kLogicalLanes] = {};
    std::int64_t i = first;
    for (; i + kLogicalLanes <= last; i += kLogicalLanes)
    {
        QUARTET_UNROLL
        for (int l = 0; l < kLogicalLanes; ++l) s[l] = s[l] + term(i + l);
    }
    for (int l = 0; i < last; ++i, ++l) s[l] = s[l] + term(i);
    return add_lanes(s);
}

/// The whole sum in one go: the meaning of every other way to compute it.
template <class S, class Term>
QUARTET_HD inline S ordered_sum(std::int64_t n, Term term)
{
    S sum(0);
    for (std::int64_t chunk = 0; chunk < sum_chunks(n); ++chunk) sum = sum + chunk_sum<S>(chunk, n, term);
    return sum;
}

QUARTET_END
