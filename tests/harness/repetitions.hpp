// How often a statistical test repeats itself with other seeds.
#pragma once

#include <cstdlib>

namespace quartet::test
{

/// 40, or more when QUARTET_REPETITIONS asks for more (./dev soak does).
inline int repetitions()
{
    char const* const wish = std::getenv("QUARTET_REPETITIONS");
    int const asked = wish == nullptr ? 0 : std::atoi(wish);
    return asked > 40 ? asked : 40;
}

}  // namespace quartet::test
