// The random numbers of one simulated event: a sequence per (seed, purpose, event).
//
// Every purpose (vertices, decay, detector, ...) has a stream of its own, so that a change in one part of the
// generator leaves the others' numbers alone, and every event starts its own sequence, so that threads and
// batches cannot matter.
#pragma once

#include <cstdint>

#include "models/base/math.hpp"
#include "models/base/philox.hpp"

QUARTET_BEGIN
namespace generator
{

inline constexpr double pi = 3.14159265358979323846;

/// What the numbers are for; part of the Philox counter.
enum class Purpose : std::uint32_t
{
    vertices = 101,
    production = 102,
    order = 103,
    detector = 104,
    activity = 105,
    identification = 106,
    trigger = 107,
    hadrons = 108,  ///< measured tracks of the decay's hadrons
    species = 109,  ///< what the other tracks are
    objects = 110   ///< jets, electrons, missing momentum
};

/// A sequence of draws. Copying it copies the position.
class Draws
{
  public:
    QUARTET_HD Draws(std::uint64_t seed, Purpose purpose, std::uint64_t event)
        : stream_(seed, static_cast<std::uint32_t>(purpose), event)
    {
    }

    /// Uniform in the open interval (0, 1).
    QUARTET_HD double uniform() { return stream_.next_uniform(); }

    QUARTET_HD double uniform(double low, double high) { return fma(uniform(), high - low, low); }

    QUARTET_HD bool chance(double probability) { return uniform() < probability; }

    /// Standard normal.
    QUARTET_HD double normal() { return stream_.next_normal(); }

    /// Exponential with mean 1.
    QUARTET_HD double exponential() { return stream_.next_exponential(); }

    QUARTET_HD int poisson(double mean) { return static_cast<int>(stream_.next_poisson(mean)); }

    /// Index of a table of `n` non-negative weights, with probability proportional to the weight.
    QUARTET_HD int pick(double const* weights, int n)
    {
        double total = 0;
        for (int i = 0; i < n; ++i) total += weights[i];
        double rest = uniform() * total;
        int last = 0;
        for (int i = 0; i < n; ++i)
        {
            if (weights[i] <= 0) continue;
            last = i;
            if (rest < weights[i]) return i;
            rest -= weights[i];
        }
        return last;
    }

  private:
    RandomStream stream_;
};

}  // namespace generator
QUARTET_END
