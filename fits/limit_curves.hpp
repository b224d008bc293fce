// The limits that toys give, by number: 0 to 4 the band of background only, 5 the observed one, 6 to 10 the band with
// an injected signal.
#pragma once

#include <string>

#include "fits/limits.hpp"

namespace quartet
{

inline constexpr int observed_curve = 5;
inline constexpr int first_injected_curve = 6;

inline bool is_injected_curve(int curve) { return curve >= first_injected_curve; }

/// Place in its band, from -2 to +2 sigma; not of the observed one.
inline std::size_t band_index(int curve)
{
    return static_cast<std::size_t>(is_injected_curve(curve) ? curve - first_injected_curve : curve);
}

inline std::string curve_name(int curve)
{
    if (curve == observed_curve) return "observed limit";
    return "expected limit (" + std::to_string(static_cast<int>(band_index(curve)) - 2) + " sigma"
           + (is_injected_curve(curve) ? ", injected signal)" : ")");
}

inline void put_limit(int curve, double at, double error, bool found, LimitResult& result)
{
    if (curve == observed_curve)
    {
        result.observed = at;
        result.observed_error = error;
        result.observed_found = found;
        return;
    }
    std::size_t const i = band_index(curve);
    bool const injected = is_injected_curve(curve);
    (injected ? result.injected : result.expected)[i] = at;
    (injected ? result.injected_error : result.expected_error)[i] = error;
    (injected ? result.injected_found : result.expected_found)[i] = found;
}

}  // namespace quartet
