// The CPU launcher: the same functor over threads.
#pragma once

#include <cstdint>
#include <type_traits>

#include "host/core/thread_pool.hpp"

namespace quartet::cpu
{

/// Calls functor(i) for i in [0, n), in blocks spread over the pool.
template <class Functor>
void launch(ThreadPool& pool, std::int64_t n, Functor functor, std::int64_t grain = 1024)
{
    static_assert(std::is_trivially_copyable_v<Functor>, "a stage functor holds only views and numbers");
    pool.for_blocks(n, grain,
                    [&](std::int64_t first, std::int64_t last, int)
                    {
                        Functor const local = functor;
                        for (std::int64_t i = first; i < last; ++i) local(i);
                    });
}

}  // namespace quartet::cpu
