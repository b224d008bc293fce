#include "host/core/backend_choice.hpp"

#include <cstdlib>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

[[noreturn]] void refuse_device(std::string const& wish, std::string const& where)
{
    throw InputError(
        message("unknown device '" + wish + "'", where, "Use auto, reference, cpu, cuda, cuda:N or cuda:all"));
}

/// The number behind "cuda:". Checked before any device is asked for.
int device_number(std::string const& wish, std::string const& where)
{
    std::string const digits = wish.substr(std::string("cuda:").size());
    if (digits.empty() || digits.size() > 4 || digits.find_first_not_of("0123456789") != std::string::npos)
        throw InputError(message("bad device '" + wish + "'", where, "Use cuda, cuda:N or cuda:all"));
    return std::stoi(digits);
}

BackendChoice cuda_choice(std::string const& wish, std::string const& where)
{
    BackendChoice choice{BackendKind::cuda, 0, wish == "cuda:all", where + " asked for " + wish};
    if (wish != "cuda" && !choice.all_devices) choice.device = device_number(wish, where);
    DeviceReport const report = probe_cuda_devices();
    if (!report.any_usable())
        throw EnvironmentError(message("CUDA was asked for, but " + report.summary, where, "Use --device cpu"));
    bool found = false;
    for (DeviceInfo const& device : report.devices)
    {
        if (!device.usable || found) continue;
        if (choice.all_devices) choice.device = device.index;
        found = device.index == choice.device;
    }
    if (!found) throw EnvironmentError(message("device '" + wish + "' is not usable", where, "See quartet info"));
    return choice;
}

BackendChoice named_choice(std::string const& wish, std::string const& where)
{
    if (wish == "reference") return {BackendKind::reference, 0, false, where + " asked for reference"};
    if (wish == "cpu") return {BackendKind::cpu, 0, false, where + " asked for cpu"};
    if (wish == "cuda" || wish.rfind("cuda:", 0) == 0) return cuda_choice(wish, where);
    refuse_device(wish, where);
}

}  // namespace

void check_device_name(std::string const& wish)
{
    if (wish == "auto" || wish == "reference" || wish == "cpu" || wish == "cuda" || wish == "cuda:all") return;
    if (wish.rfind("cuda:", 0) == 0)
        device_number(wish, "option --device");
    else
        refuse_device(wish, "option --device");
}

BackendChoice choose_backend(std::string const& wish)
{
    if (wish != "auto") return named_choice(wish, "option --device");
    char const* environment = std::getenv("QUARTET_DEVICE");
    if (environment != nullptr && *environment != '\0' && std::string(environment) != "auto")
        return named_choice(environment, "environment variable QUARTET_DEVICE");
    DeviceReport const report = probe_cuda_devices();
    for (DeviceInfo const& device : report.devices)
        if (device.usable)
            return {BackendKind::cuda, device.index, false, "found " + device.name + "; its probe kernel answered"};
    return {BackendKind::cpu, 0, false, report.summary};
}

std::string to_string(BackendKind kind)
{
    switch (kind)
    {
        case BackendKind::reference:
            return "reference";
        case BackendKind::cuda:
            return "cuda";
        default:
            return "cpu";
    }
}

}  // namespace quartet
