// Which backend runs: option, then environment, then hardware; and why.
#pragma once

#include <string>

#include "host/core/device.hpp"

namespace quartet
{

enum class BackendKind
{
    reference,
    cpu,
    cuda
};

struct BackendChoice
{
    BackendKind kind = BackendKind::cpu;
    int device = 0;            ///< for cuda: index of the device
    bool all_devices = false;  ///< for cuda:all
    std::string reason;        ///< one sentence for `quartet info` and the provenance
};

/// cuda:all: `device` is the first usable one, for all that runs on one device; toys run on all of them.
/// `wish` is auto | reference | cpu | cuda | cuda:N | cuda:all. For auto, the environment variable QUARTET_DEVICE
/// decides when set. Throws InputError for an unknown name, EnvironmentError when CUDA was asked for and
/// cannot be used.
BackendChoice choose_backend(std::string const& wish);

/// Throws InputError when `wish` is none of the names above; asks for no device.
void check_device_name(std::string const& wish);

std::string to_string(BackendKind kind);

}  // namespace quartet
