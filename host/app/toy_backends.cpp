#include "host/app/toy_backends.hpp"

#include "host/cpu/toys.hpp"
#include "host/reference/toys.hpp"

namespace quartet::app
{

std::unique_ptr<ToyBackend> make_toy_backend(BackendChoice const& choice, int threads)
{
    switch (choice.kind)
    {
        case BackendKind::reference:
            return make_reference_toys();
        case BackendKind::cuda:
            return make_cuda_toys(choice.device);
        case BackendKind::cpu:
            break;
    }
    return make_cpu_toys(threads);
}

}  // namespace quartet::app
