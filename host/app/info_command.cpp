// quartet info: build, backends, devices, and why the default was chosen.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/core/backend_choice.hpp"
#include "host/core/device.hpp"
#include "host/core/instruction_set.hpp"
#include "host/core/thread_pool.hpp"
#include "host/core/version.hpp"

namespace quartet::app
{
namespace
{

nlohmann::json describe(DeviceReport const& report)
{
    nlohmann::json devices = nlohmann::json::array();
    for (DeviceInfo const& device : report.devices)
        devices.push_back({{"index", device.index},
                           {"name", device.name},
                           {"architecture", device.architecture},
                           {"memory_gib", device.memory_gib},
                           {"usable", device.usable},
                           {"problem", device.problem}});
    return {{"built", report.built}, {"toolkit", report.built_for}, {"summary", report.summary}, {"devices", devices}};
}

void print(DeviceReport const& report, BackendChoice const& choice)
{
    fmt::print("quartet {}\n", version);
    fmt::print("  compiler         {}\n", __VERSION__);
    fmt::print("  instruction set  {} (QUARTET_ISA asks for a narrower one){}\n", to_string(instruction_set()),
               portable_kernels() ? "; unused by the cpu backend: QUARTET_PORTABLE_KERNELS=1" : "");
    fmt::print("  processors       {}\n", available_processors());
    fmt::print("  backends         reference, cpu{}\n", report.built ? ", cuda (" + report.built_for + ")" : "");
    fmt::print("  cuda             {}\n", report.summary);
    for (DeviceInfo const& device : report.devices)
        fmt::print("    cuda:{}  {} {} {:.0f} GiB: {}\n", device.index, device.name, device.architecture,
                   device.memory_gib, device.usable ? "usable" : device.problem);
    fmt::print("  default          {}: {}\n", to_string(choice.kind), choice.reason);
}

}  // namespace

Command info_command()
{
    return {"info", "Build, backends, devices, and why the default was chosen",
            [](CLI::App&, CommonOptions& common)
            {
                return [&common]
                {
                    DeviceReport const report = probe_cuda_devices();
                    BackendChoice const choice = choose_backend(common.device);
                    if (!common.quiet && common.json != "-") print(report, choice);
                    Provenance provenance = make_provenance(common);
                    provenance.device = to_string(choice.kind);
                    write_json(common.json,
                               {{"version", version},
                                {"compiler", __VERSION__},
                                {"instruction_set", to_string(instruction_set())},
                                {"processors", available_processors()},
                                {"cuda", describe(report)},
                                {"default", to_string(choice.kind)},
                                {"reason", choice.reason}},
                               provenance);
                    return 0;
                };
            }};
}

}  // namespace quartet::app
