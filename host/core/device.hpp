// What accelerators this process can use, and why. Implemented by cuda/ or by its stub.
#pragma once

#include <string>
#include <vector>

namespace quartet
{

struct DeviceInfo
{
    int index = 0;
    std::string name;
    std::string architecture;  ///< "sm_90"
    double memory_gib = 0;
    bool usable = false;  ///< a kernel with a known answer ran
    std::string problem;  ///< why not, when not
};

struct DeviceReport
{
    bool built = false;     ///< the CUDA backend is in this program
    std::string built_for;  ///< architectures, toolkit version
    std::string summary;    ///< one line: what was found, or why nothing is usable
    std::vector<DeviceInfo> devices;

    bool any_usable() const
    {
        for (auto const& device : devices)
            if (device.usable) return true;
        return false;
    }
};

/// Asks the CUDA runtime (error code first, never the count alone) and launches a kernel with a known
/// answer on each device.
DeviceReport probe_cuda_devices();

}  // namespace quartet
