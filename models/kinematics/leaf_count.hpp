// From a number of leaves known at run time to one known when the functor is compiled.
#pragma once

#include <type_traits>

namespace quartet
{

/// Calls f(std::integral_constant<int, leaves>) for 2 to 4 leaves; nothing for other numbers.
template <class F>
void with_leaves(int leaves, F const& f)
{
    if (leaves == 2) f(std::integral_constant<int, 2>{});
    if (leaves == 3) f(std::integral_constant<int, 3>{});
    if (leaves == 4) f(std::integral_constant<int, 4>{});
}

}  // namespace quartet
