#include "cuda/probe.hpp"

#include <cuda_runtime.h>

namespace quartet::cuda
{
namespace
{

constexpr int threads = 64;

__global__ void sum_of_squares(int* answer)
{
    int const i = static_cast<int>(threadIdx.x);
    atomicAdd(answer, i * i);
}

constexpr int expected = (threads - 1) * threads * (2 * threads - 1) / 6;

std::string launch_and_compare(int* device_answer)
{
    int answer = 0;
    cudaError_t code = cudaMemset(device_answer, 0, sizeof(int));
    if (code == cudaSuccess)
    {
        sum_of_squares<<<1, threads>>>(device_answer);
        code = cudaGetLastError();
    }
    if (code == cudaSuccess) code = cudaMemcpy(&answer, device_answer, sizeof(int), cudaMemcpyDeviceToHost);
    if (code != cudaSuccess) return cudaGetErrorString(code);
    return answer == expected ? "" : "the probe kernel gave a wrong answer";
}

}  // namespace

std::string run_probe_kernel(int index)
{
    int previous = 0;
    cudaGetDevice(&previous);
    std::string problem;
    int* device_answer = nullptr;
    cudaError_t code = cudaSetDevice(index);
    if (code == cudaSuccess) code = cudaMalloc(&device_answer, sizeof(int));
    if (code == cudaSuccess)
        problem = launch_and_compare(device_answer);
    else
        problem = cudaGetErrorString(code);
    if (device_answer != nullptr) cudaFree(device_answer);
    cudaGetLastError();
    cudaSetDevice(previous);
    return problem;
}

}  // namespace quartet::cuda
