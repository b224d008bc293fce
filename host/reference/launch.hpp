// The reference launcher: a bare loop, in order, on one thread.
#pragma once

#include <cstdint>
#include <type_traits>

namespace quartet::reference
{

/// Calls functor(i) for i in [0, n).
template <class Functor>
void launch(std::int64_t n, Functor functor)
{
    static_assert(std::is_trivially_copyable_v<Functor>, "a stage functor holds only views and numbers");
    for (std::int64_t i = 0; i < n; ++i) functor(i);
}

}  // namespace quartet::reference
