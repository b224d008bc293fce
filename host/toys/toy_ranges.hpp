// What the rows of a checkpoint are, where no plan knows it: ranges of toys of one hypothesis.
#pragma once

#include <cstdint>
#include <vector>

#include "host/io/hdf5.hpp"

namespace quartet
{

/// Rows of toys of one hypothesis with numbers first, first + 1, ...
struct ToyRange
{
    double generated_mu = 0;
    double tested_mu = 0;
    std::int64_t first = 0;
    std::int64_t toys = 0;
    bool injected = false;  ///< see ToyHypothesis

    bool same_hypothesis(ToyRange const& other) const
    {
        return generated_mu == other.generated_mu && tested_mu == other.tested_mu && injected == other.injected;
    }
};

/// Adds a range at the end; one that goes on where the last one ends makes it longer.
void add_range(ToyRange const& range, std::vector<ToyRange>& ranges);

/// Nothing when there are none.
void write_ranges(hdf5::Group& root, std::vector<ToyRange> const& ranges);
/// Those of a file; empty for the toys of a fixed plan. Throws InputError when they are not those of `rows` toys.
std::vector<ToyRange> read_ranges(hdf5::Group const& root, std::int64_t rows);

}  // namespace quartet
