// Units that a number may carry, in expressions ("0.5 cm") and in keys of a decay ("max_dz: 12 mm").
#pragma once

#include <optional>
#include <string>

#include "models/base/dimension.hpp"

namespace quartet
{

struct Unit
{
    Dimension dimension;
    double divisor = 1;  ///< value in cm or GeV = number / divisor, so that "3 mm" is 0.3
};

/// cm, mm, um, GeV, MeV, rad; nothing for another name.
std::optional<Unit> find_unit(std::string const& name);

/// "cm, mm, um, GeV, MeV, rad"
std::string known_units();

/// "a length (cm)", "a mass or momentum (GeV)", "a plain number", or its powers of cm and GeV.
std::string describe(Dimension dimension);

/// A number as the lexer and the keys of a decay write it: no sign, no hexadecimal form, finite. Reads the longest
/// number at `first` and moves `first` behind it; nothing when there is none or it is too large.
std::optional<double> read_number(char const*& first, char const* last);

/// Largest length and mass or momentum that a number without a unit may mean: beyond them it is taken for a slip of
/// units (mm for cm, MeV for GeV).
inline constexpr double largest_plain_length = 100;     ///< cm
inline constexpr double largest_plain_momentum = 1000;  ///< GeV

/// Why a number without a unit cannot mean `value` of this dimension, and how to write it; empty when it can.
/// `largest_length` is the largest length in cm that is plausible for what it is compared with.
std::string implausible_plain_number(double value, Dimension dimension, double largest_length = largest_plain_length);

}  // namespace quartet
