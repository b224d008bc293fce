// Physical dimension of a quantity, in the two base quantities that the program knows.
#pragma once

namespace quartet
{

/// Powers of length and momentum in the unit of a quantity.
struct Dimension
{
    int length = 0;
    int momentum = 0;

    bool operator==(Dimension const&) const = default;
};

}  // namespace quartet
