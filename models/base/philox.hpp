// Random numbers without state: value = f(seed, stream, index, draw).
//
// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11). The key is
// the seed; the counter holds the index (which toy, event or candidate), the stream (what for) and the draw. Any
// division of the work over threads, lanes, devices or machines gives the same numbers.
#pragma once

#include <cstdint>

#include "models/base/math.hpp"
#include "models/base/number.hpp"

QUARTET_BEGIN

/// Four random words of 32 bits.
struct PhiloxBlock
{
    std::uint32_t word[4];
};

/// The bijection itself: ten rounds on a counter of four words with a key of two.
QUARTET_HD inline PhiloxBlock philox4x32_10(PhiloxBlock c, std::uint32_t key0, std::uint32_t key1)
{
    for (int round = 0; round < 10; ++round)
    {
        std::uint64_t const a = std::uint64_t(0xD2511F53U) * c.word[0];
        std::uint64_t const b = std::uint64_t(0xCD9E8D57U) * c.word[2];
        c = {{std::uint32_t(b >> 32) ^ c.word[1] ^ key0, std::uint32_t(b), std::uint32_t(a >> 32) ^ c.word[3] ^ key1,
              std::uint32_t(a)}};
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
    }
    return c;
}

/// Random blocks of one seed.
struct Philox
{
    std::uint64_t seed = 0;

    QUARTET_HD PhiloxBlock operator()(std::uint64_t index, std::uint32_t stream, std::uint32_t draw) const
    {
        PhiloxBlock const counter{{std::uint32_t(index), std::uint32_t(index >> 32), stream, draw}};
        return philox4x32_10(counter, std::uint32_t(seed), std::uint32_t(seed >> 32));
    }
};

/// A uniform number in (0, 1), never 0 or 1: the odd multiples of 2^-53 (float: 2^-24), all exact.
QUARTET_HD inline double uniform01(std::uint32_t low, std::uint32_t high)
{
    std::uint64_t const bits = (std::uint64_t(high) << 32) | low;
    // 52 bits below a leading 1 give a number in [1, 2).
    double const a = from_bits<double>((bits >> 12) | 0x3ff0000000000000ULL);
    return (a - 1.0) + 0x1p-53;
}
QUARTET_HD inline float uniform01(std::uint32_t bits)
{
    float const a = from_bits<float>((bits >> 9) | 0x3f800000U);
    return (a - 1.0F) + 0x1p-24F;
}

/// The numbers of one (seed, stream, index), one after the other. Trivially copyable; lives in registers.
struct RandomStream
{
    Philox generator;
    std::uint64_t index = 0;
    std::uint32_t stream = 0;
    std::uint32_t draw = 0;       ///< blocks taken so far
    std::uint32_t spare[2] = {};  ///< the second half of the last block
    bool has_spare = false;

    RandomStream() = default;
    QUARTET_HD RandomStream(std::uint64_t seed, std::uint32_t stream_, std::uint64_t index_)
        : generator{seed}, index(index_), stream(stream_)
    {
    }

    /// Uniform in (0, 1); half a block.
    QUARTET_HD double next_uniform()
    {
        if (has_spare)
        {
            has_spare = false;
            return uniform01(spare[0], spare[1]);
        }
        PhiloxBlock const block = generator(index, stream, draw++);
        spare[0] = block.word[2];
        spare[1] = block.word[3];
        has_spare = true;
        return uniform01(block.word[0], block.word[1]);
    }

    /// Standard normal, by the inverse of its distribution function: one uniform each, monotone in it.
    QUARTET_HD double next_normal() { return normal_quantile(next_uniform()); }

    /// Exponential with mean 1.
    QUARTET_HD double next_exponential() { return -log(next_uniform()); }

    /// Poisson with the mean given: 0 for mean <= 0 or NaN. Below 10 by inversion, else by transformed rejection.
    /// Means beyond 10^15, where the counts would leave the whole numbers of a double, are taken as 10^15.
    QUARTET_HD std::int64_t next_poisson(double mean)
    {
        if (!(mean > 0.0)) return 0;
        mean = min(mean, 1e15);
        return mean < 10.0 ? poisson_by_inversion(mean) : poisson_by_rejection(mean);
    }

    QUARTET_HD std::int64_t poisson_by_inversion(double mean)
    {
        double u = next_uniform();
        double term = exp(-mean);
        std::int64_t n = 0;
        // 200 is beyond the last representable tail of a mean below 10.
        while (u > term && n < 200)
        {
            u -= term;
            ++n;
            term *= mean / double(n);
        }
        return n;
    }

    /// PTRS of W. Hoermann, Insurance: Mathematics and Economics 12 (1993) 39; constants from that paper.
    QUARTET_HD std::int64_t poisson_by_rejection(double mean)
    {
        double const log_mean = log(mean);
        double const b = fma(2.53, sqrt(mean), 0.931);
        double const a = fma(0.02483, b, -0.059);
        double const inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        double const v_r = 0.9277 - 3.6224 / (b - 2.0);
        for (;;)
        {
            double const u = next_uniform() - 0.5;
            double const v = next_uniform();
            double const us = 0.5 - abs(u);
            double const k = floor(fma(2.0 * a / us + b, u, mean) + 0.43);
            if (us >= 0.07 && v <= v_r) return std::int64_t(k);
            if (k < 0.0 || (us < 0.013 && v > us)) continue;
            double const left = log(v * inverse_alpha / (a / (us * us) + b));
            if (left <= fma(k, log_mean, -mean) - log_gamma(k + 1.0)) return std::int64_t(k);
        }
    }
};

QUARTET_END
