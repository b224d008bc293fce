// Units inside the program: GeV for masses, momenta and energies (c = 1), cm for lengths, tesla for the field.
// A quantity in another unit is multiplied by the unit when it enters and divided by it when it leaves.
#pragma once

namespace quartet::units
{

inline constexpr double GeV = 1.0;
inline constexpr double MeV = 1e-3;
inline constexpr double keV = 1e-6;
inline constexpr double TeV = 1e3;

inline constexpr double cm = 1.0;
inline constexpr double mm = 0.1;
inline constexpr double um = 1e-4;
inline constexpr double m = 100.0;

inline constexpr double tesla = 1.0;

inline constexpr double radian = 1.0;
inline constexpr double mrad = 1e-3;

/// Times are carried as lengths c t.
inline constexpr double second = 29979245800.0;
inline constexpr double ns = 29.9792458;
inline constexpr double ps = 0.0299792458;

}  // namespace quartet::units
