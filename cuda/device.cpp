#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include "cuda/probe.hpp"
#include "host/core/device.hpp"

namespace quartet
{
namespace
{

DeviceInfo describe(int index)
{
    DeviceInfo info;
    info.index = index;
    cudaDeviceProp properties{};
    if (cudaError_t const code = cudaGetDeviceProperties(&properties, index); code != cudaSuccess)
    {
        cudaGetLastError();
        info.problem = cudaGetErrorString(code);
        return info;
    }
    info.name = properties.name;
    info.architecture = fmt::format("sm_{}{}", properties.major, properties.minor);
    info.memory_gib = static_cast<double>(properties.totalGlobalMem) / (1ull << 30);
    info.problem = cuda::run_probe_kernel(index);
    info.usable = info.problem.empty();
    return info;
}

}  // namespace

DeviceReport probe_cuda_devices()
{
    DeviceReport report;
    report.built = true;
    report.built_for = fmt::format("CUDA {}.{}", CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
    int count = -1;
    cudaError_t const code = cudaGetDeviceCount(&count);
    if (code != cudaSuccess)
    {
        cudaGetLastError();
        report.summary = fmt::format("no CUDA device ({}: {})", cudaGetErrorName(code), cudaGetErrorString(code));
        return report;
    }
    for (int index = 0; index < count; ++index) report.devices.push_back(describe(index));
    report.summary = report.any_usable() ? fmt::format("{} CUDA device(s), the probe kernel answered", count)
                     : count == 0        ? "no CUDA device"
                                         : "no usable CUDA device: " + report.devices.front().problem;
    return report;
}

}  // namespace quartet
