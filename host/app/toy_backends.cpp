#include "host/app/toy_backends.hpp"

#include "host/cpu/toys.hpp"
#include "host/reference/toys.hpp"
#include "host/toys/spread_toys.hpp"

namespace quartet::app
{
namespace
{

std::unique_ptr<ToyBackend> toys_on_all_devices()
{
    std::vector<std::unique_ptr<ToyBackend>> backends;
    for (DeviceInfo const& device : probe_cuda_devices().devices)
        if (device.usable) backends.push_back(make_cuda_toys(device.index));
    return spread_toys(std::move(backends));
}

}  // namespace

std::unique_ptr<ToyBackend> make_toy_backend(BackendChoice const& choice, int threads)
{
    switch (choice.kind)
    {
        case BackendKind::reference:
            return make_reference_toys();
        case BackendKind::cuda:
            return choice.all_devices ? toys_on_all_devices() : make_cuda_toys(choice.device);
        case BackendKind::cpu:
            break;
    }
    return make_cpu_toys(threads);
}

}  // namespace quartet::app
