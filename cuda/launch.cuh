// The CUDA launcher: the same functor in a grid-stride kernel.
#pragma once

#include <cstdint>
#include <type_traits>

#include "cuda/error.hpp"

namespace quartet::cuda
{
namespace
{  // kernels have internal linkage: one static library, no separable compilation

template <class Functor>
__global__ void for_each_index(std::int64_t n, Functor functor)
{
    std::int64_t const stride = std::int64_t(gridDim.x) * blockDim.x;
    for (std::int64_t i = std::int64_t(blockIdx.x) * blockDim.x + threadIdx.x; i < n; i += stride) functor(i);
}

}  // namespace

/// Calls functor(i) for i in [0, n) on `stream`; does not wait.
template <class Functor>
void launch(std::int64_t n, Functor functor, cudaStream_t stream, int threads = 128)
{
    static_assert(std::is_trivially_copyable_v<Functor>, "a stage functor holds only views and numbers");
    if (n <= 0) return;
    std::int64_t const wanted = (n + threads - 1) / threads;
    int const blocks = static_cast<int>(wanted < 65536 ? wanted : 65536);
    for_each_index<<<blocks, threads, 0, stream>>>(n, functor);
    QUARTET_CUDA_CHECK(cudaGetLastError());
}

}  // namespace quartet::cuda
